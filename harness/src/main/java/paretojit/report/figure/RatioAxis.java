package paretojit.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import paretojit.report.Text;

/**
 * A logarithmic axis, labelled as densely as its labels have room: {@code 0.5×  1×  2×}, or {@code 1
 * µs  10 µs}.
 */
final class RatioAxis extends LogAxis {
  private static final long serialVersionUID = 1L;

  /** Labels within each decade, the densest first; then in every second and every third decade. */
  private static final double[][] STEPS = {
    {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8}, {1, 1.5, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}
  };

  private static final int MOST_LABELS = 10;
  private static final double LEAST_GAP = 5;
  private static final double OVERHANG = 16;

  private final transient DoubleFunction<String> text;

  RatioAxis(String label, double least, double most) {
    this(label, least / 1.15, most * 1.15, value -> trim(Text.number(value)) + "×");
  }

  private RatioAxis(String label, double least, double most, DoubleFunction<String> text) {
    super(label);
    this.text = text;
    setRange(least, most);
    setMinorTickMarksVisible(false);
  }

  /** An axis of nanoseconds. */
  static RatioAxis ofTimes(String label, double least, double most) {
    return new RatioAxis(label, least / 1.15, most * 1.15, nanos -> trim(Text.time(nanos)));
  }

  /** An axis of things counted, or of anything else that is only large. */
  static RatioAxis ofCounts(String label, double least, double most) {
    return new RatioAxis(label, least / 1.15, most * 1.15, RatioAxis::count);
  }

  /** An axis of shares, in percent. */
  static RatioAxis ofShares(String label, double least, double most) {
    return new RatioAxis(
        label, least / 1.15, most * 1.15, share -> trim(Text.number(100 * share)) + " %");
  }

  private static String count(double value) {
    return value >= 1e6
        ? trim(Text.number(value / 1e6)) + "M"
        : value >= 1e4 ? trim(Text.number(value / 1e3)) + "k" : trim(Text.number(value));
  }

  /** Without zeros at the end of a fraction. */
  static String trim(String number) {
    return number.replaceAll("(\\.\\d*?)0+(?=\\D|$)", "$1").replaceAll("\\.(?=\\D|$)", "");
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
    boolean isHorizontal = RectangleEdge.isTopOrBottom(edge);
    TextAnchor anchor = isHorizontal ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    List<NumberTick> ticks = new ArrayList<>();
    for (double value : values(area, edge)) {
      if (isHorizontal
          && valueToJava2D(value, area, edge) + half(value) > area.getMaxX() + OVERHANG) {
        continue; // it would reach into the next panel
      }
      ticks.add(new NumberTick(value, text.apply(value), anchor, TextAnchor.CENTER, 0));
    }
    return ticks;
  }

  private List<Double> values(Rectangle2D area, RectangleEdge edge) {
    for (double[] steps : STEPS) {
      List<Double> values = values(steps, 1);
      if (fits(values, area, edge)) {
        return values;
      }
    }
    for (int every = 2; ; every++) {
      List<Double> values = values(STEPS[STEPS.length - 1], every);
      if (values.size() <= 2 || fits(values, area, edge)) {
        return values;
      }
    }
  }

  /** Half the width of a label. */
  private double half(double value) {
    return Style.width(getTickLabelFont(), text.apply(value)) / 2;
  }

  private boolean fits(List<Double> values, Rectangle2D area, RectangleEdge edge) {
    boolean isHorizontal = RectangleEdge.isTopOrBottom(edge);
    double last = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      double middle = valueToJava2D(value, area, edge);
      double along = isHorizontal ? middle : -middle;
      double half = isHorizontal ? half(value) + LEAST_GAP : getTickLabelFont().getSize2D();
      if (along - half < last) {
        return false;
      }
      last = along + half;
    }
    return values.size() <= MOST_LABELS;
  }

  /** Ticks at some multiples of every so-manieth power of ten. */
  private List<Double> values(double[] steps, int every) {
    double low = getRange().getLowerBound();
    double high = getRange().getUpperBound();
    List<Double> values = new ArrayList<>();
    for (int exponent = (int) Math.floor(Math.log10(low)); ; exponent++) {
      for (double step : steps) {
        double value = step * Math.pow(10, exponent);
        if (value > high) {
          return values;
        }
        if (value >= low && Math.floorMod(exponent, every) == 0) {
          values.add(value);
        }
      }
    }
  }
}
