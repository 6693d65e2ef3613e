package paretojit.report.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * The inside of a bar: a colour and a hatching, so that neighbours differ in print without colours.
 *
 * @param hatch 0 none, 1 rising lines, 2 falling lines, 3 both
 */
record Fill(Color color, int hatch) {
  private static final double STEP = 7;

  /** The k-th of a set of fills. */
  static Fill of(int k) {
    int colours = Style.PALETTE.size() - 1;
    Color color =
        k % (colours + 1) == colours ? Style.YELLOW : Style.PALETTE.get(k % (colours + 1));
    return new Fill(color, (k + 2 * (k / (colours + 1))) % 4);
  }

  void paint(Graphics2D g, Rectangle2D box) {
    if (box.getWidth() <= 0 || box.getHeight() <= 0) {
      return;
    }
    g.setColor(color);
    g.fill(box);
    if (hatch != 0) {
      Path2D lines = new Path2D.Double();
      addLines(lines, box, (hatch & 1) != 0, (hatch & 2) != 0);
      g.setColor(hatchColor());
      g.setStroke(Style.line(1));
      g.draw(lines);
    }
  }

  /** Dark enough on light colours, light enough on dark ones. */
  private Color hatchColor() {
    double light = 0.3 * color.getRed() + 0.6 * color.getGreen() + 0.1 * color.getBlue();
    return light > 110 ? color.darker().darker() : Style.faint(Color.WHITE, 200);
  }

  private static void addLines(Path2D lines, Rectangle2D box, boolean rising, boolean falling) {
    double left = box.getMinX();
    double right = box.getMaxX();
    double top = box.getMinY();
    double bottom = box.getMaxY();
    // Lines x + y = c, from a grid that all bars share.
    for (double c = Math.ceil((left + top) / STEP) * STEP; c < right + bottom; c += STEP) {
      double x0 = Math.max(left, c - bottom);
      double x1 = Math.min(right, c - top);
      if (rising && x0 < x1) {
        lines.moveTo(x0, c - x0);
        lines.lineTo(x1, c - x1);
      }
      if (falling && x0 < x1) {
        lines.moveTo(left + right - x0, c - x0);
        lines.lineTo(left + right - x1, c - x1);
      }
    }
  }
}
