package paretojit.ir.analysis;

import java.util.Arrays;

/**
 * Immediate dominators, by the iterative algorithm of Cooper, Harvey and Kennedy ("A Simple, Fast
 * Dominance Algorithm", 2001), which needs one round on reducible graphs, and a numbering that
 * answers dominance in constant time.
 */
public final class DominatorTree {
  private int entry;
  private int[] idom = new int[16];
  private int[] firstChild = new int[16];
  private int[] nextSibling = new int[16];
  private int[] depth = new int[16];
  private int[] first = new int[16];
  private int[] last = new int[16];
  private int preorderCount;
  private int[] preorder = new int[16];

  public static DominatorTree of(Cfg cfg) {
    return new DominatorTree().compute(cfg);
  }

  /** Replaces what this object says by the facts about {@code cfg}. */
  public DominatorTree compute(Cfg cfg) {
    reserve(cfg.blockCount());
    entry = cfg.order(0);
    solve(cfg);
    link(cfg);
    number();
    return this;
  }

  private void reserve(int blocks) {
    if (blocks > idom.length) {
      int capacity = Math.max(blocks, idom.length * 2);
      idom = new int[capacity];
      firstChild = new int[capacity];
      nextSibling = new int[capacity];
      depth = new int[capacity];
      first = new int[capacity];
      last = new int[capacity];
      preorder = new int[capacity];
    }
    Arrays.fill(idom, 0, blocks, -1);
    Arrays.fill(firstChild, 0, blocks, -1);
    Arrays.fill(first, 0, blocks, -1);
    Arrays.fill(last, 0, blocks, -1);
    Arrays.fill(depth, 0, blocks, 0);
  }

  private void solve(Cfg cfg) {
    idom[entry] = entry;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int k = 1; k < cfg.orderCount(); k++) {
        int block = cfg.order(k);
        int common = -1;
        for (int p = 0; p < cfg.predecessorCount(block); p++) {
          int pred = cfg.predecessor(block, p);
          if (idom[pred] >= 0) {
            common = common < 0 ? pred : meet(cfg, common, pred);
          }
        }
        if (idom[block] != common) {
          idom[block] = common;
          changed = true;
        }
      }
    }
    idom[entry] = -1;
  }

  private int meet(Cfg cfg, int a, int b) {
    while (a != b) {
      while (cfg.position(a) > cfg.position(b)) {
        a = idom[a];
      }
      while (cfg.position(b) > cfg.position(a)) {
        b = idom[b];
      }
    }
    return a;
  }

  /** Children in reverse postorder. */
  private void link(Cfg cfg) {
    for (int k = cfg.orderCount() - 1; k > 0; k--) {
      int block = cfg.order(k);
      nextSibling[block] = firstChild[idom[block]];
      firstChild[idom[block]] = block;
    }
    nextSibling[entry] = -1;
    for (int k = 1; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      depth[block] = depth[idom[block]] + 1;
    }
  }

  /** Preorder numbers; {@code last} is the greatest number in the subtree. */
  private void number() {
    preorderCount = 0;
    int block = entry;
    while (true) {
      first[block] = preorderCount;
      preorder[preorderCount++] = block;
      if (firstChild[block] >= 0) {
        block = firstChild[block];
        continue;
      }
      while (true) {
        last[block] = preorderCount - 1;
        if (block == entry) {
          return;
        }
        if (nextSibling[block] >= 0) {
          block = nextSibling[block];
          break;
        }
        block = idom[block];
      }
    }
  }

  /** The immediate dominator; -1 for the entry and for unreachable blocks. */
  public int idom(int block) {
    return idom[block];
  }

  /** Edges on the way up to the entry. */
  public int depth(int block) {
    return depth[block];
  }

  /** True when every path from the entry to {@code b} goes through {@code a}; each block does so. */
  public boolean dominates(int a, int b) {
    return first[a] >= 0 && first[a] <= first[b] && first[b] <= last[a];
  }

  public boolean strictlyDominates(int a, int b) {
    return a != b && dominates(a, b);
  }

  /** The deepest block that dominates both. */
  public int commonDominator(int a, int b) {
    while (!dominates(a, b)) {
      a = idom[a];
    }
    return a;
  }

  /** The first of the blocks that {@code block} immediately dominates, or -1. */
  public int firstChild(int block) {
    return firstChild[block];
  }

  /** The next block with the same immediate dominator, or -1. */
  public int nextSibling(int block) {
    return nextSibling[block];
  }

  /** Number of blocks in the tree. */
  public int preorderCount() {
    return preorderCount;
  }

  /** The {@code k}-th block of the tree in preorder: dominators before what they dominate. */
  public int preorder(int k) {
    return preorder[k];
  }
}
