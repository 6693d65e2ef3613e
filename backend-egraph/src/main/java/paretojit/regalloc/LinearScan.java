package paretojit.regalloc;

import static paretojit.regalloc.Intervals.MUST;
import static paretojit.regalloc.Intervals.NIL;
import static paretojit.regalloc.Intervals.SOFT;
import static paretojit.regalloc.Intervals.WANTS;

import java.util.Arrays;
import java.util.Set;

/**
 * Linear scan with interval splitting: walks the pieces of live ranges in order of their starts and
 * gives each a register or, for some of its length, its spill slot.
 *
 * <p>After Wimmer and Mössenböck, "Optimized interval splitting in a linear scan register allocator"
 * (VEE 2005): holes are used, whoever is needed last loses its register, splits move out of loops.
 * Distances to uses outside the current loop count more, and a marker at the end of each loop keeps
 * what the loop uses from looking unneeded.
 */
final class LinearScan {
  private static final int NEVER = Integer.MAX_VALUE;

  /** Positions between uses that are worth a register for the time between. */
  private static final int NEAR = 4 * 16;

  /** How far a split looks for a block outside the loop, so that it stays linear. */
  private static final int MAX_BLOCKS = 64;

  private final RegisterFile file;
  private final boolean coalesces;
  private final boolean knowsLoops;
  private final boolean readsInPlace;
  private final int[][] order = new int[4][]; // by class, then with calls ahead
  private MachineCode code = new MachineCode();
  private Intervals iv = new Intervals();

  // Pieces waiting, by start.
  private int[] bucket = new int[1024];
  private int[] nextWaiting = new int[256];
  // Pieces in registers: live now, and in a hole now.
  private final int[] active = new int[Location.FIRST_SLOT];
  private int activeMask;
  private final int[] inactive = new int[Location.FIRST_SLOT];
  private int inactiveMask;
  private int[] nextInactive = new int[256];
  private int event; // no piece becomes live or dead before this position

  private final SpillSlots slots;
  private long[] storeCost = new long[256];

  int usedRegisters;

  LinearScan(RegisterFile file, Set<Technique> techniques) {
    this.file = file;
    this.coalesces = techniques.contains(Technique.COALESCE);
    this.knowsLoops = techniques.contains(Technique.LOOPS);
    this.readsInPlace = techniques.contains(Technique.IN_PLACE);
    this.slots = new SpillSlots(techniques.contains(Technique.SLOTS));
    for (int isFloat = 0; isFloat < 2; isFloat++) {
      int first = isFloat * Location.FIRST_FLOAT;
      int[] plain = Arrays.stream(file.order()).filter(r -> r >= first && r < first + 16).toArray();
      order[isFloat] = plain;
      int[] withCalls = new int[plain.length];
      int n = 0;
      for (int pass = 0; pass < 2; pass++) {
        for (int register : plain) {
          if (((file.calleeSaved() >>> register & 1) == 1) == (pass == 0)) {
            withCalls[n++] = register;
          }
        }
      }
      order[2 + isFloat] = withCalls;
    }
  }

  /** Weighted number of stores that would be needed where {@code v} leaves its registers. */
  long storeCost(int v) {
    return storeCost[v];
  }

  /** The slots that values were spilled to. */
  SpillSlots slots() {
    return slots;
  }

  /** How often an instruction at a position runs, as far as loops tell. */
  long frequency(int position) {
    return 1L << 3 * Math.min(depthAt(position), 8);
  }

  private int depthAt(int position) {
    return depthOf(iv.blockOfInst[position >> 2]);
  }

  private int depthOf(int block) {
    return knowsLoops ? code.depth[block] : 0;
  }

  void run(MachineCode machineCode, Intervals intervals) {
    code = machineCode;
    iv = intervals;
    reset();
    int end = 4 * code.instCount;
    for (int position = 0; position < end; position++) {
      int piece = bucket[position];
      while (piece != NIL) {
        bucket[position] = nextWaiting[piece];
        place(piece);
        piece = bucket[position];
      }
    }
    writeOperands();
  }

