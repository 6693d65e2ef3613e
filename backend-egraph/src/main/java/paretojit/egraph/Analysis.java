package paretojit.egraph;

/**
 * Facts about e-classes, kept in side arrays indexed by class id.
 *
 * <p>An analysis attaches a value of a join semilattice to each class: {@link #make} computes what
 * one node says about its class from what is known of its children, {@link #merge} joins what two
 * classes say when they become one. The e-graph keeps the value of a class equal to the join over
 * its nodes, also when children's values change. {@link #modify} may then act on the graph, for
 * example add the constant a class is now known to equal.
 *
 * <p>The values live in arrays of the analysis ({@code int[]}, {@code long[]}, {@code BitSet[]}, …),
 * made large enough in {@link #ensure}. Index {@link #SCRATCH} belongs to no class: the e-graph uses
 * it to recompute a node's value before merging it.
 */
public interface Analysis {
  /** The index that belongs to no class. */
  int SCRATCH = 0;

  /** What {@link #merge} returns if neither value changed. */
  int SAME = 0;

  /** Set in the result of {@link #merge} if the joined value differs from that of {@code into}. */
  int INTO_CHANGED = 1;

  /** Set in the result of {@link #merge} if the joined value differs from that of {@code from}. */
  int FROM_CHANGED = 2;

  /** Makes the side arrays hold at least {@code ids} values. */
  void ensure(int ids);

  /**
   * Writes at index {@code slot} what {@code node} says about its class. The values of its children
   * are at {@code g.child(node, i)}.
   */
  void make(EGraph g, int node, int slot);

  /** Joins the value at {@code from} into the one at {@code into}; the result's bits say who changed. */
  int merge(EGraph g, int into, int from);

  /**
   * Called after the value of class {@code cls} was made or has changed, and after each union. It may
   * add, union and prune, and must be idempotent.
   */
  default void modify(EGraph g, int cls) {}

  /** A copy with the same values, for a copy of the e-graph. */
  default Analysis copy() {
    throw new UnsupportedOperationException(getClass().getName() + " cannot be copied");
  }

  /** No facts. */
  static Analysis none() {
    return NoAnalysis.INSTANCE;
  }
}
