package paretojit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.CombinedRangeXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/**
 * Compile time against run time, both relative to the baseline: a panel for each input level, a mark
 * with its interval for each engine's geometric mean, a faint dot for each workload, and a line
 * through the engines that no other beats in both.
 */
final class ParetoFigure {
  private static final int HEIGHT = 600;
  private static final int COLUMN_HEIGHT = 1000;

  private static final int FAINT = 60;
  private static final BasicStroke DOTS =
      new BasicStroke(
          1.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {1, 4}, 0);

  private final Comparison comparison;
  private final Width width;

  ParetoFigure(Comparison comparison, Width width) {
    this.comparison = comparison;
    this.width = width;
  }

  static Rendering render(Comparison comparison, Width width) {
    return new ParetoFigure(comparison, width)
        .chart()
        .map(chart -> Rendering.of(new ChartDrawing(chart, width.units(), height(width))))
        .orElse(Rendering.skipped("no engine has both compile times and run times"));
  }

  private static int height(Width width) {
    return width == Width.PAGE ? HEIGHT : COLUMN_HEIGHT;
  }

  /** A chart that fills its rectangle. */
  private record ChartDrawing(JFreeChart chart, int width, int height) implements Drawing {
    @Override
    public void paint(Graphics2D g) {
      chart.draw(g, new Rectangle2D.Double(0, 0, width, height));
    }
  }

  /** The chart, or nothing if no engine has both times at any level. */
  Optional<JFreeChart> chart() {
    List<InputLevel> levels =
        comparison.levels().stream().filter(level -> !means(level).isEmpty()).toList();
    if (levels.isEmpty()) {
      return Optional.empty();
    }
    Range run = Range.of(levels.stream().flatMap(l -> extent(l, false).stream()).toList());
    Range compile = Range.of(levels.stream().flatMap(l -> extent(l, true).stream()).toList());
    XYPlot combined =
        width == Width.PAGE ? beside(levels, compile, run) : above(levels, compile, run);
    JFreeChart chart = new JFreeChart(null, Style.AXIS, combined, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(8, 8, 4, 12));
    TextTitle note =
        new TextTitle(
            "Geometric means with 95 % intervals over workloads; dots are workloads; the dashed"
                + " line joins the Pareto frontier; dotted lines are engines that compile while"
                + " they run.",
            Style.SMALL);
    note.setPaint(Style.TEXT);
    note.setHorizontalAlignment(HorizontalAlignment.LEFT);
    note.setTextAlignment(HorizontalAlignment.LEFT);
    note.setPosition(RectangleEdge.BOTTOM);
    note.setMargin(8, 0, 0, 0);
    chart.addSubtitle(note);
    return Optional.of(chart);
  }

  private XYPlot beside(List<InputLevel> levels, Range compile, Range run) {
    CombinedRangeXYPlot combined = new CombinedRangeXYPlot(runAxis(run));
    combined.setGap(18);
    levels.forEach(level -> combined.add(panel(level, compileAxis(compile), null)));
    combined.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    return combined;
  }

  private XYPlot above(List<InputLevel> levels, Range compile, Range run) {
    CombinedDomainXYPlot combined = new CombinedDomainXYPlot(compileAxis(compile));
    combined.setGap(18);
    levels.forEach(level -> combined.add(panel(level, null, runAxis(run))));
    return combined;
  }

  private RatioAxis compileAxis(Range range) {
    return Panel.style(
        new RatioAxis("compile time, relative to " + comparison.baseline(), range.low, range.high));
  }

  private RatioAxis runAxis(Range range) {
    return Panel.style(
        new RatioAxis("run time, relative to " + comparison.baseline(), range.low, range.high));
  }

  private record Range(double low, double high) {
    static Range of(List<Double> values) {
      double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(1);
      double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
      return new Range(low, Math.max(high, low * 1.5));
    }
  }

  /** An engine's place in a panel. */
  private record Mean(EngineStyle style, Estimate compile, Estimate run) {
    String engine() {
      return style.engine();
    }
  }

  private List<Mean> means(InputLevel level) {
    List<Mean> means = new ArrayList<>();
    for (EngineStyle style : EngineStyle.of(comparison.engines())) {
      String engine = style.engine();
      var compile = comparison.meanRatio(level, engine, Metric.COMPILE_NANOS);
      var run = comparison.meanRatio(level, engine, Metric.RUN_NANOS);
      if (compile.isPresent() && run.isPresent()) {
        means.add(new Mean(style, compile.get().generalization(), run.get().generalization()));
      }
    }
    return means;
  }

