package paretojit.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.report.Comparison.MeanRatio;
import paretojit.stats.EffectSize;
import paretojit.stats.Estimate;
import paretojit.stats.GeometricMean;
import paretojit.suite.InputLevel;

/** Engines of a run against one of them, workload by workload. */
public final class WorkloadTable {
  private static final int WIDTH = 110;
  private static final int GAP = 2;
  private static final String NOISE_MEAN = "geometric mean";
  private static final String OTHERS_MEAN = "  other workloads";

  private final Comparison comparison;
  private final RunResults results;
  private final Metric metric;
  private final Order order;

  /** The order of rows. */
  public enum Order {
    /** As in the suite. */
    SUITE,
    /** By name. */
    NAME,
    /** By the ratio of the first engine that is not the baseline, the lowest first. */
    RATIO
  }

  /**
   * An engine on a workload.
   *
   * @param status of the engine, or else of the baseline, there
   * @param value the engine's own number, in the metric's unit
   * @param ratio of it to the baseline's
   * @param delta Cliff's delta: above 0 if its samples are above the baseline's
   * @param effect the delta in a word
   */
  public record Row(
      InputLevel level,
      String workload,
      String engine,
      String status,
      @Nullable Estimate value,
      @Nullable Estimate ratio,
      @Nullable Double delta,
      @Nullable String effect) {}

  public WorkloadTable(Comparison comparison, Metric metric, Order order) {
    this.comparison = comparison;
    this.results = comparison.results();
    this.metric = metric;
    this.order = order;
  }

  /** A row for each level, workload and engine, the baseline left out. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (InputLevel level : comparison.levels()) {
      for (String workload : workloads(level)) {
        others().forEach(engine -> rows.add(row(level, workload, engine)));
      }
    }
    return rows;
  }

  /** Geometric means over the workloads, where there are any numbers. */
  public List<MeanRatio> means() {
    return comparison.levels().stream()
        .flatMap(level -> others().stream().map(e -> comparison.meanRatio(level, e, metric)))
        .flatMap(Optional::stream)
        .toList();
  }

  private List<String> others() {
    return comparison.engines().stream().filter(e -> !e.equals(comparison.baseline())).toList();
  }

  private List<String> workloads(InputLevel level) {
    List<String> workloads = new ArrayList<>(results.suite().workloads());
    switch (order) {
      case SUITE -> {}
      case NAME -> Collections.sort(workloads);
      case RATIO ->
          workloads.sort(
              Comparator.comparing(
                  w ->
                      comparison
                          .ratio(w, level, others().getFirst(), metric)
                          .map(GeometricMean.Ratio::value)
                          .orElse(Double.POSITIVE_INFINITY)));
    }
    return workloads;
  }

  private Row row(InputLevel level, String workload, String engine) {
    CellSummary mine = results.cell(workload, level, engine).orElseThrow();
    CellSummary base = results.cell(workload, level, comparison.baseline()).orElseThrow();
    Optional<Estimate> ratio =
        comparison.ratio(workload, level, engine, metric).map(r -> r.estimate(results.bootstrap()));
    Optional<EffectSize> effect =
        ratio.isPresent() && metric.isTimed()
            ? Optional.of(
                EffectSize.of(
                    results.samples(mine.cell(), metric), results.samples(base.cell(), metric)))
            : Optional.empty();
    return new Row(
        level,
        workload,
        engine,
        mine.isOk() && !base.isOk() ? comparison.baseline() + ": " + base.status() : mine.status(),
        mine.estimate(metric).orElse(null),
        ratio.orElse(null),
        effect.map(EffectSize::delta).orElse(null),
        effect.map(e -> e.magnitude().name().toLowerCase(Locale.ROOT)).orElse(null));
  }

  // ---- text ----

