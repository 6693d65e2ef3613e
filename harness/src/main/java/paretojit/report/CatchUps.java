package paretojit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import paretojit.stats.BreakEven.Kind;

/**
 * When an engine is ahead of the baseline on the workloads of a level, in words.
 *
 * @param all workload by workload; none if the engine lacks one of the two times
 */
public record CatchUps(String baseline, List<Comparison.CatchUp> all) {
  public CatchUps {
    all = List.copyOf(all);
  }

  /** On how many workloads it is of a kind. */
  public int count(Kind kind) {
    return (int) all.stream().filter(each -> each.breakEven().kind() == kind).count();
  }

  /** How long the baseline's code runs until break-even, on each workload of one of the kinds. */
  public double[] nanos(Kind... kinds) {
    List<Kind> wanted = List.of(kinds);
    return all.stream()
        .filter(each -> wanted.contains(each.breakEven().kind()))
        .mapToDouble(Comparison.CatchUp::baselineRunNanos)
        .toArray();
  }

  /**
   * On the median workload, how long the baseline's code runs until the engine is ahead for good: 0 if
   * it always is, infinite if not for good on most.
   */
  public double medianNanos() {
    return median(
        all.stream()
            .mapToDouble(
                each ->
                    each.breakEven().kind() == Kind.UNTIL
                        ? Double.POSITIVE_INFINITY
                        : each.baselineRunNanos()));
  }

  /** In a word or two: {@code at once}, {@code 4.1 ms}, {@code until 4.1 ms}, {@code never}. */
  public String brief() {
    return switch (typical()) {
      case ALWAYS -> "at once";
      case AFTER -> Text.time(medianNanos());
      case UNTIL -> "until " + Text.time(medianUntil());
      case NEVER -> "never";
    };
  }

  /** What to say of it at the end of a sentence on the engine; empty if there is nothing. */
  String sentence() {
    if (all.isEmpty()) {
      return "";
    }
    Kind typical = typical();
    String text =
        switch (typical) {
          case ALWAYS -> "; on the median workload it is ahead from the start";
          case AFTER ->
              "; on the median workload it has paid for itself once %s's code has run for %s"
                  .formatted(baseline, Text.time(medianNanos()));
          case UNTIL ->
              "; on %d of %d workloads it is ahead only at first, on the median of these until %s's code has run for %s"
                  .formatted(count(typical), all.size(), baseline, Text.time(medianUntil()));
          case NEVER ->
              "; on %d of %d workloads it is never ahead".formatted(count(typical), all.size());
        };
    return text + exceptions(typical);
  }

  /** The kind that the summary is about: on the median workload, or the commoner one if not for good. */
  private Kind typical() {
    double nanos = medianNanos();
    if (nanos == 0) {
      return Kind.ALWAYS;
    }
    if (!Double.isInfinite(nanos)) {
      return Kind.AFTER;
    }
    return count(Kind.UNTIL) > count(Kind.NEVER) ? Kind.UNTIL : Kind.NEVER;
  }

  private String exceptions(Kind typical) {
    List<String> exceptions = new ArrayList<>();
    if (typical != Kind.UNTIL && count(Kind.UNTIL) > 0) {
      exceptions.add("only at first on %d".formatted(count(Kind.UNTIL)));
    }
    if (typical != Kind.NEVER && count(Kind.NEVER) > 0) {
      exceptions.add("never on %d".formatted(count(Kind.NEVER)));
    }
    return exceptions.isEmpty()
        ? ""
        : " (%s of %d)".formatted(String.join(", ", exceptions), all.size());
  }

  private double medianUntil() {
    return median(DoubleStream.of(nanos(Kind.UNTIL)));
  }

  /** The upper one of two in the middle. */
  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
