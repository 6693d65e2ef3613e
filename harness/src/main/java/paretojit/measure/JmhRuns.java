package paretojit.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import paretojit.engine.Engines;
import paretojit.suite.Suite;
import paretojit.suite.WorkloadSize;

/**
 * Steady-state run times by JMH: a fork of its own for each visit, so that visits of different engines
 * can still take turns. JMH's own files stay in the results folder.
 */
final class JmhRuns {
  /** The folder of JMH's result files and logs, in the results folder. */
  static final String FOLDER = "jmh";

  /** For code that gets faster while it runs; its iterations share the suite's {@code steady_seconds}. */
  private static final int WARMUP_ITERATIONS = 5;

  /** For machine code, which needs caches and branch predictors to be warm, no more. */
  private static final int NATIVE_WARMUP_ITERATIONS = 2;

  private static final long LEAST_MILLIS = 10;
  private static final Pattern FAILURE =
      Pattern.compile(Pattern.quote(SteadyCalls.FAILED) + "(.*)");

  private final Engines engines;
  private final Suite.Effort effort;
  private final WorkloadSize size;
  private final Path folder;

  JmhRuns(Engines engines, Suite suite, Path folder) {
    this.engines = engines;
    this.effort = suite.effort();
    this.size = suite.size();
    this.folder = folder.resolve(FOLDER);
  }

  /** The visit with run times added, or its failure. */
  Visit measure(Visit visit) throws IOException {
    Task task = visit.task();
    Files.createDirectories(folder);
    Path file = folder.resolve(fileName(task));
    Path log = file.resolveSibling(file.getFileName() + ".log");
    try {
      List<RunResult> results = List.copyOf(new Runner(options(task, file, log)).run());
      Files.deleteIfExists(log);
      return visit.withSamples(Metric.RUN_NANOS, samples(results));
    } catch (RunnerException e) {
      String text = Files.exists(log) ? Files.readString(log) : "";
      Matcher failure = FAILURE.matcher(text);
      if (failure.find()) {
        return Visit.failed(task, failure.group(1).strip(), "");
      }
      boolean isOutOfMemory = text.contains(OutOfMemoryError.class.getName());
      return Visit.failed(
          task,
          isOutOfMemory ? Status.OUT_OF_MEMORY : Status.CRASH,
          "JMH: " + e.getMessage() + "; see " + log);
    }
  }

  private Options options(Task task, Path file, Path log) {
    Cell cell = task.cell();
    boolean warmsUp = engines.find(cell.engine()).codeWarmsUp();
    int warmups = warmsUp ? WARMUP_ITERATIONS : NATIVE_WARMUP_ITERATIONS;
    long warmup = warmsUp ? (long) (1000 * effort.steadySeconds() / warmups) : LEAST_MILLIS;
    long iteration = effort.runMillis() / Math.max(1, effort.runIterations());
    return new OptionsBuilder()
        .include("^" + Pattern.quote(SteadyCalls.class.getName()) + "\\.call$")
        .param("engine", cell.engine())
        .param("workload", cell.workload())
        .param("level", cell.level().name())
        .param("size", size.name())
        .forks(1)
        .jvmArgs(WorkerProcess.flags().toArray(String[]::new))
        .warmupIterations(warmups)
        .warmupTime(TimeValue.milliseconds(Math.max(LEAST_MILLIS, warmup)))
        .measurementIterations(effort.runIterations())
        .measurementTime(TimeValue.milliseconds(Math.max(LEAST_MILLIS, iteration)))
        .timeout(TimeValue.seconds(effort.timeoutSeconds()))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.NORMAL)
        .output(log.toString())
        .result(file.toString())
        .resultFormat(ResultFormatType.JSON)
        .build();
  }

  /** Nanoseconds a call, the mean of each iteration. */
  private static long[] samples(List<RunResult> results) {
    List<Long> samples = new ArrayList<>();
    for (RunResult run : results) {
      for (BenchmarkResult fork : run.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          samples.add(Math.round(iteration.getPrimaryResult().getScore()));
        }
      }
    }
    return samples.stream().mapToLong(Long::longValue).toArray();
  }

  private static String fileName(Task task) {
    String cell = task.cell().toString().replaceAll("[^A-Za-z0-9.=-]+", "_");
    return "%s_%d_%d.json".formatted(cell, task.fork(), task.round());
  }
}
