package paretojit.ir.text;

/**
 * A word of the text.
 *
 * @param text as written; for names without {@code %} and for names and strings with escapes undone
 * @param line 1-based
 * @param column 1-based
 */
record Token(Kind kind, String text, int line, int column) {
  enum Kind {
    /** Identifiers, entities ({@code v7}, {@code block2}) and types. */
    WORD("a word"),
    /** Integers and floats, with the sign that touches them. */
    NUMBER("a number"),
    /** {@code %name} or {@code %"any name"}. */
    NAME("a %name"),
    STRING("a string"),
    /** {@code @1f3}: a source position in hexadecimal. */
    SOURCE("a source position"),
    /** Punctuation. */
    SYMBOL("punctuation"),
    BAD("an unknown character"),
    END("the end of the text");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }
  }

  static final int NO_NUMBER = -1;

  boolean is(String symbolOrWord) {
    return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(symbolOrWord);
  }

  /** True for {@code v7} if {@code prefix} is {@code v}. */
  boolean isEntity(String prefix) {
    return entity(prefix) != NO_NUMBER;
  }

  /** The number of an entity, as 7 for {@code v7} and prefix {@code v}; or {@link #NO_NUMBER}. */
  int entity(String prefix) {
    if (kind != Kind.WORD || !text.startsWith(prefix)) {
      return NO_NUMBER;
    }
    int digits = text.length() - prefix.length();
    // Nine digits always fit an int; CLIF forbids leading zeros.
    if (digits < 1 || digits > 9 || (digits > 1 && text.charAt(prefix.length()) == '0')) {
      return NO_NUMBER;
    }
    int number = 0;
    for (int k = prefix.length(); k < text.length(); k++) {
      char c = text.charAt(k);
      if (c < '0' || c > '9') {
        return NO_NUMBER;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  /** As an error message names it. */
  String describe() {
    return kind == Kind.END ? kind.description() : "'" + text + "'";
  }
}
