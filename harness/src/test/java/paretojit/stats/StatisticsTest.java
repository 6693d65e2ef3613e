package paretojit.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import paretojit.stats.BreakEven.Kind;

/** Statistics on data whose answers are known. */
class StatisticsTest {
  private final Bootstrap bootstrap = new Bootstrap(1, 1000, 0.95);

  @Test
  void aConstantHasNoInterval() {
    Estimate estimate = bootstrap.median("c", new double[][] {{7, 7, 7, 7}});
    assertEquals(new Estimate(7, 7, 7, 4), estimate);
  }

  @Test
  void equalInputsGiveEqualDraws() {
    double[][] samples = {normal(10, 1, 30, 5), normal(10, 1, 30, 6)};
    assertArrayEquals(bootstrap.medianDraws("x", samples), bootstrap.medianDraws("x", samples));
  }

  /** A 95 % interval of the median has to hold the true median in about 95 % of experiments. */
  @Test
  void intervalsOfOneForkCoverTheTruth() {
    int covered = 0;
    for (int k = 0; k < 400; k++) {
      Estimate e = bootstrap.median("k" + k, new double[][] {normal(100, 5, 25, k)});
      covered += e.low() <= 100 && 100 <= e.high() ? 1 : 0;
    }
    assertTrue(covered >= 360 && covered <= 396, "covered in " + covered + " of 400");
  }

  /** Where forks differ by more than samples do, one level alone would be far too sure. */
  @Test
  void forksThatDifferWidenTheInterval() {
    int covered = 0;
    int coveredWhenPooled = 0;
    for (int k = 0; k < 200; k++) {
      SplittableRandom random = new SplittableRandom(1000 + k);
      double[][] forks = new double[10][];
      for (int f = 0; f < forks.length; f++) {
        forks[f] = normal(100 + 5 * random.nextGaussian(), 1, 20, 100L * k + f);
      }
      covered += holds(bootstrap.median("h" + k, forks), 100) ? 1 : 0;
      double[][] pooled = {Bootstrap.pooled(forks)};
      coveredWhenPooled += holds(bootstrap.median("h" + k, pooled), 100) ? 1 : 0;
    }
    assertTrue(covered >= 170, "two levels cover in " + covered + " of 200");
    assertTrue(coveredWhenPooled < 120, "one level covers in " + coveredWhenPooled + " of 200");
  }

  @Test
  void geometricMeanOfReciprocalsIsOne() {
    assertEquals(1, GeometricMean.of(new double[] {2, 0.5, 8, 0.125}), 1e-12);
  }

  @Test
  void theTwoIntervalsAnswerTheirOwnQuestions() {
    // Exactly measured workloads that disagree: no noise, but much doubt about other workloads.
    double[] draws = new double[bootstrap.draws()];
    Arrays.fill(draws, 1);
    List<GeometricMean.Ratio> ratios =
        List.of(ratio(1, draws), ratio(2, draws), ratio(4, draws), ratio(8, draws));
    Estimate noise = GeometricMean.noise(bootstrap, ratios);
    Estimate generalization = GeometricMean.generalization(bootstrap, ratios);
    assertEquals(Math.sqrt(8), noise.value(), 1e-12);
    assertEquals(noise.low(), noise.high(), 1e-12);
    assertEquals(noise.value(), generalization.value(), 1e-12);
    assertTrue(generalization.low() < 1.7 && generalization.high() > 4.7, "" + generalization);
  }

  @Test
  void breakEvenOfKnownCosts() {
    assertBreakEven(Kind.AFTER, 10, breakEven(100, 30, 300, 10));
    assertBreakEven(Kind.UNTIL, 10, breakEven(300, 10, 100, 30));
    assertBreakEven(Kind.NEVER, Double.POSITIVE_INFINITY, breakEven(100, 10, 300, 10));
    assertBreakEven(Kind.NEVER, Double.POSITIVE_INFINITY, breakEven(100, 10, 100, 30));
    assertBreakEven(Kind.NEVER, Double.POSITIVE_INFINITY, breakEven(100, 10, 300, 30));
    assertBreakEven(Kind.ALWAYS, 0, breakEven(300, 30, 100, 10));
    assertBreakEven(Kind.ALWAYS, 0, breakEven(300, 30, 300, 10));
    assertBreakEven(Kind.ALWAYS, 0, breakEven(300, 30, 300, 30));
  }

  private static void assertBreakEven(Kind kind, double calls, BreakEven actual) {
    assertEquals(kind, actual.kind());
    assertEquals(new Estimate(calls, calls, calls, 1), actual.calls());
    assertEquals(1, actual.share());
  }

  private BreakEven breakEven(double compileA, double runA, double compileB, double runB) {
    return BreakEven.of(
        bootstrap,
        new BreakEven.Cost(compileA, filled(compileA), runA, filled(runA)),
        new BreakEven.Cost(compileB, filled(compileB), runB, filled(runB)));
  }

  @Test
  void breakEvenMayBeOfAnotherKindInPartOfTheDraws() {
    double[] slower = filled(9);
    Arrays.fill(slower, 0, slower.length / 10, 11);
    BreakEven.Cost a = new BreakEven.Cost(100, filled(100), 10, filled(10));
    BreakEven.Cost dear = new BreakEven.Cost(199, filled(199), 9, slower);
    BreakEven after = BreakEven.of(bootstrap, a, dear);
    assertEquals(Kind.AFTER, after.kind());
    assertEquals(new Estimate(99, 99, Double.POSITIVE_INFINITY, 1), after.calls());
    assertEquals(0.9, after.share(), 1e-12);

    double[] mostlySlower = filled(11);
    Arrays.fill(mostlySlower, 0, mostlySlower.length / 10, 9);
    BreakEven.Cost cheap = new BreakEven.Cost(1, filled(1), 11, mostlySlower);
    BreakEven until = BreakEven.of(bootstrap, a, cheap);
    assertEquals(Kind.UNTIL, until.kind());
    // It may be ahead for ever; where it were dearer instead, it would never be.
    assertEquals(new Estimate(99, 99, Double.POSITIVE_INFINITY, 1), until.calls());
    assertEquals(0.9, until.share(), 1e-12);
    double[] dearer = filled(1);
    Arrays.fill(dearer, 0, dearer.length / 10, 500);
    BreakEven.Cost unsure = new BreakEven.Cost(1, dearer, 11, filled(11));
    assertEquals(new Estimate(99, 0, 99, 1), BreakEven.of(bootstrap, a, unsure).calls());
  }

  private GeometricMean.Ratio ratio(double value, double[] shape) {
    return GeometricMean.Ratio.of(
        value, Arrays.stream(shape).map(d -> d * value).toArray(), 1, shape);
  }

  private double[] filled(double value) {
    double[] values = new double[bootstrap.draws()];
    Arrays.fill(values, value);
    return values;
  }

  private static boolean holds(Estimate e, double truth) {
    return e.low() <= truth && truth <= e.high();
  }

  private static double[] normal(double mean, double deviation, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[n];
    for (int k = 0; k < n; k++) {
      values[k] = mean + deviation * random.nextGaussian();
    }
    return values;
  }
}
