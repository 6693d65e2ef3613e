package paretojit.stencil.x64;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.stencil.library.OperandKind;

/**
 * Gives every value of a function one place for its whole life: a pinned register, a frame slot, or
 * none because it is a constant or folded into its user.
 *
 * <p>Linear in the size of the function. One walk backwards finds each value's interval (definition
 * to last use, stretched over loops it enters alive) and its weight (uses, times eight per loop
 * level). A second walk, forwards, assigns registers in order of definition; when none is free the
 * value with the least weight per length goes to a slot for its whole life. Since code is emitted
 * only afterwards, moving a value out of its register needs no code at all.
 *
 * <p>Values alive across a call, whose callee may use every register, live in a slot unless their
 * weight pays for being stored once, where they are defined, and reloaded after each call.
 */
final class Placement {
  /** Slots above the outgoing area that hold nothing between instructions. */
  static final int TEMP_SLOTS = 4;

  /** Added to the offsets of incoming stack parameters until the frame's size is known. */
  static final int INCOMING = 1 << 24;

  private static final int FREE_SLOTS_TRIED = 4;
  private static final int[] DEPTH_WEIGHT = {1, 8, 64, 512, 4096, 32768};

  private final Layout layout = new Layout();
  private int generalRegisters = OperandKind.GENERAL_REGISTERS;
  private int vectorRegisters = OperandKind.VECTOR_REGISTERS;
  private boolean onlyTemporaries;
  private boolean fuses = true;

  // By value, in one record of ints. Positions count from 1, so that 0 means "none yet".
  private static final int RECORD_LOG2 = 3;

  /** Position of the definition. */
  private static final int DEF = 0;

  /** Position of the last use, or where the last loop ends that the value enters alive. */
  private static final int END = 1;

  /** Place of the block that {@link #END} is in; negated if a loop's end, not a use. */
  private static final int LAST = 2;

  /** Uses and definitions, times eight per loop level. */
  private static final int WEIGHT = 3;

  private static final int USES = 4;

  /** Value whose register it should share, plus one, doubled; odd if a backward edge says so. */
  private static final int HINT = 5;

  /** Next in the list of {@link #ending}, plus one. */
  private static final int NEXT = 6;

  private int[] records = new int[256 << RECORD_LOG2];

  /** Place of each value, a {@link Loc}. */
  int[] loc = new int[256];

  /** Slot where a value is kept across calls besides its register, or {@link Loc#NONE}. */
  int[] home = new int[256];

  /** By place of a block: first value that lives until its end because of a loop, plus one. */
  private int[] ending = new int[64];

  /** By position: total weight of the calls from there on. */
  private int[] callWeight = new int[256];

  /** By instruction: true for a comparison that the branch which uses it does itself. */
  boolean[] fused = new boolean[256];

  // Registers: owner by number, vector registers from 16.
  private final int[] owner = new int[32];
  private int freeGeneral;
  private int blockEnd; // position of the end of the block being assigned
  private int freeVector;

  // Slots free for reuse, and since which position.
  private int[] freeSlot = new int[64];
  private int[] freeSince = new int[64];
  private int freeSlots;
  private int nextSlot;

  /** Bytes at the frame's start for arguments and results of calls. */
  int outgoingBytes;

  /** Values to reload after calls, listed call by call in order. */
  int[] reload = new int[64];

  int reloads;

  /** By place in the list of calls: one past its values in {@link #reload}. */
  int[] reloadEnd = new int[64];

  int calls;

  /** Values that were placed in slots. */
  int spilled;

  void setRegisters(int general, int vector) {
    generalRegisters = general;
    vectorRegisters = vector;
  }

  /**
   * Restricts what is possible, for ablations.
   *
   * @param temporariesOnly whether only values used once, in the block of their definition, may have
   *     registers
   * @param fusing whether comparisons may be folded into branches and selects
   */
  void restrict(boolean temporariesOnly, boolean fusing) {
    onlyTemporaries = temporariesOnly;
    fuses = fusing;
  }

  Layout layout() {
    return layout;
  }

  /** Frame bytes used so far: outgoing area, temporaries and slots. */
  int frameBytes() {
    return nextSlot;
  }

