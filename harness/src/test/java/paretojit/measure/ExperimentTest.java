package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.SuiteFileException;
import paretojit.suite.Suites;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.suite.Workloads;

/** Runs with engines that misbehave: each must cost its own rows, and no others. */
class ExperimentTest {
  @TempDir Path folder;

  private static Suite suite(int timeoutSeconds, String... engines) {
    return new Suite(
        "test",
        "",
        List.of("collatz"),
        List.of(),
        List.of(InputLevel.O0, InputLevel.O2),
        List.of(engines),
        engines[0],
        WorkloadSize.TEST,
        1,
        new Suite.Effort(1, 1, 0, 0, 0, 3, 5, 3, 5, timeoutSeconds));
  }

  private RunResults run(Suite suite) throws IOException, InterruptedException {
    List<Workload> workloads = suite.select(Workloads.shipped());
    try (Journal journal = Journal.create(folder, suite);
        Experiment experiment = new Experiment(suite, workloads, folder, journal, new Silence())) {
      assertTrue(experiment.run(Set.of()));
    }
    return RunResults.load(folder);
  }

  @Test
  void everyFaultCostsItsOwnRowsOnly() throws IOException, InterruptedException {
    RunResults results =
        run(
            suite(
                60,
                "double",
                "double:crash",
                "double:wrong",
                "double:lately_wrong",
                "double:trap",
                "double:unsupported",
                "double:bug"));
    Map<String, Set<String>> statuses =
        results.cells().stream()
            .collect(
                Collectors.groupingBy(
                    c -> c.cell().engine(),
                    Collectors.mapping(CellSummary::status, Collectors.toSet())));
    assertEquals(
        Map.of(
            "double", Set.of("ok"),
            "double:crash", Set.of("crash"),
            "double:wrong", Set.of("wrong-result"),
            "double:lately_wrong", Set.of("wrong-result"),
            "double:trap", Set.of("trap: unreachable"),
            "double:unsupported", Set.of("unsupported: anything at all"),
            "double:bug", Set.of("crash")),
        statuses);
    for (CellSummary cell : results.cells()) {
      assertEquals(cell.isOk(), cell.estimate(Metric.RUN_NANOS).isPresent(), "" + cell.cell());
    }
    CellSummary good = results.cells().getFirst();
    assertTrue(good.isOk());
    assertEquals(3, good.estimate(Metric.COMPILE_NANOS).orElseThrow().n());
    assertTrue(good.estimate(Metric.IR_INSTRUCTIONS).orElseThrow().value() > 10);
  }

  @Test
  void whatHangsIsKilled() throws IOException, InterruptedException {
    // Only one cell, because each has to wait for its timeout.
    Suite suite = suite(5, "double:hang", "double").withLevels(List.of(InputLevel.O2));
    RunResults results = run(suite);
    assertEquals(
        List.of("timeout", "ok"), results.cells().stream().map(CellSummary::status).toList());
  }

  @Test
  void resumingSkipsWhatIsDone() throws IOException, InterruptedException {
    Suite suite = suite(60, "double");
    RunResults first = run(suite);
    Set<Task> made = first.visits().stream().map(Visit::task).collect(Collectors.toSet());
    Silence progress = new Silence();
    try (Journal journal = Journal.resume(folder);
        Experiment experiment =
            new Experiment(suite, suite.select(Workloads.shipped()), folder, journal, progress)) {
      assertTrue(experiment.run(made));
    }
    assertEquals(0, progress.steps);
    made.remove(made.iterator().next());
    try (Journal journal = Journal.resume(folder);
        Experiment experiment =
            new Experiment(suite, suite.select(Workloads.shipped()), folder, journal, progress)) {
      assertTrue(experiment.run(made));
    }
    assertEquals(3, Journal.read(folder).visits().size());
    assertEquals(2, RunResults.load(folder).visits().size());
  }

  @Test
  void interruptingEndsTheRunAndKeepsWhatIsComplete() throws IOException, InterruptedException {
    Suite suite = suite(60, "double", "double:hang");
    List<Workload> workloads = suite.select(Workloads.shipped());
    try (Journal journal = Journal.create(folder, suite);
        Experiment experiment = new Experiment(suite, workloads, folder, journal, new Silence())) {
      Thread interrupter =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Thread.sleep(4000);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    experiment.interrupt();
                  });
      assertFalse(experiment.run(Set.of()));
      interrupter.join();
    }
    // Nothing was recorded for the visit that hung.
    for (Visit visit : Journal.read(folder).visits()) {
      assertEquals("double ok", visit.cell().engine() + " " + visit.status());
    }
  }

  @Test
  void excludedWorkloadsAreLeftOut() throws SuiteFileException {
    Suite smoke = Suites.find("smoke");
    assertEquals(
        smoke.workloads(),
        smoke.select(Workloads.shipped()).stream().map(Workload::name).sorted().toList());
  }

  private static final class Silence implements Progress {
    private int steps;

    @Override
    public void begin(String stage, int steps) {}

    @Override
    public void step(String label, String status) {
      steps++;
    }

    @Override
    public void note(String message) {}

    @Override
    public void end() {}
  }
}
