package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.egraph.samples.MathSample;

/** Goals of symbolic calculus, reached under the default limits and the backoff scheduler. */
class CalculusTest {
  private static final MathSample MATH = new MathSample();

  private record Outcome(boolean reached, RunReport report) {}

  private static Outcome prove(
      String start, String goal, int iterations, int nodes, String... seen) {
    EGraph g = new EGraph(MATH.language(), MATH.analysis());
    for (String term : seen) {
      g.add(MATH.term(term));
    }
    int root = g.add(MATH.term(start));
    Pattern target = Pattern.parse(MATH.language(), goal);
    RunReport report =
        new Runner(g)
            .iterations(iterations)
            .nodes(nodes)
            .time(Duration.ofSeconds(60))
            .until(root, target)
            .run(MATH.rules());
    g.checkInvariants();
    return new Outcome(!target.searchClass(g, root).isEmpty(), report);
  }

  @ParameterizedTest
  @CsvSource({
    "(+ x (+ x (+ x x))), (* 4 x)",
    "(* (pow 2 x) (pow 2 y)), (pow 2 (+ x y))",
    "(+ 1 (- a (* (- 2 1) a))), 1",
    "(d x x), 1",
    "(d x y), 0",
    "(d x (+ 1 (* 2 x))), 2",
    "(d x (+ 1 (* y x))), y",
    "(d x (ln x)), (/ 1 x)",
    "(d x (pow x 3)), (* 3 (pow x 2))",
    "(i 1 x), x",
    "(i (cos x) x), (sin x)",
    "(i (pow x 1) x), (/ (pow x 2) 2)",
    "(i (* x (cos x)) x), (+ (* x (sin x)) (cos x))",
    "(i (ln x) x), (- (* x (ln x)) x)",
  })
  void goalIsReached(String start, String goal) {
    assertTrue(prove(start, goal, 30, 10_000).reached());
  }

  @Test
  void falseGoalIsNotReached() {
    assertFalse(prove("(+ x y)", "(/ x y)", 30, 10_000).reached());
  }

  private static void assertSizes(Outcome o, int iterations, int nodes, int classes) {
    assertTrue(o.reached());
    RunReport r = o.report();
    assertEquals(
        iterations + " " + nodes + "/" + classes,
        r.iterations().size() + " " + r.nodes() + "/" + r.classes());
  }

  @Test
  void sizesAtTheGoal() {
    assertSizes(
        prove(
            "(/ 1 (- (/ (+ 1 (sqrt five)) 2) (/ (- 1 (sqrt five)) 2)))",
            "(/ 1 (sqrt five))",
            30,
            75_000),
        7,
        211,
        37);
    assertSizes(prove("(* (+ x 3) (+ x 1))", "(+ (+ (* x x) (* 4 x)) 3)", 30, 10_000), 6, 142, 20);
    assertSizes(prove("(+ x (+ x (+ x x)))", "(* 4 x)", 30, 10_000), 4, 36, 9);
    assertSizes(
        prove("(i (* (cos x) x) x)", "(+ (* x (sin x)) (cos x))", 30, 10_000), 5, 1_991, 678);
    assertSizes(
        prove(
            "(d x (- (pow x 3) (* 7 (pow x 2))))",
            "(* x (- (* 3 x) 14))",
            60,
            100_000,
            "(* x (- (* 3 x) 14))"),
        7,
        409,
        90);
  }
}