  /**
   * Places all values.
   *
   * @param incoming place of each parameter on entry, slots from {@link #INCOMING} on
   */
  void place(Function f, CallSites sites, int[] incoming) {
    layout.analyze(f, false);
    prepare(f);
    if (!findIntervals(f, sites)) {
      layout.analyze(f, true);
      prepare(f);
      if (!findIntervals(f, sites)) {
        throw new AssertionError("a use is not dominated by its definition in " + f);
      }
    }
    nextSlot = outgoingBytes + 8 * TEMP_SLOTS;
    assign(f, sites, incoming);
  }

  private void prepare(Function f) {
    int n = f.valueCount();
    if (loc.length < n) {
      records = new int[2 * n << RECORD_LOG2];
      loc = new int[2 * n];
      home = new int[2 * n];
    }
    if (callWeight.length <= layout.positions) {
      callWeight = new int[2 * layout.positions];
    }
    if (ending.length < layout.blockCount) {
      ending = new int[2 * layout.blockCount];
    }
    if (fused.length < f.instCount()) {
      fused = new boolean[2 * f.instCount()];
    }
    Arrays.fill(records, 0, n << RECORD_LOG2, 0);
    Arrays.fill(loc, 0, n, Loc.NONE);
    Arrays.fill(home, 0, n, Loc.NONE);
    Arrays.fill(ending, 0, layout.blockCount, 0);
    Arrays.fill(fused, 0, f.instCount(), false);
    Arrays.fill(owner, -1);
    freeGeneral = (1 << generalRegisters) - 1;
    freeVector = (1 << vectorRegisters) - 1;
    freeSlots = 0;
    outgoingBytes = 0;
    reloads = 0;
    calls = 0;
    spilled = 0;
  }

  // ---- first walk, backwards: intervals ----

  /** False if some use comes before its definition in the order. */
  private boolean findIntervals(Function f, CallSites sites) {
    int crossed = 0;
    for (int k = layout.blockCount - 1; k >= 0; k--) {
      int block = layout.blocks[k];
      int depthWeight = DEPTH_WEIGHT[Math.min(layout.depth(k), DEPTH_WEIGHT.length - 1)];
      int terminator = f.terminator(block);
      int last = layout.end[k];
      if (!useEdges(f, terminator, last, k, depthWeight)) {
        return false;
      }
      int position = last;
      for (int inst = terminator; inst >= f.firstInst(block); inst--) {
        int results = f.resultCount(inst);
        for (int r = 0; r < results; r++) {
          defineAt(f.firstResult(inst) + r, position, depthWeight);
        }
        if (sites.clobbers(f, inst)) {
          crossed += depthWeight;
          outgoingBytes = Math.max(outgoingBytes, sites.outgoingBytes(f, inst));
        }
        callWeight[position] = crossed;
        int usedAt = position--;
        if (isFusible(f, inst, terminator)) {
          // Its operands are the branch's.
          fused[inst] = true;
          usedAt = last;
        }
        for (int a = f.argCount(inst) - 1; a >= 0; a--) {
          if (!use(f.arg(inst, a), usedAt, k, depthWeight)) {
            return false;
          }
        }
      }
      callWeight[position] = crossed;
      for (int p = f.paramCount(block) - 1; p >= 0; p--) {
        defineAt(f.param(block, p), position, depthWeight);
      }
    }
    return true;
  }

  /** A comparison whose only use, all of them being known, is the branch that ends its block. */
  private boolean isFusible(Function f, int inst, int terminator) {
    return fuses
        && f.op(inst).isCompare()
        && f.opcode(terminator) == Op.BRIF.ordinal()
        && f.arg(terminator, 0) == f.firstResult(inst)
        && uses(f.firstResult(inst)) == 1;
  }

  /** A comparison whose only use is the select right behind it can stay in the temporary. */
  private boolean isConditionOfNext(Function f, int inst) {
    return fuses
        && f.op(inst + 1) == Op.SELECT
        && f.arg(inst + 1, 0) == f.firstResult(inst)
        && uses(f.firstResult(inst)) == 1;
  }

