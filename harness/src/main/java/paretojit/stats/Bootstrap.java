package paretojit.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.descriptive.Median;

/**
 * The percentile bootstrap (Efron and Tibshirani 1993) of medians, over one level of samples or two.
 *
 * <p>Samples come as one array for each fork, because samples of one process resemble each other
 * more than samples of two. With several forks a draw first picks forks, then samples inside each
 * picked fork, both with replacement (Kalibera and Jones, "Rigorous benchmarking in reasonable
 * time", ISMM 2013); with a single one the interval tells of noise inside it only. Of several visits in
 * one process, each may count as a fork.
 */
public final class Bootstrap {
  private static final Median MEDIAN = Median.withDefaults().withCopy(false);

  private final long seed;
  private final int draws;
  private final double confidence;

  /**
   * @param seed of every draw; equal inputs have equal results
   * @param draws how many resamples, such as 1000
   * @param confidence share of draws inside an interval, such as 0.95
   */
  public Bootstrap(long seed, int draws, double confidence) {
    this.seed = seed;
    this.draws = draws;
    this.confidence = confidence;
  }

  public double confidence() {
    return confidence;
  }

  public int draws() {
    return draws;
  }

  /**
   * Generator of a stream of numbers that belongs to {@code purpose} and the seed alone. The seed is
   * scrambled first: generators that start a multiple of SplittableRandom's increment apart are one
   * stream, a few numbers later.
   */
  SplittableRandom random(String purpose) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + purpose.hashCode());
  }

  /**
   * The median of all samples and its interval.
   *
   * @param purpose names the stream of draws
   */
  public Estimate median(String purpose, double[][] forks) {
    return median(forks, medianDraws(purpose, forks));
  }

  /** The median of all samples, and its interval by draws that were made of them before. */
  public Estimate median(double[][] forks, double[] draws) {
    double[] all = pooled(forks);
    return Estimate.of(median(all), draws, confidence, all.length);
  }

  /** Medians of resamples, in drawing order. */
  public double[] medianDraws(String purpose, double[][] forks) {
    SplittableRandom random = random(purpose);
    int most = Arrays.stream(forks).mapToInt(fork -> fork.length).max().orElse(0);
    double[] buffer = new double[most * forks.length];
    double[] medians = new double[draws];
    for (int k = 0; k < draws; k++) {
      int size = 0;
      for (int f = 0; f < forks.length; f++) {
        double[] fork = forks[forks.length == 1 ? 0 : random.nextInt(forks.length)];
        for (int i = 0; i < fork.length; i++) {
          buffer[size++] = fork[random.nextInt(fork.length)];
        }
      }
      medians[k] = MEDIAN.evaluateRange(buffer, 0, size);
    }
    return medians;
  }

  /** The median of all samples. */
  public static double median(double[] samples) {
    return MEDIAN.evaluate(samples.clone());
  }

  /** The samples of all forks in one array. */
  public static double[] pooled(double[][] forks) {
    return Arrays.stream(forks).flatMapToDouble(Arrays::stream).toArray();
  }
}
