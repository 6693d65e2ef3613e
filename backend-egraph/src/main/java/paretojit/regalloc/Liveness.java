package paretojit.regalloc;

import java.util.Arrays;

/**
 * Which virtual registers are live into and out of each block, as sparse sets.
 *
 * <p>Values used only in the block that defines them, most of all, never appear. For the others each
 * use outside the defining block is followed up the predecessors until the definition (Boissinot et
 * al., "Computing liveness sets for SSA-form programs", 2011, section 5), so time and space are
 * proportional to the sets, not to blocks times values. An edge's arguments are live out of its
 * source and not live into its target.
 */
final class Liveness {
  private int[] defBlock = new int[256];
  private int[] lastUse = new int[256];
  // Per virtual register, a list of the blocks that use it.
  private int[] useHead = new int[256];
  private int[] useNext = new int[256];
  private int[] useBlock = new int[256];
  private int useCount;
  private final PairSet in = new PairSet();
  private final PairSet out = new PairSet();
  private int[] inStamp = new int[64];
  private int[] outStamp = new int[64];
  private int[] stack = new int[64];

  void compute(MachineCode code) {
    int vregs = code.vregCount;
    int blocks = code.blockCount;
    defBlock = Ints.ensure(defBlock, vregs);
    lastUse = Ints.ensure(lastUse, vregs);
    useHead = Ints.ensure(useHead, vregs);
    inStamp = Ints.ensure(inStamp, blocks);
    outStamp = Ints.ensure(outStamp, blocks);
    Arrays.fill(defBlock, 0, vregs, -1);
    Arrays.fill(lastUse, 0, vregs, -1);
    Arrays.fill(useHead, 0, vregs, -1);
    Arrays.fill(inStamp, 0, blocks, 0);
    Arrays.fill(outStamp, 0, blocks, 0);
    useCount = 0;
    in.clear();
    out.clear();
    for (int b = 0; b < blocks; b++) {
      scanBlock(code, b);
    }
    for (int v = Operand.FIRST_VREG; v < vregs; v++) {
      for (int u = useHead[v]; u >= 0; u = useNext[u]) {
        markLiveIn(code, v, useBlock[u]);
      }
    }
    in.group(blocks);
    out.group(blocks);
  }

  private void scanBlock(MachineCode code, int b) {
    for (int k = 0; k < code.paramCount[b]; k++) {
      defBlock[code.params[code.paramFirst[b] + k]] = b;
    }
    int end = code.operandStart[code.blockStart[b + 1]];
    for (int k = code.operandStart[code.blockStart[b]]; k < end; k++) {
      int operand = code.operands[k];
      int v = operand & Operand.VREG_MASK;
      if ((operand & Operand.ROLE_MASK) >= Operand.DEF) {
        defBlock[v] = b;
      } else if (defBlock[v] != b) {
        noteUse(v, b);
      }
    }
    int first = code.edgeFirst[b];
    int edgeEnd = code.edgeCount[b] == 0 ? first : first + code.edgeCount[b];
    for (int e = first; e < edgeEnd; e++) {
      for (int k = code.edgeArgFirst[e]; k < code.edgeArgFirst[e + 1]; k++) {
        int v = code.edgeArgs[k];
        if (v > 0 && defBlock[v] != b) {
          noteUse(v, b);
        }
      }
    }
  }

  private void noteUse(int v, int b) {
    assert defBlock[v] >= 0 : "v" + v + " is used before its definition in block " + b;
    if (lastUse[v] == b) {
      return;
    }
    lastUse[v] = b;
    if (useCount == useNext.length) {
      useNext = Arrays.copyOf(useNext, useCount * 2);
      useBlock = Arrays.copyOf(useBlock, useCount * 2);
    }
    useBlock[useCount] = b;
    useNext[useCount] = useHead[v];
    useHead[v] = useCount++;
  }

  private void markLiveIn(MachineCode code, int v, int block) {
    int def = defBlock[v];
    int depth = 0;
    if (inStamp[block] != v) {
      inStamp[block] = v;
      in.add(block, v);
      stack[depth++] = block;
    }
    while (depth > 0) {
      int b = stack[--depth];
      for (int p = code.predStart[b]; p < code.predStart[b + 1]; p++) {
        int pred = code.preds[p];
        if (outStamp[pred] == v) {
          continue;
        }
        outStamp[pred] = v;
        out.add(pred, v);
        if (pred != def && inStamp[pred] != v) {
          inStamp[pred] = v;
          in.add(pred, v);
          stack = Ints.ensure(stack, depth + 1);
          stack[depth++] = pred;
        }
      }
    }
  }

  /** First index into {@link #inValue} of the values live into block {@code b}. */
  int inStart(int b) {
    return in.start[b];
  }

  int inValue(int index) {
    return in.grouped[index];
  }

  int outStart(int b) {
    return out.start[b];
  }

  int outValue(int index) {
    return out.grouped[index];
  }

  /** Pairs of a block and a value, grouped by block when complete. */
  private static final class PairSet {
    private int[] block = new int[256];
    private int[] value = new int[256];
    private int count;
    private int[] start = new int[65];
    private int[] grouped = new int[256];

    void clear() {
      count = 0;
    }

    void add(int b, int v) {
      if (count == block.length) {
        block = Arrays.copyOf(block, count * 2);
        value = Arrays.copyOf(value, count * 2);
      }
      block[count] = b;
      value[count++] = v;
    }

    /** Counting sort by block; keeps the order of values, which is ascending. */
    void group(int blocks) {
      start = Ints.ensure(start, blocks + 2);
      grouped = Ints.ensure(grouped, count);
      Arrays.fill(start, 0, blocks + 2, 0);
      for (int k = 0; k < count; k++) {
        start[block[k] + 2]++;
      }
      for (int b = 2; b < blocks + 2; b++) {
        start[b] += start[b - 1];
      }
      for (int k = 0; k < count; k++) {
        grouped[start[block[k] + 1]++] = value[k];
      }
    }
  }
}
