package paretojit.ir.analysis;

import java.util.Arrays;
import paretojit.ir.Function;

/**
 * Which values are live where blocks begin and end, as ascending lists.
 *
 * <p>A value is live into a block when it is defined before and used in it or after it. The block's
 * own parameters are defined in it, hence not live in. The arguments of an edge are used by the
 * terminator; what is live out of a block is what is live into one of its successors.
 *
 * <p>Method: from each use up to the definition, one value after another (Boissinot et al., "A
 * Non-Iterative Data-Flow Algorithm for Computing Liveness Sets in Strict SSA Programs", 2011,
 * section 4), so the time is proportional to the size of the answer.
 */
public final class Liveness {
  /** One list per block: built as linked lists, newest first, then laid out ascending. */
  private static final class Lists {
    private int[] head = new int[16];
    private int[] size = new int[16];
    private int[] start = new int[17];
    private int count;
    private int[] value = new int[64];
    private int[] next = new int[64];
    private int[] flat = new int[64];

    void clear(int blocks) {
      if (blocks > head.length) {
        int capacity = Math.max(blocks, head.length * 2);
        head = new int[capacity];
        size = new int[capacity];
        start = new int[capacity + 1];
      }
      Arrays.fill(head, 0, blocks, -1);
      Arrays.fill(size, 0, blocks, 0);
      count = 0;
    }

    /** Adds the value being explored; false if it is there already. */
    boolean add(int block, int v) {
      int top = head[block];
      if (top >= 0 && value[top] == v) {
        return false;
      }
      if (count == value.length) {
        value = Arrays.copyOf(value, count * 2);
        next = Arrays.copyOf(next, count * 2);
      }
      value[count] = v;
      next[count] = top;
      head[block] = count++;
      size[block]++;
      return true;
    }

    void layOut(int blocks) {
      if (count > flat.length) {
        flat = new int[value.length];
      }
      start[0] = 0;
      for (int block = 0; block < blocks; block++) {
        int at = start[block] + size[block];
        start[block + 1] = at;
        for (int entry = head[block]; entry >= 0; entry = next[entry]) {
          flat[--at] = value[entry];
        }
      }
    }

    boolean contains(int block, int v) {
      return Arrays.binarySearch(flat, start[block], start[block + 1], v) >= 0;
    }
  }

  private final Lists in = new Lists();
  private final Lists out = new Lists();
  private int[] defBlock = new int[64];
  private int[] useStart = new int[65];
  private int[] useBlock = new int[128];
  private int[] work = new int[16];

  public static Liveness of(Function f, Cfg cfg) {
    return new Liveness().compute(f, cfg);
  }

  /** Replaces what this object says by the facts about {@code f}. */
  public Liveness compute(Function f, Cfg cfg) {
    in.clear(f.blockCount());
    out.clear(f.blockCount());
    collect(f, cfg);
    for (int v = 0; v < f.valueCount(); v++) {
      for (int use = useStart[v]; use < useStart[v + 1]; use++) {
        explore(cfg, v, useBlock[use]);
      }
    }
    in.layOut(f.blockCount());
    out.layOut(f.blockCount());
    return this;
  }

  /** The defining block of each value, and the blocks that use it, by counting sort. */
  private void collect(Function f, Cfg cfg) {
    int values = f.valueCount();
    if (values > defBlock.length) {
      int capacity = Math.max(values, defBlock.length * 2);
      defBlock = new int[capacity];
      useStart = new int[capacity + 1];
    }
    Arrays.fill(useStart, 0, values + 1, 0);
    for (int k = 0; k < cfg.orderCount(); k++) {
      visit(f, cfg.order(k), false);
    }
    for (int v = 0; v < values; v++) {
      useStart[v + 1] += useStart[v];
    }
    int uses = useStart[values];
    if (uses > useBlock.length) {
      useBlock = new int[Math.max(uses, useBlock.length * 2)];
    }
    // Filling from the back turns each end into the start that it is to be.
    for (int k = cfg.orderCount() - 1; k >= 0; k--) {
      visit(f, cfg.order(k), true);
    }
  }

  private void visit(Function f, int block, boolean fill) {
    for (int k = 0; k < f.paramCount(block); k++) {
      defBlock[f.param(block, k)] = block;
    }
    for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
      for (int k = 0; k < f.resultCount(inst); k++) {
        defBlock[f.firstResult(inst) + k] = block;
      }
      for (int k = 0; k < f.argCount(inst); k++) {
        use(f.arg(inst, k), block, fill);
      }
    }
    int terminator = f.terminator(block);
    for (int k = 0; k < f.edgeCount(terminator); k++) {
      int edge = f.firstEdge(terminator) + k;
      for (int a = 0; a < f.edgeArgCount(edge); a++) {
        use(f.edgeArg(edge, a), block, fill);
      }
    }
  }

  private void use(int v, int block, boolean fill) {
    if (fill) {
      useBlock[--useStart[v]] = block;
    } else {
      useStart[v]++;
    }
  }

  private void explore(Cfg cfg, int v, int usedIn) {
    int pending = 0;
    work[pending++] = usedIn;
    while (pending > 0) {
      int block = work[--pending];
      if (block == defBlock[v] || !in.add(block, v)) {
        continue;
      }
      for (int p = 0; p < cfg.predecessorCount(block); p++) {
        int pred = cfg.predecessor(block, p);
        if (out.add(pred, v)) {
          if (pending == work.length) {
            work = Arrays.copyOf(work, pending * 2);
          }
          work[pending++] = pred;
        }
      }
    }
  }

  public int liveInCount(int block) {
    return in.size[block];
  }

  /** The {@code k}-th value live into a block, in ascending order. */
  public int liveIn(int block, int k) {
    return in.flat[in.start[block] + k];
  }

  public boolean isLiveIn(int block, int value) {
    return in.contains(block, value);
  }

  public int liveOutCount(int block) {
    return out.size[block];
  }

  /** The {@code k}-th value live out of a block, in ascending order. */
  public int liveOut(int block, int k) {
    return out.flat[out.start[block] + k];
  }

  public boolean isLiveOut(int block, int value) {
    return out.contains(block, value);
  }
}
