package paretojit.stats;

/**
 * After how many calls a dearer compilation has paid for itself.
 *
 * <p>Engine A costs {@code compileA + N runA} for N calls, engine B {@code compileB + N runB}. B
 * has caught up with A at
 *
 * <pre>
 *   N* = (compileB - compileA) / (runA - runB)
 * </pre>
 *
 * which is 0 if B costs no more from the start, and infinite if it never catches up.
 */
public final class BreakEven {
  private BreakEven() {}

  /**
   * What an engine costs on one workload: medians and their draws, times in one unit.
   *
   * @param compile time of a compilation
   * @param run time of a call
   */
  public record Cost(double compile, double[] compileDraws, double run, double[] runDraws) {}

  /** Calls until {@code b} has caught up with {@code a}, with a joint bootstrap interval. */
  public static Estimate calls(Bootstrap bootstrap, Cost a, Cost b) {
    double[] draws = new double[bootstrap.draws()];
    for (int k = 0; k < draws.length; k++) {
      draws[k] = calls(a.compileDraws()[k], a.runDraws()[k], b.compileDraws()[k], b.runDraws()[k]);
    }
    double value = calls(a.compile(), a.run(), b.compile(), b.run());
    return Estimate.of(value, draws, bootstrap.confidence(), 1);
  }

  static double calls(double compileA, double runA, double compileB, double runB) {
    if (compileB <= compileA) {
      return runB <= runA ? 0 : Double.POSITIVE_INFINITY;
    }
    return runB >= runA ? Double.POSITIVE_INFINITY : (compileB - compileA) / (runA - runB);
  }
}
