package paretojit.stats;

/**
 * Which of several points no other beats in both of two costs, in each of many draws.
 *
 * <p>A point is beaten by another that costs no more in either way and less in one. Whether a point
 * is on the frontier is yes or no for the estimates themselves; the share of joint draws in which it
 * is on it says how much that answer owes to chance.
 */
public final class ParetoFrontier {
  private ParetoFrontier() {}

  /**
   * The share of draws in which each point is on the frontier.
   *
   * @param x one cost, by point and draw; NaN in draws that the point has no part in
   * @param y the other
   */
  public static double[] shares(double[][] x, double[][] y) {
    double[] shares = new double[x.length];
    for (int p = 0; p < x.length; p++) {
      int on = 0;
      for (int k = 0; k < x[p].length; k++) {
        on += isOn(x, y, p, k) ? 1 : 0;
      }
      shares[p] = (double) on / x[p].length;
    }
    return shares;
  }

  private static boolean isOn(double[][] x, double[][] y, int p, int k) {
    if (Double.isNaN(x[p][k]) || Double.isNaN(y[p][k])) {
      return false;
    }
    for (int q = 0; q < x.length; q++) {
      if (beats(x[q][k], y[q][k], x[p][k], y[p][k])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a point beats another; no point with a NaN does. */
  public static boolean beats(double x, double y, double otherX, double otherY) {
    return x <= otherX && y <= otherY && (x < otherX || y < otherY);
  }
}
