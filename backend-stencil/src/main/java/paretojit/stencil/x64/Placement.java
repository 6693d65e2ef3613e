package paretojit.stencil.x64;

import static paretojit.stencil.x64.Intervals.CROSSED;
import static paretojit.stencil.x64.Intervals.DEF;
import static paretojit.stencil.x64.Intervals.END;
import static paretojit.stencil.x64.Intervals.FRIEND;
import static paretojit.stencil.x64.Intervals.GIVEN;
import static paretojit.stencil.x64.Intervals.RECORD_LOG2;
import static paretojit.stencil.x64.Intervals.USES;
import static paretojit.stencil.x64.Intervals.WANTED;
import static paretojit.stencil.x64.Intervals.WEIGHT;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Type;
import paretojit.stencil.library.OperandKind;

/**
 * Gives every value of a function one place for its whole life: a pinned register, a frame slot, or
 * none because it is a constant or folded into its user.
 *
 * <p>Linear in the size of the function. {@link Intervals} walks over the instructions, once and backwards;
 * what remains is a walk over the values that need a place, in order of definition. A register is free
 * where its owner's interval has ended; when none is, the value with the least weight per length goes
 * to a slot for its whole life. Since code is emitted only afterwards, moving a value out of its
 * register needs no code at all.
 *
 * <p>Values alive across a call, whose callee may use every register, live in a slot unless their
 * weight pays for being stored once, where they are defined, and reloaded after each call.
 */
final class Placement {
  /** Slots above the outgoing area that hold nothing between instructions. */
  static final int TEMP_SLOTS = 4;

  /** Added to the offsets of incoming stack parameters until the frame's size is known. */
  static final int INCOMING = 1 << 24;

  private static final int SLOTS_TRIED = 8;

  /** Number of the first vector register where both files are meant. */
  private static final int VECTOR = 16;

  private static final int FIRST_FLOAT = Type.F32.ordinal();

  private final Layout layout = new Layout();
  private final Intervals intervals;
  private int generalRegisters = OperandKind.GENERAL_REGISTERS;
  private int vectorRegisters = OperandKind.VECTOR_REGISTERS;
  private boolean onlyTemporaries;

  private int[] records = {};

  /** Place of each value, a {@link Loc}. */
  int[] loc = {};

  /** By instruction: whether its user does it, and what it does besides; see {@link SuperNodes}. */
  byte[] fusion = {};

  /** Slot where a value is kept across calls besides its register, or {@link Loc#NONE}. */
  int[] home = new int[256];

  /** How many values have such a slot. */
  int homes;

  // Registers by number: the latest owner, and where its interval ends.
  private final int[] owner = new int[32];
  private final int[] busyUntil = new int[32];

  // Slots in order of their offsets: where the interval of the latest owner ends.
  private int[] slotBusyUntil = new int[64];
  private int slots;
  private int firstSlot;
  private int nextTried;

  /** Bytes at the frame's start for arguments and results of calls. */
  int outgoingBytes;

  /** Values to reload after calls, listed call by call in order. */
  int[] reload = new int[64];

  int reloads;

  /** By place in the list of calls: one past its values in {@link #reload}. */
  int[] reloadEnd = new int[64];

  private int calls;

  /** Values that were placed in slots. */
  int spilled;

