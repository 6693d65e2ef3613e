package paretojit.ir.analysis;

import java.util.Arrays;
import paretojit.ir.Function;

/**
 * The control flow graph: where edges come from, predecessors, and reverse postorder.
 *
 * <p>Edges are the {@link Function}'s edge ids; parallel edges between two blocks are counted one by
 * one. Edges out of unreachable blocks are left out.
 */
public final class Cfg {
  private int blockCount;
  private int edgeCount;
  private int[] firstEdge = new int[16];
  private int[] endEdge = new int[16];
  private int[] edgeSource = new int[32];
  private int[] edgeTarget = new int[32];
  private int[] predStart = new int[17];
  private int[] predEdge = new int[32];
  private int orderCount;
  private int[] order = new int[16];
  private int[] position = new int[16];
  private int[] stack = new int[16];

  public static Cfg of(Function f) {
    return new Cfg().compute(f);
  }

  /** Replaces what this object says by the facts about {@code f}. */
  public Cfg compute(Function f) {
    reserve(f.blockCount(), f.edgeCount());
    for (int edge = 0; edge < edgeCount; edge++) {
      edgeTarget[edge] = f.edgeTarget(edge);
    }
    for (int block = 0; block < blockCount; block++) {
      firstEdge[block] = 0;
      endEdge[block] = 0;
    }
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      int terminator = f.terminator(block);
      int count = f.edgeCount(terminator);
      if (count > 0) {
        firstEdge[block] = f.firstEdge(terminator);
        endEdge[block] = firstEdge[block] + count;
      }
    }
    sort(f.entry());
    return this;
  }

  private void reserve(int blocks, int edges) {
    blockCount = blocks;
    edgeCount = edges;
    if (blocks > firstEdge.length) {
      int capacity = Math.max(blocks, firstEdge.length * 2);
      firstEdge = new int[capacity];
      endEdge = new int[capacity];
      predStart = new int[capacity + 1];
      order = new int[capacity];
      position = new int[capacity];
      stack = new int[capacity];
    }
    if (edges > edgeSource.length) {
      int capacity = Math.max(edges, edgeSource.length * 2);
      edgeSource = new int[capacity];
      edgeTarget = new int[capacity];
      predEdge = new int[capacity];
    }
  }

  /** Depth-first search from the entry; fills the order and, on the way, the predecessors. */
  private void sort(int entry) {
    Arrays.fill(edgeSource, 0, edgeCount, -1);
    Arrays.fill(predStart, 0, blockCount + 1, 0);
    Arrays.fill(position, 0, blockCount, -1);
    final int seen = Integer.MIN_VALUE;
    int next = blockCount;
    int depth = 0;
    stack[depth++] = entry;
    position[entry] = seen;
    // Edges still to follow, for the blocks on the stack. The order fills the same array from its
    // end. Last edge first: of two branches the first is then the earlier one in the order.
    int[] cursor = order;
    cursor[0] = endEdge[entry];
    while (depth > 0) {
      int block = stack[depth - 1];
      int edge = --cursor[depth - 1];
      if (edge < firstEdge[block]) {
        depth--;
        position[block] = --next;
        order[next] = block;
        continue;
      }
      int target = edgeTarget[edge];
      edgeSource[edge] = block;
      predStart[target + 1]++;
      if (position[target] == -1) {
        position[target] = seen;
        cursor[depth] = endEdge[target];
        stack[depth++] = target;
      }
    }
    orderCount = blockCount - next;
    for (int k = 0; k < orderCount; k++) {
      order[k] = order[next + k];
      position[order[k]] = k;
    }
    fillPredecessors();
  }

  private void fillPredecessors() {
    for (int block = 0; block < blockCount; block++) {
      predStart[block + 1] += predStart[block];
    }
    int[] fill = stack;
    System.arraycopy(predStart, 0, fill, 0, blockCount);
    for (int k = 0; k < orderCount; k++) {
      int block = order[k];
      for (int edge = firstEdge[block]; edge < endEdge[block]; edge++) {
        predEdge[fill[edgeTarget[edge]]++] = edge;
      }
    }
  }

  public int blockCount() {
    return blockCount;
  }

  public int edgeCount() {
    return edgeCount;
  }

  /** The block whose terminator has the edge, or -1 if that block is unreachable. */
  public int edgeSource(int edge) {
    return edgeSource[edge];
  }

  public int edgeTarget(int edge) {
    return edgeTarget[edge];
  }

  public int successorCount(int block) {
    return endEdge[block] - firstEdge[block];
  }

  public int successor(int block, int k) {
    return edgeTarget[firstEdge[block] + k];
  }

  /** The edge to the {@code k}-th successor; a block's edges have consecutive ids. */
  public int successorEdge(int block, int k) {
    return firstEdge[block] + k;
  }

  public int predecessorCount(int block) {
    return predStart[block + 1] - predStart[block];
  }

  /** Predecessors come in reverse postorder. */
  public int predecessor(int block, int k) {
    return edgeSource[predEdge[predStart[block] + k]];
  }

  /** The edge from the {@code k}-th predecessor. */
  public int predecessorEdge(int block, int k) {
    return predEdge[predStart[block] + k];
  }

  /** Number of reachable blocks. */
  public int orderCount() {
    return orderCount;
  }

  /** The {@code k}-th block in reverse postorder; the 0th is the entry. */
  public int order(int k) {
    return order[k];
  }

  /** Place of a block in reverse postorder, or -1 if it is unreachable. */
  public int position(int block) {
    return position[block];
  }

  public boolean isReachable(int block) {
    return position[block] >= 0;
  }

  /** The first {@link #orderCount()} entries are the blocks in reverse postorder. */
  public int[] order() {
    return order;
  }
}
