package paretojit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How an engine looks, the same in every figure of a run: a colour, a mark and a kind of line, whose
 * combination is its own among 35 engines.
 *
 * @param index its place among the run's engines
 */
record EngineStyle(String engine, int index) {
  private static final float[][] DASHES = {{}, {9, 4}, {2.5f, 3}, {9, 3, 2.5f, 3}};

  static List<EngineStyle> of(List<String> engines) {
    return IntStream.range(0, engines.size())
        .mapToObj(k -> new EngineStyle(engines.get(k), k))
        .toList();
  }

  Color color() {
    return Style.PALETTE.get(index % Style.PALETTE.size());
  }

  /** For text, which needs more contrast than marks. */
  Color ink() {
    return color().darker();
  }

  BasicStroke stroke(double width) {
    return Style.dashed(width, DASHES[index % DASHES.length]);
  }

  /** The engine's mark around a point. */
  Shape mark(double x, double y, double r) {
    return switch (index % 5) {
      case 0 -> new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
      case 1 -> new Rectangle2D.Double(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r);
      case 2 -> polygon(x, y, 0, -r * 1.15, r * 1.1, r * 0.85, -r * 1.1, r * 0.85);
      case 3 -> polygon(x, y, 0, -r * 1.25, r * 1.25, 0, 0, r * 1.25, -r * 1.25, 0);
      default -> polygon(x, y, 0, r * 1.15, r * 1.1, -r * 0.85, -r * 1.1, -r * 0.85);
    };
  }

  private static Shape polygon(double x, double y, double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(x + corners[0], y + corners[1]);
    for (int k = 2; k < corners.length; k += 2) {
      path.lineTo(x + corners[k], y + corners[k + 1]);
    }
    path.closePath();
    return path;
  }
}
