package paretojit.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of an engine: {@code name[:option…]@target}, for instance {@code
 * stencil:regs=0:elide=off@x64}. The target is absent where there is but one way to run, as for
 * {@code interp}. Options keep their order; {@link #toString} gives the text back.
 *
 * @param name an engine's name, or {@code midend+generator}
 * @param target the text after {@code @}, or null
 */
public record EngineId(String name, List<Option> options, @Nullable String target) {
  /**
   * {@code key=value}, or a bare word.
   *
   * @param value null for a bare word
   */
  public record Option(String key, @Nullable String value) {
    @Override
    public String toString() {
      return value == null ? key : key + "=" + value;
    }
  }

  public EngineId {
    options = List.copyOf(options);
  }

  /** Reads an id. @throws BadEngineId if it does not have the form */
  public static EngineId parse(String text) {
    int at = text.indexOf('@');
    String head = at < 0 ? text : text.substring(0, at);
    String target = at < 0 ? null : text.substring(at + 1);
    String[] parts = head.split(":", -1);
    List<Option> options = new ArrayList<>();
    for (int k = 1; k < parts.length; k++) {
      int equals = parts[k].indexOf('=');
      Option option =
          equals < 0
              ? new Option(parts[k], null)
              : new Option(parts[k].substring(0, equals), parts[k].substring(equals + 1));
      check(isWord(option.key) && (option.value == null || isWord(option.value)), text);
      options.add(option);
    }
    check(isWord(parts[0]) && (target == null || isWord(target)), text);
    return new EngineId(parts[0], options, target);
  }

  private static void check(boolean wellFormed, String text) {
    if (!wellFormed) {
      throw new BadEngineId(
          "'%s' is not an engine id: the form is name[:option…]@target, as in egraph@x64 or stencil:regs=0@x64"
              .formatted(text));
    }
  }

  private static boolean isWord(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "+-_.".indexOf(c) >= 0);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    options.forEach(option -> text.append(':').append(option));
    return target == null ? text.toString() : text.append('@').append(target).toString();
  }
}
