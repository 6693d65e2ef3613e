package paretojit.stats;

import java.util.Locale;

/**
 * For which numbers of calls an engine costs less than another, compilation included.
 *
 * <p>Engine A costs {@code compileA + N runA} for N calls, engine B {@code compileB + N runB}. The
 * lines cross at
 *
 * <pre>
 *   N* = (compileB - compileA) / (runA - runB)
 * </pre>
 *
 * which is above 0 in two cases that must not be taken for each other: B is dearer to compile and
 * its code is faster, so that it is ahead from N* on; or it is cheaper to compile and its code is
 * slower, so that it is ahead until then.
 *
 * @param kind which of the cases it is, by the estimates themselves
 * @param calls for {@link Kind#UNTIL}: N*, to which B is ahead from the start; its interval holds 0
 *     where B may never be ahead, and infinity where it may always be. For the others: from which
 *     number of calls on B is ahead for good: 0, N* or infinity
 * @param share in what share of joint bootstrap draws it is the same case, 0 to 1
 */
public record BreakEven(Kind kind, Estimate calls, double share) {
  /** When B is ahead. */
  public enum Kind {
    /** It costs no more in either way. */
    ALWAYS,
    /** From N* on: a dearer compilation pays for itself. */
    AFTER,
    /** Up to N*: a cheaper compilation is all it has. */
    UNTIL,
    /** It costs more in one way and no less in the other. */
    NEVER;

    /** As files have it. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(double compileA, double runA, double compileB, double runB) {
      if (compileB <= compileA && runB <= runA) {
        return ALWAYS;
      }
      if (compileB >= compileA && runB >= runA) {
        return NEVER;
      }
      return compileB > compileA ? AFTER : UNTIL;
    }
  }

  /**
   * What an engine costs on one workload: medians and their draws, times in one unit.
   *
   * @param compile time of a compilation
   * @param run time of a call
   */
  public record Cost(double compile, double[] compileDraws, double run, double[] runDraws) {}

  /** When {@code b} is ahead of {@code a}, with a joint bootstrap interval. */
  public static BreakEven of(Bootstrap bootstrap, Cost a, Cost b) {
    Kind kind = Kind.of(a.compile(), a.run(), b.compile(), b.run());
    double[] draws = new double[bootstrap.draws()];
    int same = 0;
    for (int k = 0; k < draws.length; k++) {
      double compileA = a.compileDraws()[k];
      double runA = a.runDraws()[k];
      double compileB = b.compileDraws()[k];
      double runB = b.runDraws()[k];
      draws[k] = calls(kind, compileA, runA, compileB, runB);
      same += Kind.of(compileA, runA, compileB, runB) == kind ? 1 : 0;
    }
    double value = calls(kind, a.compile(), a.run(), b.compile(), b.run());
    Estimate calls = Estimate.of(value, draws, bootstrap.confidence(), 1);
    return new BreakEven(kind, calls, (double) same / draws.length);
  }

  /** What {@link #calls} means for results of kind {@code asked}, in a draw of whatever kind. */
  private static double calls(
      Kind asked, double compileA, double runA, double compileB, double runB) {
    double crossing = (compileB - compileA) / (runA - runB);
    boolean isUntil = asked == Kind.UNTIL;
    return switch (Kind.of(compileA, runA, compileB, runB)) {
      case ALWAYS -> isUntil ? Double.POSITIVE_INFINITY : 0;
      case AFTER -> isUntil ? 0 : crossing;
      case UNTIL -> isUntil ? crossing : Double.POSITIVE_INFINITY;
      case NEVER -> isUntil ? 0 : Double.POSITIVE_INFINITY;
    };
  }
}
