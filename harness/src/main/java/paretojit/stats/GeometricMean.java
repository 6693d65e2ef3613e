package paretojit.stats;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Geometric means of ratios over workloads, with one of two intervals that answer different
 * questions.
 *
 * <ul>
 *   <li><b>noise</b>: the same workloads measured again. Draws resample the samples of each.
 *   <li><b>generalization</b>: other workloads of the same kind. Draws resample the workloads.
 * </ul>
 */
public final class GeometricMean {
  private GeometricMean() {}

  /**
   * A ratio of two medians on one workload.
   *
   * @param value the ratio of the medians
   * @param draws the ratio in each bootstrap draw
   */
  public record Ratio(double value, double[] draws) {
    /** The ratio of two independent quantities. */
    public static Ratio of(double a, double[] drawsOfA, double b, double[] drawsOfB) {
      double[] ratios = new double[drawsOfA.length];
      for (int k = 0; k < ratios.length; k++) {
        ratios[k] = drawsOfA[k] / drawsOfB[k];
      }
      return new Ratio(a / b, ratios);
    }
  }

  /**
   * The geometric mean of positive numbers.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static double of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double logs = 0;
    for (double value : values) {
      logs += Math.log(value);
    }
    return Math.exp(logs / values.length);
  }

  /** With the interval of measuring noise. */
  public static Estimate noise(Bootstrap bootstrap, List<Ratio> ratios) {
    double[] means = new double[bootstrap.draws()];
    double[] one = new double[ratios.size()];
    for (int k = 0; k < means.length; k++) {
      for (int w = 0; w < one.length; w++) {
        one[w] = ratios.get(w).draws()[k];
      }
      means[k] = of(one);
    }
    return Estimate.of(of(values(ratios)), means, bootstrap.confidence(), ratios.size());
  }

  /** With the interval of choosing other workloads. */
  public static Estimate generalization(Bootstrap bootstrap, List<Ratio> ratios) {
    double[] values = values(ratios);
    SplittableRandom random = bootstrap.random("generalization");
    double[] means = new double[bootstrap.draws()];
    double[] one = new double[values.length];
    for (int k = 0; k < means.length; k++) {
      for (int w = 0; w < one.length; w++) {
        one[w] = values[random.nextInt(values.length)];
      }
      means[k] = of(one);
    }
    return Estimate.of(of(values), means, bootstrap.confidence(), values.length);
  }

  private static double[] values(List<Ratio> ratios) {
    return ratios.stream().mapToDouble(Ratio::value).toArray();
  }
}
