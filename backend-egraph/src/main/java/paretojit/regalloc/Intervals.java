package paretojit.regalloc;

import java.util.Arrays;

/**
 * Live ranges with holes, their uses, and the ranges in which fixed registers are taken.
 *
 * <p>Instruction {@code k} has four positions; ranges are half open:
 *
 * <pre>
 *   4k    gap: moves happen here, all at once    4k+1  operands are read
 *   4k+2  results are written                    4k+3  what was written to fixed registers waits
 * </pre>
 *
 * <p>A fixed use reads its value just before the gap (the last position at which it must be live is
 * 4k-1) and takes the register from the gap on; a fixed definition's value starts at the next gap.
 *
 * <p>A virtual register starts as one <em>piece</em>; the allocator splits pieces. Each piece has
 * lists of its ranges and of its uses, in order.
 */
final class Intervals {
  static final int NIL = -1;

  // Kinds of use, by what they ask for.
  /** The value is needed; where it is does not matter. */
  static final int SOFT = 0;

  /** A register, but memory will do. */
  static final int WANTS = 1;

  /** A register. */
  static final int MUST = 2;

  private static final int LOOP_MARKER = -2;

  // Ranges.
  int[] rangeStart = new int[512];
  int[] rangeEnd = new int[512];
  int[] rangeNext = new int[512];
  private int rangeCount;
  // Uses.
  int[] usePosition = new int[1024];
  int[] useOperand = new int[1024]; // index of the operand, or negative
  byte[] useKind = new byte[1024];
  int[] useNext = new int[1024];
  private int useCount;
  // Pieces; piece v is the first of virtual register v.
  int pieceCount;
  int[] pieceVreg = new int[256];
  int[] pieceRange = new int[256]; // the first range, or as far as advance() has come
  private int[] pieceBefore = new int[256]; // the range before that
  int[] pieceUse = new int[256];
  private int[] useCursor = new int[256]; // the first use, or one that has been passed
  int[] pieceStart = new int[256];
  int[] pieceEnd = new int[256];
  int[] pieceNext = new int[256]; // next piece of the same virtual register
  int[] location = new int[256];
  // Virtual registers.
  int[] fixedDefRegister = new int[256];
  int[] hint = new int[256]; // another virtual register, or ~register; 0 if none
  int[] edgeHint = new int[256];
  // The pieces of virtual registers that have several, in order.
  private int[] chain = new int[256];
  private int[] chainStart = new int[256];
  private int[] chainEnd = new int[256];
  // Fixed registers: ranges by register, from the last to the first.
  final int[][] fixedStart = new int[Location.FIRST_SLOT][16];
  final int[][] fixedEnd = new int[Location.FIRST_SLOT][16];
  final int[] fixedCount = new int[Location.FIRST_SLOT];

  /** Positions at which calls destroy registers, from the last to the first. */
  int[] calls = new int[64];

  int callCount;
  // Operands with fixed registers, from the last to the first: instruction and operand index.
  int[] fixedInst = new int[64];
  int[] fixedOperand = new int[64];
  int fixedOperandCount;
  int[] blockOfInst = new int[256];

  private MachineCode code = new MachineCode();

  void build(MachineCode machineCode, Liveness liveness) {
    code = machineCode;
    start();
    for (int b = code.blockCount - 1; b >= 0; b--) {
      buildBlock(b, liveness);
    }
    for (int v = Operand.FIRST_VREG; v < code.vregCount; v++) {
      finishPiece(v);
    }
  }

