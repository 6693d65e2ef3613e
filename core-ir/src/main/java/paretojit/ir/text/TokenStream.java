package paretojit.ir.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens of a file, with the parser's small steps over them. */
final class TokenStream {
  private final String file;
  private final List<Token> tokens;
  private int at;

  TokenStream(String file, List<Token> tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  String file() {
    return file;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  /** Takes the next token if it is that symbol or word. */
  boolean accept(String symbolOrWord) {
    if (peek().is(symbolOrWord)) {
      at++;
      return true;
    }
    return false;
  }

  Token expect(String symbolOrWord, String where) {
    Token token = peek();
    if (!token.is(symbolOrWord)) {
      throw expected("'" + symbolOrWord + "' " + where);
    }
    return next();
  }

  Token expect(Token.Kind kind, String what) {
    Token token = peek();
    if (token.kind() != kind) {
      throw expected(what);
    }
    return next();
  }

  /** The number of the entity that comes next. */
  int entity(String prefix, String what) {
    int number = peek().entity(prefix);
    if (number == Token.NO_NUMBER) {
      throw expected(what + " such as " + prefix + "0");
    }
    next();
    return number;
  }

  /** An integer within bounds. */
  long integer(String what, long min, long max) {
    Token token = expect(Token.Kind.NUMBER, what);
    try {
      long value = Literals.parse(TextType.I64, token.text());
      if (value < min || value > max) {
        throw error(token, "%s must be from %d to %d".formatted(what, min, max));
      }
      return value;
    } catch (NumberFormatException e) {
      throw error(token, e.getMessage());
    }
  }

  /** Goes to the first token of another line. */
  void skipLine() {
    int line = peek().line();
    while (!atEnd() && peek().line() == line) {
      at++;
    }
  }

  /** Goes behind the brace that closes the one most recently taken, or to the end. */
  void skipBody() {
    int depth = 1;
    while (depth > 0 && !atEnd()) {
      Token token = next();
      depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
    }
  }

  int position() {
    return at;
  }

  void setPosition(int position) {
    at = position;
  }

  TextException expected(String what) {
    return error(peek(), "expected " + what + ", found " + peek().describe());
  }

  TextException error(Token token, @Nullable String message) {
    return new TextException(file, token.line(), token.column(), String.valueOf(message));
  }
}
