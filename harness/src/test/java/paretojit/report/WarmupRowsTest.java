package paretojit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import paretojit.measure.Cell;
import paretojit.measure.RunResults;
import paretojit.measure.Status;
import paretojit.measure.Visit;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Suites;

/** From visits to the rows of {@code warmup.csv}. */
class WarmupRowsTest {
  private static final Suite SUITE =
      Suites.find("smoke")
          .withWorkloads(List.of("crc32"))
          .withLevels(List.of(InputLevel.O2))
          .withEngines(List.of("warm", "mixed", "short"));

  private static Visit visit(String engine, int fork, int n, int slowOnes) {
    SplittableRandom random = new SplittableRandom(fork);
    long[] run =
        IntStream.range(0, n)
            .mapToLong(i -> (i < slowOnes ? 2_000_000 : 1_000_000) + random.nextInt(10_000))
            .toArray();
    return new Visit(
        new Cell("crc32", InputLevel.O2, engine),
        fork,
        1,
        Status.OK,
        "",
        Map.of("run_nanos", run),
        Map.of(),
        Map.of());
  }

  @Test
  void eachLongVisitIsJudgedAndTheCellOverall() {
    RunResults results =
        new RunResults(
            SUITE,
            List.of(
                visit("warm", 1, 100, 20),
                visit("warm", 2, 100, 25),
                visit("mixed", 1, 100, 20),
                visit("mixed", 2, 100, 0),
                visit("short", 1, 30, 10)));
    List<List<String>> rows = new ArrayList<>(WarmupRows.of(results));
    assertEquals(4, rows.size(), "visits of few samples are not judged: " + rows);
    assertTrue(rows.stream().allMatch(row -> row.size() == WarmupRows.HEADER.size()));
    assertEquals(List.of("warm-up", "21"), rows.get(0).subList(9, 11));
    assertEquals(List.of("warm-up", "26"), rows.get(1).subList(9, 11));
    assertEquals(1_005_000, Double.parseDouble(rows.get(0).get(11)), 2_000);
    assertEquals(List.of("flat", "1"), rows.get(3).subList(9, 11));
    assertEquals(
        List.of("warm-up", "warm-up", "inconsistent", "inconsistent"),
        rows.stream().map(List::getLast).toList());
  }
}
