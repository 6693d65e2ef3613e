package paretojit.report.figure;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;

/**
 * A row of the values that an engine has on single workloads: a dot each, with a box from quartile
 * to quartile and a line at the median.
 *
 * @param row number of the row
 * @param values at least one; those beyond the axis stand at its end
 */
record Strip(int row, EngineStyle style, double[] values) implements Panel.Layer {
  /** What readers have to be told of it. */
  static final String EXPLAINED =
      "Dots are workloads, boxes reach from quartile to quartile, lines are medians";

  private static final double RADIUS = 2.4;

  /** Of a row. */
  private static final double HIGH = 0.62;

  @Override
  public void draw(Pen pen) {
    double middle = pen.y(row);
    double height = pen.row() * HIGH;
    double low = pen.x(Cells.quantile(values, 0.25));
    double high = pen.x(Cells.quantile(values, 0.75));
    Color color = style.color();
    pen.fill(
        new Rectangle2D.Double(low, middle - height / 2, Math.max(1, high - low), height),
        Style.faint(color, 70));
    for (int k = 0; k < values.length; k++) {
      pen.fill(dot(pen, row, values, k), Style.faint(color, 150));
    }
    double median = pen.x(Cells.quantile(values, 0.5));
    pen.pen(Style.TEXT, Style.line(2.6));
    pen.line(median, middle - height / 2 - 1, median, middle + height / 2 + 1);
  }

  /** Dots of another meaning in the same row: rings, without a box. */
  static Panel.Layer open(int row, EngineStyle style, double[] values) {
    return pen -> {
      pen.pen(style.color(), Style.line(1.1));
      for (int k = 0; k < values.length; k++) {
        pen.g.draw(dot(pen, row, values, k));
      }
    };
  }

  private static Ellipse2D dot(Pen pen, int row, double[] values, int k) {
    // Dots of one row stand at fixed heights that look random: parts of the golden ratio.
    double offset = ((k * 0.618034) % 1 - 0.5) * pen.row() * HIGH;
    double x = pen.x(values[k]);
    double y = pen.y(row) + offset;
    return new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS);
  }
}
