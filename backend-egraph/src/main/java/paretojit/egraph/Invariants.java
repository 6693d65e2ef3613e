package paretojit.egraph;

/** What must hold of a clean e-graph; {@link EGraph#checkInvariants} hands over its arrays. */
final class Invariants {
  private final EGraph g;
  private final NodeStore store;
  private final IdTable ids;

  Invariants(EGraph g, NodeStore store, IdTable ids) {
    this.g = g;
    this.store = store;
    this.ids = ids;
  }

  void check() {
    require(g.isClean(), "not rebuilt", 0);
    int nodes = 0;
    int classCount = 0;
    int inTable = 0;
    for (int id = 1; id < ids.size; id++) {
      if (g.isFound(id)) {
        inTable++;
        checkNode(id);
      }
      if (!ids.isRoot(id)) {
        continue;
      }
      classCount++;
      checkUses(id);
      if (ids.member(id) != 0) {
        int n = ids.member(id);
        do {
          nodes++;
          require(ids.find(n) == id, "member of another class", n);
          require(g.isMember(n), "a ring holds a node that is no member", n);
          require(ids.prev(ids.next(n)) == n, "ring broken", n);
          n = ids.next(n);
        } while (n != ids.member(id));
      }
    }
    require(nodes == g.nodeCount(), "node count is " + nodes + ", not " + g.nodeCount(), 0);
    require(
        classCount == g.classCount(),
        "class count is " + classCount + ", not " + g.classCount(),
        0);
    require(inTable == store.entries(), "table has " + store.entries() + " of " + inTable, 0);
  }

  private void checkNode(int id) {
    int r = ids.row(id);
    int arity = g.arity(id);
    int found = store.find(r, arity, store.hash(r, arity));
    require(found == r, "the table finds another row for it", id);
    for (int s = r + 2; s < r + 2 + arity; s++) {
      require(ids.isRoot(store.slab[s]), "a child is not canonical", id);
      require(ids.firstUse(store.slab[s]) != 0, "a child does not know it", id);
    }
  }

  private void checkUses(int cls) {
    int uses = 0;
    int last = 0;
    for (int s = ids.firstUse(cls); s != 0; s = store.link[s]) {
      uses++;
      require(ids.find(store.slab[s]) == cls, "a use of another class", cls);
      last = s;
    }
    require(last == ids.lastUse(cls), "the last use is not the last", cls);
    require(uses <= ids.weight(cls), "more uses than the weight tells", cls);
  }

  private void require(boolean holds, String what, int id) {
    if (!holds) {
      throw new AssertionError("e-graph broken at " + id + ": " + what + "\n" + g);
    }
  }
}
