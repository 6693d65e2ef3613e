package paretojit.stats;

import java.util.List;
import java.util.Optional;
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
   * A median on one workload, or a ratio of two.
   *
   * @param value the median, or the ratio of the medians
   * @param draws the same in each bootstrap draw
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

    /** The ratio of this to another that was measured independently. */
    public Ratio to(Ratio other) {
      return of(value, draws, other.value, other.draws);
    }

    /** With its interval. */
    public Estimate estimate(Bootstrap bootstrap) {
      return Estimate.of(value, draws, bootstrap.confidence(), 1);
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

  /**
   * Geometric means in draws that resample the workloads and, of each one picked, its samples: both
   * kinds of doubt at once. Lists of one length have the same picks, so that the means of several
   * engines over the same workloads can be compared draw by draw.
   *
   * @param ratios one for each workload, empty where there is none
   * @return a mean for each draw; NaN where none of the workloads picked has a ratio
   */
  public static double[] jointDraws(Bootstrap bootstrap, List<Optional<Ratio>> ratios) {
    SplittableRandom random = bootstrap.random("joint");
    double[] means = new double[bootstrap.draws()];
    for (int k = 0; k < means.length; k++) {
      double logs = 0;
      int n = 0;
      for (int w = 0; w < ratios.size(); w++) {
        Optional<Ratio> picked = ratios.get(random.nextInt(ratios.size()));
        int draw = random.nextInt(means.length);
        if (picked.isPresent()) {
          logs += Math.log(picked.get().draws()[draw]);
          n++;
        }
      }
      means[k] = n == 0 ? Double.NaN : Math.exp(logs / n);
    }
    return means;
  }

  private static double[] values(List<Ratio> ratios) {
    return ratios.stream().mapToDouble(Ratio::value).toArray();
  }
}
