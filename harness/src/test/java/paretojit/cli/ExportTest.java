package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Journal;
import paretojit.measure.Visit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pareto export} and {@code pareto report}. */
class ExportTest {
  /** Keys that JMH 1.37 writes for every benchmark, and inside its primary metric. */
  private static final Set<String> KEYS =
      Set.of(
          "jmhVersion",
          "benchmark",
          "mode",
          "threads",
          "forks",
          "jvm",
          "jvmArgs",
          "jdkVersion",
          "vmName",
          "vmVersion",
          "warmupIterations",
          "warmupTime",
          "warmupBatchSize",
          "measurementIterations",
          "measurementTime",
          "measurementBatchSize",
          "params",
          "primaryMetric",
          "secondaryMetrics");

  private static final Set<String> METRIC_KEYS =
      Set.of("score", "scoreError", "scoreConfidence", "scorePercentiles", "scoreUnit", "rawData");

  @TempDir Path folder;
  private String results = "";

  @BeforeEach
  void writeResults() throws IOException {
    results = InventedRun.write(folder.resolve("r"), InventedRun.suite()).toString();
  }

  @Test
  void jmhsFormatHasEverySample() {
    String text = Cli.run("export", results, "--format", "jmh-json").isFine().out();
    JsonNode benchmarks = new JsonMapper().readTree(text);
    assertEquals(3 * 2 * 2, benchmarks.size());
    for (JsonNode benchmark : benchmarks) {
      assertEquals(KEYS, new HashSet<>(benchmark.propertyNames()));
      assertEquals(METRIC_KEYS, new HashSet<>(benchmark.path("primaryMetric").propertyNames()));
      assertEquals("ss", benchmark.path("mode").stringValue());
    }
    JsonNode run = benchmarks.path(7);
    assertEquals("paretojit.smoke.run_nanos", run.path("benchmark").stringValue());
    assertEquals(
        "{\"engine\":\"double\",\"level\":\"O2\",\"workload\":\"matmul\"}",
        run.path("params").toString());
    JsonNode metric = run.path("primaryMetric");
    assertEquals(5_000_100, metric.path("score").doubleValue());
    assertEquals("ns/op", metric.path("scoreUnit").stringValue());
    assertEquals(5_000_000, metric.path("scorePercentiles").path("0.0").doubleValue());
    assertEquals(5_000_200, metric.path("scorePercentiles").path("100.0").doubleValue());
    assertEquals(1, metric.path("rawData").size());
    assertEquals(3, metric.path("rawData").path(0).size());
    assertEquals(1, run.path("forks").intValue());
    assertEquals(3, run.path("measurementIterations").intValue());
  }

  @Test
  void theTidyTableHasARowForEachSample() throws IOException {
    Path file = folder.resolve("samples.csv");
    Cli.run("export", results, "--format", "csv", "--out", file.toString()).isFine();
    List<String> lines = Files.readAllLines(file);
    assertEquals("workload,level,engine,metric,fork,round,iteration,nanos", lines.getFirst());
    assertEquals(1 + 3 * 2 * 2 * 3, lines.size());
    assertTrue(lines.contains("crc32,O2,double,compile_nanos,1,1,2,4010"), lines + "");
    String printed = Cli.run("export", results, "--format", "csv").isFine().out();
    assertEquals(lines, printed.lines().toList());
  }

  /** Read by a library of somebody else's. */
  @Test
  void theParquetFileIsTheSameTable() throws IOException {
    Path file = folder.resolve("samples.parquet");
    Cli.run("export", results, "--format", "parquet", "--out", file.toString()).isFine();
    List<String> lines = new ArrayList<>();
    try (ParquetFileReader parquet = ParquetFileReader.open(InputFile.of(file));
        RowReader rows = parquet.rowReader()) {
      lines.add(
          String.join(
              ",", parquet.getFileSchema().getColumns().stream().map(c -> c.name()).toList()));
      while (rows.hasNext()) {
        rows.next();
        lines.add(
            Stream.concat(
                    Stream.of("workload", "level", "engine", "metric").map(rows::getString),
                    Stream.of("fork", "round", "iteration", "nanos").map(rows::getLong))
                .map(String::valueOf)
                .collect(Collectors.joining(",")));
      }
    }
    String csv = Cli.run("export", results, "--format", "csv").isFine().out();
    assertEquals(csv.lines().toList(), lines);
    Cli.run("export", results, "--format", "parquet").isRefusedWith("--out FILE");
  }

  @Test
  void whatFailedIsLeftOut() throws IOException {
    Visit good = Journal.read(Path.of(results)).visits().getFirst();
    Path other = folder.resolve("failed");
    InventedRun.write(other, InventedRun.suite());
    List<String> lines = Files.readAllLines(other.resolve(Journal.FILE));
    lines.set(1, lines.get(1).replace("\"status\":\"ok\"", "\"status\":\"crash\""));
    Files.write(other.resolve(Journal.FILE), lines);
    String csv = Cli.run("export", other.toString(), "--format", "csv").isFine().out();
    assertEquals(1 + 3 * 2 * 2 * 3 - 6, csv.lines().count());
    String start = good.cell().workload() + ",O2," + good.cell().engine() + ",";
    assertTrue(csv.lines().noneMatch(line -> line.startsWith(start)), start);
  }

  @Test
  void mistakesAreNamed() {
    Cli.run("export", results, "--format", "xml")
        .isRefusedWith("no format 'xml'", "jmh-json, csv, parquet");
    Cli.run("export", results).isRefusedWith("--format");
    Cli.run("export", folder + "/nope", "--format", "csv").isRefusedWith("holds no results");
    Cli.run("report", folder + "/nope").isRefusedWith("holds no results");
  }

  @Test
  void reportMakesAllFilesAgain() throws IOException {
    Cli.Ended ended = Cli.run("report", results).isFine();
    assertTrue(ended.out().contains("Report: " + results), ended.out());
    List<String> files =
        List.of(
            "samples.csv",
            "phases.csv",
            "code.csv",
            "summary.csv",
            "geomeans.csv",
            "break_even.csv",
            "report.html");
    for (String file : files) {
      assertTrue(Files.size(Path.of(results, file)) > 0, file);
      Files.delete(Path.of(results, file));
    }
    JsonNode json = new JsonMapper().readTree(Cli.run("report", results, "--json").isFine().out());
    assertEquals(results, json.path("folder").stringValue());
    for (String file : files) {
      assertTrue(Files.exists(Path.of(results, file)), file);
    }
  }
}
