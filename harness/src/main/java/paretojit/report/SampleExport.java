package paretojit.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Quantile;
import org.openjdk.jmh.util.Version;
import paretojit.measure.Cell;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.measure.Visit;
import paretojit.report.ParquetTable.Column.Numbers;
import paretojit.report.ParquetTable.Column.Texts;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Samples of run and compile times in forms that other programs read: JMH's JSON result format, and a
 * tidy table as CSV or Parquet. Only cells whose every visit was right are in them.
 */
public final class SampleExport {
  /** Columns of {@link #rows}. */
  public static final List<String> HEADER =
      List.of("workload", "level", "engine", "metric", "fork", "round", "iteration", "nanos");

  /** Those of them that hold whole numbers. */
  private static final Set<String> NUMBERS = Set.of("fork", "round", "iteration", "nanos");

  private static final List<Metric> METRICS = List.of(Metric.COMPILE_NANOS, Metric.RUN_NANOS);
  private static final List<String> PERCENTILES =
      List.of("0.0", "50.0", "90.0", "95.0", "99.0", "99.9", "99.99", "99.999", "99.9999", "100.0");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final RunResults results;
  private final Map<Cell, List<Visit>> visits = new LinkedHashMap<>();

  public SampleExport(RunResults results) {
    this.results = results;
    results.visits().forEach(v -> visits.computeIfAbsent(v.cell(), c -> new ArrayList<>()).add(v));
  }

  // ---- a tidy table ----

  /** A row for each sample. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (CellSummary cell : results.cells()) {
      if (cell.isOk()) {
        METRICS.forEach(metric -> addRows(rows, cell.cell(), metric));
      }
    }
    return rows;
  }

  /** The same table as a Parquet file. */
  public void writeParquet(OutputStream out) throws IOException {
    List<List<String>> rows = rows();
    List<ParquetTable.Column> columns = new ArrayList<>();
    for (int k = 0; k < HEADER.size(); k++) {
      int column = k;
      Stream<String> values = rows.stream().map(row -> row.get(column));
      columns.add(
          NUMBERS.contains(HEADER.get(k))
              ? new Numbers(HEADER.get(k), values.mapToLong(Long::parseLong).toArray())
              : new Texts(HEADER.get(k), values.toList()));
    }
    ParquetTable.write(out, columns, rows.size());
  }

  private void addRows(List<List<String>> rows, Cell cell, Metric metric) {
    for (Visit visit : visits.getOrDefault(cell, List.of())) {
      long[] nanos = visit.samples().getOrDefault(metric.key(), new long[0]);
      for (int k = 0; k < nanos.length; k++) {
        rows.add(
            List.of(
                cell.workload(),
                cell.level().name(),
                cell.engine(),
                metric.key(),
                Integer.toString(visit.fork()),
                Integer.toString(visit.round()),
                Integer.toString(k + 1),
                Long.toString(nanos[k])));
      }
    }
  }

  // ---- JMH ----

  /** A benchmark in JMH's format; a sample is a measurement iteration of a single shot. */
  private record Benchmark(
      String jmhVersion,
      String benchmark,
      String mode,
      int threads,
      int forks,
      String jvm,
      List<String> jvmArgs,
      String jdkVersion,
      String vmName,
      String vmVersion,
      int warmupIterations,
      String warmupTime,
      int warmupBatchSize,
      int measurementIterations,
      String measurementTime,
      int measurementBatchSize,
      Params params,
      Score primaryMetric,
      Map<String, Score> secondaryMetrics) {}

  private record Params(String engine, InputLevel level, String workload) {}

  private record Score(
      double score,
      double scoreError,
      List<Double> scoreConfidence,
      Map<String, Double> scorePercentiles,
      String scoreUnit,
      List<List<Double>> rawData) {}

  /**
   * The JSON text. Scores are medians with this project's intervals, where JMH's own are means.
   *
   * @param software what provenance says of it
   */
  public String jmhJson(Map<?, ?> software) {
    List<Benchmark> benchmarks = new ArrayList<>();
    for (Metric metric : METRICS) {
      for (CellSummary cell : results.cells()) {
        Estimate estimate = cell.estimates().get(metric);
        if (estimate != null) {
          benchmarks.add(benchmark(cell.cell(), metric, estimate, software));
        }
      }
    }
    return JSON.writeValueAsString(benchmarks);
  }

  private Benchmark benchmark(Cell cell, Metric metric, Estimate estimate, Map<?, ?> software) {
    List<List<Double>> raw = rawData(cell, metric);
    String java = String.valueOf(software.get("java"));
    int space = java.lastIndexOf(' ');
    List<String> flags = new ArrayList<>();
    if (software.get("worker_flags") instanceof List<?> list) {
      list.forEach(flag -> flags.add(String.valueOf(flag)));
    }
    return new Benchmark(
        Version.getPlainVersion(),
        "paretojit." + results.suite().name() + "." + metric.key(),
        "ss",
        1,
        raw.size(),
        "java",
        flags,
        java.substring(space + 1),
        space < 0 ? java : java.substring(0, space),
        java.substring(space + 1),
        0,
        "single-shot",
        1,
        raw.stream().mapToInt(List::size).max().orElse(0),
        "single-shot",
        1,
        new Params(cell.engine(), cell.level(), cell.workload()),
        score(estimate, raw),
        Map.of());
  }

  private static Score score(Estimate estimate, List<List<Double>> raw) {
    double[] all =
        raw.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).sorted().toArray();
    Map<String, Double> percentiles = new LinkedHashMap<>();
    for (String p : PERCENTILES) {
      percentiles.put(p, Quantile.withDefaults().evaluate(all, Double.parseDouble(p) / 100));
    }
    return new Score(
        estimate.value(),
        (estimate.high() - estimate.low()) / 2,
        List.of(estimate.low(), estimate.high()),
        percentiles,
        "ns/op",
        raw);
  }

  /** A list for each fork. */
  private List<List<Double>> rawData(Cell cell, Metric metric) {
    Map<Integer, List<Double>> byFork = new TreeMap<>();
    for (Visit visit : visits.getOrDefault(cell, List.of())) {
      for (long nanos : visit.samples().getOrDefault(metric.key(), new long[0])) {
        byFork.computeIfAbsent(visit.fork(), fork -> new ArrayList<>()).add((double) nanos);
      }
    }
    return List.copyOf(byFork.values());
  }
}
