package paretojit.rewrite.prove;

import java.time.Duration;

/**
 * How hard to try.
 *
 * @param steps the solver's own count of its work, the same on every machine, for one question; 0
 *     for no limit
 * @param time for one rule, all its types together
 */
public record Limits(int steps, Duration time) {
  /** A limit in time only. */
  public static Limits ofTime(Duration time) {
    return new Limits(0, time);
  }

  /** A limit in work only, so that the outcome is the same on a slow machine. */
  public static Limits ofSteps(int steps) {
    return new Limits(steps, Duration.ofHours(1));
  }
}
