package paretojit.egraph;

import java.util.Arrays;
import java.util.NoSuchElementException;

/**
 * Picks cheap nodes when what is shared is paid once: over all roots together, the sum of the costs of
 * the classes used. Finding the least is NP-hard; this starts from two greedy choices and improves the
 * better one, class by class, as long as that helps.
 *
 * <p>The first choice is that of {@link Extractor}, which ignores sharing. The second goes up from the
 * leaves and keeps for each class the set of classes its cheapest term so far needs. The improvement
 * counts how often each class in use is needed, so that the gain of choosing another node is found by
 * walking only over what becomes needed and what ceases to be.
 */
public final class DagExtractor {
  private static final int GREEDY_MAX_CLASSES = 20_000;
  private static final int ROUNDS = 32;

  private final EGraph g;
  private final int[] roots;
  private final long[] own; // by node
  private int[] choice;
  private int[] needed; // by class: uses by chosen nodes of needed classes, and by roots
  private long total;

  private DagExtractor(EGraph g, CostFunction.OfNode cost, int[] roots) {
    this.g = g;
    this.roots = roots.clone();
    this.own = new long[g.idBound()];
    this.choice = Ints.NONE;
    this.needed = Ints.NONE;
    for (int n = 1; n < own.length; n++) {
      if (g.isMember(n)) {
        own[n] = cost.cost(g, n);
      }
    }
  }

  /**
   * A choice for the given roots.
   *
   * @param cost the cost of a node alone
   * @throws NoSuchElementException if a root holds no finite term
   */
  public static Extraction extract(EGraph g, CostFunction.OfNode cost, int... roots) {
    var e = new DagExtractor(g, cost, roots);
    e.start();
    e.improve();
    return new Extraction(g, e.roots, e.choice, e.total, false);
  }

