package paretojit.regalloc;

import java.util.Arrays;

/**
 * One function in machine instructions over virtual registers, as a struct of arrays.
 *
 * <p>Instruction selection walks the program backwards, because only then does it know which values
 * are wanted. So instructions are written in <em>groups</em>, each in forward order, the last group
 * of the function first; {@link #seal} puts them into the order of the code.
 *
 * <pre>
 *   inst(row, shape); operand(..)...; endGroup(); ... endBlock(b)     for b = last .. first
 *   block k: instructions [blockStart[k], blockStart[k+1]), edges to later or earlier blocks
 * </pre>
 *
 * <p>Of an instruction the allocator looks at operands and at {@link #CALL} only. The rest (row,
 * shape, address mode, displacement, immediate) is the emitter's.
 *
 * <p>Every block but the entry starts with its parameters; an edge has one argument for each: a
 * virtual register, {@code ~constant}, or 0 where the parameter is unused.
 */
public final class MachineCode {
  // ---- Head: shape, addressing mode and flags of an instruction in one int

  /** Flag: every register that is not callee-saved is destroyed. */
  public static final int CALL = 1 << 31;

  /** Shape of an instruction that is not there. */
  public static final int NOTHING = 0;

  static final int NONE = -1;

  // Sealed: instructions in the order of the code.
  int instCount;
  int[] row = new int[256];
  int[] head = new int[256];
  int[] disp = new int[256];
  long[] imm = new long[256];
  int[] source = new int[256];
  int[] operandStart = new int[257];
  int[] operands = new int[1024];

  // Blocks.
  int blockCount;
  int[] blockStart = new int[65];
  int[] depth = new int[64];
  int[] loopEnd = new int[64];
  int[] edgeFirst = new int[64];
  int[] edgeCount = new int[64];
  int[] paramFirst = new int[64];
  int[] paramCount = new int[64];
  int[] params = new int[64];
  private int paramsSize;
  int edges;
  int[] edgeTarget = new int[64];
  int[] edgeArgFirst = new int[64];
  int[] edgeArgs = new int[64];
  private int edgeArgsSize;
  int[] predStart = new int[65];
  int[] preds = new int[64];

  // Virtual registers.
  int vregCount;
  byte[] vregClass = new byte[256];
  int[] vregHome = new int[256];

  // Written backwards.
  private int written;
  private int[] wRow = new int[256];
  private int[] wHead = new int[256];
  private int[] wDisp = new int[256];
  private long[] wImm = new long[256];
  private int[] wSource = new int[256];
  private int[] wOperandStart = new int[257];
  private int[] wOperands = new int[1024];
  private int wOperandCount;
  private int[] groups = new int[256];
  private int groupCount;
  private int sourceNow;

  /** Forgets everything; {@code blocks} blocks follow. */
  public void reset(int blocks) {
    written = 0;
    wOperandCount = 0;
    groupCount = 0;
    sourceNow = -1;
    blockCount = blocks;
    blockStart = Ints.ensure(blockStart, blocks + 1);
    depth = Ints.ensure(depth, blocks);
    loopEnd = Ints.ensure(loopEnd, blocks);
    edgeFirst = Ints.ensure(edgeFirst, blocks);
    edgeCount = Ints.ensure(edgeCount, blocks);
    paramFirst = Ints.ensure(paramFirst, blocks);
    paramCount = Ints.ensure(paramCount, blocks);
    Arrays.fill(edgeCount, 0, blocks, 0);
    Arrays.fill(paramCount, 0, blocks, 0);
    Arrays.fill(loopEnd, 0, blocks, NONE);
    paramsSize = 0;
    edges = 0;
    edgeArgsSize = 0;
    vregCount = Operand.FIRST_VREG;
    vregClass[Operand.NO_INT] = 0;
    vregClass[Operand.NO_FLOAT] = 1;
  }

  // ---- Virtual registers

