package paretojit.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A logarithmic axis of ratios, labelled at 1, 2 and 5 of each decade: {@code 0.5×  1×  2×}. */
final class RatioAxis extends LogAxis {
  private static final long serialVersionUID = 1L;

  /** Decades on an axis beyond which only powers of ten are labelled. */
  private static final double MANY_DECADES = 3;

  RatioAxis(String label, double least, double most) {
    super(label);
    setRange(least / 1.15, most * 1.15);
    setMinorTickMarksVisible(false);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
    boolean isHorizontal = RectangleEdge.isTopOrBottom(edge);
    TextAnchor anchor = isHorizontal ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    List<NumberTick> ticks = new ArrayList<>();
    for (double value : values()) {
      String label = Text.number(value).replaceAll("(\\.\\d*?)0+$", "$1").replaceAll("\\.$", "");
      ticks.add(new NumberTick(value, label + "×", anchor, TextAnchor.CENTER, 0));
    }
    return ticks;
  }

  private double[] values() {
    double low = getRange().getLowerBound();
    double high = getRange().getUpperBound();
    double decades = Math.log10(high / low);
    double[] steps =
        decades > MANY_DECADES
            ? new double[] {1}
            : decades > 0.6 ? new double[] {1, 2, 5} : new double[] {1, 1.2, 1.5, 2, 3, 4, 5, 6, 8};
    List<Double> values = new ArrayList<>();
    for (int exponent = (int) Math.floor(Math.log10(low)); ; exponent++) {
      for (double step : steps) {
        double value = step * Math.pow(10, exponent);
        if (value > high) {
          return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
        if (value >= low) {
          values.add(value);
        }
      }
    }
  }
}
