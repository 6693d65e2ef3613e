package paretojit.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.stats.Bootstrap;
import paretojit.stats.BreakEven;
import paretojit.stats.Estimate;
import paretojit.stats.GeometricMean;
import paretojit.suite.InputLevel;

/**
 * A run's engines against its baseline, level by level. Only workloads that both engines did rightly
 * count.
 */
public final class Comparison {
  private final RunResults results;
  private final String baseline;

  /** Against the suite's baseline. */
  public Comparison(RunResults results) {
    this(results, results.suite().baseline());
  }

  /** Against another engine of the suite. */
  public Comparison(RunResults results, String baseline) {
    this.results = results;
    this.baseline = baseline;
  }

  /**
   * A geometric mean of ratios engine : baseline over workloads.
   *
   * @param noise with the interval of measuring the same workloads again
   * @param generalization with the interval of choosing other workloads
   */
  public record MeanRatio(
      InputLevel level, String engine, Metric metric, Estimate noise, Estimate generalization) {}

  /** One workload's ratios to the baseline: a point of the scatter. */
  public record Point(String workload, double compile, double run) {}

  /**
   * When an engine is ahead of the baseline on a workload.
   *
   * @param breakEven in calls at the suite's size, which may be a fraction, and infinite
   * @param baselineRunNanos how long the baseline's code runs in so many calls
   */
  public record CatchUp(
      InputLevel level,
      String engine,
      String workload,
      BreakEven breakEven,
      double baselineRunNanos) {}

  public RunResults results() {
    return results;
  }

  public String baseline() {
    return baseline;
  }

  public List<String> engines() {
    return results.suite().engines();
  }

  public List<InputLevel> levels() {
    return results.suite().levels();
  }

  /** Whether any cell has a number for a metric; cold starts are measured in few suites. */
  public boolean hasMeasured(Metric metric) {
    return results.cells().stream().anyMatch(cell -> cell.estimate(metric).isPresent());
  }

  /** How many workloads an engine did rightly at a level. */
  public int checked(InputLevel level, String engine) {
    return (int)
        results.suite().workloads().stream()
            .filter(w -> results.cell(w, level, engine).map(CellSummary::isOk).orElse(false))
            .count();
  }

  /** The geometric mean of a metric's ratios, if there is any workload to take it over. */
  public Optional<MeanRatio> meanRatio(InputLevel level, String engine, Metric metric) {
    List<GeometricMean.Ratio> ratios = new ArrayList<>();
    for (Pair pair : pairs(level, engine)) {
      ratio(pair, metric).ifPresent(ratios::add);
    }
    if (ratios.isEmpty()) {
      return Optional.empty();
    }
    Bootstrap bootstrap = results.bootstrap();
    return Optional.of(
        new MeanRatio(
            level,
            engine,
            metric,
            GeometricMean.noise(bootstrap, ratios),
            GeometricMean.generalization(bootstrap, ratios)));
  }

  /** A metric's ratio on each workload of the suite, in its order; empty where there is none. */
  List<Optional<GeometricMean.Ratio>> ratios(InputLevel level, String engine, Metric metric) {
    return results.suite().workloads().stream().map(w -> ratio(w, level, engine, metric)).toList();
  }

  /** A metric's ratio on a workload, if both engines did it rightly. */
  public Optional<GeometricMean.Ratio> ratio(
      String workload, InputLevel level, String engine, Metric metric) {
    return pair(workload, level, engine).flatMap(pair -> ratio(pair, metric));
  }

  /** All geometric means there are. */
  public List<MeanRatio> meanRatios() {
    List<MeanRatio> ratios = new ArrayList<>();
    for (InputLevel level : levels()) {
      for (String engine : engines()) {
        for (Metric metric : Metric.values()) {
          meanRatio(level, engine, metric).ifPresent(ratios::add);
        }
      }
    }
    return ratios;
  }

  /** The ratios of every workload. */
  public List<Point> points(InputLevel level, String engine) {
    List<Point> points = new ArrayList<>();
    for (Pair pair : pairs(level, engine)) {
      Optional<GeometricMean.Ratio> compile = ratio(pair, Metric.COMPILE_NANOS);
      Optional<GeometricMean.Ratio> run = ratio(pair, Metric.RUN_NANOS);
      if (compile.isPresent() && run.isPresent()) {
        points.add(
            new Point(pair.engine.cell().workload(), compile.get().value(), run.get().value()));
      }
    }
    return points;
  }