  /** A new virtual register: general, or vector if {@code isFloat}. */
  public int newVreg(boolean isFloat) {
    int vreg = vregCount++;
    if (vreg == vregClass.length) {
      vregClass = Arrays.copyOf(vregClass, vreg * 2);
      vregHome = Arrays.copyOf(vregHome, vreg * 2);
    }
    if (vreg > Operand.VREG_MASK) {
      throw new AssertionError("more than " + Operand.VREG_MASK + " virtual registers");
    }
    vregClass[vreg] = (byte) (isFloat ? 1 : 0);
    vregHome[vreg] = Location.NONE;
    return vreg;
  }

  /** Declares that the value can always be read again from a home in memory. */
  public void setHome(int vreg, int home) {
    vregHome[vreg] = Location.HOME + home;
  }

  public int vregCount() {
    return vregCount;
  }

  public boolean isFloat(int vreg) {
    return vregClass[vreg] != 0;
  }

  // ---- Writing instructions

  /** Source position of the instructions written from now on. */
  public void setSource(int position) {
    sourceNow = position;
  }

  /** Starts an instruction; operands follow. */
  public void inst(int instRow, int instHead, int displacement, long immediate) {
    int i = written++;
    if (i == wRow.length) {
      int capacity = i * 2;
      wRow = Arrays.copyOf(wRow, capacity);
      wHead = Arrays.copyOf(wHead, capacity);
      wDisp = Arrays.copyOf(wDisp, capacity);
      wImm = Arrays.copyOf(wImm, capacity);
      wSource = Arrays.copyOf(wSource, capacity);
      wOperandStart = Arrays.copyOf(wOperandStart, capacity + 1);
    }
    wRow[i] = instRow;
    wHead[i] = instHead;
    wDisp[i] = displacement;
    wImm[i] = immediate;
    wSource[i] = sourceNow;
    wOperandStart[i] = wOperandCount;
    wOperandStart[i + 1] = wOperandCount;
  }

  /** Appends an operand, made by {@link Operand}, to the instruction begun last. */
  public void operand(int packed) {
    if (wOperandCount == wOperands.length) {
      wOperands = Arrays.copyOf(wOperands, wOperandCount * 2);
    }
    wOperands[wOperandCount++] = packed;
    wOperandStart[written] = wOperandCount;
  }

  /** Ends a group: what is written from now on comes before it in the code. */
  public void endGroup() {
    if (groupIsEmpty()) {
      return;
    }
    if (groupCount == groups.length) {
      groups = Arrays.copyOf(groups, groupCount * 2);
    }
    groups[groupCount++] = written;
  }

  // ---- Blocks and edges

  /** Ends block {@code block}; blocks are written from the last to the first. */
  public void endBlock(int block, int loopDepth) {
    endGroup();
    if (earliestHasFixedUse()) {
      // The move into the register needs a gap that is inside the block.
      inst(0, NOTHING, 0, 0);
      endGroup();
    }
    // Counted from the end of the code, for the time being.
    blockStart[block] = written;
    depth[block] = loopDepth;
  }

  /** True when nothing has been written since the last {@link #endGroup}. */
  private boolean groupIsEmpty() {
    return written == (groupCount == 0 ? 0 : groups[groupCount - 1]);
  }

  /** True when the first instruction of the last group, the earliest so far, has fixed uses. */
  private boolean earliestHasFixedUse() {
    int first = groupCount > 1 ? groups[groupCount - 2] : 0;
    if (first == written) {
      return false;
    }
    for (int k = wOperandStart[first]; k < wOperandStart[first + 1]; k++) {
      int role = Operand.role(wOperands[k]);
      if (Operand.place(wOperands[k]) == Operand.FIXED
          && (role == Operand.USE || role == Operand.LATE)) {
        return true;
      }
    }
    return false;
  }

  /** Declares the next parameter of a block; {@code vreg} is 0 if it is unused. */
  public void addParam(int block, int vreg) {
    if (paramCount[block]++ == 0) {
      paramFirst[block] = paramsSize;
    }
    params = Ints.ensure(params, paramsSize + 1);
    params[paramsSize++] = vreg;
  }

  /** Declares that block {@code block} is the header of a loop whose last block is {@code last}. */
  public void setLoop(int block, int last) {
    loopEnd[block] = last;
  }