  private void reset() {
    int vregs = code.vregCount;
    int positions = 4 * code.instCount;
    bucket = Ints.ensure(bucket, positions);
    Arrays.fill(bucket, 0, positions, NIL);
    storeCost = Ints.ensure(storeCost, vregs);
    Arrays.fill(storeCost, 0, vregs, 0);
    slots.reset(code, iv);
    activeMask = 0;
    inactiveMask = 0;
    Arrays.fill(inactive, NIL);
    event = NEVER;
    usedRegisters = 0;
    for (int v = vregs - 1; v >= Operand.FIRST_VREG; v--) {
      if (iv.pieceRange[v] != NIL) {
        enqueue(v);
      }
    }
  }

  private void enqueue(int piece) {
    nextWaiting = Ints.ensure(nextWaiting, piece + 1);
    nextInactive = Ints.ensure(nextInactive, piece + 1);
    int start = iv.pieceStart[piece];
    nextWaiting[piece] = bucket[start];
    bucket[start] = piece;
  }

  private void place(int piece) {
    expire(iv.pieceStart[piece]);
    if (!placeInFree(piece)) {
      placeInTaken(piece);
    }
  }

  // ---- Time goes by

  private void expire(int position) {
    if (position < event) {
      return;
    }
    event = NEVER;
    for (int left = inactiveMask; left != 0; left &= left - 1) {
      expireInactive(Integer.numberOfTrailingZeros(left), position);
    }
    for (int left = activeMask; left != 0; left &= left - 1) {
      int register = Integer.numberOfTrailingZeros(left);
      int piece = active[register];
      int range = iv.advance(piece, position);
      if (iv.rangeEnd[range] > position) {
        event = Math.min(event, iv.rangeEnd[range]);
        continue;
      }
      activeMask &= ~(1 << register);
      if (iv.rangeNext[range] != NIL) {
        event = Math.min(event, iv.rangeStart[iv.rangeNext[range]]);
        addInactive(piece, register);
      }
    }
  }

  private void expireInactive(int register, int position) {
    int piece = inactive[register];
    inactive[register] = NIL;
    inactiveMask &= ~(1 << register);
    while (piece != NIL) {
      int next = nextInactive[piece];
      int range = iv.advance(piece, position);
      if (iv.rangeEnd[range] > position) {
        // Disjoint from whatever had the register meanwhile, which expires now if it has not.
        int other = (activeMask >>> register & 1) == 0 ? NIL : active[register];
        if (other != NIL) {
          int otherRange = iv.advance(other, position);
          assert iv.rangeEnd[otherRange] <= position : "two pieces in one register";
          if (iv.rangeNext[otherRange] != NIL) {
            event = Math.min(event, iv.rangeStart[iv.rangeNext[otherRange]]);
            addInactive(other, register);
          }
        }
        active[register] = piece;
        activeMask |= 1 << register;
        event = Math.min(event, iv.rangeEnd[range]);
      } else if (iv.rangeNext[range] != NIL) {
        event = Math.min(event, iv.rangeStart[iv.rangeNext[range]]);
        addInactive(piece, register);
      }
      piece = next;
    }
  }

  private void addInactive(int piece, int register) {
    nextInactive[piece] = inactive[register];
    inactive[register] = piece;
    inactiveMask |= 1 << register;
  }

  private void occupy(int piece, int register) {
    assert (activeMask >>> register & 1) == 0 : "register is taken";
    iv.location[piece] = register;
    active[register] = piece;
    activeMask |= 1 << register;
    usedRegisters |= 1 << register;
    event = Math.min(event, iv.rangeEnd[iv.pieceRange[piece]]);
  }

  // ---- A register that is free

