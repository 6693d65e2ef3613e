package paretojit.report.figure;

import java.util.List;
import paretojit.report.Comparison;
import paretojit.report.Text;
import paretojit.stats.Estimate;

/** What figures of bars, a row for each engine, have in common. */
final class Bars {
  static final double ROW = 24;

  /** Room for {@code 12.3×} behind a bar. */
  static final double NUMBER = 52;

  private Bars() {}

  /** A bar from 1 to a ratio with its interval, on an axis of ratios. */
  static Panel.Layer ratio(int row, double offset, double thickness, Estimate e, Fill fill) {
    return pen -> {
      double middle = pen.y(row) + offset * pen.row();
      pen.bar(1, e.value(), middle, thickness * pen.row(), fill);
      pen.interval(e, middle);
    };
  }

  /** A line at 1. */
  static Panel.Layer one() {
    return pen -> {
      pen.pen(Style.SOFT, Style.line(1.2));
      pen.line(pen.x(1), pen.area.getMinY(), pen.x(1), pen.area.getMaxY());
    };
  }

  /** A number to the right of a row. */
  static Panel.Layer number(int row, double offset, String text) {
    return pen ->
        pen.text(
            text,
            pen.area.getMaxX() + 6,
            pen.y(row) + offset * pen.row(),
            0,
            Style.SMALL,
            Style.TEXT);
  }

  static String times(double ratio) {
    return Text.number(ratio) + "×";
  }

  /** The axis on which bars of ratios stand. */
  static RatioAxis axis(String label, List<Estimate> ratios) {
    double low = ratios.stream().mapToDouble(Estimate::low).min().orElse(1);
    double high = ratios.stream().mapToDouble(Estimate::high).max().orElse(1);
    return new RatioAxis(label, Math.min(low, 0.9), Math.max(high, 1.1));
  }

  /** What the intervals of geometric means are. */
  static String interval(Comparison comparison) {
    return "geometric means over workloads, relative to %s, with 95 %% intervals over workloads"
        .formatted(comparison.baseline());
  }
}