  private int uses(int value) {
    return records[(value << RECORD_LOG2) + USES];
  }

  private boolean useEdges(
      Function f, int terminator, int position, int blockPlace, int depthWeight) {
    for (int e = f.edgeCount(terminator) - 1; e >= 0; e--) {
      int edge = f.firstEdge(terminator) + e;
      int target = f.edgeTarget(edge);
      boolean isBackward = layout.place[target] <= blockPlace;
      for (int a = f.edgeArgCount(edge) - 1; a >= 0; a--) {
        int value = f.edgeArg(edge, a);
        int param = f.param(target, a);
        if (!use(value, position, blockPlace, depthWeight)) {
          return false;
        }
        records[(param << RECORD_LOG2) + WEIGHT] += depthWeight;
        // Prefer one register for both: the one placed first decides.
        hint(value, param, isBackward);
        hint(param, value, false);
      }
    }
    return true;
  }

  /** The last backward edge decides, else the first edge; they come from last to first. */
  private void hint(int value, int other, boolean isBackward) {
    int at = (value << RECORD_LOG2) + HINT;
    if ((records[at] & 1) == 0) {
      records[at] = other + 1 << 1 | (isBackward ? 1 : 0);
    }
  }

  private boolean use(int value, int position, int blockPlace, int depthWeight) {
    int r = value << RECORD_LOG2;
    if (records[r + DEF] != 0) {
      return false;
    }
    records[r + WEIGHT] += depthWeight;
    records[r + USES]++;
    if (position > records[r + END]) {
      records[r + END] = position;
      records[r + LAST] = blockPlace;
    }
    return true;
  }

  /** Ends an interval, all uses being known: the last one may be in a loop that it must outlive. */
  private void defineAt(int value, int position, int depthWeight) {
    int r = value << RECORD_LOG2;
    records[r + DEF] = position;
    records[r + WEIGHT] += depthWeight;
    if (records[r + END] == 0) {
      records[r + END] = position;
      return;
    }
    int outlived = -1;
    int loop = layout.loop[records[r + LAST]];
    while (loop >= 0 && position < layout.start[layout.loopFirst[loop]]) {
      outlived = loop;
      loop = layout.loopParent[loop];
    }
    if (outlived >= 0) {
      int last = layout.loopLast[outlived];
      records[r + END] = layout.end[last];
      records[r + LAST] = ~last;
    }
  }

  // ---- second walk: registers and slots ----

  private void assign(Function f, CallSites sites, int[] incoming) {
    for (int k = 0; k < layout.blockCount; k++) {
      int block = layout.blocks[k];
      int position = layout.start[k];
      blockEnd = layout.end[k];
      int params = f.paramCount(block);
      for (int p = 0; p < params; p++) {
        define(f, f.param(block, p), k == 0 ? incoming[p] : Loc.NONE);
      }
      for (int p = 0; p < params; p++) {
        releaseIfLast(f, f.param(block, p), position);
      }
      int terminator = f.terminator(block);
      for (int inst = f.firstInst(block); inst <= terminator; inst++) {
        position++;
        if (fused[inst]) {
          continue;
        }
        // What ends here is read before the results are written, so they may take its place.
        releaseArgs(f, inst, position);
        if (sites.clobbers(f, inst)) {
          listReloads(position);
        }
        Op op = f.op(inst);
        if (op.isConst()) {
          loc[f.firstResult(inst)] = Loc.CONSTANT;
        } else if (op.isCompare() && isConditionOfNext(f, inst)) {
          loc[f.firstResult(inst)] = Loc.TEMP;
        } else {
          defineResults(f, inst, position, sites);
        }
      }
      releaseAtEnd(f, terminator, k);
    }
  }

  private void defineResults(Function f, int inst, int position, CallSites sites) {
    int results = f.resultCount(inst);
    for (int r = 0; r < results; r++) {
      define(f, f.firstResult(inst) + r, preferred(f, inst, r, sites));
    }
    for (int r = 0; r < results; r++) {
      releaseIfLast(f, f.firstResult(inst) + r, position);
    }
  }

