package paretojit.report.figure;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.stats.GeometricMean;
import paretojit.suite.InputLevel;

/**
 * What engines cost in all after N calls, T(N) = compile + N run, and which of them is the cheapest.
 * To compare workloads whose calls are not of one length, N is told as the time that the baseline's
 * code runs in N calls, and T(N) in relation to it; so curves fall to the ratio of run times.
 */
final class CumulativeFigure {
  private static final int POINTS = 97;
  private static final double LEAST_NANOS = 1e4;
  private static final double MOST_NANOS = 1e10;

  /** Costs above so many times the work itself are left out, to show the others. */
  private static final double DEAREST = 12;

  private final Comparison comparison;
  private final Cells cells;
  private final double[] work = new double[POINTS];

  private CumulativeFigure(Comparison comparison) {
    this.comparison = comparison;
    this.cells = new Cells(comparison);
    for (int k = 0; k < POINTS; k++) {
      work[k] = LEAST_NANOS * Math.pow(MOST_NANOS / LEAST_NANOS, (double) k / (POINTS - 1));
    }
  }

  /** An engine's costs at each amount of work. */
  private record Curve(EngineStyle style, double[] costs) {}

  static Rendering render(Comparison comparison, Width width) {
    return new CumulativeFigure(comparison).sheet(width);
  }

  private Rendering sheet(Width width) {
    List<List<Curve>> byLevel = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      byLevel.add(
          EngineStyle.of(comparison.engines()).stream()
              .flatMap(style -> curve(level, style).stream())
              .toList());
    }
    double least =
        byLevel.stream()
            .flatMap(List::stream)
            .flatMapToDouble(curve -> Arrays.stream(curve.costs))
            .min()
            .orElse(Double.NaN);
    if (Double.isNaN(least)) {
      return Rendering.skipped("no engine has both compile times and run times");
    }
    List<Panel> panels = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      panels.add(panel(level, byLevel.get(panels.size()), least, width));
    }
    double right = width == Width.PAGE ? EndLabels.room(comparison.engines()) : 14;
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.plain(1, width == Width.PAGE ? 330 : 300, right),
            panels,
            width == Width.PAGE
                ? List.of()
                : byLevel.getFirst().stream().map(curve -> Sheet.Key.of(curve.style)).toList(),
            "Cumulative time T(N) = compile + N calls, divided by the time of N calls of %s's code: geometric means over workloads. The grey band is the lower envelope, with the cheapest engine named above it. Curves have no intervals; break-even and run time, which they follow from, have theirs in their own figures. Engines without compile time are left out."
                .formatted(comparison.baseline())));
  }

  private Optional<Curve> curve(InputLevel level, EngineStyle style) {
    List<double[]> costs = new ArrayList<>(); // {compile nanos, run ratio} of each workload
    for (CellSummary mine : cells.of(level, style.engine())) {
      comparison
          .results()
          .cell(mine.cell().workload(), level, comparison.baseline())
          .filter(CellSummary::isOk)
          .map(
              base ->
                  new double[] {
                    Cells.value(mine, Metric.COMPILE_NANOS),
                    Cells.value(mine, Metric.RUN_NANOS) / Cells.value(base, Metric.RUN_NANOS)
                  })
          .filter(each -> Double.isFinite(each[0]) && Double.isFinite(each[1]))
          .ifPresent(costs::add);
    }
    if (costs.isEmpty()) {
      return Optional.empty();
    }
    double[] means = new double[POINTS];
    for (int k = 0; k < POINTS; k++) {
      double x = work[k];
      means[k] =
          GeometricMean.of(costs.stream().mapToDouble(each -> each[0] / x + each[1]).toArray());
    }
    return Optional.of(new Curve(style, means));
  }

  private Panel panel(InputLevel level, List<Curve> curves, double least, Width width) {
    Panel panel =
        new Panel(
            "input level " + level,
            RatioAxis.ofTimes(
                "N calls, as run time of " + comparison.baseline() + "'s code",
                LEAST_NANOS * 1.15,
                MOST_NANOS / 1.15),
            new RatioAxis(
                width == Width.PAGE
                    ? "T(N) ÷ N calls of " + comparison.baseline()
                    : "T(N) ÷ N calls",
                least,
                DEAREST));
    panel.add(pen -> drawEnvelope(pen, curves));
    for (Curve curve : curves) {
      panel.add(pen -> draw(pen, curve));
    }
    panel.add(pen -> drawCheapest(pen, curves));
    if (width == Width.PAGE) {
      panel.around(
          new EndLabels(
              curves.stream()
                  .map(curve -> new EndLabels.End(curve.style, curve.costs[POINTS - 1]))
                  .toList()));
    }
    return panel;
  }

  private void draw(Pen pen, Curve curve) {
    EngineStyle style = curve.style;
    pen.pen(style.color(), style.stroke(1.8));
    pen.curve(work, curve.costs);
    // Marks along the line, at places of the engine's own.
    for (int k = 3 + style.index() % 12; k < POINTS; k += 12) {
      if (pen.isInside(work[k], curve.costs[k])) {
        pen.fill(style.mark(pen.x(work[k]), pen.y(curve.costs[k]), 4), style.color());
      }
    }
  }

  private void drawEnvelope(Pen pen, List<Curve> curves) {
    double[] lowest = new double[POINTS];
    for (int k = 0; k < POINTS; k++) {
      lowest[k] = curves.get(cheapest(curves, k)).costs[k];
    }
    pen.pen(new Color(0xD8D8D8), Style.line(9));
    pen.curve(work, lowest);
  }

  /** Which curve is the lowest. */
  private static int cheapest(List<Curve> curves, int k) {
    int cheapest = 0;
    for (int c = 1; c < curves.size(); c++) {
      cheapest = curves.get(c).costs[k] < curves.get(cheapest).costs[k] ? c : cheapest;
    }
    return cheapest;
  }

  /** Names the cheapest engine of each stretch along the upper edge. */
  private void drawCheapest(Pen pen, List<Curve> curves) {
    int from = 0;
    for (int k = 1; k <= POINTS; k++) {
      int cheapest = cheapest(curves, from);
      if (k == POINTS || cheapest(curves, k) != cheapest) {
        Curve curve = curves.get(cheapest);
        double left = pen.x(work[from]);
        double right = pen.x(work[Math.min(k, POINTS - 1)]);
        double top = pen.area.getMinY();
        pen.fill(new Rectangle2D.Double(left, top, right - left, 6), curve.style.color());
        if (k < POINTS) {
          pen.pen(Style.FRAME, Style.dashed(1, 3, 3));
          pen.line(right, top, right, pen.area.getMaxY());
        }
        String name = curve.style.engine();
        if (Style.width(Style.SMALL, name) < right - left) {
          pen.veiledText(name, (left + right) / 2, top + 16, curve.style.ink());
        }
        from = k;
      }
    }
  }
}
