package paretojit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import paretojit.stats.Estimate;

/** Draws into a panel: places in the values of its axes, sizes in units of the paper. */
final class Pen {
  private static final double CAP = 3.5;

  final Graphics2D g;
  final Rectangle2D area;
  private final ValueAxis xAxis;
  private final ValueAxis yAxis;

  Pen(Graphics2D g, Rectangle2D area, ValueAxis xAxis, ValueAxis yAxis) {
    this.g = g;
    this.area = area;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
  }

  /** Where a value is; beyond the axis, at its end, and so for infinite ones. */
  double x(double value) {
    double bounded = Math.clamp(value, xAxis.getLowerBound(), xAxis.getUpperBound());
    return xAxis.valueToJava2D(bounded, area, RectangleEdge.BOTTOM);
  }

  double y(double value) {
    double bounded = Math.clamp(value, yAxis.getLowerBound(), yAxis.getUpperBound());
    return yAxis.valueToJava2D(bounded, area, RectangleEdge.LEFT);
  }

  boolean isInside(double x, double y) {
    return x >= xAxis.getLowerBound()
        && x <= xAxis.getUpperBound()
        && y >= yAxis.getLowerBound()
        && y <= yAxis.getUpperBound();
  }

  /** Height of a row. */
  double row() {
    return Math.abs(y(1) - y(0));
  }

  void line(double x0, double y0, double x1, double y1) {
    g.draw(new Line2D.Double(x0, y0, x1, y1));
  }

  void pen(Color color, BasicStroke stroke) {
    g.setColor(color);
    g.setStroke(stroke);
  }

  /** A polyline; parts beyond the axes are drawn beyond the area, for the caller to clip. */
  void curve(double[] xs, double[] ys) {
    Path2D path = new Path2D.Double();
    for (int k = 0; k < xs.length; k++) {
      double px = xAxis.valueToJava2D(xs[k], area, RectangleEdge.BOTTOM);
      double py = yAxis.valueToJava2D(ys[k], area, RectangleEdge.LEFT);
      if (k == 0) {
        path.moveTo(px, py);
      } else {
        path.lineTo(px, py);
      }
    }
    g.draw(path);
  }

  /** A bar along a row, between two values. */
  void bar(double from, double to, double middle, double thickness, Fill fill) {
    double left = Math.min(x(from), x(to));
    double width = Math.abs(x(to) - x(from));
    fill.paint(g, new Rectangle2D.Double(left, middle - thickness / 2, width, thickness));
  }

  /** A horizontal interval with caps. */
  void interval(Estimate e, double middle) {
    pen(Style.TEXT, Style.line(1.4));
    line(x(e.low()), middle, x(e.high()), middle);
    line(x(e.low()), middle - CAP, x(e.low()), middle + CAP);
    line(x(e.high()), middle - CAP, x(e.high()), middle + CAP);
  }

  void fill(Shape shape, Color color) {
    g.setColor(color);
    g.fill(shape);
  }

  /**
   * Text whose middle is at a height.
   *
   * @param align 0 begins at {@code px}, 0.5 is centred there, 1 ends there
   */
  void text(String text, double px, double middle, double align, Font font, Color color) {
    drawText(g, text, px, middle, align, font, color);
  }

  /** Text centred on a veil, for places where lines pass. */
  void veiledText(String text, double centre, double middle, Color color) {
    double width = Style.width(Style.SMALL, text) + 4;
    fill(
        new Rectangle2D.Double(centre - width / 2, middle - 8, width, 16),
        Style.faint(Color.WHITE, 215));
    text(text, centre, middle, 0.5, Style.SMALL, color);
  }

  static void drawText(
      Graphics2D g, String text, double px, double middle, double align, Font font, Color color) {
    g.setFont(font);
    g.setColor(color);
    double left = px - align * Style.width(font, text);
    g.drawString(text, (float) left, (float) (middle + 0.36 * font.getSize2D()));
  }
}
