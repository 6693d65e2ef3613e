package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import paretojit.egraph.samples.MathSample;

class ExplanationTest {
  private final Language open = Language.open();

  private Term term(String text) {
    return Term.parse(open, text);
  }

  private static long forestLength(EGraph g, Term a, Term b) {
    return Explainer.forestLength(Objects.requireNonNull(g.provenance()), g.add(a), g.add(b));
  }

  @Test
  void oneStepAfterTheOther() {
    EGraph g = EGraph.explained(open, Analysis.none());
    List<Rewrite> rules =
        List.of(
            Rewrite.of(open, "commutes", "(+ ?a ?b)", "(+ ?b ?a)"),
            Rewrite.of(open, "zero", "(+ ?a 0)", "?a"));
    g.add(term("(f (+ 0 (+ x 0)))"));
    new Runner(g).run(rules);
    Explanation e = g.explain(term("(f (+ 0 (+ x 0)))"), term("(f x)"));
    assertEquals(List.of(), new ProofChecker(rules).check(e));
    assertEquals(3, e.length());
    assertTrue(e.toString().startsWith("(f (+ 0 (+ x 0)))\n  => "), e::toString);
    assertTrue(e.toString().endsWith("   zero"), e::toString);
    Explanation back = g.explain(term("(f x)"), term("(f (+ 0 (+ x 0)))"));
    assertEquals(List.of(), new ProofChecker(rules).check(back));
    assertTrue(back.flat().stream().anyMatch(s -> !s.forward()));
  }

  @Test
  void whatIsNotEqualHasNoExplanation() {
    EGraph g = EGraph.explained(open, Analysis.none());
    assertThrows(IllegalArgumentException.class, () -> g.explain(term("a"), term("b")));
    assertEquals(0, g.explain(term("(f a)"), term("(f a)")).length());
    assertThrows(IllegalStateException.class, () -> new EGraph(open).explain(term("a"), term("a")));
  }

  @Test
  void wrongProofsAreRefused() {
    EGraph g = EGraph.explained(open, Analysis.none());
    Rewrite right = Rewrite.of(open, "r", "(f ?x)", "(g ?x)");
    g.add(term("(h (f a))"));
    new Runner(g).run(List.of(right));
    Explanation e = g.explain(term("(h (f a))"), term("(h (g a))"));
    assertEquals(List.of(), new ProofChecker(List.of(right)).check(e));
    Rewrite other = Rewrite.of(open, "r", "(f ?x)", "(g (g ?x))");
    assertEquals(
        List.of("step 1: (f a) and (g a) are not equal by r"),
        new ProofChecker(List.of(other)).check(e));
    assertFalse(new ProofChecker(List.of()).check(e).isEmpty());
    Explanation false1 = new Explanation(term("(h (f a))"), term("(h (g b))"), e.tree());
    assertEquals(
        List.of("ends at (h (g a)) instead of (h (g b))"),
        new ProofChecker(List.of(right)).check(false1));
  }

  /** All sums of the same summands are equal; proofs hold and are no longer than without the search. */
  @Test
  void sumsInAnyOrder() {
    List<Rewrite> rules =
        List.of(
            Rewrite.of(open, "commutes", "(+ ?a ?b)", "(+ ?b ?a)"),
            Rewrite.of(open, "associates", "(+ ?a (+ ?b ?c))", "(+ (+ ?a ?b) ?c)"));
    EGraph g = EGraph.explained(open, Analysis.none());
    Term start = term("(+ a (+ b (+ c (+ d e))))");
    g.add(start);
    RunReport report = new Runner(g).iterations(10).run(rules);
    assertTrue(report.saturated());
    assertEquals("185/31", g.nodeCount() + "/" + g.classCount());
    long shortened = 0;
    long along = 0;
    for (String goal :
        List.of(
            "(+ e (+ d (+ c (+ b a))))",
            "(+ (+ (+ (+ e d) c) b) a)",
            "(+ (+ a c) (+ (+ e b) d))")) {
      Explanation e = g.explain(start, term(goal));
      assertEquals(List.of(), new ProofChecker(rules).check(e));
      assertEquals(e.length(), e.flat().size());
      shortened += e.length();
      along += forestLength(g, start, term(goal));
    }
    assertTrue(shortened <= along, shortened + " of " + along);
    g.checkInvariants();
  }