  private boolean placeInFree(int piece) {
    int isFloat = code.vregClass[iv.pieceVreg[piece]];
    int free = file.allocatable() & (0xffff << 16 * isFloat) & ~activeMask;
    if (free == 0) {
      return false;
    }
    int position = iv.pieceStart[piece];
    int end = iv.pieceEnd[piece];
    int call = firstCall(piece);
    int best = -1;
    int bestUntil = position;
    int wish = hintedRegister(piece);
    if (wish >= 0 && (free >>> wish & 1) != 0) {
      bestUntil = freeUntil(wish, piece, call);
      if (bestUntil >= end) {
        occupy(piece, wish);
        return true;
      }
      best = wish;
    }
    for (int register : order[call < end ? 2 + isFloat : isFloat]) {
      if ((free >>> register & 1) == 0) {
        continue;
      }
      int until = freeUntil(register, piece, call);
      if (until >= end) {
        occupy(piece, register);
        return true;
      }
      if (until > bestUntil) {
        bestUntil = until;
        best = register;
      }
    }
    return best >= 0 && placePartly(piece, best, bestUntil);
  }

  /** Uses a register that is free until {@code until} only, if the piece has a use before. */
  private boolean placePartly(int piece, int register, int until) {
    int position = iv.pieceStart[piece];
    int latest = until & ~3;
    int use = iv.nextUse(piece, position, WANTS);
    if (latest <= position || use == NIL || iv.usePosition[use] >= latest) {
      return false;
    }
    int earliest = nextGap(Math.max(position, iv.lastUseBefore(piece, latest)));
    enqueue(iv.split(piece, bestSplit(Math.min(earliest, latest), latest)));
    noteStore(piece);
    occupy(piece, register);
    return true;
  }

  /** Where the register stops being free for the piece: {@link #NEVER} or an intersection. */
  private int freeUntil(int register, int piece, int call) {
    int until = fixedLimit(register, piece, call);
    for (int p = inactive[register]; p != NIL; p = nextInactive[p]) {
      until = Math.min(until, intersection(piece, p));
    }
    return until;
  }

  /** The first position at which a fixed use of the register, or a call, meets the piece. */
  private int fixedLimit(int register, int piece, int call) {
    int limit = (file.calleeSaved() >>> register & 1) != 0 ? NEVER : call;
    int[] starts = iv.fixedStart[register];
    int[] ends = iv.fixedEnd[register];
    int position = iv.pieceStart[piece];
    int k = iv.fixedCount[register] - 1;
    while (k >= 0 && ends[k] <= position) {
      k--;
    }
    iv.fixedCount[register] = k + 1;
    int range = iv.pieceRange[piece];
    while (k >= 0 && range != NIL && iv.rangeStart[range] < limit) {
      if (ends[k] <= iv.rangeStart[range]) {
        k--;
      } else if (iv.rangeEnd[range] <= starts[k]) {
        range = iv.rangeNext[range];
      } else {
        return Math.min(limit, Math.max(starts[k], iv.rangeStart[range]));
      }
    }
    return limit;
  }

  private int intersection(int a, int b) {
    int ra = iv.pieceRange[a];
    int rb = iv.pieceRange[b];
    while (ra != NIL && rb != NIL) {
      if (iv.rangeEnd[rb] <= iv.rangeStart[ra]) {
        rb = iv.rangeNext[rb];
      } else if (iv.rangeEnd[ra] <= iv.rangeStart[rb]) {
        ra = iv.rangeNext[ra];
      } else {
        return Math.max(iv.rangeStart[ra], iv.rangeStart[rb]);
      }
    }
    return NEVER;
  }

  /** Position of the first call that the piece lives across, or {@link #NEVER}. */
  private int firstCall(int piece) {
    int[] calls = iv.calls;
    while (iv.callCount > 0 && calls[iv.callCount - 1] < iv.pieceStart[piece]) {
      iv.callCount--;
    }
    int top = iv.callCount - 1;
    for (int range = iv.pieceRange[piece]; range != NIL && top >= 0; range = iv.rangeNext[range]) {
      if (calls[top] < iv.rangeStart[range]) {
        top = firstCallFrom(iv.rangeStart[range], top);
        if (top < 0) {
          return NEVER;
        }
      }
      if (calls[top] < iv.rangeEnd[range]) {
        return calls[top];
      }
    }
    return NEVER;
  }

