package paretojit.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Effect sizes, frontiers and first places, against answers worked out by hand or by counting. */
class ComparisonStatisticsTest {
  private final Bootstrap bootstrap = new Bootstrap(1, 1000, 0.95);

  @Test
  void deltaCountsPairs() {
    double[] low = {1, 2, 3};
    double[] high = {4, 5};
    assertEquals(-1, EffectSize.of(low, high).delta(), 1e-12);
    assertEquals(1, EffectSize.of(high, low).delta(), 1e-12);
    assertEquals(0, EffectSize.of(low, low).delta(), 1e-12);
    // 3 pairs above, 2 ties, 1 below
    assertEquals(
        2.0 / 6, EffectSize.of(new double[] {2, 3, 4}, new double[] {2, 3}).delta(), 1e-12);
  }

  @Test
  void deltaIsTheDifferenceOfTwoChances() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 50; round++) {
      double[] a = random.ints(1 + random.nextInt(9), 0, 6).asDoubleStream().toArray();
      double[] b = random.ints(1 + random.nextInt(9), 0, 6).asDoubleStream().toArray();
      double sum = 0;
      for (double x : a) {
        for (double y : b) {
          sum += Math.signum(x - y);
        }
      }
      assertEquals(sum / (a.length * b.length), EffectSize.of(a, b).delta(), 1e-12);
    }
  }

  @Test
  void magnitudesHaveRomanosBounds() {
    assertEquals(EffectSize.Magnitude.NEGLIGIBLE, new EffectSize(-0.146).magnitude());
    assertEquals(EffectSize.Magnitude.SMALL, new EffectSize(0.147).magnitude());
    assertEquals(EffectSize.Magnitude.MEDIUM, new EffectSize(-0.33).magnitude());
    assertEquals(EffectSize.Magnitude.LARGE, new EffectSize(0.474).magnitude());
    assertEquals(EffectSize.Magnitude.LARGE, new EffectSize(-1).magnitude());
  }

  @Test
  void frontierSharesCountDraws() {
    // The second point is beaten in the first of four draws only; the third always; the fourth has
    // no part in the last two draws.
    double[][] x = {{1, 1, 1, 1}, {2, 2, 2, 2}, {3, 3, 3, 3}, {4, 4, Double.NaN, Double.NaN}};
    double[][] y = {{5, 5, 5, 5}, {5, 4, 4, 4}, {6, 6, 6, 6}, {1, 1, 1, 1}};
    assertArrayEquals(new double[] {1, 0.75, 0, 0.5}, ParetoFrontier.shares(x, y), 1e-12);
  }

  @Test
  void equalPointsDoNotBeatEachOther() {
    assertFalse(ParetoFrontier.beats(1, 2, 1, 2));
    assertTrue(ParetoFrontier.beats(1, 2, 1, 3));
    assertFalse(ParetoFrontier.beats(1, 3, 2, 2));
    assertFalse(ParetoFrontier.beats(Double.NaN, 1, 2, 2));
  }

  @Test
  void firstPlacesAreSharedByThoseThatTie() {
    double[][] costs = {{1, 2, 1, 9}, {2, 1, 1, 9}, {3, 3, 3, 9}};
    double third = 1.0 / 12;
    assertArrayEquals(
        new double[] {0.25 + 0.125 + third, 0.25 + 0.125 + third, third},
        FirstPlace.shares(costs),
        1e-12);
  }

  /** One engine is faster on every workload: no choice of workloads can turn them round. */
  @Test
  void jointDrawsPickTheSameWorkloadsForAll() {
    double[] values = IntStream.range(0, 10).mapToDouble(w -> Math.exp(w)).toArray();
    double[] faster = GeometricMean.jointDraws(bootstrap, exact(values));
    double[] slower =
        GeometricMean.jointDraws(
            bootstrap, exact(Arrays.stream(values).map(v -> 1.001 * v).toArray()));
    double most = 0;
    for (int k = 0; k < faster.length; k++) {
      assertEquals(1.001, slower[k] / faster[k], 1e-9);
      most = Math.max(most, faster[k]);
    }
    assertTrue(most > 1.5 * GeometricMean.of(values), "workloads are resampled");
  }

  @Test
  void jointDrawsLeaveOutWhatIsNotThere() {
    double[] draws =
        GeometricMean.jointDraws(
            bootstrap, List.of(Optional.of(exact(3)), Optional.empty(), Optional.empty()));
    assertTrue(Arrays.stream(draws).allMatch(d -> Double.isNaN(d) || Math.abs(d - 3) < 1e-9));
    long without = Arrays.stream(draws).filter(Double::isNaN).count();
    assertEquals(1000 * 8.0 / 27, without, 60);
  }

  /** Seeds next to each other must not give one stream of draws, shifted. */
  @Test
  void seedsGiveStreamsOfTheirOwn() {
    long[] one = new Bootstrap(1, 1, 0.95).random("x").longs(50).toArray();
    long[] two = new Bootstrap(2, 1, 0.95).random("x").longs(50).toArray();
    assertTrue(Arrays.stream(one).noneMatch(a -> Arrays.stream(two).anyMatch(b -> a == b)));
  }

  private List<Optional<GeometricMean.Ratio>> exact(double[] values) {
    return Arrays.stream(values).mapToObj(v -> Optional.of(exact(v))).toList();
  }

  private GeometricMean.Ratio exact(double value) {
    double[] draws = new double[bootstrap.draws()];
    Arrays.fill(draws, value);
    return new GeometricMean.Ratio(value, draws);
  }
}
