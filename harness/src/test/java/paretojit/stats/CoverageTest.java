package paretojit.stats;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * In repeated experiments with a known truth, a 95 % interval has to hold it in about 95 %: between 90
 * and 98, to be exact, for draws and experiments are finite. Samples are skewed as times are, and
 * differ between forks. The seeds are fixed, so the shares are always the same.
 */
class CoverageTest {
  private static final int EXPERIMENTS = 400;
  private static final int DRAWS = 300;

  /** Of logarithms: what differs between forks, and between samples of one fork. */
  private static final double FORK_DEVIATION = 0.02;

  private static final double SAMPLE_DEVIATION = 0.04;
  private static final int FORKS = 10;
  private static final int SAMPLES = 10;

  /** Prints coverage for several numbers of forks, as docs/methodology.md quotes it. */
  public static void main(String[] args) {
    for (double deviation : new double[] {0, 0.01, 0.04}) {
      for (int forks : new int[] {1, 2, 3, 5, 10, 20}) {
        double share =
            share(
                2000,
                k -> {
                  SplittableRandom random = new SplittableRandom(k);
                  double[][] samples = samples(random, 100, forks, deviation);
                  return holds(bootstrap(k).median("m", samples), 100);
                });
        System.out.printf(
            "deviation of forks %.2f, of samples %.2f, %2d forks: %.1f %%%n",
            deviation, SAMPLE_DEVIATION, forks, 100 * share);
      }
    }
  }

  @Test
  void mediansOverForksAndIterations() {
    check(
        k -> {
          SplittableRandom random = new SplittableRandom(k);
          double[][] samples = samples(random, 100, FORKS, FORK_DEVIATION);
          return holds(bootstrap(k).median("m", samples), 100);
        });
  }

  @Test
  void ratios() {
    check(
        k -> {
          SplittableRandom random = new SplittableRandom(1_000_000 + k);
          return holds(ratio(k, random, "w", 130, 100).estimate(bootstrap(k)), 1.3);
        });
  }

  @Test
  void geometricMeansOfTheSameWorkloads() {
    int workloads = 4;
    check(
        k -> {
          SplittableRandom random = new SplittableRandom(2_000_000 + k);
          List<GeometricMean.Ratio> ratios = new ArrayList<>();
          for (int w = 0; w < workloads; w++) {
            // Workloads that disagree widely must not widen this interval.
            ratios.add(ratio(k, random, "w" + w, w % 2 == 0 ? 50 : 200, 100));
          }
          return holds(GeometricMean.noise(bootstrap(k), ratios), 1);
        });
  }

  @Test
  void geometricMeansOverOtherWorkloads() {
    int workloads = 25;
    check(
        k -> {
          SplittableRandom random = new SplittableRandom(3_000_000 + k);
          double[] noNoise = new double[DRAWS];
          List<GeometricMean.Ratio> ratios = new ArrayList<>();
          for (int w = 0; w < workloads; w++) {
            ratios.add(
                new GeometricMean.Ratio(0.8 * Math.exp(0.3 * random.nextGaussian()), noNoise));
          }
          return holds(GeometricMean.generalization(bootstrap(k), ratios), 0.8);
        });
  }

  @Test
  void breakEven() {
    // N* = (9000 - 1000) / (100 - 60) = 200
    check(
        k -> {
          SplittableRandom random = new SplittableRandom(4_000_000 + k);
          BreakEven.Cost cheap = cost(k, random, "a", 1000, 100);
          BreakEven.Cost dear = cost(k, random, "b", 9000, 60);
          return holds(BreakEven.of(bootstrap(k), cheap, dear).calls(), 200);
        });
  }

  @Test
  void leadAtFirst() {
    // The same from the other side: the cheap one is ahead for 200 calls.
    check(
        k -> {
          SplittableRandom random = new SplittableRandom(6_000_000 + k);
          BreakEven.Cost cheap = cost(k, random, "a", 1000, 100);
          BreakEven.Cost dear = cost(k, random, "b", 9000, 60);
          return holds(BreakEven.of(bootstrap(k), dear, cheap).calls(), 200);
        });
  }

  /**
   * Both kinds of doubt at once. They are on the safe side where noise is as large as what differs
   * between workloads, for the spread of measured ratios has noise in it already.
   */
  @Test
  void jointDrawsOfGeometricMeans() {
    int workloads = 25;
    double noise = 0.05;
    check(
        k -> {
          SplittableRandom random = new SplittableRandom(5_000_000 + k);
          List<Optional<GeometricMean.Ratio>> ratios = new ArrayList<>();
          for (int w = 0; w < workloads; w++) {
            double truth = Math.exp(0.1 * random.nextGaussian());
            double measured = truth * Math.exp(noise * random.nextGaussian());
            double[] draws =
                random
                    .doubles(DRAWS)
                    .map(d -> measured * Math.exp(noise * random.nextGaussian()))
                    .toArray();
            ratios.add(Optional.of(new GeometricMean.Ratio(measured, draws)));
          }
          double[] draws = GeometricMean.jointDraws(bootstrap(k), ratios);
          return holds(Estimate.of(1, draws, bootstrap(k).confidence(), workloads), 1);
        });
  }

  // ---- experiments ----

  private static void check(IntPredicate experiment) {
    double share = share(EXPERIMENTS, experiment);
    assertTrue(share >= 0.90 && share <= 0.98, "the truth is held in " + 100 * share + " %");
  }

  private static double share(int experiments, IntPredicate experiment) {
    return (double) IntStream.range(0, experiments).filter(experiment).count() / experiments;
  }

  private static Bootstrap bootstrap(int experiment) {
    return new Bootstrap(experiment, DRAWS, 0.95);
  }

  private static boolean holds(Estimate e, double truth) {
    return e.low() <= truth && truth <= e.high();
  }

  private static GeometricMean.Ratio ratio(
      int experiment, SplittableRandom random, String workload, double a, double b) {
    Bootstrap bootstrap = bootstrap(experiment);
    double[][] samplesOfA = samples(random, a, FORKS, FORK_DEVIATION);
    double[][] samplesOfB = samples(random, b, FORKS, FORK_DEVIATION);
    return GeometricMean.Ratio.of(
        Bootstrap.median(Bootstrap.pooled(samplesOfA)),
        bootstrap.medianDraws(workload + " a", samplesOfA),
        Bootstrap.median(Bootstrap.pooled(samplesOfB)),
        bootstrap.medianDraws(workload + " b", samplesOfB));
  }

  private static BreakEven.Cost cost(
      int experiment, SplittableRandom random, String engine, double compile, double run) {
    Bootstrap bootstrap = bootstrap(experiment);
    double[][] compiles = samples(random, compile, FORKS, FORK_DEVIATION);
    double[][] runs = samples(random, run, FORKS, FORK_DEVIATION);
    return new BreakEven.Cost(
        Bootstrap.median(Bootstrap.pooled(compiles)),
        bootstrap.medianDraws(engine + " compile", compiles),
        Bootstrap.median(Bootstrap.pooled(runs)),
        bootstrap.medianDraws(engine + " run", runs));
  }

  /** Log-normal samples whose true median is {@code median}. */
  private static double[][] samples(
      SplittableRandom random, double median, int forks, double forkDeviation) {
    double[][] samples = new double[forks][SAMPLES];
    for (double[] fork : samples) {
      double ofFork = median * Math.exp(forkDeviation * random.nextGaussian());
      for (int k = 0; k < fork.length; k++) {
        fork[k] = ofFork * Math.exp(SAMPLE_DEVIATION * random.nextGaussian());
      }
    }
    return samples;
  }
}
