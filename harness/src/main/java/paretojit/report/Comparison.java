package paretojit.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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

  public Comparison(RunResults results) {
    this.results = results;
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
   * When an engine has caught up with the baseline on a workload.
   *
   * @param calls at the suite's size; may be a fraction, and infinite
   * @param baselineRunNanos how long the baseline's code runs in so many calls
   */
  public record CatchUp(
      InputLevel level, String engine, String workload, Estimate calls, double baselineRunNanos) {}

  public RunResults results() {
    return results;
  }

  public String baseline() {
    return results.suite().baseline();
  }

  public List<String> engines() {
    return results.suite().engines();
  }

  public List<InputLevel> levels() {
    return results.suite().levels();
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
  public List<CatchUp> breakEven(InputLevel level, String engine) {
    List<CatchUp> all = new ArrayList<>();
    for (Pair pair : pairs(level, engine)) {
      Optional<BreakEven.Cost> mine = cost(pair.engine);
      Optional<BreakEven.Cost> base = cost(pair.baseline);
      if (mine.isPresent() && base.isPresent()) {
        Estimate calls = BreakEven.calls(results.bootstrap(), base.get(), mine.get());
        double nanos = calls.value() * base.get().run();
        all.add(new CatchUp(level, engine, pair.engine.cell().workload(), calls, nanos));
      }
    }
    return all;
  }

  /**
   * On the median workload, how long the baseline's code runs until an engine has caught up; infinite
   * if it never does on most.
   */
  public Optional<Double> medianCatchUpNanos(InputLevel level, String engine) {
    double[] nanos =
        breakEven(level, engine).stream().mapToDouble(CatchUp::baselineRunNanos).sorted().toArray();
    return nanos.length == 0 ? Optional.empty() : Optional.of(nanos[nanos.length / 2]);
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
    List<String> frontier = new ArrayList<>();
    for (String engine : engines()) {
      Optional<Double> compile = mean(level, engine, Metric.COMPILE_NANOS);
      Optional<Double> run = mean(level, engine, Metric.RUN_NANOS);
      if (compile.isPresent()
          && run.isPresent()
          && engines().stream().noneMatch(other -> beats(level, other, compile.get(), run.get()))) {
        frontier.add(engine);
      }
    }
    frontier.sort(
        Comparator.comparing(e -> mean(level, e, Metric.COMPILE_NANOS).orElse(Double.NaN)));
    return frontier;
  }

  private boolean beats(InputLevel level, String other, double compile, double run) {
    Optional<Double> otherCompile = mean(level, other, Metric.COMPILE_NANOS);
    Optional<Double> otherRun = mean(level, other, Metric.RUN_NANOS);
    return otherCompile.isPresent()
        && otherRun.isPresent()
        && otherCompile.get() <= compile
        && otherRun.get() <= run
        && (otherCompile.get() < compile || otherRun.get() < run);
  }

  private Optional<Double> mean(InputLevel level, String engine, Metric metric) {
    return meanRatio(level, engine, metric).map(ratio -> ratio.noise().value());
  }

  // ---- pairs of cells ----

  private record Pair(CellSummary engine, CellSummary baseline) {}

  private List<Pair> pairs(InputLevel level, String engine) {
    List<Pair> pairs = new ArrayList<>();
    for (String workload : results.suite().workloads()) {
      Optional<CellSummary> mine = results.cell(workload, level, engine);
      Optional<CellSummary> base = results.cell(workload, level, baseline());
      if (mine.isPresent() && base.isPresent() && mine.get().isOk() && base.get().isOk()) {
        pairs.add(new Pair(mine.get(), base.get()));
      }
    }
    return pairs;
  }

  private static Optional<GeometricMean.Ratio> ratio(Pair pair, Metric metric) {
    Optional<Estimate> mine = pair.engine.estimate(metric);
    Optional<Estimate> base = pair.baseline.estimate(metric);
    if (mine.isEmpty() || base.isEmpty() || mine.get().value() <= 0 || base.get().value() <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        GeometricMean.Ratio.of(
            mine.get().value(),
            draws(pair.engine, metric, mine.get()),
            base.get().value(),
            draws(pair.baseline, metric, base.get())));
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
