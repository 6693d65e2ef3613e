package paretojit.report.html;

import java.util.List;
import java.util.Optional;
import paretojit.measure.Metric;
import paretojit.report.Text;
import paretojit.stats.Estimate;

/** HTML text, piece by piece; everything that is not markup is escaped. */
final class Html {
  private final StringBuilder text = new StringBuilder();

  /** Adds markup as it is. */
  Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /**
   * Adds an element that holds text.
   *
   * @param tag with attributes: {@code td class=t}
   */
  Html element(String tag, String content) {
    int space = tag.indexOf(' ');
    String name = space < 0 ? tag : tag.substring(0, space);
    text.append('<').append(tag).append('>').append(escape(content));
    text.append("</").append(name).append(">\n");
    return this;
  }

  // ---- tables ----

  /**
   * Begins a table in a box that scrolls by itself, and can be reached by keyboard to do so.
   *
   * @param box more classes of the box
   * @param caption what the table holds, for those who do not see what is above it
   * @param words columns that are texts; the others are numbers
   */
  Html beginTable(
      String box, String attributes, String caption, List<String> columns, List<String> words) {
    beginBox(box, caption);
    text.append("<table ").append(attributes).append("><thead><tr>\n");
    for (String column : columns) {
      element(words.contains(column) ? "th class=t scope=col" : "th scope=col", column);
    }
    text.append("</tr></thead><tbody>\n");
    return this;
  }

  Html endTable() {
    text.append("</tbody></table></div>\n");
    return this;
  }

  /** Begins a box that scrolls sideways by itself. */
  Html beginBox(String classes, String label) {
    text.append("<div class=\"scroll ").append(classes).append("\" role=region tabindex=0");
    text.append(" aria-label=\"").append(escape(label)).append("\">\n");
    return this;
  }

  /** The cell that names its row. */
  Html head(String content) {
    return element("th class=t scope=row", content);
  }

  Html word(String content) {
    return element("td class=t", content);
  }

  /** A number as people read it, which sorts by its value. */
  Html number(double value, String content) {
    return element("td data-v=\"" + value + "\"", content);
  }

  /** A cell for a number that is not there. */
  Html none() {
    return element("td", "–");
  }

  /** A cell's number, with its interval behind it. */
  Html metric(Metric metric, Optional<Estimate> estimate) {
    if (estimate.isEmpty()) {
      return none();
    }
    Estimate e = estimate.get();
    String shown = metric.isTimed() ? Text.time(e.value()) : "%.0f".formatted(e.value());
    String exact = "%s to %s, n = %d".formatted(Text.number(e.low()), Text.number(e.high()), e.n());
    return element("td data-v=\"%s\" title=\"%s\"".formatted(e.value(), exact), shown);
  }

  // ---- text ----

  static String escape(String content) {
    return content
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