  /** Adds an edge; all edges of a block are added one after another. Arguments follow. */
  public void addEdge(int from, int to) {
    int edge = edges++;
    edgeTarget = Ints.ensure(edgeTarget, edge + 1);
    edgeArgFirst = Ints.ensure(edgeArgFirst, edge + 2);
    if (edgeCount[from]++ == 0) {
      edgeFirst[from] = edge;
    }
    edgeTarget[edge] = to;
    edgeArgFirst[edge] = edgeArgsSize;
    edgeArgFirst[edge + 1] = edgeArgsSize;
  }

  /** The next argument of the edge added last: a virtual register, {@code ~constant}, or 0. */
  public void addEdgeArg(int arg) {
    edgeArgs = Ints.ensure(edgeArgs, edgeArgsSize + 1);
    edgeArgs[edgeArgsSize++] = arg;
    edgeArgFirst[edges] = edgeArgsSize;
  }

  // ---- The end of writing

  /** Puts the instructions into the order of the code and finds the predecessors. */
  public void seal() {
    int n = written;
    instCount = n;
    row = Ints.ensure(row, n);
    head = Ints.ensure(head, n);
    disp = Ints.ensure(disp, n);
    imm = Ints.ensure(imm, n);
    source = Ints.ensure(source, n);
    operandStart = Ints.ensure(operandStart, n + 1);
    operands = Ints.ensure(operands, wOperandCount);
    int to = 0;
    int pool = 0;
    for (int g = groupCount - 1; g >= 0; g--) {
      int first = g == 0 ? 0 : groups[g - 1];
      for (int i = first; i < groups[g]; i++, to++) {
        row[to] = wRow[i];
        head[to] = wHead[i];
        disp[to] = wDisp[i];
        imm[to] = wImm[i];
        source[to] = wSource[i];
        operandStart[to] = pool;
        for (int k = wOperandStart[i]; k < wOperandStart[i + 1]; k++) {
          operands[pool++] = wOperands[k];
        }
      }
    }
    operandStart[n] = pool;
    for (int b = 0; b < blockCount; b++) {
      blockStart[b] = n - blockStart[b];
    }
    blockStart[blockCount] = n;
    findPredecessors();
  }

  private void findPredecessors() {
    predStart = Ints.ensure(predStart, blockCount + 1);
    preds = Ints.ensure(preds, edges);
    Arrays.fill(predStart, 0, blockCount + 1, 0);
    for (int e = 0; e < edges; e++) {
      predStart[edgeTarget[e]]++;
    }
    int sum = 0;
    for (int b = 0; b <= blockCount; b++) {
      int count = b < blockCount ? predStart[b] : 0;
      sum += count;
      predStart[b] = sum;
    }
    for (int b = blockCount - 1; b >= 0; b--) {
      for (int e = edgeFirst[b], end = e + edgeCount[b]; e < end; e++) {
        preds[--predStart[edgeTarget[e]]] = b;
      }
    }
  }

  // ---- Reading, for emitters and dumps

  public int instCount() {
    return instCount;
  }

  public int row(int inst) {
    return row[inst];
  }

  public int head(int inst) {
    return head[inst];
  }

  public int disp(int inst) {
    return disp[inst];
  }

  public long imm(int inst) {
    return imm[inst];
  }

  public int source(int inst) {
    return source[inst];
  }

  /** Index of the instruction's first operand. */
  public int operandStart(int inst) {
    return operandStart[inst];
  }

  public int operandCount(int inst) {
    return operandStart[inst + 1] - operandStart[inst];
  }

  /** The packed operand with the given index. */
  public int operandAt(int index) {
    return operands[index];
  }

  public int blockCount() {
    return blockCount;
  }

  public int blockStart(int block) {
    return blockStart[block];
  }

  public int blockEnd(int block) {
    return blockStart[block + 1];
  }

  public int depth(int block) {
    return depth[block];
  }

  public int edgeCount(int block) {
    return edgeCount[block];
  }

  /** The block that edge number {@code k} of {@code block} leads to. */
  public int successor(int block, int k) {
    return edgeTarget[edgeFirst[block] + k];
  }

  public int predecessor(int block, int k) {
    return preds[predStart[block] + k];
  }

  public int predecessorCount(int block) {
    return predStart[block + 1] - predStart[block];
  }
}
