package paretojit.stats;

import java.util.Arrays;

/** Which of several has the lowest cost, in each of many joint draws. */
public final class FirstPlace {
  private FirstPlace() {}

  /**
   * The share of draws in which each comes first; those that tie in a draw share it.
   *
   * @param costs by candidate and draw
   */
  public static double[] shares(double[][] costs) {
    double[] shares = new double[costs.length];
    int draws = costs.length == 0 ? 0 : costs[0].length;
    for (int k = 0; k < draws; k++) {
      int draw = k;
      double best = Arrays.stream(costs).mapToDouble(of -> of[draw]).min().orElseThrow();
      long tied = Arrays.stream(costs).filter(of -> of[draw] == best).count();
      for (int c = 0; c < costs.length; c++) {
        shares[c] += costs[c][k] == best ? 1.0 / (tied * draws) : 0;
      }
    }
    return shares;
  }
}
