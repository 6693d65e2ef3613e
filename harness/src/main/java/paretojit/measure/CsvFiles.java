package paretojit.measure;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import paretojit.stats.Estimate;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** The CSV files of a results folder; docs/data.md explains their columns. */
public final class CsvFiles {
  static final List<String> SAMPLES =
      List.of(
          "workload",
          "level",
          "engine",
          "phase",
          "fork",
          "round",
          "iteration",
          "metric",
          "unit",
          "value",
          "status");
  static final List<String> PHASES =
      List.of("workload", "level", "engine", "phase", "unit", "n", "median", "low", "high");
  static final List<String> CODE = List.of("workload", "level", "engine", "name", "value");
  static final List<String> SUMMARY =
      List.of(
          "workload", "level", "engine", "metric", "unit", "n", "median", "low", "high", "status");

  private CsvFiles() {}

  /** Writes {@code samples.csv}, {@code phases.csv}, {@code code.csv} and {@code summary.csv}. */
  public static void write(Path folder, RunResults results) throws IOException {
    write(folder.resolve("samples.csv"), SAMPLES, samples(results));
    write(folder.resolve("phases.csv"), PHASES, phases(results));
    write(folder.resolve("code.csv"), CODE, code(results));
    write(folder.resolve("summary.csv"), SUMMARY, summary(results));
  }

  /** Writes a CSV file, which appears complete or not at all. */
  public static void write(Path file, List<String> header, List<List<String>> rows)
      throws IOException {
    AtomicFile.write(file, writer -> write(writer, header, rows));
  }

  /** Writes CSV and closes the writer. */
  public static void write(Writer writer, List<String> header, List<List<String>> rows)
      throws IOException {
    CsvSchema.Builder schema = CsvSchema.builder();
    header.forEach(schema::addColumn);
    CsvSchema withHeader = schema.build().withHeader();
    try (SequenceWriter out = new CsvMapper().writer(withHeader).writeValues(writer)) {
      for (List<String> row : rows) {
        out.write(row);
      }
      if (rows.isEmpty()) {
        writer.write(String.join(",", header) + "\n");
      }
    }
  }

  private static List<List<String>> samples(RunResults results) {
    List<List<String>> rows = new ArrayList<>();
    for (Visit visit : results.visits()) {
      for (Metric metric : Metric.values()) {
        long[] values = visit.samples().getOrDefault(metric.key(), new long[0]);
        addSamples(rows, visit, metric.phase(), metric.key(), values);
      }
      visit
          .phases()
          .forEach((phase, nanos) -> addSamples(rows, visit, phase, "phase_nanos", nanos));
      if (!visit.isOk()) {
        rows.add(sample(visit, "", 0, "", "", "", visit.status()));
      }
    }
    return rows;
  }

  private static void addSamples(
      List<List<String>> rows, Visit visit, String phase, String metric, long[] values) {
    for (int k = 0; k < values.length; k++) {
      rows.add(sample(visit, phase, k + 1, metric, "ns", Long.toString(values[k]), Status.OK));
    }
  }

  private static List<String> sample(
      Visit visit,
      String phase,
      int iteration,
      String metric,
      String unit,
      String value,
      String status) {
    Cell cell = visit.cell();
    return List.of(
        cell.workload(),
        cell.level().name(),
        cell.engine(),
        phase,
        Integer.toString(visit.fork()),
        Integer.toString(visit.round()),
        Integer.toString(iteration),
        metric,
        unit,
        value,
        status);
  }

  private static List<List<String>> phases(RunResults results) {
    List<List<String>> rows = new ArrayList<>();
    for (CellSummary summary : results.cells()) {
      summary
          .phases()
          .forEach(
              (phase, estimate) -> {
                List<String> row = start(summary.cell(), phase, "ns");
                row.addAll(numbers(estimate));
                rows.add(row);
              });
    }
    return rows;
  }

  private static List<List<String>> code(RunResults results) {
    List<List<String>> rows = new ArrayList<>();
    for (CellSummary summary : results.cells()) {
      for (Metric metric : Metric.values()) {
        if (!metric.isTimed()) {
          summary
              .estimate(metric)
              .ifPresent(e -> rows.add(start(summary.cell(), metric.key(), number(e.value()))));
        }
      }
      for (Map.Entry<String, Long> count : summary.counts().entrySet()) {
        rows.add(start(summary.cell(), count.getKey(), count.getValue().toString()));
      }
    }
    return rows;
  }

  private static List<List<String>> summary(RunResults results) {
    List<Metric> metrics = new ArrayList<>(List.of(Metric.values()));
    if (results.suite().effort().coldStarts() == 0) {
      metrics.removeAll(Metric.COLD_STARTS);
    }
    List<List<String>> rows = new ArrayList<>();
    for (CellSummary summary : results.cells()) {
      for (Metric metric : metrics) {
        List<String> row = start(summary.cell(), metric.key(), metric.unit());
        row.addAll(summary.estimate(metric).map(CsvFiles::numbers).orElse(noNumbers()));
        boolean lacking = summary.isOk() && summary.estimate(metric).isEmpty();
        row.add(lacking ? Status.skipped("not measured") : summary.status());
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> start(Cell cell, String... more) {
    List<String> row =
        new ArrayList<>(List.of(cell.workload(), cell.level().name(), cell.engine()));
    row.addAll(List.of(more));
    return row;
  }

  /** The columns n, median, low, high. */
  private static List<String> numbers(Estimate e) {
    return List.of(Integer.toString(e.n()), number(e.value()), number(e.low()), number(e.high()));
  }

  private static List<String> noNumbers() {
    return List.of("0", "", "", "");
  }

  /**
   * A number with four decimals, or with as many as six significant digits take; never in exponent
   * form; {@code inf} if infinite.
   */
  public static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    int decimals = Math.max(4, 6 - exact.precision() + exact.scale());
    BigDecimal rounded = exact.setScale(decimals, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
