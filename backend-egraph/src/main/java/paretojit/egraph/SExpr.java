package paretojit.egraph;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree of S-expressions with positions: the shape of every text this package reads.
 *
 * <p>Atoms are runs of characters other than white space, parentheses and semicolons, or quoted
 * strings ({@code "…"} with the escapes {@code \" \\ \n \t}); a semicolon starts a comment that
 * lasts to the end of its line. The tree gives no meaning to any of it, so rule files, terms and
 * whatever a client invents are all read by {@link #readAll}, and every later complaint can name a
 * line and a column through {@link #error}.
 */
public sealed interface SExpr {
  /** Where the expression starts. */
  Position at();

  /** A line and a column of a named text, both counted from 1. */
  record Position(String source, int line, int column) {
    @Override
    public String toString() {
      return source + ":" + line + ":" + column;
    }
  }

  /** A word, or a quoted string with its quotes and escapes taken away. */
  record Atom(Position at, String text, boolean quoted) implements SExpr {
    @Override
    public String toString() {
      return quoted ? quote(text) : text;
    }
  }

  /** A parenthesized sequence. */
  record Seq(Position at, List<SExpr> items) implements SExpr {
    /** The number of items. */
    public int size() {
      return items.size();
    }

    /** Item {@code i}, from 0. */
    public SExpr get(int i) {
      return items.get(i);
    }

    /** The text of the first item when it is a word, else the empty string. */
    public String keyword() {
      return !items.isEmpty() && items.getFirst() instanceof Atom a && !a.quoted() ? a.text() : "";
    }

    @Override
    public String toString() {
      return SExpr.print(this);
    }
  }

  /** An error message located at this expression, ready to be thrown. */
  default SyntaxException error(String message) {
    return new SyntaxException(at(), message);
  }

  /** Whether this is the unquoted word {@code word}. */
  default boolean isWord(String word) {
    return this instanceof Atom a && !a.quoted() && a.text().equals(word);
  }

  /** This expression as an atom's text; otherwise an error saying that {@code what} is expected. */
  default String text(String what) {
    if (this instanceof Atom a) {
      return a.text();
    }
    throw error("expected " + what + ", found a list");
  }

  /**
   * Reads a whole text.
   *
   * @param source the name to put into positions, such as a file name
   * @throws SyntaxException if parentheses or quotes do not match
   */
  static List<SExpr> readAll(String source, String text) {
    return new SExprReader(source, text).readAll();
  }

  /** Reads a text that holds exactly one expression. */
  static SExpr readOne(String source, String text) {
    List<SExpr> all = readAll(source, text);
    if (all.isEmpty()) {
      throw new SyntaxException(
          new Position(source, 1, 1), "expected an expression, found nothing");
    }
    if (all.size() > 1) {
      throw all.get(1).error("expected one expression, found another after it");
    }
    return all.getFirst();
  }

  /** The text of an expression, however deep it is. */
  static String print(SExpr root) {
    var out = new StringBuilder();
    var open = new ArrayList<Seq>();
    var position = new ArrayList<Integer>();
    SExpr current = root;
    while (true) {
      if (current instanceof Seq s) {
        out.append('(');
        open.add(s);
        position.add(0);
      } else {
        out.append(current);
      }
      while (!open.isEmpty() && position.getLast() == open.getLast().size()) {
        out.append(')');
        open.removeLast();
        position.removeLast();
      }
      if (open.isEmpty()) {
        return out.toString();
      }
      int next = position.removeLast();
      position.add(next + 1);
      if (next > 0) {
        out.append(' ');
      }
      current = open.getLast().get(next);
    }
  }

  private static String quote(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
