package paretojit.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A vertical axis of named rows, the first on top: row k is at the value k. Names may have lines. */
final class RowAxis extends NumberAxis {
  private static final long serialVersionUID = 1L;

  /** Between the lines of a name, as a share of a row. */
  private static final double LINE = 0.38;

  private final transient List<String> names;

  RowAxis(List<String> names) {
    super(null);
    this.names = List.copyOf(names);
    setInverted(true);
    setRange(-0.6, names.size() - 0.4);
    setTickMarksVisible(false);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
    List<NumberTick> ticks = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      List<String> lines = names.get(k).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        double place = k + LINE * (i - (lines.size() - 1) / 2.0);
        ticks.add(
            new NumberTick(place, lines.get(i), TextAnchor.CENTER_RIGHT, TextAnchor.CENTER, 0));
      }
    }
    return ticks;
  }
}
