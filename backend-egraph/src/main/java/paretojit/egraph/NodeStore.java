package paretojit.egraph;

import java.util.Arrays;

/**
 * All nodes as rows of one int slab, and the hash table that finds a node by its content.
 *
 * <pre>
 *   slab   … | id | ~head | child 0 | child 1 | id | ~head | child 0 | …
 *   link   … |    |       |  next   |  next   |    |       |  next   | …
 *   {@link IdTable} ──^
 *   table  hash:32 | row:32, open addressing, linear probing
 * </pre>
 *
 * <p>A child's position in the slab is a <em>slot</em>. Slots double as the entries of the lists of
 * a class's parents: {@code link} chains the slots that hold the same class, so a parent list costs
 * no allocation. Heads are stored complemented, hence negative, which lets a slot find its row by
 * walking left. Position 0 is never used: 0 means "none" for ids, rows and slots alike.
 *
 * <p>The table holds each node under the children written in its row, never under older ones: who
 * changes a row takes it out first and puts it back after.
 */
final class NodeStore {
  int[] slab = new int[256];
  int[] link = new int[256];
  int top = 1;
  private long[] table = new long[256];
  private int entries;

  /** Starts a tentative row at the end of the slab and returns it; {@link #commit} keeps it. */
  int begin(int head, int arity) {
    int r = top;
    if (r + 2 + arity > slab.length) {
      int length = Math.max(r + 2 + arity, grown(slab.length));
      slab = Arrays.copyOf(slab, length);
      link = Arrays.copyOf(link, length);
    }
    slab[r + 1] = ~head;
    return r;
  }

  /** Keeps the tentative row as the node {@code id}, in the table under {@code hash}. */
  void commit(int r, int id, int arity, int hash) {
    slab[r] = id;
    top = r + 2 + arity;
    insert(r, hash);
  }

  static int grown(int length) {
    return length + (length >> 1);
  }

  /** The id of the node that a slot belongs to. */
  int owner(int slot) {
    int s = slot - 1;
    while (slab[s] >= 0) {
      s--;
    }
    return slab[s - 1];
  }

  int hash(int r, int arity) {
    int[] s = slab;
    long h = s[r + 1] * 0x9E3779B97F4A7C15L;
    for (int i = r + 2, end = i + arity; i < end; i++) {
      h = (h ^ (h >>> 32) ^ s[i]) * 0xD6E8FEB86659FD93L;
    }
    return (int) (h >>> 32);
  }

  /** The row with the content of row {@code r}, or 0. */
  int find(int r, int arity, int hash) {
    long[] t = table;
    int mask = t.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      long entry = t[i];
      if (entry == 0) {
        return 0;
      }
      if ((int) (entry >>> 32) == hash && same((int) entry, r, arity)) {
        return (int) entry;
      }
    }
  }

  private boolean same(int a, int b, int arity) {
    int[] s = slab;
    for (int i = 1; i < arity + 2; i++) {
      if (s[a + i] != s[b + i]) {
        return false;
      }
    }
    return true;
  }

  void insert(int r, int hash) {
    if (++entries * 2 > table.length) {
      growTable();
    }
    place(table, ((long) hash << 32) | r);
  }

  private static void place(long[] table, long entry) {
    int mask = table.length - 1;
    int i = (int) (entry >>> 32) & mask;
    while (table[i] != 0) {
      i = (i + 1) & mask;
    }
    table[i] = entry;
  }

  private void growTable() {
    var bigger = new long[2 * table.length];
    for (long entry : table) {
      if (entry != 0) {
        place(bigger, entry);
      }
    }
    table = bigger;
  }

  /** Takes a row out of the table; entries behind it move up so that no tombstone is needed. */
  void remove(int r, int hash) {
    long[] t = table;
    int mask = t.length - 1;
    int hole = hash & mask;
    while ((int) t[hole] != r) {
      if (t[hole] == 0) {
        throw new AssertionError("node " + slab[r] + " is not in the table");
      }
      hole = (hole + 1) & mask;
    }
    for (int i = (hole + 1) & mask; t[i] != 0; i = (i + 1) & mask) {
      int home = (int) (t[i] >>> 32) & mask;
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        t[hole] = t[i];
        hole = i;
      }
    }
    t[hole] = 0;
    entries--;
  }

  /** The number of nodes in the table. */
  int entries() {
    return entries;
  }

  NodeStore copy() {
    var c = new NodeStore();
    c.slab = slab.clone();
    c.link = link.clone();
    c.top = top;
    c.table = table.clone();
    c.entries = entries;
    return c;
  }
}
