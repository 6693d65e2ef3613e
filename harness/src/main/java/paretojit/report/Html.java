package paretojit.report;

import java.util.List;

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

  /** Begins a table whose columns sort. Columns in {@code words} are texts, the others numbers. */
  Html beginTable(String id, List<String> columns, List<String> words) {
    text.append("<table class=sortable id=").append(id).append("><thead><tr>\n");
    for (String column : columns) {
      element(words.contains(column) ? "th class=t scope=col" : "th scope=col", column);
    }
    text.append("</tr></thead><tbody>\n");
    return this;
  }

  Html endTable() {
    text.append("</tbody></table>\n");
    return this;
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