  private void releaseArgs(Function f, int inst, int position) {
    for (int a = f.argCount(inst) - 1; a >= 0; a--) {
      releaseIfLast(f, f.arg(inst, a), position);
    }
  }

  /** Releases what a block's terminator and its edges use last, and what lives until a loop's end. */
  private void releaseAtEnd(Function f, int terminator, int blockPlace) {
    if (f.opcode(terminator) == Op.BRIF.ordinal()) {
      int definer = f.valueDef(f.arg(terminator, 0));
      if (definer >= 0 && fused[definer]) {
        releaseArgs(f, definer, blockEnd);
      }
    }
    for (int e = f.edgeCount(terminator) - 1; e >= 0; e--) {
      int edge = f.firstEdge(terminator) + e;
      for (int a = f.edgeArgCount(edge) - 1; a >= 0; a--) {
        releaseIfLast(f, f.edgeArg(edge, a), blockEnd);
      }
    }
    for (int next = ending[blockPlace]; next != 0; ) {
      int value = next - 1;
      next = records[(value << RECORD_LOG2) + NEXT];
      releaseIfLast(f, value, blockEnd);
    }
  }

  /** A register that would save a move: a call's result register or the first operand's. */
  private int preferred(Function f, int inst, int result, CallSites sites) {
    if (f.op(inst).isCall()) {
      return sites.resultPlace(f, inst, result);
    }
    if (f.argCount(inst) > 0) {
      int a = f.arg(inst, 0);
      boolean sameFile = f.valueType(a).isInt() == f.valueType(f.firstResult(inst)).isInt();
      if (sameFile && Loc.isRegister(loc[a])) {
        return loc[a];
      }
    }
    return Loc.NONE;
  }

  /** Releases a value's place if its interval ends at a position; once. */
  private void releaseIfLast(Function f, int value, int position) {
    int at = (value << RECORD_LOG2) + END;
    if (records[at] == position) {
      records[at] = 0;
      release(f, value, position);
    }
  }

  private void release(Function f, int value, int position) {
    int place = loc[value];
    if (Loc.isRegister(place)) {
      boolean isInt = f.valueType(value).isInt();
      int register = isInt ? place : place + 16;
      if (owner[register] == value) {
        owner[register] = -1;
        if (isInt) {
          freeGeneral |= 1 << place;
        } else {
          freeVector |= 1 << place;
        }
      }
      place = home[value];
    }
    if (Loc.isSlot(place) && Loc.offset(place) < INCOMING) {
      // One that was never used is busy at its definition, where others may begin too.
      freeSlot(Loc.offset(place), Math.max(position, def(value) + 1));
    }
  }

  private void freeSlot(int offset, int position) {
    if (freeSlots == freeSlot.length) {
      freeSlot = Arrays.copyOf(freeSlot, 2 * freeSlots);
      freeSince = Arrays.copyOf(freeSince, 2 * freeSlots);
    }
    freeSlot[freeSlots] = offset;
    freeSince[freeSlots++] = position;
  }

  /** A slot that nothing has used since a position. */
  private int takeSlot(int since) {
    for (int k = freeSlots - 1; k >= Math.max(0, freeSlots - FREE_SLOTS_TRIED); k--) {
      if (freeSince[k] <= since) {
        int offset = freeSlot[k];
        freeSlots--;
        freeSlot[k] = freeSlot[freeSlots];
        freeSince[k] = freeSince[freeSlots];
        return offset;
      }
    }
    int offset = nextSlot;
    nextSlot += 8;
    return offset;
  }

  private int def(int value) {
    return records[(value << RECORD_LOG2) + DEF];
  }

