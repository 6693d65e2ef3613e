package paretojit.stats;

import java.util.Arrays;

/**
 * A number and the interval it is known to.
 *
 * @param value the estimate itself
 * @param low lower end of the interval, in the unit of {@code value}
 * @param high upper end; may be infinite
 * @param n how many observations (samples or workloads) it rests on
 */
public record Estimate(double value, double low, double high, int n) {
  /** An estimate with the central interval that holds {@code confidence} of the draws. */
  static Estimate of(double value, double[] draws, double confidence, int n) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    double tail = (1 - confidence) / 2;
    return new Estimate(value, quantile(sorted, tail), quantile(sorted, 1 - tail), n);
  }

  /** Nearest rank, never interpolated: draws may be infinite. */
  private static double quantile(double[] sorted, double p) {
    int rank = (int) Math.ceil(p * sorted.length) - 1;
    return sorted[Math.clamp(rank, 0, sorted.length - 1)];
  }
}