  /** Equations that say nothing new may still say it shorter. */
  @Test
  void shortcutsAreTaken() {
    EGraph g = EGraph.explained(open, Analysis.none());
    for (String equation : List.of("a b", "b c", "c d", "d e", "a e")) {
      g.union(g.add(term(equation.substring(0, 1))), g.add(term(equation.substring(2))), equation);
    }
    Term from = term("(f a (g a))");
    Term to = term("(f e (g e))");
    g.add(from);
    g.add(to);
    g.rebuild();
    Explanation e = g.explain(from, to);
    assertEquals(8, forestLength(g, from, to));
    assertEquals(2, e.length());
    assertEquals("(f a (g a))\n  => (f e (g a))   a e\n  => (f e (g e))   a e", e.toString());
  }

  @Test
  void calculus() {
    var math = new MathSample();
    EGraph g = EGraph.explained(math.language(), Analysis.none());
    Term start = math.term("(i (* (cos x) x) x)");
    int root = g.add(start);
    Term goal = math.term("(- (* x (sin x)) (i (* (d x x) (sin x)) x))");
    RunReport report =
        new Runner(g)
            .scheduler(Scheduler.simple())
            .nodes(100_000)
            .time(Duration.ofMinutes(1))
            .until(root, Pattern.of(goal))
            .run(math.growthRules());
    assertEquals(new StopReason.Hook("goal reached"), report.stop());
    Explanation e = g.explain(start, goal);
    assertEquals(List.of(), new ProofChecker(math.growthRules()).check(e));
    assertEquals(4, e.length());
  }

  /** Explaining changes nothing but what is remembered. */
  @Test
  void sizesAreTheSameAsWithout() {
    var math = new MathSample();
    EGraph g = EGraph.explained(math.language(), Analysis.none());
    MathSample.startTerms().forEach(t -> g.add(math.term(t)));
    RunReport report = GrowthTest.unlimited(g).iterations(8).run(math.growthRules());
    EGraph plain = new EGraph(math.language());
    MathSample.startTerms().forEach(t -> plain.add(math.term(t)));
    GrowthTest.unlimited(plain).iterations(8).run(math.growthRules());
    assertEquals(
        plain.nodeCount() + "/" + plain.classCount(), report.nodes() + "/" + report.classes());
    g.checkInvariants();
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  /** Random ground equations: whatever is equal is so by those equations. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyEqualityIsProved(int seed) {
    var random = new Random(seed);
    EGraph g = EGraph.explained(open, Analysis.none());
    var terms = new ArrayList<Term>();
    for (String leaf : List.of("a", "b", "c", "d")) {
      terms.add(term(leaf));
    }
    for (int i = 0; i < 25; i++) {
      Term x = terms.get(random.nextInt(terms.size()));
      Term y = terms.get(random.nextInt(terms.size()));
      terms.add(random.nextInt(3) == 0 ? term("(f " + x + ")") : term("(g " + x + " " + y + ")"));
      if (terms.getLast().treeSize() > 200) {
        terms.removeLast();
      }
    }
    var checker = new ProofChecker(List.of());
    for (int i = 0; i < 8; i++) {
      Term x = terms.get(random.nextInt(terms.size()));
      Term y = terms.get(random.nextInt(terms.size()));
      int a = g.add(x);
      int b = g.add(y);
      g.union(a, b, "equation " + i);
      checker.allow("equation " + i, (l, r) -> l.equals(x) && r.equals(y));
      if (random.nextBoolean()) {
        g.rebuild();
      }
    }
    for (Term t : terms) {
      g.add(t);
    }
    g.rebuild();
    g.checkInvariants();
    int proved = 0;
    for (Term x : terms) {
      for (Term y : terms) {
        if (g.same(g.add(x), g.add(y))) {
          Explanation e = g.explain(x, y);
          if (e.length() < 200) {
            assertEquals(List.of(), checker.check(e));
            proved++;
          }
          assertTrue(e.length() <= forestLength(g, x, y));
        }
      }
    }
    assertTrue(proved > terms.size());
  }
}
