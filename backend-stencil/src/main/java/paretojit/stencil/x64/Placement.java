package paretojit.stencil.x64;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.stencil.library.OperandKind;

/**
 * Gives every value of a function one place for its whole life: a pinned register, a frame slot, or
 * none because it is a constant or folded into its user.
 *
 * <p>Linear in the size of the function. One walk over the instructions finds each value's interval
 * (definition to last use, stretched over loops it enters alive) and its weight (uses, times eight
 * per loop level). A second walk assigns registers in order of definition; when none is free the
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

  // By value.
  private int[] def = new int[256];
  private int[] end = new int[256];
  private int[] weight = new int[256];
  private int[] uses = new int[256];
  private int[] hint = new int[256];

  /** Place of each value, a {@link Loc}. */
  int[] loc = new int[256];

  /** Slot where a value is kept across calls besides its register, or {@link Loc#NONE}. */
  int[] home = new int[256];

  /** By position: first value whose interval ends there; linked through {@link #nextEnding}. */
  private int[] ending = new int[256];

  private int[] nextEnding = new int[256];

  /** By position: total weight of the calls before it. */
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
   * @param outgoingBytes size of the outgoing area at the frame's start
   * @param incoming place of each parameter on entry, slots from {@link #INCOMING} on
   */
  void place(Function f, int outgoingBytes, CallSites sites, int[] incoming) {
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
    if (def.length < n) {
      int size = 2 * n;
      def = new int[size];
      end = new int[size];
      weight = new int[size];
      uses = new int[size];
      hint = new int[size];
      loc = new int[size];
      home = new int[size];
      nextEnding = new int[size];
    }
    if (ending.length <= layout.positions) {
      ending = new int[2 * layout.positions];
      callWeight = new int[2 * layout.positions];
    }
    if (fused.length < f.instCount()) {
      fused = new boolean[2 * f.instCount()];
    }
    Arrays.fill(def, 0, n, Integer.MAX_VALUE);
    Arrays.fill(end, 0, n, -1);
    Arrays.fill(weight, 0, n, 0);
    Arrays.fill(uses, 0, n, 0);
    Arrays.fill(hint, 0, n, -1);
    Arrays.fill(loc, 0, n, Loc.NONE);
    Arrays.fill(home, 0, n, Loc.NONE);
    Arrays.fill(ending, 0, layout.positions + 1, -1);
    Arrays.fill(fused, 0, f.instCount(), false);
    Arrays.fill(owner, -1);
    freeGeneral = (1 << generalRegisters) - 1;
    freeVector = (1 << vectorRegisters) - 1;
    freeSlots = 0;
    reloads = 0;
    calls = 0;
    spilled = 0;
  }

  // ---- first walk: intervals ----

  /** False if some use comes before its definition in the order. */
  private boolean findIntervals(Function f, CallSites sites) {
    countUses(f);
    int crossed = 0;
    for (int k = 0; k < layout.blockCount; k++) {
      int block = layout.blocks[k];
      int depthWeight = DEPTH_WEIGHT[Math.min(layout.depth(k), DEPTH_WEIGHT.length - 1)];
      int position = layout.start[k];
      callWeight[position] = crossed;
      for (int p = 0; p < f.paramCount(block); p++) {
        int param = f.param(block, p);
        def[param] = position;
        end[param] = Math.max(end[param], position);
        weight[param] += depthWeight;
      }
      int terminator = f.terminator(block);
      for (int inst = f.firstInst(block); inst <= terminator; inst++) {
        position++;
        callWeight[position] = crossed;
        if (sites.clobbers(f, inst)) {
          crossed += depthWeight;
        }
        int results = f.resultCount(inst);
        for (int r = 0; r < results; r++) {
          int value = f.firstResult(inst) + r;
          def[value] = position;
          end[value] = Math.max(end[value], position);
          weight[value] += depthWeight;
        }
        if (isFusible(f, inst, terminator)) {
          fused[inst] = true;
          continue;
        }
        if (!useAll(f, inst, position, k, depthWeight)) {
          return false;
        }
      }
      if (!useEdges(f, terminator, position, k, depthWeight)) {
        return false;
      }
    }
    return true;
  }

  private void countUses(Function f) {
    for (int k = 0; k < layout.blockCount; k++) {
      int block = layout.blocks[k];
      int terminator = f.terminator(block);
      for (int inst = f.firstInst(block); inst <= terminator; inst++) {
        for (int a = 0; a < f.argCount(inst); a++) {
          uses[f.arg(inst, a)]++;
        }
      }
      for (int e = 0; e < f.edgeCount(terminator); e++) {
        int edge = f.firstEdge(terminator) + e;
        for (int a = 0; a < f.edgeArgCount(edge); a++) {
          uses[f.edgeArg(edge, a)]++;
        }
      }
    }
  }

  /** A comparison whose only use is the branch that ends its block. */
  private boolean isFusible(Function f, int inst, int terminator) {
    return fuses
        && f.op(inst).isCompare()
        && f.opcode(terminator) == Op.BRIF.ordinal()
        && f.arg(terminator, 0) == f.firstResult(inst)
        && uses[f.firstResult(inst)] == 1;
  }

  /** A comparison whose only use is the select right behind it can stay in the temporary. */
  private boolean isConditionOfNext(Function f, int inst) {
    return fuses
        && f.op(inst + 1) == Op.SELECT
        && f.arg(inst + 1, 0) == f.firstResult(inst)
        && uses[f.firstResult(inst)] == 1;
  }

  private boolean useAll(Function f, int inst, int position, int blockPlace, int depthWeight) {
    for (int a = 0; a < f.argCount(inst); a++) {
      int value = f.arg(inst, a);
      int definer = f.valueDef(value);
      if (definer >= 0 && fused[definer]) {
        for (int b = 0; b < f.argCount(definer); b++) {
          if (!use(f.arg(definer, b), position, blockPlace, depthWeight)) {
            return false;
          }
        }
      } else if (!use(value, position, blockPlace, depthWeight)) {
        return false;
      }
    }
    return true;
  }

  private boolean useEdges(
      Function f, int terminator, int position, int blockPlace, int depthWeight) {
    for (int e = 0; e < f.edgeCount(terminator); e++) {
      int edge = f.firstEdge(terminator) + e;
      int target = f.edgeTarget(edge);
      for (int a = 0; a < f.edgeArgCount(edge); a++) {
        int value = f.edgeArg(edge, a);
        int param = f.param(target, a);
        if (!use(value, position, blockPlace, depthWeight)) {
          return false;
        }
        weight[param] += depthWeight;
        // Prefer one register for both: the one placed first decides.
        if (hint[param] < 0) {
          hint[param] = value;
        }
        if (hint[value] < 0 || layout.place[target] <= blockPlace) {
          hint[value] = param;
        }
      }
    }
    return true;
  }

  private boolean use(int value, int position, int blockPlace, int depthWeight) {
    int d = def[value];
    if (d > position) {
      return false;
    }
    weight[value] += depthWeight;
    int last = position;
    int loop = layout.loop[blockPlace];
    while (loop >= 0 && d < layout.start[layout.loopFirst[loop]]) {
      last = layout.end[layout.loopLast[loop]];
      loop = layout.loopParent[loop];
    }
    if (last > end[value]) {
      end[value] = last;
    }
    return true;
  }

  // ---- second walk: registers and slots ----

  private void assign(Function f, CallSites sites, int[] incoming) {
    for (int k = 0; k < layout.blockCount; k++) {
      int block = layout.blocks[k];
      int position = layout.start[k];
      blockEnd = layout.end[k];
      expire(f, position - 1);
      for (int p = 0; p < f.paramCount(block); p++) {
        int param = f.param(block, p);
        define(f, param, k == 0 ? incoming[p] : Loc.NONE);
      }
      int terminator = f.terminator(block);
      for (int inst = f.firstInst(block); inst <= terminator; inst++) {
        // What ends here is read before the results are written, so they may take its place.
        expire(f, position++);
        expire(f, position);
        if (sites.clobbers(f, inst)) {
          listReloads(position);
        }
        if (fused[inst]) {
          continue;
        }
        Op op = f.op(inst);
        if (op.isConst()) {
          loc[f.firstResult(inst)] = Loc.CONSTANT;
          continue;
        }
        if (op.isCompare() && isConditionOfNext(f, inst)) {
          loc[f.firstResult(inst)] = Loc.TEMP;
          continue;
        }
        int results = f.resultCount(inst);
        for (int r = 0; r < results; r++) {
          define(f, f.firstResult(inst) + r, preferred(f, inst, r, sites));
        }
      }
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

  /** Releases the values found so far whose interval ends at a position. */
  private void expire(Function f, int position) {
    if (position < 0) {
      return;
    }
    int value = ending[position];
    ending[position] = -1;
    while (value >= 0) {
      release(f, value, position);
      value = nextEnding[value];
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
      freeSlot(Loc.offset(place), Math.max(position, def[value] + 1));
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

  private void define(Function f, int value, int preferred) {
    if (uses[value] == 0 && isOptional(f, value)) {
      return;
    }
    int last = end[value];
    nextEnding[value] = ending[last];
    ending[last] = value;
    boolean isInt = f.valueType(value).isInt();
    int crossing = last > def[value] ? callWeight[last] - callWeight[def[value] + 1] : 0;
    // A call at the defining position comes before the value.
    boolean wantsRegister =
        (isInt ? generalRegisters : vectorRegisters) > 0
            && (crossing == 0 || weight[value] > 2 * crossing)
            && (!onlyTemporaries || crossing == 0 && isTemporary(f, value));
    if (!wantsRegister || !takeRegister(value, isInt, preferred)) {
      // Stack parameters stay where they came; a call's results must leave the outgoing area, which
      // the next call writes.
      boolean stays = Loc.isSlot(preferred) && Loc.offset(preferred) >= INCOMING;
      loc[value] = stays ? preferred : Loc.slot(takeSlot(def[value]));
      spilled++;
      return;
    }
    if (crossing > 0) {
      home[value] = Loc.slot(takeSlot(def[value]));
    }
  }

  private boolean isTemporary(Function f, int value) {
    return f.valueDef(value) >= 0 && uses[value] == 1 && end[value] <= blockEnd;
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
    int friend = hint[value];
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
    loc[evicted] = home[evicted] != Loc.NONE ? home[evicted] : Loc.slot(takeSlot(def[evicted]));
    home[evicted] = Loc.NONE;
    spilled++;
    return victim - first;
  }

  /** Weight per length. */
  private long worth(int value) {
    return ((long) weight[value] << 20) / (end[value] - def[value] + 4);
  }

  private void listReloads(int position) {
    if (calls == reloadEnd.length) {
      reloadEnd = Arrays.copyOf(reloadEnd, 2 * calls);
    }
    for (int register = 0; register < owner.length; register++) {
      int value = owner[register];
      if (value >= 0 && end[value] > position) {
        if (reloads == reload.length) {
          reload = Arrays.copyOf(reload, 2 * reloads);
        }
        reload[reloads++] = value;
      }
    }
    reloadEnd[calls++] = reloads;
  }
}
