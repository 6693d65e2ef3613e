package paretojit.egraph;

/**
 * A choice of a node for each class that some roots need, without cycles, and what it costs when a
 * class that is used several times is paid once.
 */
public final class Extraction {
  private final EGraph g;
  private final int[] roots;
  private final int[] choice;
  private final long cost;
  private final boolean optimal;

  Extraction(EGraph g, int[] roots, int[] choice, long cost, boolean optimal) {
    this.g = g;
    this.roots = roots;
    this.choice = choice;
    this.cost = cost;
    this.optimal = optimal;
  }

  /** The sum of the costs of the chosen nodes of all classes the roots need. */
  public long cost() {
    return cost;
  }

  /** Whether no choice is cheaper. */
  public boolean isOptimal() {
    return optimal;
  }

  /** The node chosen for the class of {@code id}; any or 0 if no root needs the class. */
  public int node(int id) {
    return choice[g.find(id)];
  }

  /** The classes the roots need, each after those it needs itself. */
  public int[] classes() {
    return order(g, roots, choice);
  }

  /** The term chosen for the class of {@code id}. */
  public Term term(int id) {
    return TermBuilder.build(g, g.find(id), choice);
  }

  /**
   * The classes reachable from the roots through the chosen nodes, children first.
   *
   * @throws AssertionError if the choice is cyclic
   */
  static int[] order(EGraph g, int[] roots, int[] choice) {
    int[] order = orderOrNull(g, roots, choice);
    if (order.length == 0 && roots.length > 0) {
      throw new AssertionError("the chosen nodes are cyclic or missing");
    }
    return order;
  }

  /** As {@link #order}, but an empty array if the choice is cyclic or a node is missing. */
  static int[] orderOrNull(EGraph g, int[] roots, int[] choice) {
    var state = new byte[g.idBound()]; // 0 not met, 1 on the path, 2 done
    var stack = new Ints(64);
    var order = new Ints(64);
    for (int root : roots) {
      stack.add(g.find(root));
      while (!stack.isEmpty()) {
        int cls = stack.get(stack.size - 1);
        if (state[cls] != 0) {
          stack.pop();
          if (state[cls] == 1) {
            state[cls] = 2;
            order.add(cls);
          }
          continue;
        }
        state[cls] = 1;
        int node = choice[cls];
        if (node == 0) {
          return Ints.NONE;
        }
        for (int i = 0; i < g.arity(node); i++) {
          int child = g.child(node, i);
          if (state[child] == 1) {
            return Ints.NONE;
          }
          if (state[child] == 0) {
            stack.add(child);
          }
        }
      }
    }
    return order.toArray();
  }
}