  private void start() {
    int vregs = code.vregCount;
    rangeCount = 0;
    useCount = 0;
    callCount = 0;
    fixedOperandCount = 0;
    Arrays.fill(fixedCount, 0);
    ensurePieces(vregs);
    pieceCount = vregs;
    fixedDefRegister = Ints.ensure(fixedDefRegister, vregs);
    hint = Ints.ensure(hint, vregs);
    edgeHint = Ints.ensure(edgeHint, vregs);
    chainStart = Ints.ensure(chainStart, vregs);
    chainEnd = Ints.ensure(chainEnd, vregs);
    Arrays.fill(pieceRange, 0, vregs, NIL);
    Arrays.fill(pieceUse, 0, vregs, NIL);
    Arrays.fill(pieceEnd, 0, vregs, 0);
    Arrays.fill(fixedDefRegister, 0, vregs, Location.NONE);
    Arrays.fill(hint, 0, vregs, 0);
    Arrays.fill(edgeHint, 0, vregs, 0);
    blockOfInst = Ints.ensure(blockOfInst, code.instCount);
  }

  private void finishPiece(int v) {
    pieceVreg[v] = v;
    pieceNext[v] = NIL;
    useCursor[v] = pieceUse[v];
    pieceBefore[v] = NIL;
    location[v] = Location.NONE;
    int range = pieceRange[v];
    if (range == NIL) {
      pieceStart[v] = 0;
      pieceEnd[v] = 0;
      return;
    }
    pieceStart[v] = rangeStart[range];
    // addRange keeps the end of the last range here.
  }

  // ---- One block, backwards

  private void buildBlock(int b, Liveness liveness) {
    int first = code.blockStart[b];
    int last = code.blockStart[b + 1];
    int from = 4 * first;
    int to = 4 * last;
    for (int k = liveness.outStart(b); k < liveness.outStart(b + 1); k++) {
      addRange(liveness.outValue(k), from, to);
    }
    if (code.edgeCount[b] > 0) {
      edges(b, from, to, liveness);
    }
    for (int k = last - 1; k >= first; k--) {
      blockOfInst[k] = b;
      buildInst(k, from);
    }
    if (code.loopEnd[b] >= 0) {
      dropMarkers(b, liveness);
    }
  }

  private void edges(int b, int from, int to, Liveness liveness) {
    int first = code.edgeFirst[b];
    for (int e = first; e < first + code.edgeCount[b]; e++) {
      int target = code.edgeTarget[e];
      int argFirst = code.edgeArgFirst[e];
      for (int k = argFirst; k < code.edgeArgFirst[e + 1]; k++) {
        int v = code.edgeArgs[k];
        if (v <= 0) {
          continue;
        }
        addRange(v, from, to);
        addUse(v, to - 1, SOFT, NIL);
        int param = code.params[code.paramFirst[target] + (k - argFirst)];
        edgeHint[v] = param;
        // Blocks come from the last to the first: the hint of a loop's entry wins for parameters,
        // because its argument is placed before the parameter is.
        edgeHint[param] = v;
      }
      if (target <= b && code.loopEnd[target] == b) {
        // What is used in the loop will be used again when it goes round.
        for (int k = liveness.inStart(target); k < liveness.inStart(target + 1); k++) {
          addUse(liveness.inValue(k), to - 1, SOFT, LOOP_MARKER);
        }
      }
    }
  }

  /** Removes the markers of values that the loop with header {@code b} does not use. */
  private void dropMarkers(int b, Liveness liveness) {
    int marker = 4 * code.blockStart[code.loopEnd[b] + 1] - 1;
    for (int k = liveness.inStart(b); k < liveness.inStart(b + 1); k++) {
      int v = liveness.inValue(k);
      int use = pieceUse[v];
      if (use != NIL && useOperand[use] == LOOP_MARKER && usePosition[use] == marker) {
        pieceUse[v] = useNext[use];
      }
    }
  }

