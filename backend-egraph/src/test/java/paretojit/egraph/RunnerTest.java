package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunnerTest {
  private final Language open = Language.open();

  private Rewrite rule(String name, String left, String right) {
    return Rewrite.of(open, name, left, right);
  }

  private List<Rewrite> sums() {
    return List.of(
        rule("commutes", "(+ ?a ?b)", "(+ ?b ?a)"),
        rule("associates", "(+ ?a (+ ?b ?c))", "(+ (+ ?a ?b) ?c)"));
  }

  private EGraph graph(String... terms) {
    EGraph g = new EGraph(open);
    for (String t : terms) {
      g.add(Term.parse(open, t));
    }
    return g;
  }

  private static String sum(int n) {
    var out = new StringBuilder();
    for (int i = 1; i < n; i++) {
      out.append("(+ x").append(i).append(' ');
    }
    return out + "x" + n + ")".repeat(n - 1);
  }

  /** The example of the package documentation. */
  @Test
  void packageExample() {
    Language math = Language.open();
    EGraph g = new EGraph(math);
    int root = g.add(Term.parse(math, "(/ (* a 2) 2)"));
    RunReport report =
        new Runner(g)
            .run(
                List.of(
                    Rewrite.of(math, "reassociate", "(/ (* ?x ?y) ?z)", "(* ?x (/ ?y ?z))"),
                    Rewrite.of(math, "cancel", "(/ 2 2)", "1"),
                    Rewrite.of(math, "one", "(* ?x 1)", "?x")));
    assertEquals("a", Extractor.size(g).term(root).toString());
    assertTrue(report.saturated());
  }

  @Test
  void nodeLimitStopsInTheMiddleOfARule() {
    EGraph g = graph(sum(12));
    RunReport report =
        new Runner(g).scheduler(Scheduler.simple()).nodes(5_000).iterations(100).run(sums());
    var limit = assertInstanceOf(StopReason.NodeLimit.class, report.stop());
    assertTrue(limit.nodes() > 5_000 && limit.nodes() < 6_000, () -> "at " + limit.nodes());
    assertTrue(g.isClean());
    g.checkInvariants();
  }

  @Test
  void iterationLimit() {
    EGraph g = graph(sum(8));
    RunReport report = new Runner(g).scheduler(Scheduler.simple()).iterations(3).run(sums());
    assertEquals(new StopReason.IterationLimit(3), report.stop());
    assertEquals(3, report.iterations().size());
  }

  @Test
  void timeLimitIsNoSaturation() {
    EGraph g = graph(sum(8));
    RunReport report = new Runner(g).time(Duration.ZERO).run(sums());
    assertInstanceOf(StopReason.TimeLimit.class, report.stop());
    assertTrue(g.isClean());
  }

  /** Searching nothing because a limit was reached must not look like having learned nothing. */
  @Test
  void limitDuringSearchIsNoSaturation() {
    EGraph g = graph("(f x)");
    Scheduler slow =
        new Scheduler() {
          @Override
          public int searchLimit(int iteration, int rule) {
            g.add(open.operator("y" + rule, 0)); // makes the node limit strike while searching
            return 0;
          }

          @Override
          public boolean accept(int iteration, int rule, int matches) {
            return true;
          }

          @Override
          public boolean canStop(int iteration) {
            throw new AssertionError("asked although a limit was reached");
          }
        };
    RunReport report =
        new Runner(g).scheduler(slow).nodes(2).run(List.of(rule("r", "(f ?x)", "?x")));
    assertInstanceOf(StopReason.NodeLimit.class, report.stop());
  }

  @Test
  void bannedRulesDelaySaturation() {
    EGraph g = graph(sum(6));
    RunReport report =
        new Runner(g)
            .scheduler(Scheduler.backoff().matchLimit(8).banLength(3))
            .iterations(1_000)
            .run(sums());
    assertTrue(report.saturated());
    assertEquals(63, report.classes());
    assertEquals(608, report.nodes());
    assertTrue(report.rules().stream().allMatch(r -> r.timesDropped() > 0));
  }

  @Test
  void aRuleMayBeExemptFromBans() {
    EGraph g = graph(sum(6));
    RunReport report =
        new Runner(g)
            .scheduler(Scheduler.backoff().matchLimit(1).neverBan("commutes"))
            .iterations(50)
            .run(sums());
    assertEquals(0, report.rules().getFirst().timesDropped());
    assertTrue(report.rules().getLast().timesDropped() > 0);
  }

  @Test
  void conditionsSeeWhatEarlierRulesDid() {
    EGraph g = graph("(f a)", "(f b)");
    int a = g.lookup(Term.parse(open, "a"));
    RunReport report =
        new Runner(g).run(List.of(rule("only-a", "(f ?x)", "?x").when("?x", (graph, x) -> x == a)));
    assertTrue(report.saturated());
    assertTrue(g.same(a, g.lookup(Term.parse(open, "(f a)"))));
    assertFalse(g.same(g.lookup(Term.parse(open, "b")), g.lookup(Term.parse(open, "(f b)"))));
    assertEquals(1, report.rules().getFirst().unions());
  }

  @Test
  void rightHandSidesMayBeComputed() {
    EGraph g = graph("(succ 41)");
    Pattern left = Pattern.parse(open, "(succ ?n)");
    Rewrite add =
        Rewrite.dynamic(
            "add",
            left,
            (graph, m) -> {
              int node = graph.firstNode(m.get("?n"));
              int n = Integer.parseInt(open.name(graph.head(node)));
              return graph.add(open.operator(Integer.toString(n + 1), 0));
            });
    new Runner(g).run(List.of(add));
    assertTrue(g.same(g.lookup(Term.parse(open, "42")), g.lookup(Term.parse(open, "(succ 41)"))));
  }

  @Test
  void rulesInBothDirections() {
    EGraph g = graph("(* a (+ b c))", "(+ (* d e) (* d f))");
    new Runner(g)
        .run(Rewrite.both(open, "distribute", "(* ?a (+ ?b ?c))", "(+ (* ?a ?b) (* ?a ?c))"));
    assertTrue(g.lookup(Term.parse(open, "(+ (* a b) (* a c))")) != 0);
    assertTrue(g.lookup(Term.parse(open, "(* d (+ e f))")) != 0);
  }

  /** A rule that gives up what it matched keeps a canonical form out of the way of others. */
  @Test
  void subsumingRules() {
    EGraph g = graph("(mul x 2)");
    int root = g.lookup(Term.parse(open, "(mul x 2)"));
    RunReport report =
        new Runner(g)
            .run(
                List.of(
                    rule("shift", "(mul ?x 2)", "(shl ?x 1)").subsuming(),
                    rule("commutes", "(mul ?x ?y)", "(mul ?y ?x)")));
    assertTrue(report.saturated());
    assertTrue(g.same(root, g.lookup(Term.parse(open, "(shl x 1)"))));
    assertTrue(g.same(root, g.lookup(Term.parse(open, "(mul x 2)"))));
    assertEquals(0, Pattern.parse(open, "(mul ?a 2)").search(g).size());
    assertEquals(1, Pattern.parse(open, "(mul ?a ?b)").search(g).size()); // (mul 2 x)
    assertThrows(IllegalArgumentException.class, () -> rule("r", "?x", "?x").subsuming());
  }

  @Test
  void hooksStopAndGoalsAreSeen() {
    EGraph g = graph(sum(5));
    int root = g.lookup(Term.parse(open, sum(5)));
    RunReport report =
        new Runner(g)
            .until(root, Pattern.parse(open, "(+ (+ (+ (+ x1 x2) x3) x4) x5)"))
            .run(sums());
    assertEquals(new StopReason.Hook("goal reached"), report.stop());
  }

  @Test
  void namesMustDiffer() {
    EGraph g = graph("a");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Runner(g).run(List.of(rule("r", "?x", "?x"), rule("r", "?x", "?x"))));
  }

  @Test
  void runsAreDeterministic() {
    EGraph a = graph(sum(7));
    EGraph b = graph(sum(7));
    new Runner(a).iterations(6).run(sums());
    new Runner(b).iterations(6).run(sums());
    assertEquals(a.toString(), b.toString());
  }
}
