package paretojit.filetest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import paretojit.ir.text.ClifFile;

/**
 * A comment that calls a function and says what comes of it.
 *
 * <pre>
 *   ; run: %f(1, 2) == 3
 *   ; run: %f(1, 2) != 3
 *   ; run: %g(0x1.8) == [1, -0x1.0p3]
 *   ; run: %div(1, 0) traps int_divz
 *   ; run: %flag()               every result is not zero
 *   ; run                        the same, of the function before
 *   ; print: %f(1, 2)            passes if it returns
 * </pre>
 *
 * @param line 1-based
 * @param text the comment without its semicolon
 * @param values expected results, or the name of a trap
 */
record RunLine(
    int line,
    String text,
    String function,
    List<String> args,
    Relation relation,
    List<String> values) {
  enum Relation {
    EQUAL,
    UNEQUAL,
    TRAPS,
    NON_ZERO,
    RETURNS
  }

  private static final Pattern COMMAND = Pattern.compile("(run|print)(?::\\s*(.*))?");
  private static final Pattern CALL =
      Pattern.compile("%(\\w+|\"[^\"]*\")\\s*\\(([^)]*)\\)\\s*(?:(==|!=|traps)\\s*(.*))?");
  private static final Pattern USER_NAME = Pattern.compile("^(u\\d+:\\d+)");

  /** A run line that has not the form. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /** The run line in a comment, or null if it is another comment. @throws Malformed */
  static @Nullable RunLine parse(ClifFile file, ClifFile.Comment comment) {
    String text = comment.text().replaceFirst("^[; ]+", "").strip();
    Matcher command = COMMAND.matcher(text);
    if (!command.matches()) {
      return null;
    }
    boolean prints = command.group(1).equals("print");
    String call = command.group(2);
    if (call == null) {
      return prints ? null : bare(file, comment.line(), text);
    }
    String named = USER_NAME.matcher(call).replaceFirst("%\"$1\"");
    Matcher parts = CALL.matcher(named);
    if (!parts.matches() || (prints && parts.group(3) != null)) {
      throw new Malformed(
          "expected '%name(arguments)', then '== values', '!= values' or 'traps code'");
    }
    String relation = parts.group(3);
    String tail = relation == null ? "" : parts.group(4).strip();
    boolean isList = tail.startsWith("[") && tail.endsWith("]");
    return new RunLine(
        comment.line(),
        text,
        resolve(file, comment.line(), parts.group(1).replace("\"", "")),
        split(parts.group(2)),
        relation == null ? (prints ? Relation.RETURNS : Relation.NON_ZERO) : relation(relation),
        split(isList ? tail.substring(1, tail.length() - 1) : tail));
  }

  /** {@code ; run} speaks of the function before it. */
  private static @Nullable RunLine bare(ClifFile file, int line, String text) {
    String before = functionBefore(file, line);
    return before == null
        ? null
        : new RunLine(line, text, before, List.of(), Relation.NON_ZERO, List.of());
  }

  /**
   * The function meant: of several of a name the one before the line. A name that nothing has counts
   * for the function before, if only that was skipped.
   */
  private static String resolve(ClifFile file, int line, String name) {
    String nearest = functionBefore(file, line);
    if (nearest != null && nearest.matches(Pattern.quote(name) + "\\.\\d+")) {
      return nearest;
    }
    boolean known = file.functions().containsKey(name) || file.skipReason(name) != null;
    return !known && nearest != null && file.skipReason(nearest) != null ? nearest : name;
  }

  private static @Nullable String functionBefore(ClifFile file, int line) {
    String before = null;
    int latest = 0;
    for (Map.Entry<String, ClifFile.TextSignature> entry : file.functions().entrySet()) {
      int start = entry.getValue().line();
      if (start > latest && start <= line) {
        latest = start;
        before = entry.getKey();
      }
    }
    for (ClifFile.Skipped skipped : file.skipped()) {
      if (skipped.line() > latest && skipped.line() <= line) {
        latest = skipped.line();
        before = skipped.function();
      }
    }
    return before;
  }

  private static Relation relation(String symbol) {
    return switch (symbol) {
      case "==" -> Relation.EQUAL;
      case "!=" -> Relation.UNEQUAL;
      default -> Relation.TRAPS;
    };
  }

  private static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }
}
