package paretojit.report.table;

import java.util.List;

/** Text for LaTeX: what it would take for commands, or has no letter for, is spelled. */
final class LatexText {
  private static final List<String> DIGITS =
      List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

  private LatexText() {}

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> escaped.append(escape(c)));
    return escaped.toString();
  }

  private static String escape(int c) {
    return switch (c) {
      case '\\' -> "\\textbackslash{}";
      case '^' -> "\\textasciicircum{}";
      case '~' -> "\\textasciitilde{}";
      case '<' -> "\\textless{}";
      case '>' -> "\\textgreater{}";
      case '|' -> "\\textbar{}";
      case '"' -> "''";
      case '{', '}', '$', '&', '#', '%', '_' -> "\\" + (char) c;
      case '×' -> "$\\times$";
      case '÷' -> "$\\div$";
      case '∞' -> "$\\infty$";
      case 'µ' -> "$\\mu$";
      case '–' -> "--";
      case '…' -> "\\dots{}";
      case '\n', '\r', '\t' -> " ";
      default -> Character.toString(c);
    };
  }

  /** Letters only, as names of macros have to be: {@code llvm:O2} becomes {@code LlvmOtwo}. */
  static String letters(String name) {
    StringBuilder letters = new StringBuilder();
    boolean begins = true;
    for (int k = 0; k < name.length(); k++) {
      char c = name.charAt(k);
      if (c >= '0' && c <= '9') {
        String digit = DIGITS.get(c - '0');
        letters.append(
            begins ? Character.toUpperCase(digit.charAt(0)) + digit.substring(1) : digit);
        begins = false;
      } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        letters.append(begins ? Character.toUpperCase(c) : c);
        begins = false;
      } else {
        begins = true;
      }
    }
    return letters.toString();
  }
}
