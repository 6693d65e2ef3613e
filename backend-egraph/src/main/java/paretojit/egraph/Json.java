package paretojit.egraph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The little JSON that {@link EGraphJson} needs: maps, lists, strings, numbers, booleans, null. */
final class Json {
  private static final int MAX_DEPTH = 100;

  private final String source;
  private final String text;
  private int next;
  private int depth;

  private Json(String source, String text) {
    this.source = source;
    this.text = text;
  }

  /**
   * Reads a value: a Map, List, String, Double, Boolean or null.
   *
   * @throws SyntaxException if it is none
   */
  static @Nullable Object read(String source, String text) {
    var json = new Json(source, text);
    Object value = json.value();
    if (json.peek() != 0) {
      throw json.error("expected the end");
    }
    return value;
  }

  static String quote(String s) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private SyntaxException error(String problem) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(next, text.length()); i++) {
      column = text.charAt(i) == '\n' ? 1 : column + 1;
      line += text.charAt(i) == '\n' ? 1 : 0;
    }
    return new SyntaxException(new SExpr.Position(source, line, column), problem);
  }

  /** The next character that is no white space, or 0 at the end. */
  private char peek() {
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    return next < text.length() ? text.charAt(next) : 0;
  }

  private boolean accept(char c) {
    boolean is = peek() == c;
    next += is ? 1 : 0;
    return is;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw error("expected '" + c + "'");
    }
  }

  private @Nullable Object value() {
    if (++depth > MAX_DEPTH) {
      throw error("nested more than " + MAX_DEPTH + " deep");
    }
    char c = peek();
    Object value =
        switch (c) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> string();
          case 't' -> word("true", true);
          case 'f' -> word("false", false);
          case 'n' -> word("null", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, next)) {
      throw error("expected a value");
    }
    next += word.length();
    return value;
  }

  private Map<String, @Nullable Object> object() {
    var map = new LinkedHashMap<String, @Nullable Object>();
    expect('{');
    if (accept('}')) {
      return map;
    }
    do {
      peek();
      String key = string();
      expect(':');
      if (map.containsKey(key)) {
        throw error("the key " + key + " occurs twice");
      }
      map.put(key, value());
    } while (accept(','));
    expect('}');
    return map;
  }

  private List<@Nullable Object> array() {
    var list = new ArrayList<@Nullable Object>();
    expect('[');
    if (accept(']')) {
      return list;
    }
    do {
      list.add(value());
    } while (accept(','));
    expect(']');
    return list;
  }

  private Double number() {
    int start = next;
    while (next < text.length() && "+-.eE0123456789".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    try {
      return Double.valueOf(text.substring(start, next));
    } catch (NumberFormatException e) {
      next = start;
      throw error("expected a value");
    }
  }

  private String string() {
    expect('"');
    var out = new StringBuilder();
    while (next < text.length() && text.charAt(next) != '"') {
      char c = text.charAt(next++);
      out.append(c == '\\' ? escape() : c);
    }
    expect('"');
    return out.toString();
  }

  private char escape() {
    char c = next < text.length() ? text.charAt(next++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        try {
          char code = (char) Integer.parseInt(text.substring(next, next + 4), 16);
          next += 4;
          yield code;
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
          throw error("expected four hexadecimal digits");
        }
      }
      default -> throw error("unknown escape");
    };
  }
}
