package paretojit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.List;

/** Type, colours and lines that all figures share. */
final class Style {
  /** 7 points, the least that printed papers allow. */
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

  static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

  static final Color TEXT = new Color(0x222222);
  static final Color GRID = new Color(0xE2E2E2);
  static final Color FRAME = new Color(0xAAAAAA);
  static final Color SOFT = new Color(0x777777);

  /** Okabe and Ito's palette, which readers with any colour vision can tell apart. */
  static final List<Color> PALETTE =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));

  /** Its eighth colour, too pale for text and thin lines. */
  static final Color YELLOW = new Color(0xF0E442);

  private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);

  private Style() {}

  static BasicStroke line(double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  static BasicStroke dashed(double width, float... dashes) {
    return dashes.length == 0
        ? line(width)
        : new BasicStroke(
            (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0);
  }

  static Color faint(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }

  /** Measured the same for every kind of file. */
  static double width(Font font, String text) {
    return font.getStringBounds(text, MEASURE).getWidth();
  }

  static double widest(Font font, List<String> texts) {
    return texts.stream().mapToDouble(text -> width(font, text)).max().orElse(0);
  }

  static List<String> wrap(Font font, String text, double width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(font, longer) > width) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    lines.add(line);
    return lines;
  }
}
