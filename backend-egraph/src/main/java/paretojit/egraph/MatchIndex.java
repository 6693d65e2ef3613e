package paretojit.egraph;

/**
 * A snapshot of a clean e-graph in the order the matcher reads it.
 *
 * <pre>
 *   roots     for each head:  | class, child 0, child 1 | class, child 0, child 1 | …
 *   members   for each class: | head, count, children of the first, of the second, … | head, count, …
 * </pre>
 *
 * <p>All members of a class with one head lie side by side with their children inline, so a match
 * touches neither the node slab nor any link. Making the index takes three passes over the nodes (a
 * counting sort by head, then a stable one by class), a few nanoseconds a node.
 */
final class MatchIndex {
  private final EGraph graph;
  private final long version;
  private final int[] arity;
  private final int heads;

  /** Rows of a head are {@code roots[rootStart[h]] …}, up to {@code rootStart[h+1]}. */
  final int[] rootStart;

  int[] roots = Ints.NONE;

  /** Groups of a class are {@code members[start[c]] …}, up to {@code start[c+1]}. */
  int[] start = Ints.NONE;

  int[] members = Ints.NONE;

  MatchIndex(EGraph graph, NodeStore store, @org.jspecify.annotations.Nullable MatchIndex old) {
    this.graph = graph;
    this.version = graph.version();
    this.arity = graph.language().arities();
    this.heads = graph.language().heads();
    this.rootStart = new int[heads + 1];
    if (old != null) {
      roots = old.roots;
      start = old.start;
      members = old.members;
    }
    fillRoots(store);
    fillMembers(store.size);
  }

  long version() {
    return version;
  }

  EGraph graph() {
    return graph;
  }

  int[] arities() {
    return arity;
  }

  /** Whether any node has this head. */
  boolean has(int head) {
    return head < heads && rootStart[head] != rootStart[head + 1];
  }

  private void fillRoots(NodeStore store) {
    int[] slab = store.slab;
    var count = new int[heads + 1];
    for (int id = 1; id < store.size; id++) {
      if (graph.isMember(id)) {
        count[~slab[store.row[id] + 1]]++;
      }
    }
    int total = 0;
    for (int h = 0; h < heads; h++) {
      rootStart[h] = total;
      total += count[h] * (arity[h] + 1);
      count[h] = rootStart[h];
    }
    rootStart[heads] = total;
    roots = Ints.ensure(roots, total);
    for (int id = 1; id < store.size; id++) {
      if (graph.isMember(id)) {
        int r = store.row[id];
        int h = ~slab[r + 1];
        int p = count[h];
        roots[p] = graph.find(id);
        for (int i = 1; i <= arity[h]; i++) {
          roots[p + i] = slab[r + 1 + i];
        }
        count[h] = p + 1 + arity[h];
      }
    }
  }

  private void fillMembers(int size) {
    start = Ints.ensure(start, size + 1);
    java.util.Arrays.fill(start, 0, size + 1, 0);
    var group = new int[size]; // while counting: last head + 1; while filling: start of its group
    for (int h = 0; h < heads; h++) {
      int stride = arity[h] + 1;
      for (int p = rootStart[h], end = rootStart[h + 1]; p < end; p += stride) {
        int c = roots[p];
        start[c + 1] += group[c] == h + 1 ? arity[h] : arity[h] + 2;
        group[c] = h + 1;
      }
    }
    for (int c = 0; c < size; c++) {
      start[c + 1] += start[c];
    }
    members = Ints.ensure(members, start[size]);
    var fill = java.util.Arrays.copyOf(start, size);
    java.util.Arrays.fill(group, -1);
    for (int h = 0; h < heads; h++) {
      int stride = arity[h] + 1;
      for (int p = rootStart[h], end = rootStart[h + 1]; p < end; p += stride) {
        int c = roots[p];
        int f = fill[c];
        if (group[c] < 0 || members[group[c]] != h) {
          group[c] = f;
          members[f] = h;
          members[f + 1] = 0;
          f += 2;
        }
        members[group[c] + 1]++;
        for (int i = 1; i < stride; i++) {
          members[f++] = roots[p + i];
        }
        fill[c] = f;
      }
    }
  }

  /** Where the group of a class with this head starts in {@link #members}, or −1. */
  int group(int cls, int head) {
    int[] m = members;
    for (int p = start[cls], end = start[cls + 1]; p < end; ) {
      int h = m[p];
      if (h >= head) {
        return h == head ? p : -1;
      }
      p += 2 + m[p + 1] * arity[h];
    }
    return -1;
  }
}
