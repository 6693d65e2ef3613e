package paretojit.stencil.x64;

import java.util.Arrays;
import paretojit.ir.Function;

/**
 * Positions and loops of one function in the order its code is emitted.
 *
 * <p>Every block start and every instruction has a position, counting up from 1 in layout order. A loop is
 * the range of blocks from the target of a backward edge to its source; ranges that overlap without
 * nesting are widened until they nest, so that one stack describes them whatever the control flow.
 * Requires an order in which definitions come before uses; {@link Placement} checks.
 */
final class Layout {
  int[] blocks = new int[64];
  int blockCount;

  /** By place in the order: position of the block's start. */
  int[] start = new int[64];

  /** By place in the order: position of the block's terminator. */
  int[] end = new int[64];

  /** By block id: its place in the order, or -1. */
  int[] place = new int[64];

  /** By place: the innermost loop around the block, or -1. */
  int[] loop = new int[64];

  // Loops, numbered by header in order.
  int loopCount;
  int[] loopFirst = new int[16];
  int[] loopLast = new int[16];
  int[] loopParent = new int[16];
  int[] loopDepth = new int[16];

  /** Farthest backward source by place of the target. */
  private int[] backSource = new int[64];

  private int[] work = new int[64];

  int positions;

  /** Takes a function in its own order, or in reverse postorder where that one does not do. */
  void analyze(Function f, boolean reversePostorder) {
    int n = f.blockCount() + 1;
    if (place.length < n) {
      blocks = new int[2 * n];
      start = new int[2 * n];
      end = new int[2 * n];
      place = new int[2 * n];
      loop = new int[2 * n];
      backSource = new int[2 * n];
      work = new int[4 * n];
    }
    if (reversePostorder) {
      orderByReversePostorder(f);
    } else {
      blockCount = f.layoutCount();
      System.arraycopy(f.layout(), 0, blocks, 0, blockCount);
    }
    Arrays.fill(place, 0, f.blockCount(), -1);
    int position = 1;
    for (int k = 0; k < blockCount; k++) {
      int block = blocks[k];
      place[block] = k;
      start[k] = position;
      position += 1 + f.endInst(block) - f.firstInst(block);
      end[k] = position - 1;
    }
    positions = position;
    findLoops(f);
  }

  private void orderByReversePostorder(Function function) {
    int n = function.blockCount();
    int[] nextEdge = new int[n];
    boolean[] seen = new boolean[n];
    int[] stack = new int[n];
    int depth = 0;
    int out = n;
    int[] order = new int[n];
    stack[depth++] = function.entry();
    seen[function.entry()] = true;
    while (depth > 0) {
      int block = stack[depth - 1];
      int terminator = function.terminator(block);
      if (nextEdge[block] < function.edgeCount(terminator)) {
        int target = function.edgeTarget(function.firstEdge(terminator) + nextEdge[block]++);
        if (!seen[target]) {
          seen[target] = true;
          stack[depth++] = target;
        }
      } else {
        depth--;
        order[--out] = block;
      }
    }
    blockCount = n - out;
    System.arraycopy(order, out, blocks, 0, blockCount);
  }

  private void findLoops(Function function) {
    Arrays.fill(backSource, 0, blockCount, -1);
    for (int k = 0; k < blockCount; k++) {
      int terminator = function.terminator(blocks[k]);
      int count = function.edgeCount(terminator);
      for (int e = 0; e < count; e++) {
        int target = place[function.edgeTarget(function.firstEdge(terminator) + e)];
        if (target <= k && target >= 0) {
          backSource[target] = Math.max(backSource[target], k);
        }
      }
    }
    widen();
    loopCount = 0;
    int innermost = -1;
    for (int k = 0; k < blockCount; k++) {
      while (innermost >= 0 && loopLast[innermost] < k) {
        innermost = loopParent[innermost];
      }
      if (backSource[k] >= 0) {
        int id = loopCount++;
        if (id == loopFirst.length) {
          loopFirst = Arrays.copyOf(loopFirst, 2 * id);
          loopLast = Arrays.copyOf(loopLast, 2 * id);
          loopParent = Arrays.copyOf(loopParent, 2 * id);
          loopDepth = Arrays.copyOf(loopDepth, 2 * id);
        }
        loopFirst[id] = k;
        loopLast[id] = backSource[k];
        loopParent[id] = innermost;
        loopDepth[id] = innermost < 0 ? 1 : loopDepth[innermost] + 1;
        innermost = id;
      }
      loop[k] = innermost;
    }
  }

  /** Makes ranges nest: one that ends inside a range that began later reaches to that one's end. */
  private void widen() {
    // From the last header to the first, with the ends of the ranges behind, innermost on top.
    int depth = 0;
    int[] stack = work;
    for (int k = blockCount - 1; k >= 0; k--) {
      if (backSource[k] < 0) {
        continue;
      }
      // Ranges that start within this one are nested in it once it reaches to their ends.
      while (depth > 0 && stack[depth - 1] <= backSource[k]) {
        backSource[k] = Math.max(backSource[k], backSource[stack[--depth]]);
      }
      stack[depth++] = k;
    }
  }

  /** Position of the terminator of the block that a position is in. */
  int endOfBlock(int position) {
    int k = Arrays.binarySearch(start, 0, blockCount, position);
    return end[k >= 0 ? k : -k - 2];
  }

  /** Loop depth of the block at a place. */
  int depth(int blockPlace) {
    return loop[blockPlace] < 0 ? 0 : loopDepth[loop[blockPlace]];
  }
}
