package paretojit.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import paretojit.measure.Cell;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.measure.Visit;
import paretojit.report.Comparison;
import paretojit.report.Text;
import paretojit.stats.Bootstrap;
import paretojit.stats.Estimate;

/** How far the measurements can be trusted: widths of intervals, and drift from round to round. */
final class NoiseFigure {
  /** The bounds of the axis of relative widths, as shares of the median. */
  private static final double LEAST_WIDTH = 1e-3;

  private final Comparison comparison;
  private final Cells cells;
  private final List<EngineStyle> styles;

  private NoiseFigure(Comparison comparison) {
    this.comparison = comparison;
    this.cells = new Cells(comparison);
    this.styles =
        EngineStyle.of(comparison.engines()).stream()
            .filter(style -> !cells.of(style.engine()).isEmpty())
            .toList();
  }

  static Rendering render(Comparison comparison, Width width) {
    return new NoiseFigure(comparison).sheet(width);
  }

  private Rendering sheet(Width width) {
    if (styles.isEmpty()) {
      return Rendering.skipped("no cell has samples");
    }
    List<String> names = styles.stream().map(EngineStyle::engine).toList();
    Map<Cell, List<Visit>> visits =
        comparison.results().visits().stream()
            .filter(Visit::isOk)
            .collect(Collectors.groupingBy(Visit::cell));
    List<Panel> panels = new ArrayList<>();
    for (Metric metric : List.of(Metric.COMPILE_NANOS, Metric.RUN_NANOS)) {
      panels.add(widths(metric, names));
    }
    boolean drifts = visits.values().stream().anyMatch(of -> rounds(of) > 1);
    if (drifts) {
      for (Metric metric : List.of(Metric.COMPILE_NANOS, Metric.RUN_NANOS)) {
        panels.add(drift(metric, names, visits));
      }
    }
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.rows(width.columns(2), names, Bars.ROW, Bars.NUMBER + 12),
            panels,
            List.of(),
            "Width of each cell's 95 % bootstrap interval (high − low) in relation to its median"
                + (drifts
                    ? "; and the last round's median in relation to the first round's, minutes"
                        + " before."
                    : ". The run has one round, so that drift is not visible.")
                + " "
                + Strip.EXPLAINED
                + ", whose values stand at the right."));
  }

  private Panel widths(Metric metric, List<String> names) {
    List<double[]> rows = new ArrayList<>();
    for (EngineStyle style : styles) {
      rows.add(Cells.values(cells.of(style.engine()), cell -> relativeWidth(cell, metric)));
    }
    double most = rows.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
    Panel panel =
        new Panel(
            word(metric) + ": intervals",
            RatioAxis.ofShares(
                "relative width of the interval", LEAST_WIDTH, Math.max(most, 2 * LEAST_WIDTH)),
            new RowAxis(names));
    addRows(panel, rows, median -> Text.number(100 * median) + " %");
    return panel;
  }

  private static double relativeWidth(CellSummary cell, Metric metric) {
    return cell.estimate(metric)
        .filter(e -> e.value() > 0)
        .map(e -> (e.high() - e.low()) / e.value())
        .orElse(Double.NaN);
  }

  private Panel drift(Metric metric, List<String> names, Map<Cell, List<Visit>> visits) {
    List<double[]> rows = new ArrayList<>();
    for (EngineStyle style : styles) {
      rows.add(
          Cells.values(
              cells.of(style.engine()),
              cell -> drift(visits.getOrDefault(cell.cell(), List.of()), metric)));
    }
    double[] all = rows.stream().flatMapToDouble(Arrays::stream).toArray();
    double low = all.length == 0 ? 1 : Arrays.stream(all).min().getAsDouble();
    double high = all.length == 0 ? 1 : Arrays.stream(all).max().getAsDouble();
    Panel panel =
        new Panel(
            word(metric) + ": drift",
            Bars.axis("last round : first round", List.of(new Estimate(1, low, high, 1))),
            new RowAxis(names));
    panel.add(Bars.one());
    addRows(panel, rows, Bars::times);
    return panel;
  }

  private static long rounds(List<Visit> visits) {
    return visits.stream().mapToInt(Visit::round).distinct().count();
  }

  /** The median of the last round : that of the first, over all forks; NaN if there is one round. */
  private static double drift(List<Visit> visits, Metric metric) {
    int first = visits.stream().mapToInt(Visit::round).min().orElse(0);
    int last = visits.stream().mapToInt(Visit::round).max().orElse(0);
    return first == last
        ? Double.NaN
        : median(visits, last, metric) / median(visits, first, metric);
  }

  private static double median(List<Visit> visits, int round, Metric metric) {
    double[] samples =
        visits.stream()
            .filter(visit -> visit.round() == round)
            .flatMapToLong(
                visit -> Arrays.stream(visit.samples().getOrDefault(metric.key(), new long[0])))
            .asDoubleStream()
            .toArray();
    return samples.length == 0 ? Double.NaN : Bootstrap.median(samples);
  }

  private void addRows(Panel panel, List<double[]> rows, Function<Double, String> text) {
    for (int row = 0; row < rows.size(); row++) {
      double[] values = rows.get(row);
      if (values.length > 0) {
        panel.add(new Strip(row, styles.get(row), values));
        panel.around(Bars.number(row, 0, text.apply(Cells.quantile(values, 0.5))));
      }
    }
  }

  private static String word(Metric metric) {
    return metric == Metric.COMPILE_NANOS ? "compile time" : "run time";
  }
}
