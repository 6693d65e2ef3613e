package paretojit.measure;

import java.util.Arrays;

/**
 * Warming up: doing a thing over and over, for as long as was asked, and on for up to three times
 * that while it still gets faster.
 */
final class Steadiness {
  /** How much longer than asked for a warm-up may take. */
  static final int LONGEST = 3;

  /** Times this close to the best before them are no longer getting faster. */
  private static final double STEADY = 0.97;

  private final long start;
  private final long least;

  /** A warm-up that begins now. */
  Steadiness(double seconds) {
    this.start = System.nanoTime();
    this.least = (long) (seconds * 1e9);
  }

  /** Whether to go on, given the times taken so far. */
  boolean wantsMore(Samples times) {
    long elapsed = System.nanoTime() - start;
    return elapsed < least || elapsed < LONGEST * least && isGettingFaster(times.toArray());
  }

  /** Whether the best of the last third is notably better than the best before it. */
  static boolean isGettingFaster(long[] times) {
    int split = times.length * 2 / 3;
    if (split == 0) {
      return true;
    }
    long before = Arrays.stream(times, 0, split).min().orElseThrow();
    long lately = Arrays.stream(times, split, times.length).min().orElseThrow();
    return lately < STEADY * before;
  }
}
