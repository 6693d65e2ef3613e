package paretojit.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.suite.InputLevel;

/** How e-graphs grow with the program: their counters against the size of the IR. */
final class GrowthFigure {
  private static final List<String> COUNTERS =
      List.of("counter.e-nodes", "counter.unions", "counter.rules-fired");

  private GrowthFigure() {}

  /** What is counted on one program. */
  private record Point(EngineStyle style, InputLevel level, double size, double count) {}

  static Rendering render(Comparison comparison, Width width) {
    Map<String, List<Point>> byCounter = new LinkedHashMap<>();
    for (String counter : COUNTERS) {
      List<Point> points = points(comparison, counter);
      if (!points.isEmpty()) {
        byCounter.put(counter.replace("counter.", ""), points);
      }
    }
    if (byCounter.isEmpty()) {
      return Rendering.skipped("no engine counts e-nodes, unions or rules fired");
    }
    List<Panel> panels = new ArrayList<>();
    byCounter.forEach((name, points) -> panels.add(panel(name, points)));
    List<Sheet.Key> keys =
        byCounter.values().stream()
            .flatMap(List::stream)
            .map(Point::style)
            .distinct()
            .map(
                style ->
                    new Sheet.Key(
                        style.engine(),
                        (g, box) -> {
                          g.setColor(style.color());
                          g.setStroke(Style.line(1.5));
                          g.draw(style.mark(box.getCenterX() - 7, box.getCenterY(), radius(style)));
                          g.fill(style.mark(box.getCenterX() + 7, box.getCenterY(), radius(style)));
                        }))
            .toList();
    return Rendering.of(
        new Sheet(
            width,
            new Sheet.Layout(width.columns(panels.size()), 280, 70, 8, Sheet.Layout.BOTTOM, false),
            panels,
            keys,
            "Counters of each program's compilation against its instructions before the mid-end;"
                + " open marks are input level O0, filled ones are others. The dashed line is one"
                + " for each instruction. Counters are deterministic and have no intervals; those"
                + " of 0 are left out."));
  }

  /** Engines of one mid-end have equal counters: marks of different size stay visible. */
  private static double radius(EngineStyle style) {
    return 3 + style.index() % 3 * 1.6;
  }

  private static List<Point> points(Comparison comparison, String counter) {
    Cells cells = new Cells(comparison);
    List<Point> points = new ArrayList<>();
    for (EngineStyle style : EngineStyle.of(comparison.engines())) {
      for (CellSummary cell : cells.of(style.engine())) {
        double size = Cells.value(cell, Metric.IR_INSTRUCTIONS);
        double count = Cells.count(cell, counter);
        if (size > 0 && count > 0) {
          points.add(new Point(style, cell.cell().level(), size, count));
        }
      }
    }
    return points;
  }

  private static Panel panel(String name, List<Point> points) {
    double least = points.stream().mapToDouble(Point::size).min().orElseThrow();
    double most = points.stream().mapToDouble(Point::size).max().orElseThrow();
    Panel panel =
        new Panel(
            "",
            RatioAxis.ofCounts("IR instructions", least, most),
            RatioAxis.ofCounts(
                name,
                points.stream().mapToDouble(Point::count).min().orElseThrow(),
                points.stream().mapToDouble(Point::count).max().orElseThrow()));
    panel.add(
        pen -> {
          pen.pen(Style.SOFT, Style.dashed(1.2, 6, 4));
          pen.curve(new double[] {least, most}, new double[] {least, most});
        });
    panel.add(pen -> points.forEach(p -> draw(pen, p)));
    return panel;
  }

  private static void draw(Pen pen, Point p) {
    var mark = p.style.mark(pen.x(p.size), pen.y(p.count), radius(p.style));
    if (p.level == InputLevel.O0) {
      pen.pen(Style.faint(p.style.color(), 190), Style.line(1.3));
      pen.g.draw(mark);
    } else {
      pen.fill(mark, Style.faint(p.style.color(), 130));
    }
  }
}
