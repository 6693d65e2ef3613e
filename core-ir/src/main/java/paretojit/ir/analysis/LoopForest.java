package paretojit.ir.analysis;

import java.util.Arrays;

/**
 * Natural loops and how they nest.
 *
 * <p>A loop has a header that dominates all its blocks; back edges with one header make one loop.
 * Cycles that are entered at several blocks (irreducible, never made from WebAssembly) are no loops
 * here: {@link #isReducible()} is false then. A loop's id is greater than its parent's.
 */
public final class LoopForest {
  private int loopCount;
  private boolean reducible;
  private int[] header = new int[8];
  private int[] parent = new int[8];
  private int[] depth = new int[8];
  private int[] loopOf = new int[16];
  private int[] work = new int[16];

  public static LoopForest of(Cfg cfg, DominatorTree dominators) {
    return new LoopForest().compute(cfg, dominators);
  }

  /** Replaces what this object says by the facts about {@code cfg}. */
  public LoopForest compute(Cfg cfg, DominatorTree dominators) {
    int blocks = cfg.blockCount();
    if (blocks > loopOf.length) {
      loopOf = new int[Math.max(blocks, loopOf.length * 2)];
    }
    Arrays.fill(loopOf, 0, blocks, -1);
    loopCount = 0;
    reducible = true;
    // Later headers first, so that an inner loop is known when the one around it is explored.
    for (int k = cfg.orderCount() - 1; k >= 0; k--) {
      int block = cfg.order(k);
      int latches = collectLatches(cfg, dominators, block);
      if (latches > 0) {
        explore(cfg, newLoop(block), latches);
      }
    }
    turnRound(blocks);
    return this;
  }

  /** Puts the sources of back edges to {@code block} into {@code work}; gives their number. */
  private int collectLatches(Cfg cfg, DominatorTree dominators, int block) {
    int latches = 0;
    for (int p = 0; p < cfg.predecessorCount(block); p++) {
      int pred = cfg.predecessor(block, p);
      if (dominators.dominates(block, pred)) {
        push(latches++, pred);
      } else if (cfg.position(pred) >= cfg.position(block)) {
        reducible = false;
      }
    }
    return latches;
  }

  private int newLoop(int block) {
    if (loopCount == header.length) {
      header = Arrays.copyOf(header, loopCount * 2);
      parent = Arrays.copyOf(parent, loopCount * 2);
      depth = Arrays.copyOf(depth, loopCount * 2);
    }
    header[loopCount] = block;
    parent[loopCount] = -1;
    return loopCount++;
  }

  /** Walks backwards from the latches; whole inner loops are stepped over. */
  private void explore(Cfg cfg, int loop, int pending) {
    loopOf[header[loop]] = loop;
    while (pending > 0) {
      int block = work[--pending];
      int entered;
      if (loopOf[block] < 0) {
        loopOf[block] = loop;
        entered = block;
      } else {
        int outer = loopOf[block];
        while (parent[outer] >= 0) {
          outer = parent[outer];
        }
        if (outer == loop) {
          continue;
        }
        parent[outer] = loop;
        entered = header[outer];
      }
      for (int p = 0; p < cfg.predecessorCount(entered); p++) {
        push(pending++, cfg.predecessor(entered, p));
      }
    }
  }

  private void push(int at, int block) {
    if (at == work.length) {
      work = Arrays.copyOf(work, at * 2);
    }
    work[at] = block;
  }

  /** Numbers the loops the other way round, outer before inner, and counts depths. */
  private void turnRound(int blocks) {
    int top = loopCount - 1;
    for (int a = 0, b = top; a <= b; a++, b--) {
      int headerA = header[a];
      int parentA = parent[a];
      header[a] = header[b];
      parent[a] = parent[b] < 0 ? -1 : top - parent[b];
      if (a != b) {
        header[b] = headerA;
        parent[b] = parentA < 0 ? -1 : top - parentA;
      }
    }
    for (int block = 0; block < blocks; block++) {
      loopOf[block] = loopOf[block] < 0 ? -1 : top - loopOf[block];
    }
    for (int loop = 0; loop < loopCount; loop++) {
      depth[loop] = parent[loop] < 0 ? 1 : depth[parent[loop]] + 1;
    }
  }

  public int loopCount() {
    return loopCount;
  }

  /** False when some cycle has no block that dominates the rest of it. */
  public boolean isReducible() {
    return reducible;
  }

  public int header(int loop) {
    return header[loop];
  }

  /** The smallest loop around a loop, or -1. */
  public int parent(int loop) {
    return parent[loop];
  }

  /** 1 for outermost loops. */
  public int depth(int loop) {
    return depth[loop];
  }

  /** The smallest loop that contains a block, or -1. */
  public int loopOf(int block) {
    return loopOf[block];
  }

  /** Number of loops around a block. */
  public int blockDepth(int block) {
    return loopOf[block] < 0 ? 0 : depth[loopOf[block]];
  }

  public boolean isHeader(int block) {
    return loopOf[block] >= 0 && header[loopOf[block]] == block;
  }

  public boolean contains(int loop, int block) {
    int inner = loopOf[block];
    while (inner > loop) {
      inner = parent[inner];
    }
    return inner == loop;
  }
}