  /** The table for a terminal: as many engines beside each other as fit, then the others. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (InputLevel level : comparison.levels()) {
      text.append(
          "Input level %s: %s, ratios to %s [%.0f %% interval]%s%n"
              .formatted(
                  level,
                  metric.key(),
                  comparison.baseline(),
                  100 * RunResults.CONFIDENCE,
                  metric.isTimed() ? "; δ is Cliff's delta" : ""));
      appendBlocks(text, level);
    }
    return text.append(legend()).toString();
  }

  private String legend() {
    if (!metric.isTimed()) {
      return "";
    }
    int forks = results.suite().effort().forks();
    return """
    geometric mean: with the interval of measuring the same workloads again, then of choosing others
    δ: -1 if every sample is below all of %s's, 1 if above; negligible within ±%.2f, large from ±%.2f
    %s\
    """
        .formatted(
            comparison.baseline(),
            EffectSize.Magnitude.NEGLIGIBLE.bound(),
            EffectSize.Magnitude.MEDIUM.bound(),
            forks > 1 ? "" : Text.ONE_FORK);
  }

  private void appendBlocks(StringBuilder text, InputLevel level) {
    List<String> workloads = workloads(level);
    List<List<String>> fixed =
        List.of(names(workloads), values(level, workloads, comparison.baseline()));
    List<List<String>> block = new ArrayList<>(fixed);
    for (String engine : others()) {
      List<List<String>> columns = columns(level, workloads, engine);
      if (block.size() > fixed.size() && width(block) + width(columns) > WIDTH + GAP) {
        append(text, block);
        block = new ArrayList<>(fixed);
      }
      block.addAll(columns);
    }
    append(text, block);
    text.append('\n');
  }

  private static List<String> names(List<String> workloads) {
    List<String> names = new ArrayList<>(workloads);
    names.addFirst("workload");
    names.addAll(List.of(NOISE_MEAN, OTHERS_MEAN));
    return names;
  }

  private List<String> values(InputLevel level, List<String> workloads, String engine) {
    List<String> values = new ArrayList<>(List.of(engine));
    for (String workload : workloads) {
      CellSummary cell = results.cell(workload, level, engine).orElseThrow();
      values.add(
          cell.estimate(metric)
              .map(e -> metric.isTimed() ? Text.time(e.value()) : "%.0f".formatted(e.value()))
              .orElse(inShort(cell)));
    }
    values.addAll(List.of("", ""));
    return values;
  }

  private List<List<String>> columns(InputLevel level, List<String> workloads, String engine) {
    List<String> ratios = new ArrayList<>(List.of(engine));
    List<String> deltas = new ArrayList<>(List.of("δ"));
    for (String workload : workloads) {
      Row row = row(level, workload, engine);
      CellSummary cell = results.cell(workload, level, engine).orElseThrow();
      ratios.add(row.ratio() == null ? inShort(cell) : text(row.ratio()));
      deltas.add(row.delta() == null ? "" : "%.2f".formatted(row.delta()));
    }
    Optional<MeanRatio> mean = comparison.meanRatio(level, engine, metric);
    ratios.add(mean.map(m -> text(m.noise())).orElse("-"));
    // One workload says nothing of others.
    ratios.add(
        mean.map(MeanRatio::generalization)
            .filter(e -> e.n() > 1)
            .map(WorkloadTable::text)
            .orElse("-"));
    deltas.addAll(List.of("", ""));
    return metric.isTimed() ? List.of(ratios, deltas) : List.of(ratios);
  }

  private static String text(Estimate ratio) {
    return ratio.low() == ratio.high() ? Text.number(ratio.value()) : Text.withInterval(ratio);
  }

  /** The kind of a failure; a number that was never measured is a dash. */
  private static String inShort(CellSummary cell) {
    boolean isFailure = !cell.isOk() && !cell.status().endsWith("not reached");
    return isFailure ? cell.status().replaceAll(":.*", "") : "-";
  }

  private static int width(List<List<String>> columns) {
    return columns.stream()
        .mapToInt(c -> GAP + c.stream().mapToInt(String::length).max().orElse(0))
        .sum();
  }

  private static void append(StringBuilder text, List<List<String>> columns) {
    AlignedText table = new AlignedText(1);
    for (int r = 0; r < columns.getFirst().size(); r++) {
      int row = r;
      table.row(columns.stream().map(column -> column.get(row)).toList());
    }
    text.append('\n').append(table);
  }
}
