package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.egraph.samples.Problem;

/**
 * Exact sizes of e-graphs after runs whose outcome does not depend on the order of rules: from a
 * closed formula, or as other implementations find them.
 */
class GrowthTest {
  static Runner unlimited(EGraph g) {
    return new Runner(g)
        .scheduler(Scheduler.simple())
        .nodes(Integer.MAX_VALUE)
        .time(Duration.ofHours(1))
        .iterations(1_000);
  }

  /** A class for each non-empty set of summands, a node for each way to split it in two. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void sumsInAllOrders(int n) {
    Problem.Attempt attempt = Problem.sums(n);
    RunReport report = attempt.run();
    attempt.graph().checkInvariants();
    assertTrue(report.saturated());
    assertEquals((1 << n) - 1, report.classes());
    assertEquals(Math.round(Math.pow(3, n)) - (1L << (n + 1)) + 1 + n, report.nodes());
  }

  static List<Problem> problems() {
    return Problem.ALL;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theOutcomeIsTheKnownOne(Problem problem) {
    Problem.Attempt attempt = problem.start();
    RunReport report = attempt.run();
    attempt.graph().checkInvariants();
    assertEquals(
        "%d iterations, %d/%d".formatted(problem.iterations(), problem.nodes(), problem.classes()),
        "%d iterations, %d/%d"
            .formatted(report.iterations().size(), report.nodes(), report.classes()));
  }
}
