package paretojit.report.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A figure of panels in a grid, with keys above and a note below.
 *
 * @param layout where things go
 * @param keys what colours, marks and lines mean
 * @param note what is shown, and what its intervals are
 */
record Sheet(Width paper, Layout layout, List<Panel> panels, List<Key> keys, String note)
    implements Drawing {
  private static final double MARGIN = 10;
  private static final double GAP = 20;
  private static final double TITLE = 26;
  private static final double LINE = 19;
  private static final double SWATCH = 30;

  /** The height of a page, 660 points. */
  private static final int MOST_HEIGHT = 1320;

  /** Leaves out the last panels of a figure that would be higher than a page, and says so. */
  Sheet {
    List<Panel> fitting = new ArrayList<>(panels);
    while (fitting.size() > layout.columns
        && height(paper, layout, fitting.size(), keys, note) > MOST_HEIGHT) {
      fitting.removeLast();
    }
    note = fitting.size() == panels.size() ? note : note + " The figure for a page shows more.";
    panels = List.copyOf(fitting);
  }

  /**
   * The grid.
   *
   * @param columns panels side by side
   * @param height of what a panel's axes enclose
   * @param left room for a panel's vertical axis
   * @param right room beside a panel for what is written there
   * @param bottom room for a panel's horizontal axis
   * @param sharesRows whether only the first panel of a line has a vertical axis
   */
  record Layout(
      int columns, double height, double left, double right, double bottom, boolean sharesRows) {
    /** Room for a labelled axis of numbers. */
    static final double AXIS = 84;

    static final double BOTTOM = 50;

    /** Panels with axes of their own. */
    static Layout plain(int columns, double height, double right) {
      return new Layout(columns, height, AXIS, right, BOTTOM, false);
    }

    /** Panels of the same named rows. */
    static Layout rows(int columns, List<String> names, double rowHeight, double right) {
      return new Layout(
          columns,
          names.size() * rowHeight,
          Style.widest(Style.SMALL, names.stream().flatMap(String::lines).toList()) + 12,
          right,
          BOTTOM,
          true);
    }
  }

  /** What a colour, a mark or a line means. */
  record Key(String text, Swatch swatch) {
    /** Draws a sample into a box. */
    @FunctionalInterface
    interface Swatch {
      void paint(Graphics2D g, Rectangle2D box);
    }

    static Key of(String text, Fill fill) {
      return new Key(text, (g, box) -> fill.paint(g, box));
    }

    /** An engine's mark on its kind of line. */
    static Key of(EngineStyle style) {
      return new Key(
          style.engine(),
          (g, box) -> {
            g.setColor(style.color());
            g.setStroke(style.stroke(2));
            double y = box.getCenterY();
            g.draw(new Line2D.Double(box.getMinX(), y, box.getMaxX(), y));
            g.fill(style.mark(box.getCenterX(), y, 5));
          });
    }

    double width() {
      return SWATCH + 6 + Style.width(Style.SMALL, text) + 16;
    }
  }

  @Override
  public int width() {
    return paper.units();
  }

  @Override
  public int height() {
    return height(paper, layout, panels.size(), keys, note);
  }

  private static int height(Width paper, Layout layout, int panels, List<Key> keys, String note) {
    double lines = (panels + layout.columns - 1) / layout.columns;
    double text = noteLines(paper, note).size() * LINE;
    return (int) Math.ceil(top(paper, keys) + lines * lineHeight(layout) + text + MARGIN);
  }

  private static double inner(Width paper) {
    return paper.units() - 2 * MARGIN;
  }

  private static List<String> noteLines(Width paper, String note) {
    return Style.wrap(Style.SMALL, note, inner(paper));
  }

  private static double lineHeight(Layout layout) {
    return TITLE + layout.height + layout.bottom + 6;
  }

  private static double top(Width paper, List<Key> keys) {
    return MARGIN + (keys.isEmpty() ? 0 : placeKeys(null, paper, keys) + 6);
  }

  @Override
  public void paint(Graphics2D g) {
    // JFreeChart's axes put this hint back to what it was, and some kinds of graphics take no null.
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, width(), height()));
    placeKeys(g, paper, keys);
    double top = top(paper, keys);
    for (int k = 0; k < panels.size(); k++) {
      int column = k % layout.columns;
      if (layout.sharesRows && column > 0) {
        panels.get(k).hideRows();
      }
      double left = layout.sharesRows && column > 0 ? 0 : layout.left;
      double y = top + k / layout.columns * lineHeight(layout) + TITLE;
      panels
          .get(k)
          .draw(
              g,
              new Rectangle2D.Double(
                  Math.ceil(panelLeft(column)),
                  Math.ceil(y),
                  Math.floor(panelWidth()),
                  Math.floor(layout.height)),
              left,
              layout.bottom);
    }
    double y = height() - MARGIN - (noteLines(paper, note).size() - 0.5) * LINE;
    for (String line : noteLines(paper, note)) {
      Pen.drawText(g, line, MARGIN, y, 0, Style.SMALL, Style.TEXT);
      y += LINE;
    }
  }

  private double panelWidth() {
    int axes = layout.sharesRows ? 1 : layout.columns;
    double rest = inner(paper) - axes * layout.left - layout.columns * layout.right;
    return (rest - (layout.columns - 1) * GAP) / layout.columns;
  }

  private double panelLeft(int column) {
    double each = panelWidth() + layout.right + GAP + (layout.sharesRows ? 0 : layout.left);
    return MARGIN + layout.left + column * each;
  }

  /**
   * Sets the keys in lines.
   *
   * @param g where to draw them, or null to measure only
   * @return the height they take
   */
  private static double placeKeys(@Nullable Graphics2D g, Width paper, List<Key> keys) {
    double x = MARGIN;
    double y = MARGIN;
    for (Key key : keys) {
      if (x > MARGIN && x + key.width() - 16 > MARGIN + inner(paper)) {
        x = MARGIN;
        y += LINE + 2;
      }
      if (g != null) {
        key.swatch.paint(g, new Rectangle2D.Double(x, y + 2, SWATCH, LINE - 6));
        Pen.drawText(g, key.text, x + SWATCH + 6, y + LINE / 2 - 1, 0, Style.SMALL, Style.TEXT);
      }
      x += key.width();
    }
    return y + LINE - MARGIN;
  }
}
