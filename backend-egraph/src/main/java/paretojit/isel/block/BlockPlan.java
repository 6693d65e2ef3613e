package paretojit.isel.block;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;

/**
 * The blocks that code is made for, in the order of the code: the reachable IR blocks, and a block
 * for each critical edge, right after the edge's source.
 *
 * <p>The order is the function's layout if that lists every block after its dominators, else a
 * reverse postorder. Loop depths come from the extents of backward edges in that order, which is
 * exact when loops are contiguous, as structured sources make them.
 */
public final class BlockPlan {
  /** In {@link #irBlock}: the block in front of an entry block that is also a branch target. */
  public static final int START = Integer.MIN_VALUE;

  private static final int UNSEEN = -1;

  private int count;
  private int[] ir = new int[64];
  private int[] depth = new int[65];
  private int[] loopEnd = new int[64];
  private int[] planned = new int[64]; // by IR block
  private int[] viaEdge = new int[64]; // by IR edge
  private int[] predCount = new int[64];
  private int[] layoutIndex = new int[64];
  // Depth-first search.
  private int[] order = new int[64];
  private int orderCount;
  private int[] stack = new int[64];
  private int[] nextEdge = new int[64];
  private byte[] state = new byte[64];
  private boolean layoutIsFine;

  /** Plans a function. */
  public void build(Function f) {
    int blocks = f.blockCount();
    if (planned.length < blocks) {
      int capacity = Math.max(blocks, 2 * planned.length);
      planned = new int[capacity];
      predCount = new int[capacity];
      layoutIndex = new int[capacity];
      order = new int[capacity];
      stack = new int[capacity];
      nextEdge = new int[capacity];
      state = new byte[capacity];
    }
    if (viaEdge.length < f.edgeCount()) {
      viaEdge = new int[Math.max(f.edgeCount(), 2 * viaEdge.length)];
    }
    search(f);
    number(f);
    findLoops(f);
  }

  private void search(Function f) {
    Arrays.fill(state, 0, f.blockCount(), (byte) 0);
    Arrays.fill(predCount, 0, f.blockCount(), 0);
    for (int k = 0; k < f.layoutCount(); k++) {
      layoutIndex[f.layoutBlock(k)] = k;
    }
    layoutIsFine = true;
    orderCount = 0;
    int depthOfStack = 0;
    stack[depthOfStack++] = f.entry();
    state[f.entry()] = 1;
    nextEdge[f.entry()] = 0;
    while (depthOfStack > 0) {
      int block = stack[depthOfStack - 1];
      int terminator = f.terminator(block);
      if (nextEdge[block] == f.edgeCount(terminator)) {
        state[block] = 2;
        order[orderCount++] = block;
        depthOfStack--;
        continue;
      }
      int target = f.edgeTarget(f.firstEdge(terminator) + nextEdge[block]++);
      predCount[target]++;
      if (state[target] == 0) {
        state[target] = 1;
        nextEdge[target] = 0;
        stack[depthOfStack++] = target;
      }
      if (state[target] == 2 || depthOfStack > 0 && stack[depthOfStack - 1] == target) {
        layoutIsFine &= layoutIndex[block] < layoutIndex[target] || block == target;
      }
    }
  }

  private void number(Function f) {
    count = 0;
    int n = layoutIsFine ? f.layoutCount() : orderCount;
    if (predCount[f.entry()] > 0) {
      add(START);
      predCount[f.entry()]++;
    }
    for (int k = 0; k < n; k++) {
      int block = layoutIsFine ? f.layoutBlock(k) : order[orderCount - 1 - k];
      if (state[block] != 0) {
        planned[block] = add(block);
        splitEdges(f, block);
      }
    }
  }

  private int add(int block) {
    if (count == ir.length) {
      ir = Arrays.copyOf(ir, count * 2);
      loopEnd = Arrays.copyOf(loopEnd, count * 2);
      depth = new int[count * 2 + 1];
    }
    ir[count] = block;
    return count++;
  }

  private void splitEdges(Function f, int block) {
    int terminator = f.terminator(block);
    int edges = f.edgeCount(terminator);
    int first = f.firstEdge(terminator);
    for (int e = first; e < first + edges; e++) {
      viaEdge[e] = UNSEEN;
      if (edges > 1 && predCount[f.edgeTarget(e)] > 1) {
        int same = f.opcode(terminator) == Op.BR_TABLE.ordinal() ? sameEdge(f, first, e) : UNSEEN;
        viaEdge[e] = same != UNSEEN ? same : add(~e);
      }
    }
  }

  /** The block of a recent edge of the same table with the same target and arguments. */
  private int sameEdge(Function f, int first, int e) {
    for (int other = e - 1; other >= Math.max(first, e - 8); other--) {
      if (f.edgeTarget(other) == f.edgeTarget(e) && sameArgs(f, other, e)) {
        return viaEdge[other];
      }
    }
    return UNSEEN;
  }

  private static boolean sameArgs(Function f, int a, int b) {
    for (int k = 0; k < f.edgeArgCount(a); k++) {
      if (f.edgeArg(a, k) != f.edgeArg(b, k)) {
        return false;
      }
    }
    return true;
  }

  private void findLoops(Function f) {
    Arrays.fill(depth, 0, count + 1, 0);
    Arrays.fill(loopEnd, 0, count, UNSEEN);
    for (int b = 0; b < count; b++) {
      if (ir[b] == START) {
        continue;
      }
      if (ir[b] < 0) {
        noteLoop(b, planned[f.edgeTarget(~ir[b])]);
        continue;
      }
      int terminator = f.terminator(ir[b]);
      for (int k = 0; k < f.edgeCount(terminator); k++) {
        int e = f.firstEdge(terminator) + k;
        if (viaEdge[e] == UNSEEN) {
          noteLoop(b, planned[f.edgeTarget(e)]);
        }
      }
    }
    for (int b = 0; b < count; b++) {
      if (loopEnd[b] != UNSEEN) {
        depth[b]++;
        depth[loopEnd[b] + 1]--;
      }
    }
    for (int b = 1; b < count; b++) {
      depth[b] += depth[b - 1];
    }
  }

  private void noteLoop(int from, int to) {
    if (to <= from) {
      loopEnd[to] = Math.max(loopEnd[to], from);
    }
  }

  /** Number of planned blocks. */
  public int count() {
    return count;
  }

  /** The IR block that planned block {@code b} is; {@code ~edge} for an edge's block; or START. */
  public int irBlock(int b) {
    return ir[b];
  }

  /** The planned block of a reachable IR block. */
  public int blockOf(int irBlock) {
    return planned[irBlock];
  }

  /** The planned block that a branch along an IR edge goes to: the edge's own, or the target. */
  public int blockOnEdge(Function f, int edge) {
    return viaEdge[edge] != UNSEEN ? viaEdge[edge] : planned[f.edgeTarget(edge)];
  }

  /** Has the IR edge a block of its own, which then carries the arguments? */
  public boolean isSplit(int edge) {
    return viaEdge[edge] != UNSEEN;
  }

  public int depth(int b) {
    return depth[b];
  }

  /** The last block of the loop that {@code b} heads, or -1. */
  public int loopEnd(int b) {
    return loopEnd[b];
  }
}
