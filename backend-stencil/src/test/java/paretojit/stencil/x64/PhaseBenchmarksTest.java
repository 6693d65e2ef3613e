package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs for a moment, so that none is broken unnoticed. */
class PhaseBenchmarksTest {
  @Test
  void everyBenchmarkRuns() throws RunnerException, IOException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(PhaseBenchmarks.class.getName())
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(5))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    // Three on a program; two on four modules each.
    assertEquals(3 + 2 * 4, results.size());
    List<String> lines = Benchmarks.summary(results).lines().toList();
    assertEquals(4 + 2 * 2, lines.size(), lines::toString);
    assertTrue(lines.get(1).startsWith("emission"), lines::toString);
  }
}
