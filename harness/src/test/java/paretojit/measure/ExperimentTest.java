package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** What each engine's cells came to. */
  private static Map<String, Set<String>> statuses(RunResults results) {
    return results.cells().stream()
        .collect(
            Collectors.groupingBy(
                c -> c.cell().engine(), Collectors.mapping(c -> c.status(), Collectors.toSet())));
  }

  private static Suite suite(int timeoutSeconds, String... engines) {
    return new Suite(
        "test",
        "",
        "",
        List.of("collatz"),
        List.of(),
        List.of(InputLevel.O0, InputLevel.O2),
        List.of(engines),
        Map.of(),
        engines[0],
        WorkloadSize.TEST,
        1,
        new Suite.Effort(1, 1, 0, 0, 0, 3, 5, 3, 5, false, false, 0, timeoutSeconds));
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
                "double:bug",
                "double:greedy",
                "double:exit_3"));
    assertEquals(
        Map.of(
            "double", Set.of("ok"),
            "double:crash", Set.of("crash"),
            "double:wrong", Set.of("wrong-result"),
            "double:lately_wrong", Set.of("wrong-result"),
            "double:trap", Set.of("trap: unreachable"),
            "double:unsupported", Set.of("unsupported: anything at all"),
            "double:bug", Set.of("crash"),
            "double:greedy", Set.of("out-of-memory"),
            "double:exit_3", Set.of("out-of-memory")),
        statuses(results));
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
  void everyFaultOfAPeerCostsItsOwnRowsOnly() throws IOException, InterruptedException {
    RunResults results =
        run(
            suite(
                60,
                "double",
                "peer@jvm",
                "peer:killed@jvm",
                "peer:wrong@jvm",
                "peer:unsupported@jvm",
                "peer:missing@jvm",
                "peer:babble@jvm"));
    assertEquals(
        Map.of(
            "double", Set.of("ok"),
            "peer@jvm", Set.of("ok"),
            "peer:killed@jvm", Set.of("crash"),
            "peer:wrong@jvm", Set.of("wrong-result"),
            "peer:unsupported@jvm", Set.of("unsupported: anything at all"),
            "peer:missing@jvm", Set.of("skipped: nothing but a test"),
            "peer:babble@jvm", Set.of("crash")),
        statuses(results));
    for (CellSummary cell : results.cells()) {
      if (cell.cell().engine().equals("peer:killed@jvm")) {
        assertTrue(cell.detail().contains("the test peer was ended by signal 9"), cell.detail());
      }
      assertEquals(cell.isOk(), cell.estimate(Metric.RUN_NANOS).isPresent(), "" + cell.cell());
      assertEquals(cell.isOk(), cell.estimate(Metric.COMPILE_NANOS).isPresent(), "" + cell.cell());
    }
  }

  @Test
  void aPeerThatHangsIsKilledWithItsWorker() throws Exception {
    Suite suite = suite(5, "peer:hang@jvm", "double").withLevels(List.of(InputLevel.O2));
    CompletableFuture<ProcessHandle> peer = CompletableFuture.supplyAsync(ExperimentTest::findPeer);
    RunResults results = run(suite);
    assertEquals(
        List.of("timeout", "ok"), results.cells().stream().map(CellSummary::status).toList());
    peer.get(1, TimeUnit.SECONDS).onExit().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aPeerThatHangsDoesNotOutliveAWorkerThatDies() throws Exception {
    Suite suite = suite(600, "peer:hang@jvm").withLevels(List.of(InputLevel.O2));
    CompletableFuture<ProcessHandle> peer = new CompletableFuture<>();
    Silence progress =
        new Silence() {
          @Override
          public void begin(String stage, int steps) {
            if (stage.startsWith("measuring")) {
              Thread.ofPlatform().start(() -> peer.complete(killWorkerSoon()));
            }
          }
        };
    List<Workload> workloads = suite.select(Workloads.shipped());
    try (Journal journal = Journal.create(folder, suite);
        Experiment experiment = new Experiment(suite, workloads, folder, journal, progress)) {
      assertTrue(experiment.run(Set.of()));
    }
    assertEquals("crash", Journal.read(folder).visits().getFirst().status());
    peer.get(1, TimeUnit.SECONDS).onExit().get(30, TimeUnit.SECONDS);
  }

  /** Once its peer hangs; gives that. */
  private static ProcessHandle killWorkerSoon() {
    sleep(2000);
    ProcessHandle peer = findPeer();
    peer.parent().orElseThrow().destroyForcibly();
    return peer;
  }

  /** Somebody kills the peer's process in the middle of a visit: that visit is lost, and no other. */
  @Test
  void aPeerKilledOnceCostsOneRow() throws IOException, InterruptedException {
    Suite suite = suite(60, "peer:slow@jvm").withWorkloads(List.of("collatz", "crc32", "tak"));
    List<Workload> workloads = suite.select(Workloads.shipped());
    Silence progress =
        new Silence() {
          private int visits;

          @Override
          public void step(String label, String status) {
            if (label.contains(" O") && label.contains("peer") && ++visits == 2) {
              Thread.ofPlatform().start(ExperimentTest::killPeerSoon);
            }
          }
        };
    try (Journal journal = Journal.create(folder, suite);
        Experiment experiment = new Experiment(suite, workloads, folder, journal, progress)) {
      assertTrue(experiment.run(Set.of()));
    }
    List<String> statuses =
        Journal.read(folder).visits().stream().map(Visit::status).sorted().toList();
    assertEquals(List.of("crash", "ok", "ok", "ok", "ok", "ok"), statuses);
  }

  /** In the middle of a visit, whose calls take this peer half a second and more. */
  private static void killPeerSoon() {
    sleep(200);
    findPeer().destroyForcibly();
  }

  /** The process that a worker of this process has started. */
  private static ProcessHandle findPeer() {
    while (true) {
      Optional<ProcessHandle> peer =
          ProcessHandle.current().children().flatMap(ProcessHandle::children).findFirst();
      if (peer.isPresent()) {
        return peer.get();
      }
      sleep(10);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFileIsCompiledAndNotCalled() throws IOException, InterruptedException {
    Path file = folder.resolve("two.wasm");
    byte[] module =
        Workloads.module(Workloads.shipped().named("crc32").orElseThrow(), InputLevel.O2);
    Files.write(file, module);
    RunResults results =
        run(
            suite(60, "double", "double:trap", "peer@jvm")
                .withWorkloads(List.of(file.toString()))
                .withLevels(List.of(InputLevel.GIVEN)));
    for (CellSummary cell : results.cells()) {
      assertEquals("ok", cell.status(), cell.detail());
      assertTrue(cell.estimate(Metric.COMPILE_NANOS).isPresent());
      assertTrue(cell.estimate(Metric.WASM_INSTRUCTIONS).isPresent());
      assertFalse(cell.estimate(Metric.RUN_NANOS).isPresent());
    }
  }

  @Test
  void generatedProgramsAreWorkloads() throws IOException, InterruptedException {
    RunResults results =
        run(
            suite(60, "double", "double:wrong")
                .withWorkloads(List.of("synthetic/diamonds-100"))
                .withLevels(List.of(InputLevel.GIVEN)));
    assertEquals(
        List.of("ok", "wrong-result"), results.cells().stream().map(CellSummary::status).toList());
  }

  /** A double that goes wrong with the second module its process sees tells processes apart. */
  @Test
  void freshWorkersBeginAnew() throws IOException, InterruptedException {
    Suite warm = suite(60, "double:second_module_wrong");
    // Warming up shows a worker both modules; a fresh one sees but the one it is visited for.
    assertEquals(Set.of("wrong-result"), statuses(run(warm)).get("double:second_module_wrong"));
    Files.delete(folder.resolve(Journal.FILE));
    Suite.Effort effort = new Suite.Effort(1, 1, 0, 0, 0, 3, 5, 3, 5, false, true, 0, 60);
    Suite cold = withEffort(warm, effort);
    assertEquals(Set.of("ok"), statuses(run(cold)).get("double:second_module_wrong"));
  }

  @Test
  void jmhTakesRunTimes() throws IOException, InterruptedException {
    Suite.Effort effort = new Suite.Effort(1, 1, 0, 0, 0.05, 3, 5, 4, 40, true, false, 0, 60);
    Suite suite =
        withEffort(suite(60, "double", "double:wrong", "double:trap", "peer@jvm"), effort);
    RunResults results = run(suite.withLevels(List.of(InputLevel.O2)));
    assertEquals(
        Map.of(
            "double", Set.of("ok"),
            "double:wrong", Set.of("wrong-result"),
            "double:trap", Set.of("trap: unreachable"),
            "peer@jvm", Set.of("ok")),
        statuses(results));
    CellSummary good = results.cells().getFirst();
    assertEquals(4, good.estimate(Metric.RUN_NANOS).orElseThrow().n());
    try (Stream<Path> files = Files.list(folder.resolve(JmhRuns.FOLDER))) {
      assertEquals(
          List.of("collatz_O2_double_1_1.json"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  /** What goes wrong only after a while is JMH's to find. */
  @Test
  void jmhFailuresHaveTheSameNames() throws IOException, InterruptedException {
    Suite.Effort effort = new Suite.Effort(1, 1, 0, 0, 0.05, 3, 5, 4, 40, true, false, 0, 60);
    Suite suite = withEffort(suite(60, "double:lately_wrong", "double:lately_greedy"), effort);
    RunResults results = run(suite.withLevels(List.of(InputLevel.O2)));
    assertEquals(
        Map.of(
            "double:lately_wrong", Set.of("wrong-result"),
            "double:lately_greedy", Set.of("out-of-memory")),
        statuses(results));
  }

  private static Suite withEffort(Suite suite, Suite.Effort effort) {
    return new Suite(
        suite.name(),
        suite.description(),
        suite.note(),
        suite.workloads(),
        suite.exclude(),
        suite.levels(),
        suite.engines(),
        suite.axes(),
        suite.baseline(),
        suite.size(),
        suite.seed(),
        effort);
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
                    sleep(4000);
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

  private static class Silence implements Progress {
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
