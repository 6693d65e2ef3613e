package paretojit.egraph;

import java.util.List;

/**
 * What a run did.
 *
 * @param stop why it ended
 * @param iterations one entry for each iteration whose rules were searched
 * @param rules one entry for each rule, in the order given
 * @param nodes members of classes at the end
 * @param classes classes at the end
 * @param nanos wall time of the whole run
 */
public record RunReport(
    StopReason stop,
    List<Iteration> iterations,
    List<Rule> rules,
    int nodes,
    int classes,
    long nanos) {

  /** One iteration: sizes after it, matches used, unions made by rules, and where the time went. */
  public record Iteration(
      int nodes,
      int classes,
      long matches,
      int unions,
      long searchNanos,
      long applyNanos,
      long rebuildNanos) {}

  /** One rule over the whole run. */
  public record Rule(
      String name,
      long matches,
      long unions,
      int timesDropped,
      long searchNanos,
      long applyNanos) {}

  /** Whether the rules have nothing more to say. */
  public boolean saturated() {
    return stop instanceof StopReason.Saturated;
  }

  /** Time spent searching, over all iterations. */
  public long searchNanos() {
    return iterations.stream().mapToLong(Iteration::searchNanos).sum();
  }

  /** Time spent applying, over all iterations. */
  public long applyNanos() {
    return iterations.stream().mapToLong(Iteration::applyNanos).sum();
  }

  /** Time spent rebuilding, over all iterations. */
  public long rebuildNanos() {
    return iterations.stream().mapToLong(Iteration::rebuildNanos).sum();
  }
}
