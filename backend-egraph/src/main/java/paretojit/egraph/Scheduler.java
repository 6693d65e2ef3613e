package paretojit.egraph;

import java.util.List;

/**
 * Decides which rules are searched in an iteration and whether their matches are used. Rules are
 * known by their index in the list given to {@link #start}.
 */
public interface Scheduler {
  /** Called once before the first iteration. */
  default void start(List<Rewrite> rules) {}

  /**
   * How many matches of a rule to search for, at most; 0 leaves the rule out this time. Asked once in
   * each iteration.
   */
  int searchLimit(int iteration, int rule);

  /** Whether to use the matches found; if not they are dropped. */
  boolean accept(int iteration, int rule, int matches);

  /**
   * Whether an iteration in which no rule united anything means saturation. Asked once after each such
   * iteration, so a scheduler that holds rules back may use it to let them go and return false.
   */
  boolean canStop(int iteration);

  /**
   * Whether {@link #accept} must be told of all matches of a rule, or only of those that were not there
   * when the rule was last searched, which is much less work. All are searched in any case after the
   * rule was left out or its matches were dropped or refused by a condition.
   */
  default boolean needsAllMatches() {
    return true;
  }

  /** All rules, always. */
  static Scheduler simple() {
    return SimpleScheduler.INSTANCE;
  }

  /** {@link BackoffScheduler} with its defaults. */
  static BackoffScheduler backoff() {
    return new BackoffScheduler();
  }
}