  private void buildInst(int k, int from) {
    int start = code.operandStart[k];
    int end = code.operandStart[k + 1];
    // Definitions first, as the walk is backwards; a use may be of a value defined in a loop
    // before.
    for (int o = start; o < end; o++) {
      int operand = code.operands[o];
      int role = operand & Operand.ROLE_MASK;
      if (role == Operand.DEF) {
        define(k, o, operand);
      } else if (role == Operand.TEMP) {
        temp(k, o, operand);
      }
    }
    boolean fixed = false;
    for (int o = start; o < end; o++) {
      int operand = code.operands[o];
      if ((operand & Operand.ROLE_MASK) <= Operand.LATE) {
        if ((operand & Operand.PLACE_MASK) == Operand.FIXED) {
          fixed = true;
        } else {
          use(k, o, operand, from);
        }
      }
    }
    for (int o = start; fixed && o < end; o++) {
      int operand = code.operands[o];
      if ((operand & Operand.ROLE_MASK) <= Operand.LATE
          && (operand & Operand.PLACE_MASK) == Operand.FIXED) {
        useFixed(k, o, operand, from);
      }
    }
    if (code.head[k] < 0) { // CALL
      calls = Ints.ensure(calls, callCount + 1);
      calls[callCount++] = 4 * k + 2;
    }
  }

  private void define(int k, int o, int operand) {
    int v = operand & Operand.VREG_MASK;
    int place = operand & Operand.PLACE_MASK;
    int range = pieceRange[v];
    if (place == Operand.FIXED) {
      int register = fixedRegister(v, operand);
      addFixed(register, 4 * k + 2, 4 * k + 4);
      noteFixed(k, o);
      fixedDefRegister[v] = register;
      hint[v] = ~register;
      if (range != NIL) {
        rangeStart[range] = 4 * k + 4;
        if (rangeEnd[range] <= 4 * k + 4) {
          pieceRange[v] = NIL; // Used only in the very next gap, straight from the register.
        }
      }
      return;
    }
    if (range == NIL) {
      addRange(v, 4 * k + 2, 4 * k + 3);
    } else {
      rangeStart[range] = 4 * k + 2;
    }
    addUse(v, 4 * k + 2, MUST, o);
    if (place == Operand.REUSE) {
      int reused = code.operands[firstUse(k)] & Operand.VREG_MASK;
      if (hint[v] == 0) {
        hint[v] = reused;
      }
      if (hint[reused] == 0) {
        hint[reused] = v;
      }
    }
  }

  /** Index of the first use among an instruction's operands. */
  private int firstUse(int k) {
    int o = code.operandStart[k];
    while ((code.operands[o] & Operand.ROLE_MASK) > Operand.LATE) {
      o++;
    }
    return o;
  }

  private void temp(int k, int o, int operand) {
    int v = operand & Operand.VREG_MASK;
    if ((operand & Operand.PLACE_MASK) == Operand.FIXED) {
      addFixed(fixedRegister(v, operand), 4 * k + 1, 4 * k + 3);
      noteFixed(k, o);
    } else {
      addRange(v, 4 * k + 1, 4 * k + 3);
      addUse(v, 4 * k + 1, MUST, o);
    }
  }

  private void use(int k, int o, int operand, int from) {
    int v = operand & Operand.VREG_MASK;
    boolean late = (operand & Operand.ROLE_MASK) == Operand.LATE;
    addRange(v, from, late ? 4 * k + 3 : 4 * k + 2);
    addUse(v, 4 * k + 1, (operand & Operand.PLACE_MASK) == Operand.ANY ? WANTS : MUST, o);
  }

  private void useFixed(int k, int o, int operand, int from) {
    int v = operand & Operand.VREG_MASK;
    boolean late = (operand & Operand.ROLE_MASK) == Operand.LATE;
    int register = fixedRegister(v, operand);
    addFixed(register, 4 * k, late ? 4 * k + 3 : 4 * k + 2);
    noteFixed(k, o);
    addRange(v, from, 4 * k);
    addUse(v, 4 * k - 1, SOFT, NIL);
    if (hint[v] == 0) {
      hint[v] = ~register;
    }
  }

  int fixedRegister(int v, int operand) {
    return Operand.fixedRegister(operand) + (code.vregClass[v] != 0 ? Location.FIRST_FLOAT : 0);
  }

  // ---- Lists

