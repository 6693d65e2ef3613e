package paretojit.report.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.stats.GeometricMean;
import paretojit.suite.InputLevel;

/**
 * Run time of every engine on every workload relative to the baseline: rows are workloads, columns
 * engines, both from the fastest to the slowest.
 */
final class HeatmapFigure implements Drawing {
  private static final double MARGIN = 10;
  private static final double ROW = 18;
  private static final double LINE = 19;
  private static final double GAP = 22;
  private static final double NUMBER = 36;

  /** Ratios from 1/LIMIT to LIMIT have colours of their own. */
  private static final double LIMIT = 4;

  private static final Color FAST = new Color(0x0072B2);
  private static final Color SLOW = new Color(0xD55E00);

  private final Comparison comparison;
  private final Width width;
  private final List<InputLevel> levels;
  private final List<String> engines;
  private final List<String> workloads;

  private HeatmapFigure(Comparison comparison, Width width) {
    this.comparison = comparison;
    this.width = width;
    List<InputLevel> all = Cells.levels(comparison);
    // All levels above each other would be higher than a page.
    this.levels = width == Width.PAGE || all.isEmpty() ? all : List.of(all.getLast());
    this.engines =
        comparison.engines().stream()
            .filter(e -> Double.isFinite(mean(null, e)))
            .sorted(Comparator.comparingDouble(e -> mean(null, e)))
            .toList();
    this.workloads =
        comparison.results().suite().workloads().stream()
            .filter(w -> Double.isFinite(mean(w, null)))
            .sorted(Comparator.comparingDouble(w -> mean(w, null)))
            .toList();
  }

  static Rendering render(Comparison comparison, Width width) {
    HeatmapFigure figure = new HeatmapFigure(comparison, width);
    return figure.engines.size() < 2
        ? Rendering.skipped("fewer than two engines have run times")
        : Rendering.of(figure);
  }

