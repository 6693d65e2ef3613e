package paretojit.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import paretojit.measure.CellSummary;
import paretojit.measure.CsvFiles;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.measure.Visit;
import paretojit.stats.Warmup;

/** The rows of {@code warmup.csv}: what a metric does in the course of each visit. */
final class WarmupRows {
  static final List<String> HEADER =
      List.of(
          "workload",
          "level",
          "engine",
          "metric",
          "fork",
          "round",
          "iterations",
          "outliers",
          "segments",
          "kind",
          "steady_from",
          "steady_nanos",
          "overall");

  private WarmupRows() {}

  /** A visit's series that is long enough to be judged, and the judgement. */
  private record Judged(Visit visit, int iterations, Warmup warmup) {}

  /** A row for each visit and metric with enough samples. */
  static List<List<String>> of(RunResults results) {
    List<List<String>> rows = new ArrayList<>();
    for (CellSummary cell : results.cells()) {
      for (Metric metric : Metric.values()) {
        if (cell.isOk() && metric.isTimed()) {
          add(rows, metric, judged(results, cell, metric));
        }
      }
    }
    return rows;
  }

  private static List<Judged> judged(RunResults results, CellSummary cell, Metric metric) {
    List<Judged> judged = new ArrayList<>();
    for (Visit visit : results.visits(cell.cell())) {
      long[] samples = visit.samples().getOrDefault(metric.key(), new long[0]);
      if (samples.length >= Warmup.FEWEST) {
        double[] times = Arrays.stream(samples).asDoubleStream().toArray();
        judged.add(new Judged(visit, times.length, Warmup.of(times)));
      }
    }
    return judged;
  }

  private static void add(List<List<String>> rows, Metric metric, List<Judged> judged) {
    if (judged.isEmpty()) {
      return;
    }
    Warmup.Kind overall = Warmup.overall(judged.stream().map(j -> j.warmup().kind()).toList());
    for (Judged each : judged) {
      Warmup warmup = each.warmup();
      boolean isSteady = warmup.steadyFrom().isPresent();
      rows.add(
          List.of(
              each.visit().cell().workload(),
              each.visit().cell().level().name(),
              each.visit().cell().engine(),
              metric.key(),
              Integer.toString(each.visit().fork()),
              Integer.toString(each.visit().round()),
              Integer.toString(each.iterations()),
              Integer.toString(warmup.outliers()),
              Integer.toString(warmup.segments().size()),
              name(warmup.kind()),
              isSteady ? Integer.toString(warmup.steadyFrom().getAsInt() + 1) : "",
              isSteady ? CsvFiles.number(warmup.segments().getLast().mean()) : "",
              name(overall)));
    }
  }

  /** {@code no-steady-state}. */
  private static String name(Warmup.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
