package paretojit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import paretojit.stats.Estimate;

/**
 * Names beside points, placed so that they cover neither each other nor any point: each label takes
 * the first free place on circles of growing radius around its point. One that had to go far is tied
 * to its point by a thin line.
 */
final class PointLabels extends AbstractXYAnnotation {
  private static final long serialVersionUID = 1L;
  private static final double[] RADII = {10, 18, 28, 40, 54, 70, 90, 115, 145, 180, 220};
  private static final int DIRECTIONS = 16;
  private static final double MARK = 7;
  private static final double BAR = 3;
  private static final Color VEIL = new Color(255, 255, 255, 190);
  private static final double TIED_BEYOND = 20;

  /** A point with its error bars, in the coordinates of the axes, and its name. */
  record Label(Estimate x, Estimate y, String text, Color color) {}

  private final transient List<Label> labels;
  private final Font font;

  PointLabels(List<Label> labels, Font font) {
    this.labels = List.copyOf(labels);
    this.font = font;
  }

  @Override
  public void draw(
      Graphics2D g,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis domainAxis,
      ValueAxis rangeAxis,
      int rendererIndex,
      PlotRenderingInfo info) {
    g.setFont(font);
    FontMetrics metrics = g.getFontMetrics();
    List<Rectangle2D> taken = new ArrayList<>();
    for (Label label : labels) {
      double x = domainAxis.valueToJava2D(label.x.value(), area, RectangleEdge.BOTTOM);
      double y = rangeAxis.valueToJava2D(label.y.value(), area, RectangleEdge.LEFT);
      taken.add(new Rectangle2D.Double(x - MARK, y - MARK, 2 * MARK, 2 * MARK));
    }
    for (int k = 0; k < labels.size(); k++) {
      Label label = labels.get(k);
      double left = domainAxis.valueToJava2D(label.x.low(), area, RectangleEdge.BOTTOM);
      double right = domainAxis.valueToJava2D(label.x.high(), area, RectangleEdge.BOTTOM);
      double bottom = rangeAxis.valueToJava2D(label.y.low(), area, RectangleEdge.LEFT);
      double top = rangeAxis.valueToJava2D(label.y.high(), area, RectangleEdge.LEFT);
      Rectangle2D mark = taken.get(k);
      taken.add(bar(left, mark.getCenterY(), right, mark.getCenterY()));
      taken.add(bar(mark.getCenterX(), top, mark.getCenterX(), bottom));
    }
    for (int k = 0; k < labels.size(); k++) {
      Rectangle2D mark = taken.get(k);
      double width = metrics.stringWidth(labels.get(k).text);
      double height = metrics.getHeight();
      Rectangle2D place = place(mark, width, height, area, taken);
      taken.add(place);
      draw(g, labels.get(k), mark, place, metrics.getAscent());
    }
  }

  private static Rectangle2D bar(double x0, double y0, double x1, double y1) {
    return new Rectangle2D.Double(x0 - BAR, y0 - BAR, x1 - x0 + 2 * BAR, y1 - y0 + 2 * BAR);
  }

  private static void draw(
      Graphics2D g, Label label, Rectangle2D mark, Rectangle2D place, int ascent) {
    double nearX = Math.clamp(mark.getCenterX(), place.getMinX(), place.getMaxX());
    double nearY = Math.clamp(mark.getCenterY(), place.getMinY(), place.getMaxY());
    g.setColor(label.color);
    if (Math.hypot(nearX - mark.getCenterX(), nearY - mark.getCenterY()) > TIED_BEYOND) {
      g.setStroke(new BasicStroke(0.7f));
      g.draw(new Line2D.Double(mark.getCenterX(), mark.getCenterY(), nearX, nearY));
    }
    g.setColor(VEIL);
    g.fill(place);
    g.setColor(label.color);
    g.drawString(label.text, (float) place.getX(), (float) (place.getY() + ascent));
  }

  /** The first place that covers nothing taken; to the right of the mark if there is none. */
  private static Rectangle2D place(
      Rectangle2D mark, double width, double height, Rectangle2D area, List<Rectangle2D> taken) {
    for (double radius : RADII) {
      for (int d = 0; d < DIRECTIONS; d++) {
        // Right, left, then in turns up and down from there.
        double angle = Math.PI * ((d % 2) + (d / 4) * ((d / 2) % 2 == 0 ? 0.25 : -0.25));
        double dx = Math.cos(angle);
        double dy = Math.sin(angle);
        double cx = mark.getCenterX() + dx * (radius + width / 2);
        double cy = mark.getCenterY() + dy * (radius + height / 2);
        Rectangle2D place = new Rectangle2D.Double(cx - width / 2, cy - height / 2, width, height);
        if (area.contains(place) && taken.stream().noneMatch(place::intersects)) {
          return place;
        }
      }
    }
    return new Rectangle2D.Double(mark.getMaxX(), mark.getCenterY() - height / 2, width, height);
  }
}
