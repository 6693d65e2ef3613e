package paretojit.egraph;

import java.util.Arrays;

/**
 * Disjoint sets of ids, each with a weight. One array holds both: a non-negative entry points
 * towards the root, a negative one is a root and holds −1−weight.
 */
final class UnionFind {
  private int[] up = new int[64];

  void ensure(int ids) {
    up = ids <= up.length ? up : Arrays.copyOf(up, Math.max(ids, NodeStore.grown(up.length)));
  }

  /** Makes {@code id} a set of its own with weight 0. */
  void makeSet(int id) {
    up[id] = -1;
  }

  boolean isRoot(int id) {
    return up[id] < 0;
  }

  int find(int id) {
    int[] u = up;
    int parent = u[id];
    if (parent < 0) {
      return id;
    }
    int grand = u[parent];
    while (grand >= 0) { // halve the path: every other node skips to its grandparent
      u[id] = grand;
      id = grand;
      parent = u[id];
      if (parent < 0) {
        return id;
      }
      grand = u[parent];
    }
    return parent;
  }

  int weight(int root) {
    return -1 - up[root];
  }

  void addWeight(int root) {
    up[root]--;
  }

  /** Hangs root {@code loser} below root {@code winner} and adds its weight. */
  void link(int winner, int loser) {
    up[winner] += up[loser] + 1;
    up[loser] = winner;
  }

  UnionFind copy() {
    var c = new UnionFind();
    c.up = up.clone();
    return c;
  }
}
