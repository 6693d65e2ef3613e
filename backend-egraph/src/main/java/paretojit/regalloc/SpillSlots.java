package paretojit.regalloc;

import static paretojit.regalloc.Intervals.NIL;

import java.util.Arrays;

/** Gives values that lose their register a place in memory, for all of their life. */
final class SpillSlots {
  /** How many slots are tried before there is a new one, so that it stays linear. */
  private static final int MAX_SEARCHED = 64;

  private final boolean sharesSlots;
  private MachineCode code = new MachineCode();
  private Intervals iv = new Intervals();
  // By value: its slot or home, and where its life begins and ends.
  private int[] slot = new int[256];
  private int[] wholeStart = new int[256];
  private int[] wholeEnd = new int[256];
  // By slot: where it becomes free, and the value that had it last.
  private int[] slotEnd = new int[64];
  private int[] slotHolder = new int[64];
  private int slotCount;

  /** {@code sharesSlots} is {@link Technique#SLOTS}. */
  SpillSlots(boolean sharesSlots) {
    this.sharesSlots = sharesSlots;
  }

  /** Begins with no slots; intervals are not split yet. */
  void reset(MachineCode machineCode, Intervals intervals) {
    code = machineCode;
    iv = intervals;
    slotCount = 0;
    int vregs = code.vregCount;
    slot = Ints.ensure(slot, vregs);
    wholeStart = Ints.ensure(wholeStart, vregs);
    wholeEnd = Ints.ensure(wholeEnd, vregs);
    Arrays.fill(slot, 0, vregs, Location.NONE);
    for (int v = Operand.FIRST_VREG; v < vregs; v++) {
      if (iv.pieceRange[v] != NIL) {
        wholeStart[v] = iv.pieceStart[v];
        wholeEnd[v] = iv.pieceEnd[v];
      }
    }
  }

  int count() {
    return slotCount;
  }

  /** The spill slot or home of {@code v}, or {@link Location#NONE} if it has not been spilled. */
  int slotOf(int v) {
    return slot[v];
  }

  /**
   * The memory of a value: its home, or a slot that nobody uses while any part of it lives. A loop's
   * parameter keeps its slot for the loop, free only for what comes back as its next value: that
   * value is then in the right place when the loop goes round.
   */
  int memoryOf(int v) {
    if (slot[v] != Location.NONE) {
      return slot[v];
    }
    if (code.vregHome[v] != Location.NONE) {
      return slot[v] = code.vregHome[v];
    }
    int chosen = hintedSlot(v);
    for (int s = Math.max(0, slotCount - MAX_SEARCHED); s < slotCount && chosen < 0; s++) {
      if (slotEnd[s] <= wholeStart[v]) {
        chosen = s;
      }
    }
    if (chosen < 0) {
      chosen = slotCount++;
      slotEnd = Ints.ensure(slotEnd, slotCount);
      slotHolder = Ints.ensure(slotHolder, slotCount);
      slotEnd[chosen] = 0;
    }
    slotHolder[chosen] = v;
    slotEnd[chosen] = Math.max(slotEnd[chosen], reservedUntil(v));
    return slot[v] = Location.FIRST_SLOT + chosen;
  }

  /** The slot of the value on the other side of an edge, if that one is dead when {@code v} is not. */
  private int hintedSlot(int v) {
    int other = iv.edgeHint[v];
    if (!sharesSlots || other == 0 || !Location.isSlot(slot[other])) {
      return -1;
    }
    int s = slot[other] - Location.FIRST_SLOT;
    return slotHolder[s] == other && wholeEnd[other] <= wholeStart[v] ? s : -1;
  }

  /** Where a value's slot becomes free for others: a loop's parameter keeps it as long as the loop. */
  private int reservedUntil(int v) {
    int inst = wholeStart[v] >> 2;
    int b = iv.blockOfInst[inst];
    boolean isLoopParam =
        sharesSlots && wholeStart[v] == 4 * code.blockStart[b] && code.loopEnd[b] >= 0;
    int loop = isLoopParam ? 4 * code.blockStart[code.loopEnd[b] + 1] : 0;
    return Math.max(wholeEnd[v], loop);
  }
}
