package paretojit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;

/** A pair of axes and what is drawn between them. */
final class Panel {
  /** A part of what is drawn. */
  @FunctionalInterface
  interface Layer {
    void draw(Pen pen);
  }

  private static final RectangleInsets NONE = new RectangleInsets(0, 0, 0, 0);

  private final String title;
  private final ValueAxis xAxis;
  private final ValueAxis yAxis;
  private final List<Layer> inside = new ArrayList<>();
  private final List<Layer> around = new ArrayList<>();

  /**
   * @param title above the panel, or empty
   */
  Panel(String title, ValueAxis xAxis, ValueAxis yAxis) {
    this.title = title;
    this.xAxis = style(xAxis);
    this.yAxis = style(yAxis);
  }

  /** An axis with JFreeChart's own ticks. */
  static NumberAxis linear(String label, double least, double most) {
    NumberAxis axis = new NumberAxis(label);
    axis.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
    axis.setRange(least, most);
    return axis;
  }

  static <A extends ValueAxis> A style(A axis) {
    axis.setLabelFont(Style.AXIS);
    axis.setTickLabelFont(Style.SMALL);
    axis.setLabelPaint(Style.TEXT);
    axis.setTickLabelPaint(Style.TEXT);
    axis.setAxisLineVisible(false);
    return axis;
  }

  /** Adds what may not leave the panel. */
  Panel add(Layer layer) {
    inside.add(layer);
    return this;
  }

  /** Adds what may. */
  Panel around(Layer layer) {
    around.add(layer);
    return this;
  }

  /** Takes the names off the vertical axis, for a panel that has them at its left. */
  void hideRows() {
    yAxis.setTickLabelsVisible(false);
    yAxis.setTickMarksVisible(false);
    yAxis.setLabel(null);
  }

  /**
   * Draws it.
   *
   * @param area what the axes enclose, in whole units, for JFreeChart rounds them
   * @param left room for the vertical axis
   * @param bottom room for the horizontal one
   */
  void draw(Graphics2D g, Rectangle2D area, double left, double bottom) {
    XYPlot plot = new XYPlot(null, xAxis, yAxis, new XYLineAndShapeRenderer());
    plot.setInsets(NONE);
    plot.setAxisOffset(NONE);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(Style.GRID);
    plot.setRangeGridlinePaint(Style.GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlinesVisible(!(yAxis instanceof RowAxis));
    plot.setOutlinePaint(Style.FRAME);
    AxisSpace space = new AxisSpace();
    space.setLeft(left);
    plot.setFixedRangeAxisSpace(space);
    space = new AxisSpace();
    space.setBottom(bottom);
    plot.setFixedDomainAxisSpace(space);
    plot.draw(
        g,
        new Rectangle2D.Double(
            area.getX() - left, area.getY(), area.getWidth() + left, area.getHeight() + bottom),
        null,
        null,
        null);
    Pen pen = new Pen(g, area, xAxis, yAxis);
    Shape clip = g.getClip();
    g.clip(area);
    inside.forEach(layer -> layer.draw(pen));
    g.setClip(clip);
    around.forEach(layer -> layer.draw(pen));
    // A title that is wider than its panel reaches over the axis.
    double room = area.getMaxX() - Style.width(Style.BOLD, title);
    double start = Math.max(area.getX() - left, Math.min(area.getX(), room));
    pen.text(title, start, area.getY() - 11, 0, Style.BOLD, Style.TEXT);
  }
}
