package paretojit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import paretojit.measure.Cell;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.stats.Estimate;
import paretojit.stats.GeometricMean;
import paretojit.stats.GeometricMean.Ratio;
import paretojit.suite.InputLevel;

/**
 * Two runs of the same machine, cell by cell and by geometric means: what has become slower or larger
 * by more than a floor, and surely so.
 *
 * <p>A change is one whose ratio lies beyond the floor and whose interval excludes 1. A cell that was
 * right and is no longer is a regression without a number.
 */
public final class RunDiff {
  private final RunResults before;
  private final RunResults after;
  private final double floor;
  private final List<CellChange> cells;
  private final List<MeanChange> means;

  /** What became of a number. */
  public enum Verdict {
    REGRESSION,
    IMPROVEMENT,
    /** Within the floor or within noise. */
    ALIKE
  }

  /**
   * A metric of a cell that both runs did rightly; {@code ratio} is after : before.
   *
   * @param before in the metric's unit, as {@code after}
   */
  public record CellChange(
      Metric metric,
      InputLevel level,
      String engine,
      String workload,
      Estimate before,
      Estimate after,
      Estimate ratio,
      Verdict verdict) {}

  /** A geometric mean of an engine's ratios, with the interval of measuring again. */
  public record MeanChange(
      Metric metric, InputLevel level, String engine, Estimate ratio, Verdict verdict) {}

  /** A cell that only one of the runs did rightly. */
  public record StatusChange(
      InputLevel level, String engine, String workload, String before, String after) {}

  /**
   * A comparison.
   *
   * @param after summed up with another seed than {@code before}, or their draws would be alike
   * @param floor the ratio up to which nothing is said, above 1
   */
  public RunDiff(RunResults before, RunResults after, List<Metric> metrics, double floor) {
    this.before = before;
    this.after = after;
    this.floor = floor;
    this.cells = cellChanges(metrics);
    this.means = meanChanges(metrics);
  }

  public double floor() {
    return floor;
  }

  /** Every number that both runs have. */
  public List<CellChange> cells() {
    return cells;
  }

  /** The geometric mean of each engine at each level, over the cells that both runs did rightly. */
  public List<MeanChange> means() {
    return means;
  }

  private List<CellChange> cellChanges(List<Metric> metrics) {
    List<CellChange> changes = new ArrayList<>();
    for (Metric metric : metrics) {
      for (CellSummary old : before.cells()) {
        counterpart(old).flatMap(now -> change(metric, old, now)).ifPresent(changes::add);
      }
    }
    return List.copyOf(changes);
  }

  private Optional<CellSummary> counterpart(CellSummary old) {
    return after.cell(old.cell().workload(), old.cell().level(), old.cell().engine());
  }

  private Optional<CellChange> change(Metric metric, CellSummary old, CellSummary now) {
    return ratio(metric, old, now)
        .map(
            ratio -> {
              Estimate estimate = ratio.estimate(before.bootstrap());
              return new CellChange(
                  metric,
                  old.cell().level(),
                  old.cell().engine(),
                  old.cell().workload(),
                  old.estimate(metric).orElseThrow(),
                  now.estimate(metric).orElseThrow(),
                  estimate,
                  verdict(estimate));
            });
  }

  private static Optional<Ratio> ratio(Metric metric, CellSummary old, CellSummary now) {
    return Comparison.value(now, metric)
        .flatMap(value -> Comparison.value(old, metric).map(value::to));
  }

  private Verdict verdict(Estimate ratio) {
    if (ratio.value() > floor && ratio.low() > 1) {
      return Verdict.REGRESSION;
    }
    return ratio.value() < 1 / floor && ratio.high() < 1 ? Verdict.IMPROVEMENT : Verdict.ALIKE;
  }

  private List<MeanChange> meanChanges(List<Metric> metrics) {
    List<MeanChange> changes = new ArrayList<>();
    for (Metric metric : metrics) {
      for (InputLevel level : before.suite().levels()) {
        for (String engine : before.suite().engines()) {
          mean(metric, level, engine)
              .ifPresent(
                  ratio ->
                      changes.add(new MeanChange(metric, level, engine, ratio, verdict(ratio))));
        }
      }
    }
    return List.copyOf(changes);
  }

  private Optional<Estimate> mean(Metric metric, InputLevel level, String engine) {
    List<Ratio> ratios =
        before.cells().stream()
            .filter(c -> c.cell().level() == level && c.cell().engine().equals(engine))
            .flatMap(c -> counterpart(c).flatMap(now -> ratio(metric, c, now)).stream())
            .toList();
    return ratios.isEmpty()
        ? Optional.empty()
        : Optional.of(GeometricMean.noise(before.bootstrap(), ratios));
  }

  /** Cells that were right and have become wrong, or crash, or the like. */
  public List<StatusChange> broken() {
    return statusChanges(before, after);
  }

  /** Cells that have become right. */
  public List<StatusChange> mended() {
    return statusChanges(after, before).stream()
        .map(
            c ->
                new StatusChange(
                    c.level(),
                    c.engine(),
                    c.workload(),
                    /* before= */ c.after(),
                    /* after= */ c.before()))
        .toList();
  }

  /** Cells right in {@code from} and measured, but not right, in {@code to}. */
  private static List<StatusChange> statusChanges(RunResults from, RunResults to) {
    List<StatusChange> changes = new ArrayList<>();
    for (CellSummary good : from.cells()) {
      Cell cell = good.cell();
      if (good.isOk()) {
        to.cell(cell.workload(), cell.level(), cell.engine())
            .filter(RunDiff::isFailure)
            .ifPresent(
                bad ->
                    changes.add(
                        new StatusChange(
                            cell.level(),
                            cell.engine(),
                            cell.workload(),
                            good.status(),
                            bad.status())));
      }
    }
    return changes;
  }

  /** Whether a cell was tried and failed; one that was skipped or not reached was not tried. */
  private static boolean isFailure(CellSummary cell) {
    return !cell.isOk() && !cell.status().startsWith("skipped");
  }

  /** What counts as a regression, besides cells that are no longer right. */
  public enum Judge {
    /** A single cell, or a mean. */
    EACH,
    /** A geometric mean only: of many cells, some cross the floor by chance. */
    MEAN
  }

  /** Whether anything that counts has become worse. */
  public boolean hasRegression(Judge judge) {
    return !broken().isEmpty()
        || (judge == Judge.EACH && cells.stream().anyMatch(c -> c.verdict() == Verdict.REGRESSION))
        || means.stream().anyMatch(m -> m.verdict() == Verdict.REGRESSION);
  }

  /** How many forks the run with fewer of them has. */
  int forks() {
    return Math.min(before.suite().effort().forks(), after.suite().effort().forks());
  }
}
