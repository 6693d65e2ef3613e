package paretojit.rewrite;

import java.util.Arrays;
import paretojit.ir.analysis.DominatorTree;

/**
 * Operations that are pure but for their trap, with the class of their result: where one dominates
 * an equal one, the second neither traps nor computes anything new.
 */
final class TrapTable {
  private static final int INTS = 6;

  private int[] entries = new int[64 * INTS];
  private int[] next = new int[64];
  private final int[] heads = new int[64];
  private int count;

  TrapTable() {
    Arrays.fill(heads, -1);
  }

  void clear() {
    count = 0;
    Arrays.fill(heads, -1);
  }

  /** The result class of an equal operation that dominates {@code block}, or NONE. */
  int find(int op, int type, int x, int y, int block, DominatorTree dominators) {
    for (int e = heads[slot(op, x, y)]; e >= 0; e = next[e]) {
      int at = e * INTS;
      if (entries[at] == op
          && entries[at + 1] == type
          && entries[at + 2] == x
          && entries[at + 3] == y
          && dominators.dominates(entries[at + 4], block)) {
        return entries[at + 5];
      }
    }
    return AeGraph.NONE;
  }

  void add(int op, int type, int x, int y, int block, int result) {
    if (count == next.length) {
      next = Arrays.copyOf(next, count * 2);
      entries = Arrays.copyOf(entries, count * 2 * INTS);
    }
    int at = count * INTS;
    entries[at] = op;
    entries[at + 1] = type;
    entries[at + 2] = x;
    entries[at + 3] = y;
    entries[at + 4] = block;
    entries[at + 5] = result;
    int slot = slot(op, x, y);
    next[count] = heads[slot];
    heads[slot] = count++;
  }

  private int slot(int op, int x, int y) {
    int h = (op * 31 + x) * 31 + y;
    return (h ^ h >>> 6 ^ h >>> 12) & heads.length - 1;
  }
}
