package paretojit.report;

import java.util.Locale;
import paretojit.measure.Metric;
import paretojit.stats.Estimate;

/** Numbers as people read them. */
public final class Text {
  /** What to say where a run has one fork. */
  static final String ONE_FORK =
      "one fork: the intervals tell of noise inside one process, not of what differs between"
          + " processes\n";

  private Text() {}

  /** A metric as a table's head has it: {@code cold start, AOT}. */
  public static String name(Metric metric) {
    return switch (metric) {
      case COMPILE_NANOS -> "compile time";
      case CODEGEN_NANOS -> "codegen time";
      case FIRST_CALL_NANOS -> "first call";
      case RUN_NANOS -> "run time";
      case COLD_START_NANOS -> "cold start";
      case COLD_START_AOT_NANOS -> "cold start, AOT";
      case CODE_BYTES -> "code size";
      case IR_INSTRUCTIONS -> "IR instr";
      case WASM_INSTRUCTIONS -> "wasm instr";
    };
  }

  /** Three significant digits: {@code 0.0123}, {@code 4.57}, {@code 312}. */
  public static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    double size = Math.abs(value);
    int decimals = size == 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** {@code 4.57 [4.40, 4.71]}. */
  public static String withInterval(Estimate e) {
    return number(e.value()) + " " + interval(e);
  }

  /** {@code [4.40, 4.71]}. */
  static String interval(Estimate e) {
    return "[%s, %s]".formatted(number(e.low()), number(e.high()));
  }

  /** Nanoseconds in the unit that suits them: {@code 41.2 µs}. */
  public static String time(double nanos) {
    if (nanos < 1e3) {
      return number(nanos) + " ns";
    }
    if (nanos < 1e6) {
      return number(nanos / 1e3) + " µs";
    }
    return nanos < 1e9 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
  }

  /** How often something held: {@code always}, {@code in 97 % of draws}. */
  static String share(double share) {
    if (share == 0 || share == 1) {
      return share == 0 ? "never" : "always";
    }
    return "in " + percent(share) + " of draws";
  }

  /** {@code 97 %}; what is not quite all is {@code >99 %}, and not quite nothing {@code <1 %}. */
  public static String percent(double share) {
    if (share > 0.99 && share < 1) {
      return ">99 %";
    }
    return share > 0 && share < 0.01 ? "<1 %" : "%.0f %%".formatted(100 * share);
  }

  /** {@code 3 workloads}, {@code 1 workload}. */
  public static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** A list item of lines no wider than asked for, the first marked and the others indented. */
  static String wrapped(String sentence, int width) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder("-");
    for (String word : sentence.split(" ")) {
      if (line.length() + 1 + word.length() > width) {
        text.append(line).append('\n');
        line.setLength(0);
        line.append(' ');
      }
      line.append(' ').append(word);
    }
    return text.append(line).append('\n').toString();
  }
}