  /** Index of the first call at or after {@code position}; calls descend. */
  private int firstCallFrom(int position, int top) {
    int low = -1; // at or after position, or none
    int high = top; // before
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (iv.calls[middle] >= position) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int hintedRegister(int piece) {
    if (!coalesces) {
      return -1;
    }
    int v = iv.pieceVreg[piece];
    if (piece != v && Location.isRegister(iv.location[v])) {
      return iv.location[v];
    }
    int edge = iv.edgeHint[v];
    if (edge != 0 && Location.isRegister(iv.location[edge])) {
      return iv.location[edge];
    }
    int hint = iv.hint[v];
    for (int hops = 0; hops < 3 && hint != 0; hops++) {
      if (hint < 0) {
        return ~hint;
      }
      if (Location.isRegister(iv.location[hint])) {
        return iv.location[hint];
      }
      edge = iv.edgeHint[hint];
      if (edge != 0 && Location.isRegister(iv.location[edge])) {
        return iv.location[edge];
      }
      hint = iv.hint[hint];
    }
    return -1;
  }

  // ---- A register that somebody must give up

  private void placeInTaken(int piece) {
    int position = iv.pieceStart[piece];
    int gap = position & ~3;
    int wish = iv.nextUse(piece, position, WANTS);
    if (wish == NIL) {
      spill(piece, gap);
      return;
    }
    int mustUse = iv.nextUse(piece, position, MUST);
    int must = mustUse == NIL ? NEVER : iv.usePosition[mustUse];
    int needed = mustUse == NIL ? iv.usePosition[wish] : must;
    int isFloat = code.vregClass[iv.pieceVreg[piece]];
    int call = firstCall(piece);
    int best = -1;
    int bestLimit = 0;
    long bestScore = -1;
    for (int register : order[isFloat]) {
      int limit = fixedLimit(register, piece, call);
      if ((limit & ~3) <= position || limit <= needed) {
        continue;
      }
      long score = score(register, piece, gap, limit);
      if (score > bestScore) {
        bestScore = score;
        best = register;
        bestLimit = limit;
      }
    }
    if (must >= gap + 4 && distance(piece, gap) >= bestScore) {
      spill(piece, gap);
      return;
    }
    if (best < 0) {
      throw new AssertionError(
          "no register for v" + iv.pieceVreg[piece] + " at instruction " + (gap >> 2));
    }
    evict(best, piece, gap);
    if (bestLimit < iv.pieceEnd[piece]) {
      int latest = bestLimit & ~3;
      int earliest = nextGap(Math.max(position, iv.lastUseBefore(piece, latest)));
      enqueue(iv.split(piece, bestSplit(Math.min(earliest, latest), latest)));
      noteStore(piece);
    }
    occupy(piece, best);
  }

  /** How long nobody would miss the register; negative if it cannot be had. */
  private long score(int register, int piece, int gap, int limit) {
    long score = (long) limit - gap;
    if ((activeMask >>> register & 1) != 0) {
      int holder = active[register];
      int use = iv.nextUse(holder, gap, WANTS);
      if (iv.pieceStart[holder] > gap || use != NIL && iv.usePosition[use] < gap + 4) {
        return -1;
      }
      score = Math.min(score, distance(holder, gap));
    }
    for (int p = inactive[register]; p != NIL; p = nextInactive[p]) {
      if (intersection(piece, p) != NEVER) {
        score = Math.min(score, iv.rangeStart[iv.rangeNext[iv.pieceRange[p]]] - gap);
      }
    }
    return score;
  }

  /** Positions until the next use, more if it is outside the current loop. */
  private long distance(int piece, int gap) {
    int use = iv.nextUse(piece, gap, SOFT);
    if (use == NIL) {
      return NEVER;
    }
    int here = depthAt(gap);
    int there = depthAt(iv.usePosition[use]);
    long distance = iv.usePosition[use] - gap;
    if (iv.useKind[use] == WANTS) {
      distance *= 2;
    }
    return Math.min(NEVER, distance << 2 * Math.clamp(here - there, 0, 8));
  }

  private void evict(int register, int piece, int gap) {
    if ((activeMask >>> register & 1) != 0) {
      int holder = active[register];
      activeMask &= ~(1 << register);
      int range = iv.pieceRange[holder];
      int earliest = nextGap(Math.max(iv.rangeStart[range], iv.lastUseBefore(holder, gap)));
      int at = bestSplit(Math.min(earliest, gap), gap);
      if (iv.pieceStart[holder] >= at) {
        spill(holder, gap);
      } else {
        noteStoreAt(iv.pieceVreg[holder], at);
        spill(iv.split(holder, at), gap);
      }
    }
    int p = inactive[register];
    inactive[register] = NIL;
    inactiveMask &= ~(1 << register);
    while (p != NIL) {
      int next = nextInactive[p];
      if (intersection(piece, p) != NEVER) {
        enqueue(iv.split(p, iv.rangeStart[iv.rangeNext[iv.pieceRange[p]]]));
      } else {
        addInactive(p, register);
      }
      p = next;
    }
  }

  /** Puts the piece into its slot until a use after the instruction at {@code gap} wants it. */
  private void spill(int piece, int gap) {
    int v = iv.pieceVreg[piece];
    iv.location[piece] = slots.memoryOf(v);
    int use = iv.nextUse(piece, gap + 4, WANTS);
    int depth = depthAt(gap);
    while (use != NIL && isBestReadFromMemory(use, depth)) {
      use = iv.nextRealUse(use);
    }
    if (use == NIL) {
      return;
    }
    int latest = iv.usePosition[use] & ~3;
    int earliest = Math.max(gap + 4, nextGap(iv.pieceStart[piece]));
    if (latest <= iv.pieceStart[piece]) {
      throw new AssertionError("v" + v + " is spilled where it is needed");
    }
    enqueue(iv.split(piece, bestSplit(Math.min(earliest, latest), latest)));
  }

  /** A use that can read memory, is no deeper in loops than {@code depth}, and has no near follower. */
  private boolean isBestReadFromMemory(int use, int depth) {
    int position = iv.usePosition[use];
    if (!readsInPlace || iv.useKind[use] != WANTS || depthAt(position) > depth) {
      return false;
    }
    int follower = iv.nextRealUse(use);
    return follower == NIL || iv.usePosition[follower] - position > NEAR;
  }

  // ---- Where to split

  /** The first gap after {@code position}. */
  private static int nextGap(int position) {
    return (position & ~3) + 4;
  }

  /** The latest gap in [earliest, latest] where code runs least often. */
  private int bestSplit(int earliest, int latest) {
    int b = iv.blockOfInst[latest >> 2];
    int best = latest;
    int bestDepth = depthOf(b);
    int steps = 0;
    while (bestDepth > 0 && b > 0 && 4 * code.blockStart[b] >= earliest && steps++ < MAX_BLOCKS) {
      // At a boundary the move goes onto the edges.
      int boundaryDepth = Math.min(depthOf(b - 1), depthOf(b));
      if (boundaryDepth < bestDepth) {
        bestDepth = boundaryDepth;
        best = 4 * code.blockStart[b];
      }
      b--;
    }
    return best;
  }

  // ---- What stores cost

  private void noteStore(int piece) {
    noteStoreAt(iv.pieceVreg[piece], iv.pieceEnd[piece] - 1);
  }

  private void noteStoreAt(int v, int position) {
    storeCost[v] += frequency(position);
  }

  // ---- The result

  int[] operandLocation = new int[1024];

  private void writeOperands() {
    operandLocation = Ints.ensure(operandLocation, code.operandStart[code.instCount]);
    for (int piece = Operand.FIRST_VREG; piece < iv.pieceCount; piece++) {
      int location = iv.location[piece];
      for (int use = iv.pieceUse[piece]; use != NIL; use = iv.useNext[use]) {
        if (iv.useOperand[use] >= 0) {
          assert Location.isRegister(location) || iv.useKind[use] < MUST : "use in memory";
          operandLocation[iv.useOperand[use]] = location;
        }
      }
    }
    for (int k = 0; k < iv.fixedOperandCount; k++) {
      int o = iv.fixedOperand[k];
      int v = code.operands[o] & Operand.VREG_MASK;
      operandLocation[o] = iv.fixedRegister(v, code.operands[o]);
      usedRegisters |= 1 << operandLocation[o];
    }
  }
}