  private void addRange(int v, int start, int end) {
    int range = pieceRange[v];
    if (range != NIL && rangeStart[range] <= end) {
      rangeStart[range] = Math.min(rangeStart[range], start);
      if (rangeEnd[range] < end) {
        rangeEnd[range] = end;
        if (rangeNext[range] == NIL) {
          pieceEnd[v] = end;
        }
      }
      return;
    }
    int added = newRange(start, end);
    rangeNext[added] = range;
    pieceRange[v] = added;
    if (range == NIL) {
      pieceEnd[v] = end;
    }
  }

  int newRange(int start, int end) {
    int range = rangeCount++;
    if (range == rangeStart.length) {
      rangeStart = Arrays.copyOf(rangeStart, range * 2);
      rangeEnd = Arrays.copyOf(rangeEnd, range * 2);
      rangeNext = Arrays.copyOf(rangeNext, range * 2);
    }
    rangeStart[range] = start;
    rangeEnd[range] = end;
    rangeNext[range] = NIL;
    return range;
  }

  private void addUse(int v, int position, int kind, int operand) {
    int use = useCount++;
    if (use == usePosition.length) {
      usePosition = Arrays.copyOf(usePosition, use * 2);
      useOperand = Arrays.copyOf(useOperand, use * 2);
      useKind = Arrays.copyOf(useKind, use * 2);
      useNext = Arrays.copyOf(useNext, use * 2);
    }
    usePosition[use] = position;
    useOperand[use] = operand;
    useKind[use] = (byte) kind;
    useNext[use] = pieceUse[v];
    pieceUse[v] = use;
  }

  private void addFixed(int register, int start, int end) {
    int n = fixedCount[register];
    if (n > 0 && fixedStart[register][n - 1] <= end) {
      fixedStart[register][n - 1] = Math.min(start, fixedStart[register][n - 1]);
      fixedEnd[register][n - 1] = Math.max(end, fixedEnd[register][n - 1]);
      return;
    }
    fixedStart[register] = Ints.ensure(fixedStart[register], n + 1);
    fixedEnd[register] = Ints.ensure(fixedEnd[register], n + 1);
    fixedStart[register][n] = start;
    fixedEnd[register][n] = end;
    fixedCount[register] = n + 1;
  }

  private void noteFixed(int inst, int operand) {
    fixedInst = Ints.ensure(fixedInst, fixedOperandCount + 1);
    fixedOperand = Ints.ensure(fixedOperand, fixedOperandCount + 1);
    fixedInst[fixedOperandCount] = inst;
    fixedOperand[fixedOperandCount++] = operand;
  }

  // ---- Pieces

  private void ensurePieces(int count) {
    if (count > pieceVreg.length) {
      int capacity = Math.max(count, pieceVreg.length * 2);
      pieceVreg = Arrays.copyOf(pieceVreg, capacity);
      pieceRange = Arrays.copyOf(pieceRange, capacity);
      pieceBefore = Arrays.copyOf(pieceBefore, capacity);
      pieceUse = Arrays.copyOf(pieceUse, capacity);
      useCursor = Arrays.copyOf(useCursor, capacity);
      pieceStart = Arrays.copyOf(pieceStart, capacity);
      pieceEnd = Arrays.copyOf(pieceEnd, capacity);
      pieceNext = Arrays.copyOf(pieceNext, capacity);
      location = Arrays.copyOf(location, capacity);
    }
  }

  /** Moves the piece to its last range that starts at or before {@code position}. */
  int advance(int piece, int position) {
    int range = pieceRange[piece];
    while (rangeNext[range] != NIL && rangeStart[rangeNext[range]] <= position) {
      pieceBefore[piece] = range;
      range = rangeNext[range];
    }
    pieceRange[piece] = range;
    return range;
  }

