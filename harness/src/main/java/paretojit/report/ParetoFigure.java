package paretojit.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.plot.CombinedRangeXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import paretojit.measure.Metric;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/**
 * Compile time against run time, both relative to the baseline: a panel for each input level, a mark
 * with its interval for each engine's geometric mean, a faint dot for each workload, and a line
 * through the engines that no other beats in both.
 */
final class ParetoFigure {
  static final int WIDTH = 1100;
  static final int HEIGHT = 560;

  /** Okabe and Ito's palette, which readers with any colour vision can tell apart. */
  private static final List<Color> PALETTE =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));

  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font LABEL = new Font(Font.SANS_SERIF, Font.BOLD, 12);
  private static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Color GRID = new Color(0xE2E2E2);
  private static final Color TEXT = new Color(0x333333);
  private static final int FAINT = 60;
  private static final BasicStroke DOTS =
      new BasicStroke(
          1.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {1, 4}, 0);

  private final Comparison comparison;

  ParetoFigure(Comparison comparison) {
    this.comparison = comparison;
  }

  /** The chart, or nothing if no engine has both times at any level. */
  Optional<JFreeChart> chart() {
    List<InputLevel> levels =
        comparison.levels().stream().filter(level -> !means(level).isEmpty()).toList();
    if (levels.isEmpty()) {
      return Optional.empty();
    }
    Range run = Range.of(levels.stream().flatMap(l -> extent(l, false).stream()).toList());
    RatioAxis rangeAxis =
        new RatioAxis("run time, relative to " + comparison.baseline(), run.low, run.high);
    style(rangeAxis);
    CombinedRangeXYPlot combined = new CombinedRangeXYPlot(rangeAxis);
    combined.setGap(18);
    Range compile = Range.of(levels.stream().flatMap(l -> extent(l, true).stream()).toList());
    levels.forEach(level -> combined.add(panel(level, compile)));
    combined.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    JFreeChart chart = new JFreeChart(null, AXIS, combined, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(8, 8, 4, 12));
    TextTitle note =
        new TextTitle(
            "Geometric means over workloads with 95 % intervals over workloads; dots are workloads;"
                + " the line joins the Pareto frontier. Lower left is better.",
            SMALL);
    note.setPaint(TEXT);
    note.setHorizontalAlignment(HorizontalAlignment.LEFT);
    chart.addSubtitle(note);
    return Optional.of(chart);
  }

  private record Range(double low, double high) {
    static Range of(List<Double> values) {
      double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(1);
      double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
      return new Range(low, Math.max(high, low * 1.5));
    }
  }

  /** An engine's place in a panel. */
  private record Mean(String engine, Color color, Estimate compile, Estimate run) {}

  private List<Mean> means(InputLevel level) {
    List<Mean> means = new ArrayList<>();
    for (int k = 0; k < comparison.engines().size(); k++) {
      String engine = comparison.engines().get(k);
      Color color = PALETTE.get(k % PALETTE.size());
      var compile = comparison.meanRatio(level, engine, Metric.COMPILE_NANOS);
      var run = comparison.meanRatio(level, engine, Metric.RUN_NANOS);
      if (compile.isPresent() && run.isPresent()) {
        means.add(
            new Mean(engine, color, compile.get().generalization(), run.get().generalization()));
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
          .points(level, mean.engine)
          .forEach(p -> values.add(ofCompile ? p.compile() : p.run()));
    }
    return values;
  }

  // ---- a panel ----

  private XYPlot panel(InputLevel level, Range compile) {
    RatioAxis domainAxis =
        new RatioAxis(
            "compile time, relative to " + comparison.baseline(), compile.low, compile.high);
    style(domainAxis);
    XYPlot plot = new XYPlot(null, domainAxis, null, null);
    List<Mean> means = means(level);
    addMeans(plot, 0, means);
    addFrontier(plot, 1, level, means);
    addPoints(plot, 2, level, means);
    plot.addAnnotation(
        new PointLabels(
            means.stream()
                .map(m -> new PointLabels.Label(m.compile, m.run, m.engine, m.color.darker()))
                .toList(),
            LABEL));
    TextTitle title = new TextTitle("input level " + level, LABEL);
    title.setPaint(TEXT);
    plot.addAnnotation(new XYTitleAnnotation(0.98, 0.98, title, RectangleAnchor.TOP_RIGHT));
    runTimesOnly(level).forEach(plot::addRangeMarker);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setOutlinePaint(new Color(0xAAAAAA));
    return plot;
  }

  /** Engines that have no compile time of their own: a line at each one's run time. */
  private List<ValueMarker> runTimesOnly(InputLevel level) {
    List<ValueMarker> lines = new ArrayList<>();
    for (int k = 0; k < comparison.engines().size(); k++) {
      String engine = comparison.engines().get(k);
      var run = comparison.meanRatio(level, engine, Metric.RUN_NANOS);
      if (run.isPresent() && comparison.meanRatio(level, engine, Metric.COMPILE_NANOS).isEmpty()) {
        Color color = PALETTE.get(k % PALETTE.size());
        ValueMarker line = new ValueMarker(run.get().noise().value(), color, DOTS);
        line.setLabel(engine + ", which compiles while it runs");
        line.setLabelFont(SMALL);
        line.setLabelPaint(color.darker());
        line.setLabelAnchor(RectangleAnchor.TOP_LEFT);
        line.setLabelTextAnchor(TextAnchor.BOTTOM_LEFT);
        line.setLabelOffset(new RectangleInsets(2, 6, 2, 6));
        lines.add(line);
      }
    }
    return lines;
  }

  private static void addMeans(XYPlot plot, int index, List<Mean> means) {
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    XYErrorRenderer renderer = new XYErrorRenderer();
    for (int k = 0; k < means.size(); k++) {
      Mean m = means.get(k);
      XYIntervalSeries series = new XYIntervalSeries(m.engine);
      series.add(
          m.compile.value(),
          m.compile.low(),
          m.compile.high(),
          m.run.value(),
          m.run.low(),
          m.run.high());
      data.addSeries(series);
      renderer.setSeriesPaint(k, m.color);
      renderer.setSeriesShape(k, shape(k, 5.5));
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
        .filter(m -> frontier.contains(m.engine))
        .sorted(Comparator.comparingDouble(m -> m.compile.value()))
        .forEach(m -> line.add(m.compile.value(), m.run.value()));
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setSeriesPaint(0, new Color(0x777777));
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
      if (!m.engine.equals(comparison.baseline())) {
        int k = data.getSeriesCount();
        XYSeries series = new XYSeries(m.engine, false, true);
        comparison.points(level, m.engine).forEach(p -> series.add(p.compile(), p.run()));
        data.addSeries(series);
        Color c = m.color;
        renderer.setSeriesPaint(k, new Color(c.getRed(), c.getGreen(), c.getBlue(), FAINT));
        renderer.setSeriesShape(k, new Ellipse2D.Double(-2.5, -2.5, 5, 5));
      }
    }
    plot.setDataset(index, data);
    plot.setRenderer(index, renderer);
  }

  private static void style(RatioAxis axis) {
    axis.setLabelFont(AXIS);
    axis.setTickLabelFont(SMALL);
    axis.setLabelPaint(TEXT);
    axis.setTickLabelPaint(TEXT);
    axis.setAxisLineVisible(false);
  }

  /** A mark of its own for each engine, for readers who see no colours. */
  private static Shape shape(int k, double r) {
    return switch (k % 5) {
      case 0 -> new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
      case 1 -> new Rectangle2D.Double(-r * 0.9, -r * 0.9, 1.8 * r, 1.8 * r);
      case 2 -> polygon(0, -r * 1.15, r * 1.1, r * 0.85, -r * 1.1, r * 0.85);
      case 3 -> polygon(0, -r * 1.25, r * 1.25, 0, 0, r * 1.25, -r * 1.25, 0);
      default -> polygon(0, r * 1.15, r * 1.1, -r * 0.85, -r * 1.1, -r * 0.85);
    };
  }

  private static Shape polygon(double... xy) {
    Path2D path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int k = 2; k < xy.length; k += 2) {
      path.lineTo(xy[k], xy[k + 1]);
    }
    path.closePath();
    return path;
  }
}
