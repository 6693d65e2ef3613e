package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Suites;

/** What a cell's interval is made of: visits that differ widen it, however alike their samples are. */
class IntervalsTest {
  private static final Suite SUITE =
      Suites.find("smoke")
          .withWorkloads(List.of("crc32"))
          .withLevels(List.of(InputLevel.O2))
          .withEngines(List.of("a"));

  private static Visit visit(int fork, int round, long value) {
    return new Visit(
        new Cell("crc32", InputLevel.O2, "a"),
        fork,
        round,
        Status.OK,
        "",
        Map.of("run_nanos", new long[] {value, value, value, value, value}),
        Map.of(),
        Map.of());
  }

  private static Estimate run(Visit... visits) {
    RunResults results = new RunResults(SUITE, List.of(visits));
    return results.cells().getFirst().estimate(Metric.RUN_NANOS).orElseThrow();
  }

  @Test
  void forksAreResampled() {
    assertEquals(
        new Estimate(20, 10, 30, 15), run(visit(1, 1, 10), visit(2, 1, 20), visit(3, 1, 30)));
  }

  @Test
  void roundsOfASingleForkAreResampled() {
    assertEquals(
        new Estimate(20, 10, 30, 15), run(visit(1, 1, 10), visit(1, 2, 20), visit(1, 3, 30)));
  }

  @Test
  void aSingleVisitKnowsOfItselfOnly() {
    assertEquals(new Estimate(10, 10, 10, 5), run(visit(1, 1, 10)));
  }
}
