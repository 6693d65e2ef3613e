package paretojit.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An option that a mid-end, code generator or engine understands, documented for {@code ./pareto
 * engines} and for error messages.
 *
 * @param name the key in an engine id
 * @param values what it can be, for readers: {@code on|off}, {@code 0..8}
 * @param defaultValue the value when the id does not mention it
 * @param summary one line on what it does
 * @param bareWords values that may stand in an id without their key, as {@code O2} for {@code
 *     level=O2}
 * @param accepts tells permitted values
 */
public record OptionSpec(
    String name,
    String values,
    String defaultValue,
    String summary,
    List<String> bareWords,
    Predicate<String> accepts) {

  /** An option that is {@code on} or {@code off}; in an id its bare name means {@code on}. */
  public static OptionSpec flag(String name, boolean defaultOn, String summary) {
    return choice(name, defaultOn ? "on" : "off", summary, "on", "off");
  }

  /** An option with a fixed set of values. */
  public static OptionSpec choice(
      String name, String defaultValue, String summary, String... values) {
    List<String> all = List.of(values);
    return new OptionSpec(
        name, String.join("|", all), defaultValue, summary, List.of(), all::contains);
  }

  /** As {@link #choice}, but the values may also stand in an id without the key. */
  public static OptionSpec bareChoice(
      String name, String defaultValue, String summary, String... values) {
    OptionSpec choice = choice(name, defaultValue, summary, values);
    return new OptionSpec(
        name,
        choice.values,
        defaultValue,
        summary,
        Arrays.stream(values).collect(Collectors.toUnmodifiableList()),
        choice.accepts);
  }

  /** A whole number between two bounds, both included. */
  public static OptionSpec number(String name, int defaultValue, int min, int max, String summary) {
    return new OptionSpec(
        name,
        min + ".." + max,
        Integer.toString(defaultValue),
        summary,
        List.of(),
        text -> text.matches("-?\\d{1,9}") && inRange(Integer.parseInt(text), min, max));
  }

  private static boolean inRange(int value, int min, int max) {
    return value >= min && value <= max;
  }

  /** One line of documentation: {@code regs=0..8  registers … (default 8)}. */
  @Override
  public String toString() {
    return "%s=%s  %s (default %s)".formatted(name, values, summary, defaultValue);
  }
}
