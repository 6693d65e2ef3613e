package paretojit.egraph;

/** What a node costs, given what its children's classes cost. */
@FunctionalInterface
public interface CostFunction {
  /**
   * The cost of the cheapest term with this node at its root.
   *
   * <p>It must not be less than the cost of any child (else a class could be its own best term) and
   * must not fall when a child's cost rises.
   *
   * @param costs the cost so far of each class, by class id; all children have one
   */
  long cost(EGraph g, int node, long[] costs);

  /** The cost of a node alone, for costs that add up over a tree. */
  @FunctionalInterface
  interface OfNode {
    /** At least 0. */
    long cost(EGraph g, int node);
  }
}
