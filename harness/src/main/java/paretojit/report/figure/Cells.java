package paretojit.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.report.Comparison;
import paretojit.stats.Estimate;
import paretojit.stats.GeometricMean;
import paretojit.suite.InputLevel;

/** A run's cells as figures ask for them. */
final class Cells {
  private static final double[] NO_DRAWS = {};

  private final RunResults results;

  Cells(Comparison comparison) {
    this.results = comparison.results();
  }

  /** The levels at which anything was done rightly. */
  static List<InputLevel> levels(Comparison comparison) {
    return comparison.levels().stream()
        .filter(
            level -> comparison.engines().stream().anyMatch(e -> comparison.checked(level, e) > 0))
        .toList();
  }

  /** What an engine did rightly at a level, a workload each. */
  List<CellSummary> of(InputLevel level, String engine) {
    return results.suite().workloads().stream()
        .flatMap(workload -> results.cell(workload, level, engine).stream())
        .filter(CellSummary::isOk)
        .toList();
  }

  /** The same at all levels. */
  List<CellSummary> of(String engine) {
    return results.suite().levels().stream().flatMap(level -> of(level, engine).stream()).toList();
  }

  static double value(CellSummary cell, Metric metric) {
    return cell.estimate(metric).map(Estimate::value).orElse(Double.NaN);
  }

  static double count(CellSummary cell, String name) {
    Long count = cell.counts().get(name);
    return count == null ? Double.NaN : count;
  }

  static boolean has(CellSummary cell, Metric metric) {
    return value(cell, metric) > 0;
  }

  /** Values of cells that have them: neither NaN nor infinite. */
  static double[] values(List<CellSummary> cells, ToDoubleFunction<CellSummary> value) {
    return cells.stream().mapToDouble(value).filter(Double::isFinite).toArray();
  }

  /**
   * The geometric mean over workloads of {@code value} of one engine : that of another, with the
   * interval of choosing other workloads.
   */
  Optional<Estimate> meanRatio(
      InputLevel level, String engine, String base, ToDoubleFunction<CellSummary> value) {
    List<GeometricMean.Ratio> ratios = new ArrayList<>();
    for (CellSummary mine : of(level, engine)) {
      results
          .cell(mine.cell().workload(), level, base)
          .filter(CellSummary::isOk)
          .map(other -> value.applyAsDouble(mine) / value.applyAsDouble(other))
          .filter(ratio -> Double.isFinite(ratio) && ratio > 0)
          .ifPresent(ratio -> ratios.add(new GeometricMean.Ratio(ratio, NO_DRAWS)));
    }
    return ratios.isEmpty()
        ? Optional.empty()
        : Optional.of(GeometricMean.generalization(results.bootstrap(), ratios));
  }

  /** The geometric mean over workloads of {@code value} itself, with the same interval. */
  Optional<Estimate> mean(InputLevel level, String engine, ToDoubleFunction<CellSummary> value) {
    List<GeometricMean.Ratio> values =
        Arrays.stream(values(of(level, engine), value))
            .filter(v -> v > 0)
            .mapToObj(v -> new GeometricMean.Ratio(v, NO_DRAWS))
            .toList();
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(GeometricMean.generalization(results.bootstrap(), values));
  }

  /** The value below which a share of the values lies, by nearest rank; they may be infinite. */
  static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.clamp(rank, 0, sorted.length - 1)];
  }
}