  /** Everything a panel has to show along one axis. */
  private List<Double> extent(InputLevel level, boolean ofCompile) {
    List<Double> values = new ArrayList<>();
    for (Mean mean : means(level)) {
      Estimate e = ofCompile ? mean.compile : mean.run;
      values.addAll(List.of(e.low(), e.high()));
      comparison
          .points(level, mean.engine())
          .forEach(p -> values.add(ofCompile ? p.compile() : p.run()));
    }
    return values;
  }

  // ---- a panel ----

  private XYPlot panel(
      InputLevel level, @Nullable RatioAxis compileAxis, @Nullable RatioAxis runAxis) {
    XYPlot plot = new XYPlot(null, compileAxis, runAxis, null);
    List<Mean> means = means(level);
    addMeans(plot, 0, means);
    addFrontier(plot, 1, level, means);
    addPoints(plot, 2, level, means);
    plot.addAnnotation(
        new PointLabels(
            Stream.concat(
                    means.stream()
                        .map(
                            m ->
                                new PointLabels.Label(m.compile, m.run, m.engine(), m.style.ink())),
                    runTimesOnly(level).stream())
                .toList(),
            Style.BOLD));
    TextTitle title = new TextTitle("input level " + level, Style.BOLD);
    title.setPaint(Style.TEXT);
    plot.addAnnotation(new XYTitleAnnotation(0.98, 0.98, title, RectangleAnchor.TOP_RIGHT));
    runTimesOnly(level)
        .forEach(
            each -> plot.addRangeMarker(new ValueMarker(each.y().value(), each.color(), DOTS)));
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(Style.GRID);
    plot.setRangeGridlinePaint(Style.GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setOutlinePaint(Style.FRAME);
    return plot;
  }

  /** Names of engines that have no compile time of their own, at the right end of their lines. */
  private List<PointLabels.Label> runTimesOnly(InputLevel level) {
    double right = extent(level, true).stream().mapToDouble(each -> each).max().orElse(1);
    Estimate x = new Estimate(right, right, right, 1);
    List<PointLabels.Label> labels = new ArrayList<>();
    for (EngineStyle style : EngineStyle.of(comparison.engines())) {
      var run = comparison.meanRatio(level, style.engine(), Metric.RUN_NANOS);
      if (run.isPresent()
          && comparison.meanRatio(level, style.engine(), Metric.COMPILE_NANOS).isEmpty()) {
        labels.add(
            new PointLabels.Label(x, run.get().generalization(), style.engine(), style.ink()));
      }
    }
    return labels;
  }

  private static void addMeans(XYPlot plot, int index, List<Mean> means) {
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    XYErrorRenderer renderer = new XYErrorRenderer();
    for (int k = 0; k < means.size(); k++) {
      Mean m = means.get(k);
      XYIntervalSeries series = new XYIntervalSeries(m.engine());
      series.add(
          m.compile.value(),
          m.compile.low(),
          m.compile.high(),
          m.run.value(),
          m.run.low(),
          m.run.high());
      data.addSeries(series);
      renderer.setSeriesPaint(k, m.style.color());
      renderer.setSeriesShape(k, m.style.mark(0, 0, 5.5));
    }
    renderer.setErrorStroke(new BasicStroke(1.6f));
    renderer.setCapLength(5);
    plot.setDataset(index, data);
    plot.setRenderer(index, renderer);
  }

  private void addFrontier(XYPlot plot, int index, InputLevel level, List<Mean> means) {
    List<String> frontier = comparison.frontier(level);
    XYSeries line = new XYSeries("frontier", false);
    means.stream()
        .filter(m -> frontier.contains(m.engine()))
        .sorted(Comparator.comparingDouble(m -> m.compile.value()))
        .forEach(m -> line.add(m.compile.value(), m.run.value()));
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setSeriesPaint(0, Style.SOFT);
    renderer.setSeriesStroke(
        0,
        new BasicStroke(
            1.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0));
    plot.setDataset(index, new XYSeriesCollection(line));
    plot.setRenderer(index, renderer);
  }

  private void addPoints(XYPlot plot, int index, InputLevel level, List<Mean> means) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    for (Mean m : means) {
      if (!m.engine().equals(comparison.baseline())) {
        int k = data.getSeriesCount();
        XYSeries series = new XYSeries(m.engine(), false, true);
        comparison.points(level, m.engine()).forEach(p -> series.add(p.compile(), p.run()));
        data.addSeries(series);
        renderer.setSeriesPaint(k, Style.faint(m.style.color(), FAINT));
        renderer.setSeriesShape(k, new Ellipse2D.Double(-2.5, -2.5, 5, 5));
      }
    }
    plot.setDataset(index, data);
    plot.setRenderer(index, renderer);
  }
}
