package paretojit.egraph;

import java.util.Arrays;

/**
 * Picks the cheapest term of each class, where a term's cost is that of the tree it writes out as:
 * shared subterms are paid at each use.
 *
 * <p>When costs {@linkplain #additive add up}, classes are settled in the order of their cost, as in
 * Knuth's generalization of Dijkstra's algorithm (A generalization of Dijkstra's algorithm, 1977):
 * each node is looked at once for each of its children, whatever the depth or the cycles of the
 * e-graph. {@linkplain #of Other} cost functions are driven to a fixed point by a worklist.
 *
 * <p>Among equally cheap nodes of a class the one settled first wins; equal e-graphs give equal terms.
 */
public final class Extractor {
  /** The cost of a class that holds no finite term. */
  public static final long INFINITE = Long.MAX_VALUE;

  private final EGraph g;
  private final long version;
  private final long[] cost;
  private final int[] best;

  private Extractor(EGraph g) {
    if (!g.isClean()) {
      throw new IllegalStateException("rebuild() the e-graph before extracting from it");
    }
    this.g = g;
    this.version = g.version();
    this.cost = new long[g.idBound()];
    this.best = new int[g.idBound()];
    Arrays.fill(cost, INFINITE);
  }

  /** Least number of nodes. */
  public static Extractor size(EGraph g) {
    return additive(g, (graph, node) -> 1);
  }

  /** Least sum of the nodes' own costs. */
  public static Extractor additive(EGraph g, CostFunction.OfNode own) {
    var e = new Extractor(g);
    e.settle(own);
    return e;
  }

  /** Least depth: the number of nodes on the longest path. */
  public static Extractor depth(EGraph g) {
    return of(
        g,
        (graph, node, costs) -> {
          long deepest = 0;
          for (int i = 0; i < graph.arity(node); i++) {
            deepest = Math.max(deepest, costs[graph.child(node, i)]);
          }
          return add(deepest, 1);
        });
  }

  /** Least cost by any cost function. */
  public static Extractor of(EGraph g, CostFunction function) {
    var e = new Extractor(g);
    e.relax(function);
    return e;
  }

  /** The sum of two costs, at most {@link #INFINITE}. */
  public static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? INFINITE : sum;
  }

  private void settle(CostFunction.OfNode own) {
    var open = new int[g.idBound()]; // by node: children not settled yet
    var sum = new long[g.idBound()]; // by node: its own cost and those of settled children
    var settled = new boolean[g.idBound()];
    var heap = new RadixHeap();
    for (int n = 1; n < g.idBound(); n++) {
      if (g.isMember(n)) {
        open[n] = g.arity(n);
        sum[n] = own.cost(g, n);
        if (sum[n] < 0) {
          throw new IllegalArgumentException("negative cost of " + g.nodeText(n));
        }
        if (open[n] == 0) {
          offer(n, sum[n], heap);
        }
      }
    }
    while (!heap.isEmpty()) {
      int cls = heap.pop();
      if (settled[cls]) {
        continue;
      }
      settled[cls] = true;
      long settledCost = cost[cls];
      g.forEachParent(
          cls,
          n -> {
            sum[n] = add(sum[n], settledCost);
            if (--open[n] == 0) {
              offer(n, sum[n], heap);
            }
          });
    }
  }

  private void offer(int node, long nodeCost, RadixHeap heap) {
    int cls = g.find(node);
    if (nodeCost < cost[cls]) {
      cost[cls] = nodeCost;
      best[cls] = node;
      heap.push(nodeCost, cls);
    }
  }

  private void relax(CostFunction function) {
    var queued = new boolean[g.idBound()];
    var round = new Ints(64);
    var nextRound = new Ints(64);
    for (int n = 1; n < g.idBound(); n++) {
      if (g.isMember(n)) {
        round.add(n);
        queued[n] = true;
      }
    }
    while (!round.isEmpty()) {
      for (int i = 0; i < round.size; i++) {
        int n = round.get(i);
        queued[n] = false;
        int cls = g.find(n);
        if (!childrenHaveCosts(n)) {
          continue; // comes back when the last of them gets its cost
        }
        long nodeCost = function.cost(g, n, cost);
        if (nodeCost < cost[cls]) {
          cost[cls] = nodeCost;
          best[cls] = n;
          queueParents(cls, queued, nextRound);
        }
      }
      var done = round;
      round = nextRound;
      nextRound = done;
      nextRound.clear();
    }
  }

  private void queueParents(int cls, boolean[] queued, Ints queue) {
    g.forEachParent(
        cls,
        parent -> {
          if (!queued[parent]) {
            queued[parent] = true;
            queue.add(parent);
          }
        });
  }

  private boolean childrenHaveCosts(int node) {
    for (int i = 0, arity = g.arity(node); i < arity; i++) {
      if (cost[g.child(node, i)] == INFINITE) {
        return false;
      }
    }
    return true;
  }

  /** The least cost of a term in the class of {@code id}, or {@link #INFINITE}. */
  public long cost(int id) {
    return cost[g.find(id)];
  }

  /** The node at the root of the cheapest term in the class of {@code id}, or 0 if it has none. */
  public int best(int id) {
    return best[g.find(id)];
  }

  /** The cheapest term in the class of {@code id}; a class chosen several times is shared. */
  public Term term(int id) {
    if (g.version() != version) {
      throw new IllegalStateException("the e-graph has changed since this extraction");
    }
    return TermBuilder.build(g, g.find(id), best);
  }
}
