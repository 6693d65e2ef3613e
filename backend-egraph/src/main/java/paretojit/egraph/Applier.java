package paretojit.egraph;

/** The right-hand side of a rule, when a pattern is not enough. */
@FunctionalInterface
public interface Applier {
  /**
   * Adds to the e-graph what the match's root is equal to.
   *
   * @return its class, which is then united with the root's, or 0 to do nothing
   */
  int apply(EGraph g, Match match);
}
