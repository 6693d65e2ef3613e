package paretojit.egraph;

/** Nodes over ids as they were given, found by content: the memory of {@link Provenance}. */
final class UniqueRows {
  private final Ints slab = new Ints(64); // id, head, arity, children
  private int[] table = new int[128]; // row + 1
  private int entries;

  int head(int row) {
    return slab.get(row + 1);
  }

  private int arity(int row) {
    return slab.get(row + 2);
  }

  int child(int row, int i) {
    return slab.get(row + 3 + i);
  }

  int find(int head, int[] ids, int from, int arity) {
    int mask = table.length - 1;
    for (int i = hash(head, ids, from, arity) & mask; table[i] != 0; i = (i + 1) & mask) {
      int row = table[i] - 1;
      if (same(row, head, ids, from, arity)) {
        return slab.get(row);
      }
    }
    return 0;
  }

  private boolean same(int row, int head, int[] ids, int from, int arity) {
    if (head(row) != head) {
      return false;
    }
    for (int i = 0; i < arity; i++) {
      if (child(row, i) != ids[from + i]) {
        return false;
      }
    }
    return true;
  }

  /** Adds a row that is not there; returns it. */
  int add(int id, int head, int[] ids, int from, int arity) {
    int row = slab.size;
    slab.add(id);
    slab.add(head);
    slab.add(arity);
    for (int i = 0; i < arity; i++) {
      slab.add(ids[from + i]);
    }
    if (++entries * 2 > table.length) {
      int[] old = table;
      table = new int[2 * old.length];
      for (int entry : old) {
        if (entry != 0) {
          place(entry - 1);
        }
      }
    }
    place(row);
    return row;
  }

  private void place(int row) {
    int mask = table.length - 1;
    int i = hash(head(row), slab.data, row + 3, arity(row)) & mask;
    while (table[i] != 0) {
      i = (i + 1) & mask;
    }
    table[i] = row + 1;
  }

  private static int hash(int head, int[] ids, int from, int arity) {
    long h = head * 0x9E3779B97F4A7C15L;
    for (int i = from; i < from + arity; i++) {
      h = (h ^ (h >>> 32) ^ ids[i]) * 0xD6E8FEB86659FD93L;
    }
    return (int) (h >>> 32);
  }

  void copyTo(UniqueRows other) {
    slab.copyTo(other.slab);
    other.table = table.clone();
    other.entries = entries;
  }
}
