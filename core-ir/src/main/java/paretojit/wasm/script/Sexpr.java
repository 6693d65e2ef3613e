package paretojit.wasm.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bracketed form of WebAssembly text. Lines count from 1; {@code from} and {@code to} are places. */
sealed interface Sexpr {
  int line();

  /** A keyword, number or identifier. */
  record Atom(int line, String text) implements Sexpr {}

  /** A string, whose bytes need not be UTF-8. */
  record Text(int line, byte[] bytes) implements Sexpr {
    String string() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  record Form(int line, int from, int to, List<Sexpr> items) implements Sexpr {
    /** The keyword a form begins with, or nothing. */
    String head() {
      return atom(0);
    }

    /** The atom at a place, or nothing. */
    String atom(int index) {
      return index < items.size() && items.get(index) instanceof Atom atom ? atom.text() : "";
    }
  }

  /**
   * All forms of a text.
   *
   * @throws ScriptException if brackets or strings do not match
   */
  static List<Sexpr> parse(String text) {
    return new Parser(text).all();
  }

  /** A recursive-descent parser; scripts nest folded expressions some hundred levels deep. */
  final class Parser {
    private static final int MAX_DEPTH = 2_000;

    private final String text;
    private int at;
    private int line = 1;
    private int depth;

    private Parser(String text) {
      this.text = text;
    }

    private List<Sexpr> all() {
      List<Sexpr> forms = new ArrayList<>();
      for (skipSpace(); at < text.length(); skipSpace()) {
        if (text.charAt(at) == ')') {
          throw new ScriptException("a closing bracket too many", line);
        }
        forms.add(one());
      }
      return forms;
    }

    private Sexpr one() {
      char c = text.charAt(at);
      if (c == '(') {
        return form();
      }
      if (c == '"') {
        return string();
      }
      int start = at;
      while (at < text.length() && " \t\r\n()\";".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (at == start) {
        throw new ScriptException("unexpected character '" + c + "'", line);
      }
      return new Atom(line, text.substring(start, at));
    }

    private Form form() {
      int startLine = line;
      int start = at++;
      if (++depth > MAX_DEPTH) {
        throw new ScriptException("nested too deeply", line);
      }
      List<Sexpr> items = new ArrayList<>();
      for (skipSpace(); ; skipSpace()) {
        if (at >= text.length()) {
          throw new ScriptException("a bracket is not closed", startLine);
        }
        if (text.charAt(at) == ')') {
          at++;
          depth--;
          return new Form(startLine, start, at, items);
        }
        items.add(one());
      }
    }

    private Text string() {
      int startLine = line;
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      at++;
      while (true) {
        if (at >= text.length() || text.charAt(at) == '\n') {
          throw new ScriptException("a string is not closed", startLine);
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        if (c == '"') {
          return new Text(startLine, bytes.toByteArray());
        }
        bytes.writeBytes(
            c == '\\' ? escape() : Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }

    private byte[] escape() {
      if (at + 1 >= text.length()) {
        throw new ScriptException("a string is not closed", line);
      }
      char c = text.charAt(at++);
      int simple = "tnr\"'\\".indexOf(c);
      if (simple >= 0) {
        return new byte[] {(byte) "\t\n\r\"'\\".charAt(simple)};
      }
      try {
        if (c == 'u') {
          int close = text.indexOf('}', at);
          int codePoint = Integer.parseInt(text, at + 1, close, 16);
          at = close + 1;
          return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        }
        return new byte[] {(byte) Integer.parseInt(text, at - 1, ++at, 16)};
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new ScriptException("a malformed escape in a string", line);
      }
    }

    private void skipSpace() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (text.startsWith(";;", at)) {
          while (at < text.length() && text.charAt(at) != '\n') {
            at++;
          }
        } else if (text.startsWith("(;", at)) {
          skipComment();
        } else if (c == '\n') {
          line++;
          at++;
        } else if (c == ' ' || c == '\t' || c == '\r') {
          at++;
        } else {
          return;
        }
      }
    }

    private void skipComment() {
      int startLine = line;
      int nested = 0;
      do {
        if (at >= text.length()) {
          throw new ScriptException("a comment is not closed", startLine);
        }
        if (text.startsWith("(;", at)) {
          nested++;
          at += 2;
        } else if (text.startsWith(";)", at)) {
          nested--;
          at += 2;
        } else {
          line += text.charAt(at++) == '\n' ? 1 : 0;
        }
      } while (nested > 0);
    }
  }
}
