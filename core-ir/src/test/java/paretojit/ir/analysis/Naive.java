package paretojit.ir.analysis;

import java.util.BitSet;
import paretojit.ir.Function;

/** The textbook definitions, computed without cunning. */
final class Naive {
  private Naive() {}

  static int[][] successors(Function f) {
    int[][] successors = new int[f.blockCount()][];
    for (int b = 0; b < f.blockCount(); b++) {
      int terminator = f.terminator(b);
      successors[b] = new int[f.edgeCount(terminator)];
      for (int k = 0; k < successors[b].length; k++) {
        successors[b][k] = f.edgeTarget(f.firstEdge(terminator) + k);
      }
    }
    return successors;
  }

  /** Blocks on some path from {@code from} that does not go through {@code without}. */
  static BitSet reachable(int[][] successors, int from, int without) {
    BitSet seen = new BitSet();
    if (from != without) {
      reach(successors, from, without, seen);
    }
    return seen;
  }

  private static void reach(int[][] successors, int block, int without, BitSet seen) {
    seen.set(block);
    for (int next : successors[block]) {
      if (next != without && !seen.get(next)) {
        reach(successors, next, without, seen);
      }
    }
  }

  /** {@code [a][b]}: a dominates b; false where b is unreachable. */
  static boolean[][] dominators(int[][] successors) {
    int blocks = successors.length;
    boolean[][] dominates = new boolean[blocks][blocks];
    BitSet reachable = reachable(successors, 0, -1);
    for (int a = 0; a < blocks; a++) {
      BitSet around = reachable(successors, 0, a);
      for (int b = 0; b < blocks; b++) {
        dominates[a][b] = reachable.get(b) && !around.get(b);
      }
    }
    return dominates;
  }

  /** The natural loop of a header: what reaches one of its latches without passing it; or empty. */
  static BitSet loop(int[][] successors, boolean[][] dominates, int header) {
    BitSet loop = new BitSet();
    for (int latch = 0; latch < successors.length; latch++) {
      if (dominates[header][latch] && contains(successors[latch], header)) {
        loop.set(header);
        for (int b = 0; b < successors.length; b++) {
          if (dominates[header][b] && reachable(successors, b, header).get(latch)) {
            loop.set(b);
          }
        }
        loop.set(latch);
      }
    }
    return loop;
  }

  /** Without the natural back edges no cycle is left. */
  static boolean isReducible(int[][] successors, boolean[][] dominates) {
    int[][] forward = new int[successors.length][];
    for (int b = 0; b < successors.length; b++) {
      int from = b;
      forward[b] =
          java.util.Arrays.stream(successors[b]).filter(t -> !dominates[t][from]).toArray();
    }
    for (int b = 0; b < successors.length; b++) {
      for (int next : forward[b]) {
        if (dominates[0][b] && reachable(forward, next, -1).get(b)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean contains(int[] array, int element) {
    for (int each : array) {
      if (each == element) {
        return true;
      }
    }
    return false;
  }

  /** Live-in sets by iterating the data-flow equations until nothing changes. */
  static BitSet[] liveIn(Function f, int[][] successors, BitSet reachable) {
    BitSet[] in = new BitSet[f.blockCount()];
    for (int b = 0; b < in.length; b++) {
      in[b] = new BitSet();
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int b = 0; b < in.length; b++) {
        if (reachable.get(b)) {
          BitSet live = liveThrough(f, b, liveOut(in, successors[b]));
          changed |= !live.equals(in[b]);
          in[b] = live;
        }
      }
    }
    return in;
  }

  static BitSet liveOut(BitSet[] in, int[] successors) {
    BitSet out = new BitSet();
    for (int next : successors) {
      out.or(in[next]);
    }
    return out;
  }

  private static BitSet liveThrough(Function f, int b, BitSet live) {
    int terminator = f.terminator(b);
    for (int k = 0; k < f.edgeCount(terminator); k++) {
      int edge = f.firstEdge(terminator) + k;
      for (int a = 0; a < f.edgeArgCount(edge); a++) {
        live.set(f.edgeArg(edge, a));
      }
    }
    for (int inst = terminator; inst >= f.firstInst(b); inst--) {
      for (int k = 0; k < f.resultCount(inst); k++) {
        live.clear(f.firstResult(inst) + k);
      }
      for (int k = 0; k < f.argCount(inst); k++) {
        live.set(f.arg(inst, k));
      }
    }
    for (int k = 0; k < f.paramCount(b); k++) {
      live.clear(f.param(b, k));
    }
    return live;
  }
}