  /** Geometric mean over workloads of nanoseconds of {@code metric} for each IR instruction. */
  public Optional<Double> nanosPerInstruction(InputLevel level, String engine, Metric metric) {
    double[] nanos =
        results.suite().workloads().stream()
            .flatMap(w -> results.cell(w, level, engine).stream())
            .filter(CellSummary::isOk)
            .filter(c -> c.estimate(metric).isPresent())
            .mapToDouble(
                c ->
                    c.estimate(metric).orElseThrow().value()
                        / c.estimate(Metric.IR_INSTRUCTIONS).orElseThrow().value())
            .toArray();
    return nanos.length == 0 ? Optional.empty() : Optional.of(GeometricMean.of(nanos));
  }

  /** Break-even points of an engine against the baseline, a workload each. */
  public CatchUps breakEven(InputLevel level, String engine) {
    List<CatchUp> all = new ArrayList<>();
    for (Pair pair : pairs(level, engine)) {
      Optional<BreakEven.Cost> mine = cost(pair.engine);
      Optional<BreakEven.Cost> base = cost(pair.baseline);
      if (mine.isPresent() && base.isPresent()) {
        BreakEven breakEven = BreakEven.of(results.bootstrap(), base.get(), mine.get());
        double nanos = breakEven.calls().value() * base.get().run();
        all.add(new CatchUp(level, engine, pair.engine.cell().workload(), breakEven, nanos));
      }
    }
    return new CatchUps(baseline, all);
  }

  /** Cells whose samples do not count, with the reason. */
  public List<CellSummary> failures() {
    return results.cells().stream()
        .filter(cell -> !cell.isOk())
        .collect(Collectors.toUnmodifiableList());
  }

  /**
   * Engines that no other engine of the level beats in both compile time and run time, the fastest to
   * compile first.
   */
  public List<String> frontier(InputLevel level) {
    return new Frontier(this, level).engines();
  }

  /** In what share of draws each engine is on the frontier, the fastest to compile first. */
  public Map<String, Double> frontierShares(InputLevel level) {
    return new Frontier(this, level).shares();
  }

  // ---- pairs of cells ----

  private record Pair(CellSummary engine, CellSummary baseline) {}

  private List<Pair> pairs(InputLevel level, String engine) {
    return results.suite().workloads().stream()
        .flatMap(workload -> pair(workload, level, engine).stream())
        .toList();
  }

  private Optional<Pair> pair(String workload, InputLevel level, String engine) {
    Optional<CellSummary> mine = results.cell(workload, level, engine);
    Optional<CellSummary> base = results.cell(workload, level, baseline);
    return mine.isPresent() && base.isPresent() && mine.get().isOk() && base.get().isOk()
        ? Optional.of(new Pair(mine.get(), base.get()))
        : Optional.empty();
  }

  private static Optional<GeometricMean.Ratio> ratio(Pair pair, Metric metric) {
    return value(pair.engine, metric).flatMap(mine -> value(pair.baseline, metric).map(mine::to));
  }

  /** A cell's number and its draws, if it has one that a geometric mean can take. */
  static Optional<GeometricMean.Ratio> value(CellSummary cell, Metric metric) {
    return cell.estimate(metric)
        .filter(e -> e.value() > 0)
        .map(e -> new GeometricMean.Ratio(e.value(), draws(cell, metric, e)));
  }

  /** The draws of a timed metric; of others, which have no noise, as many times the value. */
  private static double[] draws(CellSummary cell, Metric metric, Estimate estimate) {
    double[] draws = cell.draws().get(metric);
    if (draws == null) {
      draws = new double[RunResults.DRAWS];
      Arrays.fill(draws, estimate.value());
    }
    return draws;
  }

  private static Optional<BreakEven.Cost> cost(CellSummary cell) {
    Optional<Estimate> compile = cell.estimate(Metric.COMPILE_NANOS);
    Optional<Estimate> run = cell.estimate(Metric.RUN_NANOS);
    if (compile.isEmpty() || run.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BreakEven.Cost(
            compile.get().value(),
            draws(cell, Metric.COMPILE_NANOS, compile.get()),
            run.get().value(),
            draws(cell, Metric.RUN_NANOS, run.get())));
  }
}
