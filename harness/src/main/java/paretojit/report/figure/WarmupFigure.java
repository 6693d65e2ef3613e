package paretojit.report.figure;

import java.awt.Color;
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
import paretojit.stats.Bootstrap;

/** How calls get faster or slower while code runs: a panel for each engine, a line for each visit. */
final class WarmupFigure {
  /** With fewer calls than these, nothing can be said of how they change. */
  private static final int FEWEST_CALLS = 12;

  private static final double HIGH = 2.2;
  private static final double LOW = 0.6;

  private WarmupFigure() {}

  /** What a visit's calls do, and how its line looks. */
  enum Shape {
    FLAT("flat", Style.FRAME, 1, new float[0]),
    WARMS_UP("gets faster", Style.PALETTE.get(0), 1.5, new float[0]),
    SLOWS_DOWN("gets slower", Style.PALETTE.get(1), 1.8, new float[] {6, 3});

    private final String text;
    private final Color color;
    private final double width;
    private final float[] dashes;

    Shape(String text, Color color, double width, float[] dashes) {
      this.text = text;
      this.color = color;
      this.width = width;
      this.dashes = dashes;
    }

    /**
     * Compares the last third of the calls with the first: they differ if their medians do by more
     * than 3 % and by more than most of the last third's calls do among themselves.
     */
    static Shape of(double[] samples) {
      int third = samples.length / 3;
      double[] first = Arrays.copyOfRange(samples, 0, third);
      double[] last = Arrays.copyOfRange(samples, samples.length - third, samples.length);
      double end = Bootstrap.median(last);
      double spread = Cells.quantile(last, 0.9) - Cells.quantile(last, 0.1);
      double change = Bootstrap.median(first) - end;
      if (Math.abs(change) <= Math.max(0.03 * end, spread)) {
        return FLAT;
      }
      return change > 0 ? WARMS_UP : SLOWS_DOWN;
    }
  }

  private record Trace(double[] samples, Shape shape) {
    static Trace of(long[] nanos) {
      double[] samples = Arrays.stream(nanos).asDoubleStream().toArray();
      double end =
          Bootstrap.median(
              Arrays.copyOfRange(samples, samples.length - samples.length / 3, samples.length));
      return new Trace(Arrays.stream(samples).map(each -> each / end).toArray(), Shape.of(samples));
    }
  }

  static Rendering render(Comparison comparison, Width width) {
    Map<String, List<Trace>> byEngine = traces(comparison);
    if (byEngine.isEmpty()) {
      return Rendering.skipped(
          "no visit has %d calls or more, from which to tell how they change"
              .formatted(FEWEST_CALLS));
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
        Arrays.stream(Shape.values())
            .map(
                shape ->
                    new Sheet.Key(
                        shape.text,
                        (g, box) -> {
                          g.setColor(shape.color);
                          g.setStroke(Style.dashed(2, shape.dashes));
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
            "Each line is one visit's calls, relative to the median of its last third; numbers"
                + " count visits that are flat / get faster / get slower. One gets faster or slower"
                + " if the medians of first and last third differ by more than 3 % and than the"
                + " spread of the last (10th to 90th percentile). Samples as measured; no"
                + " intervals. Lines beyond the edges are cut."));
  }

  private static Map<String, List<Trace>> traces(Comparison comparison) {
    Map<String, List<Trace>> byEngine = new TreeMap<>();
    for (Visit visit : comparison.results().visits()) {
      long[] nanos = visit.samples().getOrDefault(Metric.RUN_NANOS.key(), new long[0]);
      if (nanos.length >= FEWEST_CALLS) {
        byEngine
            .computeIfAbsent(visit.cell().engine(), e -> new ArrayList<>())
            .add(Trace.of(nanos));
      }
    }
    return byEngine;
  }

  private static Panel panel(String engine, List<Trace> traces, int longest) {
    String counts =
        Arrays.stream(Shape.values())
            .map(shape -> traces.stream().filter(t -> t.shape == shape).count())
            .map(count -> Long.toString(count))
            .collect(Collectors.joining(" / "));
    Panel panel =
        new Panel(
            engine,
            Panel.linear("call", 1, Math.max(2, longest)),
            new RatioAxis("relative time", LOW, HIGH));
    for (Shape shape : Shape.values()) {
      for (Trace trace : traces) {
        if (trace.shape == shape) {
          panel.add(
              pen -> {
                pen.pen(shape.color, Style.dashed(shape.width, shape.dashes));
                pen.curve(
                    IntStream.rangeClosed(1, trace.samples.length).asDoubleStream().toArray(),
                    trace.samples);
              });
        }
      }
    }
    panel.add(
        pen ->
            pen.text(
                counts,
                pen.area.getMaxX() - 6,
                pen.area.getMaxY() - 12,
                1,
                Style.SMALL,
                Style.TEXT));
    return panel;
  }
}
