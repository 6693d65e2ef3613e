package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Suites;
import paretojit.suite.Workloads;

/** From visits to files, and back. */
class ResultsTest {
  private static final Cell GOOD = new Cell("crc32", InputLevel.O2, "a");
  private static final Cell BAD = new Cell("crc32", InputLevel.O2, "b");

  @TempDir Path folder;

  private static Suite suite() {
    return Suites.find("smoke")
        .withWorkloads(List.of("crc32"))
        .withLevels(List.of(InputLevel.O2))
        .withEngines(List.of("a", "b", "c"));
  }

  private static Visit good(int round, long... run) {
    return new Visit(
        GOOD,
        1,
        round,
        Status.OK,
        "",
        Map.of("run_nanos", run, "compile_nanos", new long[] {5, 6}),
        Map.of("emit", new long[] {1, 2, 3}),
        Map.of("code_bytes", 120L, "spills", 4L));
  }

  private static final List<Visit> VISITS =
      List.of(
          good(1, 10, 20, 30),
          Visit.failed(new Task(BAD, 1, 1), Status.unsupported("no\n  fma"), ""),
          good(2, 40, 50));

  @Test
  void summaryHasTheAgreedHeaderAndARowForEveryCellAndMetric() throws IOException {
    CsvFiles.write(folder, new RunResults(suite(), VISITS));
    List<String> lines = Files.readAllLines(folder.resolve("summary.csv"));
    assertEquals("workload,level,engine,metric,unit,n,median,low,high,status", lines.getFirst());
    assertEquals(1 + 3 * (Metric.values().length - Metric.COLD_STARTS.size()), lines.size());
    assertTrue(lines.contains("crc32,O2,a,code_bytes,bytes,1,120,120,120,ok"), "" + lines);
    assertTrue(lines.stream().anyMatch(l -> l.startsWith("crc32,O2,a,run_nanos,ns,5,30,")));
    assertTrue(lines.contains("crc32,O2,a,codegen_nanos,ns,0,,,,\"skipped: not measured\""));
    assertTrue(lines.contains("crc32,O2,b,run_nanos,ns,0,,,,\"unsupported: no; fma\""));
    assertTrue(lines.contains("crc32,O2,c,run_nanos,ns,0,,,,\"skipped: not reached\""));
  }

  @Test
  void rawSamplesAndPhasesAreKept() throws IOException {
    CsvFiles.write(folder, new RunResults(suite(), VISITS));
    List<String> lines = Files.readAllLines(folder.resolve("samples.csv"));
    assertEquals(
        "workload,level,engine,phase,fork,round,iteration,metric,unit,value,status",
        lines.getFirst());
    assertTrue(lines.contains("crc32,O2,a,run,1,2,2,run_nanos,ns,50,ok"), "" + lines);
    assertTrue(lines.contains("crc32,O2,a,emit,1,1,3,phase_nanos,ns,3,ok"), "" + lines);
    assertEquals(1 + 5 + 4 + 6 + 1, lines.size());
    assertTrue(Files.readAllLines(folder.resolve("code.csv")).contains("crc32,O2,a,spills,4"));
  }

  @Test
  void nothingIsHalfWritten() throws IOException {
    Path file = folder.resolve("x.csv");
    assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                file,
                writer -> {
                  writer.write("half");
                  throw new IOException("disk full");
                }));
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void theJournalSurvivesATornLastLine() throws IOException {
    try (Journal journal = Journal.create(folder, suite())) {
      journal.append(VISITS.get(0));
      journal.append(VISITS.get(1));
    }
    Path file = folder.resolve(Journal.FILE);
    Files.writeString(file, "{\"cell\":{\"workl", StandardOpenOption.APPEND);
    Files.write(
        file, new byte[] {(byte) 0xe2, (byte) 0x86}, StandardOpenOption.APPEND); // half a '→'
    try (Journal journal = Journal.resume(folder)) {
      journal.append(VISITS.get(2));
    }
    Journal.Contents contents = Journal.read(folder);
    assertEquals(suite(), contents.suite());
    assertEquals(3, contents.visits().size());
    assertEquals(
        5, RunResults.load(folder).cells().getFirst().estimate(Metric.RUN_NANOS).orElseThrow().n());
  }

  @Test
  void aJournalHasOneWriterAndSaysWhichShardItIs() throws IOException {
    Shard shard = new Shard(1, 1);
    try (Journal journal = Journal.create(folder, suite(), shard)) {
      journal.append(VISITS.get(0));
      var e = assertThrows(IOException.class, () -> Journal.resume(folder));
      assertTrue(e.toString().contains("written by another process"), e.toString());
      assertEquals(1, journal.contents().visits().size());
    }
    try (Journal journal = Journal.resume(folder)) {
      assertEquals(shard, journal.contents().shard());
    }
  }

  /** The reference runs in results/ stay readable when a suite gets another number or switch. */
  @Test
  void whatAnOlderJournalDoesNotSayIsOff() throws IOException {
    Journal.create(folder, suite()).close();
    Path file = folder.resolve(Journal.FILE);
    String line = Files.readString(file);
    String older = line.replaceAll(",\"(freshWorkers|budgetSeconds)\":[a-z0-9]+", "");
    assertTrue(older.length() < line.length() - 30, older);
    Files.writeString(file, older);
    assertEquals(suite(), Journal.read(folder).suite());
  }

  /** Folders from before there were shards. */
  @Test
  void aJournalNeedNotSayThatItIsNoShard() throws IOException {
    Journal.create(folder, suite()).close();
    Path file = folder.resolve(Journal.FILE);
    String header = Files.readString(file);
    String old = header.replace(",\"shard\":null", "");
    assertNotEquals(header, old);
    Files.writeString(file, old);
    assertEquals(suite(), Journal.read(folder).part());
  }

  @Test
  void aTaskMeasuredTwiceCountsOnce() {
    RunResults results = new RunResults(suite(), List.of(good(1, 1, 2, 3), good(1, 7, 8, 9)));
    assertEquals(2, results.cells().getFirst().estimate(Metric.RUN_NANOS).orElseThrow().value());
  }

  @Test
  void theScheduleVisitsEverythingInSeededOrder() {
    Suite suite = Suites.find("quick");
    var workloads = suite.select(Workloads.shipped());
    List<Task> order = Schedule.of(suite, workloads);
    assertEquals(order, Schedule.of(suite, workloads));
    assertNotEquals(order, Schedule.of(suite.withSeed(2), workloads));
    int cells = workloads.size() * suite.levels().size() * suite.engines().size();
    assertEquals(cells * suite.effort().rounds(), order.size());
    assertEquals(order.size(), Set.copyOf(order).size());
    // The engines of a program stand together.
    int engines = suite.engines().size();
    for (int k = 0; k < order.size(); k += engines) {
      Set<String> programs =
          order.subList(k, k + engines).stream()
              .map(t -> t.cell().workload() + t.cell().level() + t.round())
              .collect(Collectors.toSet());
      assertEquals(1, programs.size());
    }
  }
}
