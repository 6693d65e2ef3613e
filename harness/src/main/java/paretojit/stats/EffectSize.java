package paretojit.stats;

import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * How far two sets of samples lie apart, whatever their unit and distribution: Cliff's delta.
 *
 * <p>It is the chance that a sample of the one is above a sample of the other, less the chance that
 * it is below (Cliff, "Dominance statistics", Psychological Bulletin 114, 1993), and tells the same
 * as Vargha and Delaney's A, for {@code delta = 2 A - 1}. It says how surely one sample tells the
 * sets apart, not by how much they differ: of two sets without noise it is 1, -1 or 0.
 *
 * @param delta from -1, every sample below every other, to 1, every one above; 0 if neither
 */
public record EffectSize(double delta) {
  /**
   * In words, by the bounds of Romano, Kromrey, Coraggio and Skowronek ("Appropriate statistics for
   * ordinal level data", Florida Association of Institutional Research, 2006), which are Cohen's d of
   * 0.2, 0.5 and 0.8 carried over.
   */
  public enum Magnitude {
    NEGLIGIBLE(0.147),
    SMALL(0.33),
    MEDIUM(0.474),
    LARGE(Double.POSITIVE_INFINITY);

    private final double bound;

    Magnitude(double bound) {
      this.bound = bound;
    }

    /** What a delta has to stay below, whatever its sign. */
    public double bound() {
      return bound;
    }
  }

  /**
   * That of {@code samples} against {@code others}.
   *
   * @throws IllegalArgumentException if either is empty
   */
  public static EffectSize of(double[] samples, double[] others) {
    double u = MannWhitneyUTest.withDefaults().statistic(samples, others);
    return new EffectSize(2 * u / ((double) samples.length * others.length) - 1);
  }

  public Magnitude magnitude() {
    for (Magnitude magnitude : Magnitude.values()) {
      if (Math.abs(delta) < magnitude.bound) {
        return magnitude;
      }
    }
    throw new AssertionError("a delta of " + delta);
  }
}
