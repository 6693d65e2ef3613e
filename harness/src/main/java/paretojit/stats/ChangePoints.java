package paretojit.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a series changes its mean or its variance: the split into segments that has the least
 *
 * <pre>
 *   sum over segments of (size * log(variance))  +  15 log(n) * (segments - 1)
 * </pre>
 *
 * which is, but for a constant, twice the negative log-likelihood of normal samples plus a penalty
 * for each change; cost and penalty are those of Barrett, Bolz-Tereick, Killick, Mount and Tratt
 * ("Virtual machine warmup blows hot and cold", OOPSLA 2017). They find the split by PELT (Killick,
 * Fearnhead and Eckley 2012); this is the dynamic program that PELT prunes, "optimal partitioning"
 * (Jackson et al. 2005), with the same answer: n² steps, a moment for the thousands of iterations
 * of a trace.
 */
public final class ChangePoints {
  /** Of the penalty, which is so many times {@code log(n)}. */
  static final double PENALTY = 15;

  /** Samples a segment has at least: a variance needs two. */
  static final int SHORTEST = 2;

  /**
   * Standard deviations count as at least this share of the median: so that samples that a coarse
   * clock made equal are no segment of their own, and no change smaller than this is one.
   */
  static final double RESOLUTION = 0.001;

  private final double[] sums;
  private final double[] squares;
  private final double leastVariance;

  private ChangePoints(double[] series) {
    double median = Bootstrap.median(series);
    sums = new double[series.length + 1];
    squares = new double[series.length + 1];
    for (int i = 0; i < series.length; i++) {
      double centred = series[i] - median; // or squares would lose the digits that matter
      sums[i + 1] = sums[i] + centred;
      squares[i + 1] = squares[i] + centred * centred;
    }
    double resolution = RESOLUTION * Math.abs(median);
    leastVariance = Math.max(resolution * resolution, Double.MIN_NORMAL);
  }

  /**
   * First indices of the segments: 0, then every change.
   *
   * @throws IllegalArgumentException if the series is empty
   */
  public static List<Integer> starts(double[] series) {
    if (series.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    return new ChangePoints(series).starts(series.length);
  }

  private List<Integer> starts(int n) {
    double penalty = PENALTY * Math.log(n);
    double[] best = new double[n + 1];
    int[] lastStart = new int[n + 1];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    best[0] = -penalty; // the first segment is no change
    for (int end = Math.min(SHORTEST, n); end <= n; end++) {
      for (int start = 0; start <= Math.max(0, end - SHORTEST); start++) {
        double cost = best[start] + cost(start, end) + penalty;
        if (cost < best[end]) {
          best[end] = cost;
          lastStart[end] = start;
        }
      }
    }
    List<Integer> starts = new ArrayList<>();
    for (int end = n; end > 0; end = lastStart[end]) {
      starts.addFirst(lastStart[end]);
    }
    return starts;
  }

  private double cost(int from, int to) {
    int size = to - from;
    double mean = (sums[to] - sums[from]) / size;
    double variance = (squares[to] - squares[from]) / size - mean * mean;
    return size * Math.log(Math.max(variance, leastVariance));
  }
}
