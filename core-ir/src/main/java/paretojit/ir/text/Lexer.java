package paretojit.ir.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits text into tokens and, apart from them, comments. Never fails: the parser judges. */
final class Lexer {
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private final List<ClifFile.Comment> comments = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Lexer(String text) {
    this.text = text;
  }

  record Result(List<Token> tokens, List<ClifFile.Comment> comments) {}

  static Result lex(String text) {
    Lexer lexer = new Lexer(text);
    lexer.run();
    return new Result(lexer.tokens, lexer.comments);
  }

  private void run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        lineStart = ++at;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (c == ';') {
        int end = text.indexOf('\n', at);
        int stop = end < 0 ? text.length() : end;
        comments.add(new ClifFile.Comment(line, text.substring(at, stop).strip()));
        at = stop;
      } else {
        token(c);
      }
    }
    add(Token.Kind.END, at, "");
  }

  private void token(char c) {
    int start = at;
    if (startsNumber(at)) {
      number();
      add(Token.Kind.NUMBER, start, text.substring(start, at));
    } else if (isWordStart(c)) {
      skipWord();
      add(Token.Kind.WORD, start, text.substring(start, at));
    } else if (c == '%') {
      name();
    } else if (c == '"') {
      string(Token.Kind.STRING, start);
    } else if (c == '@'
        && at + 1 < text.length()
        && Character.digit(text.charAt(at + 1), 16) >= 0) {
      at++;
      skipWord();
      add(Token.Kind.SOURCE, start, text.substring(start + 1, at));
    } else if (text.startsWith("->", at)) {
      at += 2;
      add(Token.Kind.SYMBOL, start, "->");
    } else {
      at++;
      boolean known = "(){}[]<>,.:=!@*+-#".indexOf(c) >= 0;
      add(known ? Token.Kind.SYMBOL : Token.Kind.BAD, start, String.valueOf(c));
    }
  }

  private void add(Token.Kind kind, int start, String content) {
    tokens.add(new Token(kind, content, line, start - lineStart + 1));
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void skipWord() {
    while (at < text.length() && (isWordStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
  }

  // ---- numbers ----

  private boolean startsNumber(int from) {
    char c = text.charAt(from);
    int digits = c == '+' || c == '-' ? from + 1 : from;
    return digits < text.length() && (isDigit(text.charAt(digits)) || startsSpecial(digits));
  }

  /** {@code Inf}, {@code NaN} and {@code sNaN}, unless they begin a longer word. */
  private boolean startsSpecial(int from) {
    for (String special : new String[] {"NaN", "Inf", "sNaN"}) {
      int end = from + special.length();
      if (text.startsWith(special, from)
          && (end == text.length()
              || !(isWordStart(text.charAt(end)) || isDigit(text.charAt(end))))) {
        return true;
      }
    }
    return false;
  }

  private void number() {
    int start = at;
    char sign = text.charAt(at);
    if (sign == '+' || sign == '-') {
      at++;
    }
    boolean hex = text.startsWith("0x", at) || text.startsWith("0X", at);
    boolean special = !isDigit(text.charAt(at));
    while (at < text.length() && continuesNumber(text.charAt(at), start, hex, special)) {
      at++;
    }
  }

  private boolean continuesNumber(char c, int start, boolean hex, boolean special) {
    if (isDigit(c) || isWordStart(c)) {
      return true;
    }
    if (c == ':') {
      return special && text.indexOf(':', start) == at;
    }
    if (c == '.') {
      return !special;
    }
    char before = at > start ? text.charAt(at - 1) : ' ';
    boolean exponent = before == 'p' || before == 'P' || (!hex && (before == 'e' || before == 'E'));
    return (c == '-' || c == '+') && exponent;
  }

  // ---- names and strings ----

  private void name() {
    int start = at++;
    if (at < text.length() && text.charAt(at) == '"') {
      string(Token.Kind.NAME, start);
    } else {
      skipWord();
      add(Token.Kind.NAME, start, text.substring(start + 1, at));
    }
  }

  /** {@code \hh} escapes one byte; the bytes are UTF-8 in names and, as Latin-1, any in strings. */
  private void string(Token.Kind kind, int start) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    at++;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      int escaped = escape();
      if (escaped >= 0) {
        bytes.write(escaped);
        at += 3;
      } else {
        int next = text.offsetByCodePoints(at, 1);
        bytes.writeBytes(text.substring(at, next).getBytes(StandardCharsets.UTF_8));
        at = next;
      }
    }
    boolean closed = at < text.length() && text.charAt(at) == '"';
    if (closed) {
      at++;
      boolean isName = kind == Token.Kind.NAME;
      add(
          kind,
          start,
          bytes.toString(isName ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    } else {
      add(Token.Kind.BAD, start, "\"");
    }
  }

  private int escape() {
    if (text.charAt(at) != '\\' || at + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
