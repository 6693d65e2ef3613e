package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Request.Program;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.suite.Workloads;

class ColdStartsTest {
  private static final Workload CRC32 = Workloads.shipped().named("crc32").orElseThrow();

  @TempDir Path folder;

  private static Suite suite(String... engines) {
    return new Suite(
        "test",
        "",
        "",
        List.of("crc32"),
        List.of(),
        List.of(InputLevel.O2),
        List.of(engines),
        Map.of(),
        engines[0],
        WorkloadSize.TEST,
        1,
        new Suite.Effort(1, 1, 0, 0, 0, 3, 5, 3, 5, false, false, 1, 60));
  }

  /** What a run was told of. */
  private static final class Notes implements Progress {
    private final List<String> notes = new ArrayList<>();
    private int steps;

    @Override
    public void begin(String stage, int steps) {}

    @Override
    public void step(String label, String status) {
      steps++;
    }

    @Override
    public void note(String message) {
      notes.add(message);
    }

    @Override
    public void end() {}
  }

  private Notes run(Suite suite, Journal open, Set<Task> made)
      throws IOException, InterruptedException {
    Notes notes = new Notes();
    List<Workload> workloads = suite.select(Workloads.shipped());
    try (Journal journal = open;
        Experiment experiment = new Experiment(suite, workloads, folder, journal, notes)) {
      assertTrue(experiment.run(made));
    }
    return notes;
  }

  @Test
  void bothKindsAreMeasuredAndResumed() throws IOException, InterruptedException {
    Suite suite = suite("interp", "stencil@x64");
    Notes notes = run(suite, Journal.create(folder, suite), Set.of());
    assertEquals(List.of(), notes.notes);
    RunResults results = RunResults.load(folder);
    for (CellSummary cell : results.cells()) {
      assertEquals("ok", cell.status(), cell.detail());
      assertEquals(1, cell.estimate(Metric.COLD_START_NANOS).orElseThrow().n());
      assertEquals(1, cell.estimate(Metric.COLD_START_AOT_NANOS).orElseThrow().n());
    }
    assertFalse(Files.exists(folder.resolve(ColdStarts.FOLDER)), "caches are left");
    CsvFiles.write(folder, results);
    List<String> summary = Files.readAllLines(folder.resolve("summary.csv"));
    assertEquals(1 + 2 * Metric.values().length, summary.size());
    String samples = Files.readString(folder.resolve("samples.csv"));
    for (String row :
        List.of(
            "cold-start,1,1,1,cold_start_nanos,ns,",
            "cold-start-aot,1,1,1,cold_start_aot_nanos,ns,")) {
      assertTrue(samples.contains("crc32,O2,stencil@x64," + row), samples);
    }

    Set<Task> made = results.visits().stream().map(Visit::task).collect(Collectors.toSet());
    assertEquals(0, run(suite, Journal.resume(folder), made).steps);
    Set<Task> fewer = new HashSet<>(made);
    fewer.removeIf(task -> task.cell().engine().equals("stencil@x64"));
    run(suite, Journal.resume(folder), fewer);
    List<Visit> visits = Journal.read(folder).visits();
    assertEquals(3, visits.size());
    assertEquals("stencil@x64", visits.getLast().cell().engine());
    assertTrue(visits.getLast().samples().containsKey(Metric.COLD_START_AOT_NANOS.key()));
  }

  @Test
  void journalsOfBeforeHaveNone() throws IOException {
    Journal.create(folder, suite("interp")).close();
    Path file = folder.resolve(Journal.FILE);
    String header = Files.readString(file);
    assertTrue(header.contains("\"coldStarts\":1,"), header);
    Files.writeString(file, header.replace("\"coldStarts\":1,", ""));
    assertEquals(0, Journal.read(folder).suite().effort().coldStarts());
  }

  @Test
  void whatGoesWrongOnlyThereCostsItsOwnRows() throws IOException, InterruptedException {
    Suite suite = suite("double", "double:cold_wrong", "double:cold_crash");
    Notes notes = run(suite, Journal.create(folder, suite), Set.of());
    RunResults results = RunResults.load(folder);
    assertEquals(
        List.of("ok", "wrong-result", "crash"),
        results.cells().stream().map(CellSummary::status).toList());
    assertTrue(results.cells().getLast().detail().startsWith("cold start"), "" + notes.notes);
    assertTrue(
        notes.notes.getFirst().startsWith("double:cold_crash: no AOT cache (the worker was ended"),
        "" + notes.notes);
  }

  /** That a JVM says so is what {@link ColdStarts#train} asks for; here is what it does else. */
  @Test
  void aCacheIsUsedOrTheRunFails() throws IOException, InterruptedException {
    Suite suite = suite("stencil@x64");
    Visit visit =
        new Visit(
            new Cell("crc32", InputLevel.O2, "stencil@x64"),
            1,
            1,
            Status.OK,
            "",
            Map.of(),
            Map.of(),
            Map.of());
    try (ColdStarts cold = new ColdStarts(suite, folder)) {
      cold.begin(Map.of(new Program("crc32", InputLevel.O2), CRC32));
      assertNull(cold.train("stencil@x64"));
      Path cache = cold.cache("stencil@x64");
      assertTrue(Files.size(cache) > 1 << 20);
      assertEquals("ok", cold.measure(visit, CRC32).status());
      byte[] bytes = Files.readAllBytes(cache);
      Files.write(cache, Arrays.copyOf(bytes, bytes.length / 2));
      Visit broken = cold.measure(visit, CRC32);
      assertEquals("crash", broken.status(), broken.detail());
      assertTrue(
          broken.detail().startsWith("cold start with an AOT cache: exit 1"), broken.detail());
    }
  }

  @Test
  void aJvmTellsWhereItsClassesComeFrom() {
    String name = ColdStart.class.getName();
    assertTrue(
        ColdStarts.isFromCache(
            "[0.05s][info][class,load] " + name + " source: shared objects file (top)"));
    assertFalse(
        ColdStarts.isFromCache("[0.05s][info][class,load] " + name + " source: file:/x.jar"));
    assertFalse(
        ColdStarts.isFromCache(
            "[0.05s][info][class,load] java.lang.Object source: shared objects file"));
  }
}
