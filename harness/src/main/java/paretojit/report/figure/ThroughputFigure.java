package paretojit.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/** How many WebAssembly instructions an engine compiles in a second, against the module's size. */
final class ThroughputFigure {
  private static final int FAINT = 70;
  private static final double PER_SECOND = 1e9;

  private final Comparison comparison;
  private final Cells cells;

  private ThroughputFigure(Comparison comparison) {
    this.comparison = comparison;
    this.cells = new Cells(comparison);
  }

  private record Point(double size, Estimate throughput) {}

  private record Cloud(EngineStyle style, List<Point> points, Trend trend) {}

  static Rendering render(Comparison comparison, Width width) {
    return new ThroughputFigure(comparison).sheet(width);
  }

  private Rendering sheet(Width width) {
    List<List<Cloud>> byLevel = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      byLevel.add(
          EngineStyle.of(comparison.engines()).stream()
              .flatMap(style -> cloud(level, style).stream())
              .toList());
    }
    List<Point> all =
        byLevel.stream().flatMap(List::stream).flatMap(cloud -> cloud.points.stream()).toList();
    if (all.isEmpty()) {
      return Rendering.skipped("no engine has compile times of modules whose size is known");
    }
    List<Panel> panels = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      panels.add(panel(level, byLevel.get(panels.size()), all, width));
    }
    boolean isPage = width == Width.PAGE;
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.plain(
                1, isPage ? 340 : 300, isPage ? EndLabels.room(comparison.engines()) : 14),
            panels,
            isPage
                ? List.of()
                : byLevel.getFirst().stream().map(cloud -> Sheet.Key.of(cloud.style)).toList(),
            "WebAssembly instructions compiled in a second, from bytes to installed code. Faint"
                + " marks are workloads with 95 % bootstrap intervals of their medians; lines are"
                + " power laws fitted to them. Engines without compile time are left out."));
  }

  private Optional<Cloud> cloud(InputLevel level, EngineStyle style) {
    List<Point> points = new ArrayList<>();
    for (CellSummary cell : cells.of(level, style.engine())) {
      double size = Cells.value(cell, Metric.WASM_INSTRUCTIONS);
      Optional<Estimate> nanos = cell.estimate(Metric.COMPILE_NANOS);
      if (size > 0 && nanos.isPresent() && nanos.get().low() > 0) {
        Estimate e = nanos.get();
        double work = size * PER_SECOND;
        points.add(
            new Point(
                size, new Estimate(work / e.value(), work / e.high(), work / e.low(), e.n())));
      }
    }
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Cloud(
                style,
                points,
                Trend.of(
                    points.stream()
                        .map(p -> new double[] {p.size, p.throughput.value()})
                        .toList())));
  }

  private static Panel panel(InputLevel level, List<Cloud> clouds, List<Point> all, Width width) {
    Panel panel =
        new Panel(
            "input level " + level,
            RatioAxis.ofCounts(
                "size of the module (WebAssembly instructions)",
                all.stream().mapToDouble(Point::size).min().orElseThrow(),
                all.stream().mapToDouble(Point::size).max().orElseThrow()),
            RatioAxis.ofCounts(
                "instructions / second",
                all.stream().mapToDouble(p -> p.throughput.low()).min().orElseThrow(),
                all.stream().mapToDouble(p -> p.throughput.high()).max().orElseThrow()));
    for (Cloud cloud : clouds) {
      panel.add(pen -> drawPoints(pen, cloud));
    }
    for (Cloud cloud : clouds) {
      panel.add(pen -> drawTrend(pen, cloud));
    }
    if (width == Width.PAGE) {
      panel.around(
          new EndLabels(
              clouds.stream()
                  .map(c -> new EndLabels.End(c.style, c.trend.at(c.trend.most())))
                  .toList()));
    }
    return panel;
  }

  private static void drawPoints(Pen pen, Cloud cloud) {
    pen.pen(Style.faint(cloud.style.color(), FAINT), Style.line(1));
    for (Point p : cloud.points) {
      double x = pen.x(p.size);
      double y = pen.y(p.throughput.value());
      pen.line(x, pen.y(p.throughput.low()), x, pen.y(p.throughput.high()));
      pen.g.fill(cloud.style.mark(x, y, 2.8));
    }
  }

  private static void drawTrend(Pen pen, Cloud cloud) {
    Trend t = cloud.trend;
    EngineStyle style = cloud.style;
    pen.pen(style.color(), style.stroke(2));
    pen.curve(new double[] {t.least(), t.most()}, new double[] {t.at(t.least()), t.at(t.most())});
    for (double share : new double[] {0.15, 0.5, 0.85}) {
      double x = t.least() * Math.pow(t.most() / t.least(), share);
      pen.fill(style.mark(pen.x(x), pen.y(t.at(x)), 4.5), style.color());
    }
  }
}
