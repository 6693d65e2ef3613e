package paretojit.egraph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import paretojit.egraph.SExpr.Atom;
import paretojit.egraph.SExpr.Position;
import paretojit.egraph.SExpr.Seq;

/** The reader behind {@link SExpr#readAll}: one pass, an explicit stack, so depth is no limit. */
final class SExprReader {
  private final String source;
  private final String text;
  private int next;
  private int line = 1;
  private int column = 1;

  SExprReader(String source, String text) {
    this.source = source;
    this.text = text;
  }

  private record Open(Position at, List<SExpr> items) {}

  List<SExpr> readAll() {
    var open = new ArrayDeque<Open>();
    var top = new ArrayList<SExpr>();
    List<SExpr> items = top;
    while (skipBlank()) {
      Position at = here();
      char c = text.charAt(next);
      if (c == '(') {
        step();
        items = new ArrayList<>();
        open.push(new Open(at, items));
      } else if (c == ')') {
        if (open.isEmpty()) {
          throw new SyntaxException(at, "')' without a '(' before it");
        }
        step();
        Open done = open.pop();
        items = open.isEmpty() ? top : open.peek().items();
        items.add(new Seq(done.at(), List.copyOf(done.items())));
      } else {
        items.add(c == '"' ? quoted(at) : word(at));
      }
    }
    if (!open.isEmpty()) {
      throw new SyntaxException(open.peek().at(), "'(' is never closed");
    }
    return top;
  }

  private Position here() {
    return new Position(source, line, column);
  }

  private void step() {
    if (text.charAt(next++) == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
  }

  /** Skips white space and comments; false at the end of the text. */
  private boolean skipBlank() {
    while (next < text.length()) {
      char c = text.charAt(next);
      if (c == ';') {
        while (next < text.length() && text.charAt(next) != '\n') {
          step();
        }
      } else if (Character.isWhitespace(c)) {
        step();
      } else {
        return true;
      }
    }
    return false;
  }

  private Atom word(Position at) {
    int start = next;
    while (next < text.length() && !endsWord(text.charAt(next))) {
      step();
    }
    return new Atom(at, text.substring(start, next), false);
  }

  private static boolean endsWord(char c) {
    return c == '(' || c == ')' || c == ';' || c == '"' || Character.isWhitespace(c);
  }

  private Atom quoted(Position at) {
    var out = new StringBuilder();
    step();
    while (next < text.length()) {
      char c = text.charAt(next);
      if (c == '"') {
        step();
        return new Atom(at, out.toString(), true);
      }
      if (c == '\\') {
        out.append(escape());
      } else {
        out.append(c);
        step();
      }
    }
    throw new SyntaxException(at, "the string is never closed");
  }

  private char escape() {
    Position at = here();
    step();
    if (next == text.length()) {
      throw new SyntaxException(at, "the text ends inside an escape");
    }
    char c = text.charAt(next);
    step();
    return switch (c) {
      case '"', '\\' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      default ->
          throw new SyntaxException(at, "unknown escape \\" + c + " (known: \\\" \\\\ \\n \\t)");
    };
  }
}