  /** The geometric mean of all ratios of a workload, or of an engine; NaN if there are none. */
  private double mean(@Nullable String workload, @Nullable String engine) {
    List<Double> ratios = new ArrayList<>();
    for (InputLevel level : levels) {
      for (String w : comparison.results().suite().workloads()) {
        for (String e : comparison.engines()) {
          if ((workload == null || workload.equals(w)) && (engine == null || engine.equals(e))) {
            ratios.add(ratio(level, w, e));
          }
        }
      }
    }
    double[] finite =
        ratios.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite).toArray();
    return finite.length == 0 ? Double.NaN : GeometricMean.of(finite);
  }

  private double ratio(InputLevel level, String workload, String engine) {
    return run(level, workload, engine) / run(level, workload, comparison.baseline());
  }

  private double run(InputLevel level, String workload, String engine) {
    return comparison
        .results()
        .cell(workload, level, engine)
        .filter(CellSummary::isOk)
        .map(cell -> Cells.value(cell, Metric.RUN_NANOS))
        .orElse(Double.NaN);
  }

  // ---- places ----

  private int columns() {
    return width.columns(levels.size());
  }

  private double left() {
    return MARGIN + Style.widest(Style.SMALL, workloads) + 6;
  }

  private double cell() {
    double rest = width.units() - MARGIN - left() - (columns() - 1) * GAP;
    return rest / columns() / engines.size();
  }

  private double head() {
    return Style.widest(Style.SMALL, engines) + 34;
  }

  private double block() {
    return head() + workloads.size() * ROW + 14;
  }

  private List<String> note() {
    return Style.wrap(
        Style.SMALL,
        "Run time relative to %s, of single workloads (medians) at input level %s; %s are slower than it, grey cells have no number. Engines and workloads are ordered by their geometric means. Cells have no intervals: summary.csv holds those of every median."
            .formatted(
                comparison.baseline(),
                levels.stream().map(InputLevel::name).collect(Collectors.joining(" and ")),
                cell() < NUMBER ? "hatched cells" : "those above 1"),
        width.units() - 2 * MARGIN);
  }

  @Override
  public int width() {
    return width.units();
  }

  @Override
  public int height() {
    int blocks = (levels.size() + columns() - 1) / columns();
    return (int) Math.ceil(MARGIN + blocks * block() + 46 + note().size() * LINE + MARGIN);
  }

  // ---- drawing ----

  @Override
  public void paint(Graphics2D g) {
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, width(), height()));
    double y = MARGIN;
    for (int k = 0; k < levels.size(); k++) {
      int column = k % columns();
      double x = left() + column * (engines.size() * cell() + GAP);
      y = MARGIN + k / columns() * block();
      paint(g, levels.get(k), x, y, column == 0);
    }
    double end = y + block();
    paintScale(g, end);
    end += 46;
    for (String line : note()) {
      Pen.drawText(g, line, MARGIN, end + LINE / 2, 0, Style.SMALL, Style.TEXT);
      end += LINE;
    }
  }

  private void paint(Graphics2D g, InputLevel level, double left, double top, boolean isFirst) {
    Pen.drawText(g, "input level " + level, left, top + 8, 0, Style.BOLD, Style.TEXT);
    for (int e = 0; e < engines.size(); e++) {
      AffineTransform before = g.getTransform();
      g.translate(left + (e + 0.5) * cell(), top + head() - 6);
      g.rotate(-Math.PI / 2);
      Pen.drawText(g, engines.get(e), 0, 0, 0, Style.SMALL, Style.TEXT);
      g.setTransform(before);
    }
    g.setColor(Style.GRID);
    g.fill(
        new Rectangle2D.Double(
            left, top + head(), engines.size() * cell(), workloads.size() * ROW));
    for (int w = 0; w < workloads.size(); w++) {
      double y = top + head() + w * ROW;
      if (isFirst) {
        Pen.drawText(g, workloads.get(w), left - 6, y + ROW / 2, 1, Style.SMALL, Style.TEXT);
      }
      for (int e = 0; e < engines.size(); e++) {
        double ratio = ratio(level, workloads.get(w), engines.get(e));
        paintCell(g, ratio, new Rectangle2D.Double(left + e * cell(), y, cell(), ROW));
      }
    }
  }

  private static void paintCell(Graphics2D g, double ratio, Rectangle2D box) {
    Rectangle2D inner =
        new Rectangle2D.Double(
            box.getX() + 0.5, box.getY() + 0.5, box.getWidth() - 1, box.getHeight() - 1);
    boolean hasNumber = box.getWidth() >= NUMBER;
    if (!Double.isFinite(ratio)) {
      new Fill(new Color(0xBBBBBB), 0).paint(g, inner);
      return;
    }
    Color color = color(ratio);
    new Fill(color, !hasNumber && ratio > 1.02 ? 1 : 0).paint(g, inner);
    if (hasNumber) {
      double light = 0.3 * color.getRed() + 0.6 * color.getGreen() + 0.1 * color.getBlue();
      Pen.drawText(
          g,
          ratio < 9.95
              ? String.format(Locale.ROOT, "%.2f", ratio)
              : String.format(Locale.ROOT, "%.0f", ratio),
          box.getCenterX(),
          box.getCenterY(),
          0.5,
          Style.SMALL,
          light < 120 ? Color.WHITE : Color.BLACK);
    }
  }

  /** White at 1, blue at 1/LIMIT and below, orange at LIMIT and above. */
  private static Color color(double ratio) {
    double strength = Math.clamp(Math.log(ratio) / Math.log(LIMIT), -1, 1);
    Color end = strength < 0 ? FAST : SLOW;
    double share = Math.abs(strength);
    return new Color(
        (int) Math.round(255 + share * (end.getRed() - 255)),
        (int) Math.round(255 + share * (end.getGreen() - 255)),
        (int) Math.round(255 + share * (end.getBlue() - 255)));
  }

  private void paintScale(Graphics2D g, double top) {
    double[] ratios = {0.25, 0.35, 0.5, 0.71, 1, 1.41, 2, 2.83, 4};
    double x = left();
    double box = Math.min(40, (width.units() - MARGIN - x) / ratios.length);
    for (double ratio : ratios) {
      new Fill(color(ratio), ratio > 1.02 && cell() < NUMBER ? 1 : 0)
          .paint(g, new Rectangle2D.Double(x, top, box, 16));
      String text = RatioAxis.trim(String.format(Locale.ROOT, "%.2f", ratio));
      text = ratio == LIMIT ? "≥" + text : ratio == 1 / LIMIT ? "≤" + text : text;
      Pen.drawText(g, text, x + box / 2, top + 26, 0.5, Style.SMALL, Style.TEXT);
      x += box;
    }
  }
}