  private void start() {
    Extractor tree = Extractor.additive(g, (graph, n) -> own[n]);
    var byTree = new int[g.idBound()];
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      byTree[c] = tree.best(c);
    }
    for (int root : roots) {
      if (byTree[g.find(root)] == 0) {
        throw new NoSuchElementException("class " + g.find(root) + " holds no finite term");
      }
    }
    choice = byTree;
    total = cost(byTree);
    if (g.classCount() <= GREEDY_MAX_CLASSES) {
      int[] bySets = new GreedySets(g, own).choose();
      long cost = cost(bySets);
      if (cost < total && isAcyclic(bySets)) {
        choice = bySets;
        total = cost;
      }
    }
    count();
  }

  /** What a choice costs; {@link Extractor#INFINITE} if the roots' terms are cyclic. */
  private long cost(int[] candidate) {
    int[] order = Extraction.orderOrNull(g, roots, candidate);
    if (order.length == 0 && roots.length > 0) {
      return Extractor.INFINITE;
    }
    long sum = 0;
    for (int cls : order) {
      sum = Extractor.add(sum, own[candidate[cls]]);
    }
    return sum;
  }

  /** Whether a choice has no cycle anywhere, needed or not: what the improvement relies on. */
  private boolean isAcyclic(int[] candidate) {
    var all = new Ints(64);
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      if (candidate[c] != 0) {
        all.add(c);
      }
    }
    return all.isEmpty() || Extraction.orderOrNull(g, all.toArray(), candidate).length > 0;
  }

  private void count() {
    needed = new int[g.idBound()];
    for (int root : roots) {
      needed[g.find(root)]++;
    }
    for (int cls : Extraction.order(g, roots, choice)) {
      for (int i = 0; i < g.arity(choice[cls]); i++) {
        needed[g.child(choice[cls], i)]++;
      }
    }
  }

  private void improve() {
    for (int round = 0; round < ROUNDS; round++) {
      long before = total;
      int[] order = Extraction.order(g, roots, choice);
      for (int i = order.length - 1; i >= 0; i--) {
        if (needed[order[i]] > 0) {
          improve(order[i]);
        }
      }
      if (total == before) {
        return;
      }
    }
  }

  /** Gives a class the node that makes the whole cheapest. */
  private void improve(int cls) {
    for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
      int current = choice[cls];
      if (n == current || !hasChoices(n) || reaches(n, cls)) {
        continue;
      }
      long before = total;
      swap(cls, current, n);
      if (total >= before) {
        swap(cls, n, current);
      }
    }
  }

  private boolean hasChoices(int node) {
    for (int i = 0; i < g.arity(node); i++) {
      if (choice[g.child(node, i)] == 0) {
        return false;
      }
    }
    return true;
  }

  /** Makes {@code to} the node of a needed class and keeps the counts and the total. */
  private void swap(int cls, int from, int to) {
    total += own[to] - own[from];
    use(to);
    choice[cls] = to;
    drop(from);
  }

  private void use(int node) {
    var stack = new Ints(16);
    stack.add(node);
    while (!stack.isEmpty()) {
      int n = stack.pop();
      for (int i = 0; i < g.arity(n); i++) {
        int child = g.child(n, i);
        if (needed[child]++ == 0) {
          total += own[choice[child]];
          stack.add(choice[child]);
        }
      }
    }
  }

  private void drop(int node) {
    var stack = new Ints(16);
    stack.add(node);
    while (!stack.isEmpty()) {
      int n = stack.pop();
      for (int i = 0; i < g.arity(n); i++) {
        int child = g.child(n, i);
        if (--needed[child] == 0) {
          total -= own[choice[child]];
          stack.add(choice[child]);
        }
      }
    }
  }

  /** Whether a class can be reached from a node through chosen nodes. */
  private boolean reaches(int node, int cls) {
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
        if (!seen.get(child)) {
          seen.set(child);
          stack.add(choice[child]);
        }
      }
    }
    return false;
  }

  /** The greedy choice with a set of needed classes, sorted, for each class. */
  private static final class GreedySets {
    private final EGraph g;
    private final long[] own;
    private final int[] choice;
    private final int[][] sets;
    private final long[] cost;

    GreedySets(EGraph g, long[] own) {
      this.g = g;
      this.own = own;
      this.choice = new int[g.idBound()];
      this.sets = new int[g.idBound()][];
      this.cost = new long[g.idBound()];
      Arrays.fill(cost, Extractor.INFINITE);
    }

    int[] choose() {
      var queued = new boolean[g.idBound()];
      var queue = new java.util.ArrayDeque<Integer>();
      for (int n = 1; n < g.idBound(); n++) {
        if (g.isMember(n) && g.arity(n) == 0) {
          queued[n] = true;
          queue.add(n);
        }
      }
      while (!queue.isEmpty()) {
        int n = queue.remove();
        queued[n] = false;
        if (offer(n)) {
          g.forEachParent(
              g.find(n),
              parent -> {
                if (!queued[parent]) {
                  queued[parent] = true;
                  queue.add(parent);
                }
              });
        }
      }
      return choice;
    }

    /** Takes a node for its class if its term is cheaper; whether it was. */
    private boolean offer(int node) {
      int cls = g.find(node);
      int[] set = {};
      for (int i = 0; i < g.arity(node); i++) {
        int child = g.child(node, i);
        if (choice[child] == 0 || Arrays.binarySearch(sets[child], cls) >= 0) {
          return false;
        }
        set = union(set, sets[child]);
      }
      long sum = own[node];
      for (int member : set) {
        sum = Extractor.add(sum, own[choice[member]]);
      }
      if (sum >= cost[cls]) {
        return false;
      }
      cost[cls] = sum;
      choice[cls] = node;
      sets[cls] = union(set, new int[] {cls});
      return true;
    }

    private static int[] union(int[] a, int[] b) {
      var out = new int[a.length + b.length];
      int i = 0;
      int j = 0;
      int size = 0;
      while (i < a.length || j < b.length) {
        int x = i < a.length ? a[i] : Integer.MAX_VALUE;
        int y = j < b.length ? b[j] : Integer.MAX_VALUE;
        out[size++] = Math.min(x, y);
        i += x <= y ? 1 : 0;
        j += y <= x ? 1 : 0;
      }
      return Arrays.copyOf(out, size);
    }
  }
}