  Placement(SuperNodes superNodes) {
    intervals = new Intervals(layout, superNodes);
  }

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
    intervals.setFuses(fusing);
  }

  Layout layout() {
    return layout;
  }

  /** Frame bytes used so far: outgoing area, temporaries and slots. */
  int frameBytes() {
    return firstSlot + 8 * slots;
  }

  /**
   * Places all values.
   *
   * @param incoming place of each parameter on entry, slots from {@link #INCOMING} on
   */
  void place(Function f, CallSites sites, int[] incoming) {
    layout.analyze(f, false);
    if (!intervals.find(f, sites)) {
      layout.analyze(f, true);
      if (!intervals.find(f, sites)) {
        throw new AssertionError("a use is not dominated by its definition in " + f);
      }
    }
    records = intervals.records;
    loc = intervals.loc;
    fusion = intervals.fusion;
    outgoingBytes = intervals.outgoingBytes;
    for (int p = 0; p < incoming.length; p++) {
      records[(f.param(f.entry(), p) << RECORD_LOG2) + GIVEN] = incoming[p] + 1;
    }
    prepare(f);
    assign(f);
  }

  private void prepare(Function f) {
    if (home.length < f.valueCount()) {
      home = new int[2 * f.valueCount()];
    }
    Arrays.fill(home, 0, f.valueCount(), Loc.NONE);
    homes = 0;
    firstSlot = outgoingBytes + 8 * TEMP_SLOTS;
    slots = 0;
    nextTried = 0;
    reloads = 0;
    calls = 0;
    spilled = 0;
    // Registers that must not be used are busy for ever.
    Arrays.fill(busyUntil, Integer.MAX_VALUE);
    Arrays.fill(busyUntil, 0, generalRegisters, 0);
    Arrays.fill(busyUntil, VECTOR, VECTOR + vectorRegisters, 0);
  }

  private void assign(Function f) {
    int[] definitions = intervals.definitions;
    int[] callPositions = intervals.calls;
    int call = intervals.firstCall;
    for (int k = intervals.firstDefinition; k < definitions.length; k++) {
      int value = definitions[k];
      int def = records[(value << RECORD_LOG2) + DEF];
      while (call < callPositions.length && callPositions[call] <= def) {
        listReloads(callPositions[call++]);
      }
      define(f, value, def);
    }
    while (call < callPositions.length) {
      listReloads(callPositions[call++]);
    }
  }

  private void define(Function f, int value, int def) {
    int r = value << RECORD_LOG2;
    int end = records[r + END];
    int crossing = records[r + CROSSED];
    int file = f.valueTypeOrdinal(value) < FIRST_FLOAT ? 0 : VECTOR;
    boolean wantsRegister =
        (crossing == 0 || records[r + WEIGHT] > 2 * crossing)
            && (!onlyTemporaries || crossing == 0 && isTemporary(f, value));
    int register = wantsRegister ? takeRegister(value, def, file) : -1;
    if (register < 0) {
      // Stack parameters stay where they came; a call's results must leave the outgoing area, which
      // the next call writes.
      int given = records[r + GIVEN] - 1;
      boolean stays = Loc.isSlot(given) && Loc.offset(given) >= INCOMING;
      loc[value] = stays ? given : Loc.slot(takeSlot(def, end));
      spilled++;
      return;
    }
    loc[value] = register - file;
    owner[register] = value;
    busyUntil[register] = end;
    if (crossing > 0) {
      home[value] = Loc.slot(takeSlot(def, end));
      homes++;
    }
  }

  private boolean isTemporary(Function f, int value) {
    int r = value << RECORD_LOG2;
    int definer = f.valueDef(value);
    return definer >= 0
        && records[r + USES] == 1
        && records[r + END] <= layout.endOfBlock(records[r + DEF]);
  }

  /** A free register for a value, or that of an owner worth less, or -1. */
  private int takeRegister(int value, int def, int file) {
    int r = value << RECORD_LOG2;
    int friend = (records[r + FRIEND] >> 1) - 1;
    int register = friend < 0 ? -1 : free(loc[friend], def, file);
    if (register < 0) {
      register = free(records[r + WANTED] - 1, def, file);
    }
    if (register < 0) {
      int given = records[r + GIVEN];
      register = free(given < 0 ? loc[~given] : given - 1, def, file);
    }
    for (int k = file; register < 0 && k < file + OperandKind.GENERAL_REGISTERS; k++) {
      register = busyUntil[k] <= def ? k : -1;
    }
    return register >= 0 || onlyTemporaries ? register : evict(value, file);
  }

  /** The number of a place that is a free register, else -1. */
  private int free(int place, int def, int file) {
    return Loc.isRegister(place) && busyUntil[place + file] <= def ? place + file : -1;
  }

  /** Moves the least worthy owner to a slot and gives its register, or -1 if the value itself is. */
  private int evict(int value, int file) {
    int count = file == 0 ? generalRegisters : vectorRegisters;
    float least = worth(value);
    int victim = -1;
    for (int k = file; k < file + count; k++) {
      float candidate = worth(owner[k]);
      if (candidate < least) {
        least = candidate;
        victim = k;
      }
    }
    if (victim >= 0) {
      int evicted = owner[victim];
      int r = evicted << RECORD_LOG2;
      if (home[evicted] == Loc.NONE) {
        loc[evicted] = Loc.slot(takeSlot(records[r + DEF], records[r + END]));
      } else {
        loc[evicted] = home[evicted];
        home[evicted] = Loc.NONE;
        homes--;
      }
      spilled++;
    }
    return victim;
  }

  /** Weight per length. */
  private float worth(int value) {
    int r = value << RECORD_LOG2;
    return (float) records[r + WEIGHT] / (records[r + END] - records[r + DEF] + 4);
  }

  /** The offset of a slot that nothing uses from a position on; busy then until another. */
  private int takeSlot(int from, int until) {
    int tries = Math.min(SLOTS_TRIED, slots);
    for (int k = 0; k < tries; k++) {
      nextTried = nextTried + 1 < slots ? nextTried + 1 : 0;
      if (slotBusyUntil[nextTried] <= from) {
        slotBusyUntil[nextTried] = until;
        return firstSlot + 8 * nextTried;
      }
    }
    if (slots == slotBusyUntil.length) {
      slotBusyUntil = Arrays.copyOf(slotBusyUntil, 2 * slots);
    }
    slotBusyUntil[slots] = until;
    return firstSlot + 8 * slots++;
  }

  private void listReloads(int position) {
    if (calls == reloadEnd.length) {
      reloadEnd = Arrays.copyOf(reloadEnd, 2 * calls);
    }
    if (homes > 0) {
      listReloads(position, 0, generalRegisters);
      listReloads(position, VECTOR, vectorRegisters);
    }
    reloadEnd[calls++] = reloads;
  }

  /** Lists what registers of one file hold that is read after a call; the call's own results come later. */
  private void listReloads(int position, int file, int count) {
    for (int k = file; k < file + count; k++) {
      if (busyUntil[k] > position && busyUntil[k] != Integer.MAX_VALUE) {
        if (reloads == reload.length) {
          reload = Arrays.copyOf(reload, 2 * reloads);
        }
        reload[reloads++] = owner[k];
      }
    }
  }
}