  /**
   * Splits {@code piece} at {@code position}, inside it; returns the new piece for the rest, which
   * begins at {@code position} or, if that is in a hole, at the end of the hole.
   */
  int split(int piece, int position) {
    assert position > pieceStart[piece] && position < pieceEnd[piece]
        : position + " splits nothing off [" + pieceStart[piece] + ", " + pieceEnd[piece] + ")";
    ensurePieces(pieceCount + 1);
    int rest = pieceCount++;
    int range = pieceRange[piece];
    int before = pieceBefore[piece];
    while (rangeEnd[range] <= position) {
      before = range;
      range = rangeNext[range];
    }
    if (rangeStart[range] < position) {
      int tail = newRange(position, rangeEnd[range]);
      rangeNext[tail] = rangeNext[range];
      rangeEnd[range] = position;
      rangeNext[range] = NIL;
      before = range;
      range = tail;
    } else {
      rangeNext[before] = NIL;
      if (range == pieceRange[piece]) {
        pieceRange[piece] = before;
      }
    }
    pieceRange[rest] = range;
    pieceBefore[rest] = NIL;
    pieceStart[rest] = rangeStart[range];
    pieceEnd[rest] = pieceEnd[piece];
    pieceEnd[piece] = rangeEnd[before];
    pieceVreg[rest] = pieceVreg[piece];
    pieceNext[rest] = pieceNext[piece];
    pieceNext[piece] = rest;
    location[rest] = Location.NONE;
    splitUses(piece, rest, position);
    return rest;
  }

  private void splitUses(int piece, int rest, int position) {
    int use = pieceUse[piece];
    int before = NIL;
    if (use != NIL && usePosition[useCursor[piece]] < position) {
      use = useCursor[piece];
    }
    while (use != NIL && usePosition[use] < position) {
      before = use;
      use = useNext[use];
    }
    pieceUse[rest] = use;
    useCursor[rest] = use;
    if (before == NIL) {
      pieceUse[piece] = NIL;
      useCursor[piece] = NIL;
    } else {
      useNext[before] = NIL;
    }
  }

  /**
   * The first use at or after {@code position} of at least the given kind, or {@link #NIL}. Positions
   * asked about should not decrease: passed uses are not looked at again.
   */
  int nextUse(int piece, int position, int kind) {
    int cursor = useCursor[piece];
    if (cursor == NIL) {
      return NIL;
    }
    int use = cursor;
    while (use != NIL && usePosition[use] < position) {
      cursor = use;
      use = useNext[use];
    }
    useCursor[piece] = cursor;
    while (use != NIL && useKind[use] < kind) {
      use = useNext[use];
    }
    return use;
  }

  /** The next use of the same piece that is by an instruction, or {@link #NIL}. */
  int nextRealUse(int use) {
    int next = useNext[use];
    while (next != NIL && useKind[next] == SOFT) {
      next = useNext[next];
    }
    return next;
  }

  /** Position of the last use before {@code position}, or of the piece's start. */
  int lastUseBefore(int piece, int position) {
    int use = useCursor[piece];
    if (use == NIL || usePosition[use] >= position) {
      return pieceStart[piece];
    }
    while (useNext[use] != NIL && usePosition[useNext[use]] < position) {
      use = useNext[use];
    }
    return Math.max(pieceStart[piece], usePosition[use]);
  }

  /** Prepares {@link #locationAt}, once all pieces are there. */
  void indexPieces() {
    chain = Ints.ensure(chain, pieceCount);
    int count = 0;
    for (int v = Operand.FIRST_VREG; v < code.vregCount; v++) {
      if (pieceNext[v] != NIL) {
        chainStart[v] = count;
        for (int piece = v; piece != NIL; piece = pieceNext[piece]) {
          chain[count++] = piece;
        }
        chainEnd[v] = count;
      }
    }
  }

  /** Where virtual register {@code v} is at a position at which it is live. */
  int locationAt(int v, int position) {
    return location[pieceAt(v, position)];
  }

  /** The piece of virtual register {@code v} at a position at which it is live. */
  int pieceAt(int v, int position) {
    if (pieceNext[v] == NIL) {
      return v;
    }
    int low = chainStart[v]; // starts at or before the position
    int high = chainEnd[v]; // starts after
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (pieceStart[chain[middle]] <= position) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return chain[low];
  }
}
