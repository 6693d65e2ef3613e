package paretojit.egraph;

import java.util.Arrays;

/**
 * Finds the cheapest choice when what is shared is paid once, by branch and bound. Meant for small
 * e-graphs, and as the measure of {@link DagExtractor}.
 *
 * <p>The search decides one needed class after the other. What is decided, and for each class that is
 * known to be needed but undecided its cheapest node, is a lower bound; a branch that cannot beat the
 * best choice so far is cut. Forced classes, those with one node, are decided at once.
 */
public final class ExactExtractor {
  private final EGraph g;
  private final int[] roots;
  private final long[] own;
  private final long[] least; // by class: its cheapest node
  private final int[] choice;
  private final Ints open = new Ints(64); // needed classes in the order met; some decided
  private final boolean[] isOpen;
  private int[] best;
  private long bestCost;
  private long steps;

  private ExactExtractor(EGraph g, CostFunction.OfNode cost, int[] roots, long maxSteps) {
    this.g = g;
    this.roots = roots.clone();
    this.steps = maxSteps;
    this.own = new long[g.idBound()];
    this.least = new long[g.idBound()];
    this.choice = new int[g.idBound()];
    this.isOpen = new boolean[g.idBound()];
    Arrays.fill(least, Extractor.INFINITE);
    for (int n = 1; n < own.length; n++) {
      if (g.isMember(n)) {
        own[n] = cost.cost(g, n);
        least[g.find(n)] = Math.min(least[g.find(n)], own[n]);
      }
    }
    Extraction start = DagExtractor.extract(g, cost, roots);
    this.bestCost = start.cost();
    this.best = new int[g.idBound()];
    for (int cls : start.classes()) {
      best[cls] = start.node(cls);
    }
  }

  /**
   * The best choice found within {@code maxSteps} decisions; {@link Extraction#isOptimal} tells whether
   * the search was completed.
   */
  public static Extraction extract(
      EGraph g, CostFunction.OfNode cost, long maxSteps, int... roots) {
    var e = new ExactExtractor(g, cost, roots, maxSteps);
    long bound = 0;
    for (int root : roots) {
      bound = e.need(g.find(root), bound);
    }
    e.search(0, bound);
    return new Extraction(g, e.roots, e.best, e.bestCost, e.steps >= 0);
  }

  /** Notes that a class is needed; returns the raised bound. */
  private long need(int cls, long bound) {
    if (isOpen[cls]) {
      return bound;
    }
    isOpen[cls] = true;
    open.add(cls);
    return Extractor.add(bound, least[cls]);
  }

  /** Decides the classes from {@code position} on; {@code bound} is what all must cost at least. */
  private void search(int position, long bound) {
    if (bound >= bestCost || --steps < 0) {
      return;
    }
    if (position == open.size) {
      best = choice.clone();
      bestCost = bound;
      return;
    }
    int cls = open.get(position);
    for (int n : nodesByCost(cls)) {
      if (closesCycle(n, cls)) {
        continue;
      }
      int mark = open.size;
      long next = bound - least[cls] + own[n];
      for (int i = 0; i < g.arity(n); i++) {
        next = need(g.child(n, i), next);
      }
      choice[cls] = n;
      search(position + 1, next);
      choice[cls] = 0;
      while (open.size > mark) {
        isOpen[open.pop()] = false;
      }
    }
  }

  private int[] nodesByCost(int cls) {
    var nodes = new Ints(8);
    for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
      nodes.add(n);
    }
    return Arrays.stream(nodes.toArray())
        .boxed()
        .sorted((a, b) -> Long.compare(own[a], own[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Whether a class can be reached from a node through the classes decided so far. */
  private boolean closesCycle(int node, int cls) {
    var seen = new java.util.BitSet();
    var stack = new Ints(16);
    stack.add(node);
    while (!stack.isEmpty()) {
      int n = stack.pop();
      for (int i = 0; i < g.arity(n); i++) {
        int child = g.child(n, i);
        if (child == cls) {
          return true;
        }
        if (!seen.get(child) && choice[child] != 0) {
          seen.set(child);
          stack.add(choice[child]);
        }
      }
    }
    return false;
  }
}
