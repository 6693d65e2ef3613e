package paretojit.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Engines' names to the right of a panel, each tied to the end of its line, none over another. */
final class EndLabels implements Panel.Layer {
  private static final double HEIGHT = 16.5;
  private static final double TIE = 18;
  private static final double MARK = 5;

  /**
   * The end of a line.
   *
   * @param y in the values of the axis
   */
  record End(EngineStyle style, double y) {}

  private final List<End> ends;

  EndLabels(List<End> ends) {
    this.ends = ends.stream().sorted(Comparator.comparingDouble(e -> -e.y)).toList();
  }

  /** How much room beside a panel the names take. */
  static double room(List<String> engines) {
    return TIE + 3 * MARK + 6 + Style.widest(Style.SMALL, engines);
  }

  @Override
  public void draw(Pen pen) {
    List<Double> wanted = ends.stream().map(end -> pen.y(end.y)).toList();
    double[] places = spread(wanted, HEIGHT, pen.area.getMinY() + 4, pen.area.getMaxY() - 4);
    double x = pen.area.getMaxX();
    for (int k = 0; k < places.length; k++) {
      EngineStyle style = ends.get(k).style;
      pen.pen(style.color(), Style.line(1));
      pen.line(x, wanted.get(k), x + TIE, places[k]);
      pen.fill(style.mark(x + TIE + MARK, places[k], MARK), style.color());
      pen.text(style.engine(), x + TIE + 2.5 * MARK, places[k], 0, Style.SMALL, style.ink());
    }
  }

  /**
   * Moves places apart.
   *
   * @param wanted in rising order
   * @param gap least distance
   */
  static double[] spread(List<Double> wanted, double gap, double least, double most) {
    // Places that would overlap form groups, each around the mean of what its members want.
    List<double[]> groups = new ArrayList<>(); // {sum of wishes, members}
    for (double each : wanted) {
      groups.add(new double[] {each, 1});
      while (groups.size() > 1 && overlap(groups, gap, least, most)) {
        double[] last = groups.removeLast();
        groups.getLast()[0] += last[0];
        groups.getLast()[1] += last[1];
      }
    }
    double[] places = new double[wanted.size()];
    int k = 0;
    for (double[] group : groups) {
      double first = first(group, gap, least, most);
      for (int i = 0; i < group[1]; i++) {
        places[k++] = first + i * gap;
      }
    }
    return places;
  }

  private static boolean overlap(List<double[]> groups, double gap, double least, double most) {
    double[] above = groups.get(groups.size() - 2);
    double end = first(above, gap, least, most) + above[1] * gap;
    return first(groups.getLast(), gap, least, most) < end;
  }

  private static double first(double[] group, double gap, double least, double most) {
    double span = (group[1] - 1) * gap;
    double first = group[0] / group[1] - span / 2;
    return Math.max(least, Math.min(first, most - span));
  }
}