  private void define(Function f, int value, int preferred) {
    int r = value << RECORD_LOG2;
    if (records[r + USES] == 0 && isOptional(f, value)) {
      return;
    }
    int def = records[r + DEF];
    int last = records[r + END];
    int weight = records[r + WEIGHT];
    if (records[r + LAST] < 0) {
      int block = ~records[r + LAST];
      records[r + NEXT] = ending[block];
      ending[block] = value + 1;
    }
    boolean isInt = f.valueType(value).isInt();
    int crossing = last > def ? callWeight[def + 1] - callWeight[last] : 0;
    // A call at the defining position comes before the value.
    boolean wantsRegister =
        (isInt ? generalRegisters : vectorRegisters) > 0
            && (crossing == 0 || weight > 2 * crossing)
            && (!onlyTemporaries || crossing == 0 && isTemporary(f, value));
    if (!wantsRegister || !takeRegister(value, isInt, preferred)) {
      // Stack parameters stay where they came; a call's results must leave the outgoing area, which
      // the next call writes.
      boolean stays = Loc.isSlot(preferred) && Loc.offset(preferred) >= INCOMING;
      loc[value] = stays ? preferred : Loc.slot(takeSlot(def));
      spilled++;
      return;
    }
    if (crossing > 0) {
      home[value] = Loc.slot(takeSlot(def));
    }
  }

  private boolean isTemporary(Function f, int value) {
    int r = value << RECORD_LOG2;
    return f.valueDef(value) >= 0 && records[r + USES] == 1 && records[r + END] <= blockEnd;
  }

  /** True if an unused value need not be written: its place stays {@link Loc#NONE}. */
  private static boolean isOptional(Function f, int value) {
    int definer = f.valueDef(value);
    return definer < 0 || f.op(definer).isPure() || f.op(definer).isCall();
  }

  private boolean takeRegister(int value, boolean isInt, int preferredRegister) {
    int free = isInt ? freeGeneral : freeVector;
    int register;
    if (free == 0) {
      register = onlyTemporaries ? -1 : evict(value, isInt);
      if (register < 0) {
        return false;
      }
    } else {
      register = choose(value, free, preferredRegister);
    }
    loc[value] = register;
    if (isInt) {
      owner[register] = value;
      freeGeneral &= ~(1 << register);
    } else {
      owner[register + 16] = value;
      freeVector &= ~(1 << register);
    }
    return true;
  }

  private int choose(int value, int free, int preferredRegister) {
    int friend = (records[(value << RECORD_LOG2) + HINT] >>> 1) - 1;
    if (friend >= 0 && Loc.isRegister(loc[friend]) && (free >>> loc[friend] & 1) != 0) {
      return loc[friend];
    }
    if (Loc.isRegister(preferredRegister) && (free >>> preferredRegister & 1) != 0) {
      return preferredRegister;
    }
    return Integer.numberOfTrailingZeros(free);
  }

  /** Moves the least worthy owner to a slot and gives its register, or -1 if the value itself is. */
  private int evict(int value, boolean isInt) {
    int first = isInt ? 0 : 16;
    int count = isInt ? generalRegisters : vectorRegisters;
    long least = worth(value);
    int victim = -1;
    for (int r = first; r < first + count; r++) {
      long candidate = worth(owner[r]);
      if (candidate < least) {
        least = candidate;
        victim = r;
      }
    }
    if (victim < 0) {
      return -1;
    }
    int evicted = owner[victim];
    loc[evicted] = home[evicted] != Loc.NONE ? home[evicted] : Loc.slot(takeSlot(def(evicted)));
    home[evicted] = Loc.NONE;
    spilled++;
    return victim - first;
  }

  /** Weight per length. */
  private long worth(int value) {
    int r = value << RECORD_LOG2;
    return ((long) records[r + WEIGHT] << 20) / (records[r + END] - records[r + DEF] + 4);
  }

  private void listReloads(int position) {
    if (calls == reloadEnd.length) {
      reloadEnd = Arrays.copyOf(reloadEnd, 2 * calls);
    }
    int taken = ~freeGeneral & (1 << generalRegisters) - 1;
    taken |= (~freeVector & (1 << vectorRegisters) - 1) << 16;
    for (; taken != 0; taken &= taken - 1) {
      int value = owner[Integer.numberOfTrailingZeros(taken)];
      if (records[(value << RECORD_LOG2) + END] > position) {
        if (reloads == reload.length) {
          reload = Arrays.copyOf(reload, 2 * reloads);
        }
        reload[reloads++] = value;
      }
    }
    reloadEnd[calls++] = reloads;
  }
}
