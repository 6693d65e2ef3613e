package paretojit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import paretojit.measure.Metric;
import paretojit.measure.Visit;
import paretojit.report.Comparison;
import paretojit.stats.Warmup;

/** What calls do while code runs: a panel for each engine, a line for each visit. */
final class WarmupFigure {
  private static final double HIGH = 2.2;
  private static final double LOW = 0.6;
  private static final double RADIUS = 2.6;

  private WarmupFigure() {}

  /** How the line of a visit looks. */
  private enum Look {
    FLAT("flat", Style.FRAME, 1),
    WARM_UP("warms up", Style.PALETTE.get(0), 1.5),
    SLOW_DOWN("slows down", Style.PALETTE.get(1), 1.8, 6, 3),
    UNSTEADY("never steady", Style.PALETTE.get(3), 1.5, 2, 2);

    private final String text;
    private final Color color;
    private final double width;
    private final float[] dashes;

    Look(String text, Color color, double width, float... dashes) {
      this.text = text;
      this.color = color;
      this.width = width;
      this.dashes = dashes;
    }

    static Look of(Warmup.Kind kind) {
      return switch (kind) {
        case FLAT -> FLAT;
        case WARM_UP -> WARM_UP;
        case SLOW_DOWN -> SLOW_DOWN;
        case NO_STEADY_STATE, INCONSISTENT -> UNSTEADY;
      };
    }

    BasicStroke stroke() {
      return Style.dashed(width, dashes);
    }
  }

  /**
   * A visit's calls.
   *
   * @param samples relative to the mean of the last segment
   */
  private record Trace(double[] samples, Warmup warmup) {
    static Trace of(long[] nanos) {
      double[] times = Arrays.stream(nanos).asDoubleStream().toArray();
      Warmup warmup = Warmup.of(times);
      double end = warmup.segments().getLast().mean();
      return new Trace(Arrays.stream(times).map(each -> each / end).toArray(), warmup);
    }

    Look look() {
      return Look.of(warmup.kind());
    }

    void draw(Pen pen) {
      Look look = look();
      pen.pen(look.color, look.stroke());
      pen.curve(IntStream.rangeClosed(1, samples.length).asDoubleStream().toArray(), samples);
      if (look == Look.WARM_UP || look == Look.SLOW_DOWN) {
        int from = warmup.steadyFrom().orElseThrow();
        double x = pen.x(from + 1);
        double y = pen.y(samples[from]);
        pen.fill(new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS), look.color);
      }
    }
  }

  static Rendering render(Comparison comparison, Width width) {
    Map<String, List<Trace>> byEngine = traces(comparison);
    if (byEngine.isEmpty()) {
      return Rendering.skipped(
          "no visit has %d calls or more, from which to tell how they change"
              .formatted(Warmup.FEWEST));
    }
    int longest =
        byEngine.values().stream()
            .flatMap(List::stream)
            .mapToInt(trace -> trace.samples.length)
            .max()
            .orElseThrow();
    List<Panel> panels = new ArrayList<>();
    for (String engine : comparison.engines()) {
      if (byEngine.containsKey(engine)) {
        panels.add(panel(engine, byEngine.get(engine), longest));
      }
    }
    List<Sheet.Key> keys =
        Arrays.stream(Look.values())
            .map(
                look ->
                    new Sheet.Key(
                        look.text,
                        (g, box) -> {
                          g.setColor(look.color);
                          g.setStroke(look.stroke());
                          double y = box.getCenterY();
                          g.draw(new Line2D.Double(box.getMinX(), y, box.getMaxX(), y));
                        }))
            .toList();
    return Rendering.of(
        new Sheet(
            width,
            width == Width.PAGE
                ? new Sheet.Layout(3, 150, 74, 8, Sheet.Layout.BOTTOM, false)
                : new Sheet.Layout(2, 90, 74, 2, Sheet.Layout.BOTTOM, false),
            panels,
            keys,
            "Each line is one visit's calls, relative to their mean since the last change of mean"
                + " or variance (as in warmup.csv); numbers count visits that are flat / warm up /"
                + " slow down / are never steady, a dot is where the steady state begins. Samples"
                + " as measured; no intervals. Lines beyond the edges are cut."));
  }

  private static Map<String, List<Trace>> traces(Comparison comparison) {
    Map<String, List<Trace>> byEngine = new TreeMap<>();
    for (Visit visit : comparison.results().visits()) {
      long[] nanos = visit.samples().getOrDefault(Metric.RUN_NANOS.key(), new long[0]);
      if (nanos.length >= Warmup.FEWEST) {
        byEngine
            .computeIfAbsent(visit.cell().engine(), e -> new ArrayList<>())
            .add(Trace.of(nanos));
      }
    }
    return byEngine;
  }

  private static Panel panel(String engine, List<Trace> traces, int longest) {
    String counts =
        Arrays.stream(Look.values())
            .map(look -> traces.stream().filter(t -> t.look() == look).count())
            .map(count -> Long.toString(count))
            .collect(Collectors.joining(" / "));
    Panel panel =
        new Panel(
            engine,
            Panel.linear("call", 1, Math.max(2, longest)),
            new RatioAxis("relative time", LOW, HIGH));
    for (Look look : Look.values()) {
      traces.stream().filter(t -> t.look() == look).forEach(t -> panel.add(t::draw));
    }
    panel.add(
        pen ->
            pen.veiledText(
                counts,
                pen.area.getMaxX() - 6 - Style.width(Style.SMALL, counts) / 2,
                pen.area.getMaxY() - 12,
                Style.TEXT));
    return panel;
  }
}
