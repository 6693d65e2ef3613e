package paretojit.egraph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a clean e-graph in the order the matcher reads it.
 *
 * <pre>
 *   roots     for each head:  | class, child 0, child 1 | class, child 0, child 1 | …
 *   members   for each class: | head, count, new, children of the first, of the second, … | head, …
 * </pre>
 *
 * <p>All members of a class with one head lie side by side with their children inline, so a match
 * touches neither the node slab nor any link. Making the index takes a few passes over the nodes (a
 * counting sort by head, then a stable one by class), some nanoseconds a node.
 *
 * <p>Within a head and within a group, nodes that are new come first: those that were added, moved to
 * another class or got other children since the index before this one, whose {@link #generation} is
 * one less. A match that was not there in that index has a new node somewhere.
 */
final class MatchIndex {
  /** The ints of a group before its rows. */
  static final int HEADER = 3;

  private final EGraph graph;
  private final long version;
  private final int generation;
  private final int bound;
  private final int boundBefore;
  private final int[] arity;
  private final int heads;
  private final long[] fresh;

  /** Rows of a head are {@code roots[rootStart[h]] …}, up to {@code rootStart[h+1]}. */
  final int[] rootStart;

  /** Up to here the rows of a head are new. */
  final int[] freshEnd;

  int[] roots = Ints.NONE;

  /** Groups of a class are {@code members[start[c]] …}, up to {@code start[c+1]}. */
  int[] start = Ints.NONE;

  int[] members = Ints.NONE;

  MatchIndex(EGraph graph, NodeStore store, IdTable ids, @Nullable MatchIndex old, int generation) {
    this.graph = graph;
    this.version = graph.version();
    this.arity = graph.language().arities();
    this.heads = graph.language().heads();
    this.rootStart = new int[heads + 1];
    this.freshEnd = new int[heads];
    this.fresh = new long[(ids.size >> 6) + 1];
    this.generation = generation;
    this.bound = ids.size;
    this.boundBefore = old == null ? 0 : old.bound;
    if (old != null) { // its arrays are free to be used again
      roots = old.roots;
      start = old.start;
      members = old.members;
    }
    for (int id = 1; id < ids.size; id++) {
      if (graph.isFound(id) && graph.isNewToIndex(id)) {
        fresh[id >> 6] |= 1L << id;
      }
    }
    fillRoots(store, ids);
    fillMembers(ids.size);
  }

  long version() {
    return version;
  }

  /** Counts the indexes of an e-graph. */
  int generation() {
    return generation;
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

  /** Whether no id of a class was a class in the index before; ids of classes never come back. */
  boolean isNewClass(int cls) {
    return cls >= boundBefore;
  }

  /** Whether a node is new. */
  boolean isNew(int node) {
    return (fresh[node >> 6] & 1L << node) != 0;
  }

  private void fillRoots(NodeStore store, IdTable ids) {
    int[] slab = store.slab;
    var count = new int[heads];
    var freshCount = new int[heads];
    for (int id = 1; id < ids.size; id++) {
      if (graph.isMember(id)) {
        int h = ~slab[ids.row(id) + 1];
        count[h]++;
        if (isNew(id)) {
          freshCount[h]++;
        }
      }
    }
    int total = 0;
    for (int h = 0; h < heads; h++) {
      rootStart[h] = total;
      freshEnd[h] = total + freshCount[h] * (arity[h] + 1);
      total += count[h] * (arity[h] + 1);
    }
    rootStart[heads] = total;
    roots = Ints.ensure(roots, total);
    int[] nextNew = Arrays.copyOf(rootStart, heads);
    int[] nextOld = freshEnd.clone();
    for (int id = 1; id < ids.size; id++) {
      if (graph.isMember(id)) {
        int r = ids.row(id);
        int h = ~slab[r + 1];
        int[] cursor = isNew(id) ? nextNew : nextOld;
        int p = cursor[h];
        roots[p] = graph.find(id);
        for (int i = 1; i <= arity[h]; i++) {
          roots[p + i] = slab[r + 1 + i];
        }
        cursor[h] = p + 1 + arity[h];
      }
    }
  }

  private void fillMembers(int size) {
    start = Ints.ensure(start, size + 1);
    Arrays.fill(start, 0, size + 1, 0);
    var group = new int[size]; // while counting: last head + 1; while filling: start of its group
    for (int h = 0; h < heads; h++) {
      int stride = arity[h] + 1;
      for (int p = rootStart[h], end = rootStart[h + 1]; p < end; p += stride) {
        int c = roots[p];
        start[c + 1] += group[c] == h + 1 ? arity[h] : arity[h] + HEADER;
        group[c] = h + 1;
      }
    }
    for (int c = 0; c < size; c++) {
      start[c + 1] += start[c];
    }
    members = Ints.ensure(members, start[size]);
    var fill = Arrays.copyOf(start, size);
    Arrays.fill(group, -1);
    for (int h = 0; h < heads; h++) {
      int stride = arity[h] + 1;
      for (int p = rootStart[h], end = rootStart[h + 1]; p < end; p += stride) {
        int c = roots[p];
        int f = fill[c];
        if (group[c] < 0 || members[group[c]] != h) {
          group[c] = f;
          members[f] = h;
          members[f + 1] = 0;
          members[f + 2] = 0;
          f += HEADER;
        }
        members[group[c] + 1]++;
        if (p < freshEnd[h]) {
          members[group[c] + 2]++;
        }
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
      p += HEADER + m[p + 1] * arity[h];
    }
    return -1;
  }
}
