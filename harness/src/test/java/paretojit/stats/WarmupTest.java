package paretojit.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes that were planted are found, and none where there are none. */
class WarmupTest {
  /** Times around {@code mean(i)} with a deviation of one per cent. */
  private static double[] series(int n, long seed, IntToDoubleFunction mean) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, n)
        .mapToDouble(i -> mean.applyAsDouble(i) * Math.exp(0.01 * random.nextGaussian()))
        .toArray();
  }

  @Test
  void noiseHasNoChanges() {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] skewed =
          IntStream.range(0, 300)
              .mapToDouble(i -> 1e6 + 5e4 * Math.exp(0.5 * random.nextGaussian()))
              .toArray();
      assertEquals(List.of(0), ChangePoints.starts(series(300, seed, i -> 1e6)), "seed " + seed);
      assertEquals(List.of(0), ChangePoints.starts(skewed), "skewed, seed " + seed);
    }
  }

  @Test
  void constantsHaveNoChanges() {
    double[] same = new double[100];
    assertEquals(List.of(0), ChangePoints.starts(same));
    Arrays.fill(same, 41_000);
    assertEquals(List.of(0), ChangePoints.starts(same));
    // A coarse clock: runs of equal values are not segments.
    double[] coarse =
        IntStream.range(0, 200).mapToDouble(i -> 41_000 + 20 * (i / 20 % 2)).toArray();
    assertEquals(List.of(0), ChangePoints.starts(coarse));
  }

  @Test
  void plantedChangesAreFoundWhereTheyAre() {
    for (int seed = 0; seed < 50; seed++) {
      double[] shifts = series(300, seed, i -> i < 80 ? 1000 : i < 200 ? 940 : 1000);
      List<Integer> starts = ChangePoints.starts(shifts);
      assertEquals(3, starts.size(), "seed " + seed + ": " + starts);
      assertEquals(80, starts.get(1), 2.0, "seed " + seed);
      assertEquals(200, starts.get(2), 2.0, "seed " + seed);
    }
  }

  @Test
  void aChangeOfVarianceAloneIsFound() {
    SplittableRandom random = new SplittableRandom(4);
    double[] series =
        IntStream.range(0, 200)
            .mapToDouble(i -> 1000 * (1 + (i < 100 ? 0.01 : 0.08) * random.nextGaussian()))
            .toArray();
    List<Integer> starts = ChangePoints.starts(series);
    assertEquals(2, starts.size(), "" + starts);
    assertEquals(100, starts.get(1), 6.0);
  }

  /** The least cost over all splits of a short series, each tried. */
  @Test
  void theSplitIsTheBestThereIs() {
    for (int seed = 0; seed < 20; seed++) {
      double[] series = series(14, seed, i -> i < 7 ? 1000 : 9000);
      List<Integer> starts = ChangePoints.starts(series);
      double best = Double.POSITIVE_INFINITY;
      for (int cuts = 0; cuts < 1 << 13; cuts++) {
        best = Math.min(best, cost(series, cuts));
      }
      int chosen = starts.stream().skip(1).mapToInt(start -> 1 << (start - 1)).sum();
      assertEquals(best, cost(series, chosen), 1e-6, "seed " + seed + ": " + starts);
      assertEquals(List.of(0, 7), starts);
    }
  }

  /** Cost and penalties of the split whose segments begin after each bit of {@code cuts}. */
  private static double cost(double[] series, int cuts) {
    double cost = 0;
    int from = 0;
    double least = Math.pow(ChangePoints.RESOLUTION * Bootstrap.median(series), 2);
    for (int to = 1; to <= series.length; to++) {
      if (to == series.length || (cuts >> (to - 1) & 1) == 1) {
        double[] segment = Arrays.copyOfRange(series, from, to);
        double mean = Arrays.stream(segment).average().orElseThrow();
        double variance =
            Arrays.stream(segment).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        cost += segment.length * Math.log(Math.max(variance, least));
        cost += from == 0 ? 0 : ChangePoints.PENALTY * Math.log(series.length);
        cost += segment.length < ChangePoints.SHORTEST ? Double.POSITIVE_INFINITY : 0;
        from = to;
      }
    }
    return cost;
  }

  @Test
  void kindsOfSeries() {
    for (int seed = 0; seed < 20; seed++) {
      assertEquals(Warmup.Kind.FLAT, kind(series(200, seed, i -> 1000)));
      assertEquals(Warmup.Kind.WARM_UP, kind(series(200, seed, i -> i < 30 ? 1500 : 1000)));
      assertEquals(
          Warmup.Kind.WARM_UP, kind(series(200, seed, i -> i < 9 ? 5000 : i < 60 ? 1200 : 1000)));
      assertEquals(Warmup.Kind.SLOW_DOWN, kind(series(200, seed, i -> i < 60 ? 1000 : 1100)));
      assertEquals(
          Warmup.Kind.SLOW_DOWN, kind(series(200, seed, i -> i < 20 ? 2000 : i < 60 ? 900 : 1000)));
      assertEquals(
          Warmup.Kind.NO_STEADY_STATE, kind(series(200, seed, i -> i / 30 % 2 == 0 ? 1000 : 1100)));
    }
  }

  private static Warmup.Kind kind(double[] series) {
    return Warmup.of(series).kind();
  }

  @Test
  void theSteadyStateBeginsAtTheLastChange() {
    Warmup warmup = Warmup.of(series(400, 1, i -> i < 50 ? 3000 : i < 120 ? 1300 : 1000));
    assertEquals(Warmup.Kind.WARM_UP, warmup.kind());
    assertEquals(OptionalInt.of(120), warmup.steadyFrom());
    assertEquals(3, warmup.segments().size());
    assertEquals(400, warmup.segments().getLast().to());
    assertEquals(1000, warmup.segments().getLast().mean(), 5);
    assertTrue(
        Warmup.of(series(200, 1, i -> i < 180 ? 1000 : 1100)).steadyFrom().isEmpty(),
        "a change in the last quarter leaves no steady state");
  }

  /** Single outliers, such as collections, neither make segments nor hide those there are. */
  @Test
  void outliersAreSetAside() {
    double[] series = series(300, 2, i -> i < 100 ? 1400 : 1000);
    for (int i : new int[] {60, 150, 151, 230, 299}) {
      series[i] *= 8;
    }
    Warmup warmup = Warmup.of(series);
    assertEquals(Warmup.Kind.WARM_UP, warmup.kind());
    assertEquals(OptionalInt.of(100), warmup.steadyFrom());
    assertEquals(5, warmup.outliers());
    // But not the slow first iterations, which are what this is about.
    assertEquals(0, Warmup.of(series(300, 2, i -> i < 3 ? 9000 : 1000)).outliers());
  }

  @Test
  void processesThatDifferAreInconsistent() {
    assertEquals(Warmup.Kind.FLAT, Warmup.overall(List.of(Warmup.Kind.FLAT, Warmup.Kind.FLAT)));
    assertEquals(
        Warmup.Kind.INCONSISTENT, Warmup.overall(List.of(Warmup.Kind.FLAT, Warmup.Kind.WARM_UP)));
    assertThrows(IllegalArgumentException.class, () -> Warmup.overall(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Warmup.of(new double[Warmup.FEWEST - 1]));
  }
}
