package paretojit.regalloc;

import java.util.Arrays;

/**
 * What the allocator decided for one function: a {@link Location} for every operand, and moves.
 *
 * <p>Moves are a sequence ordered by gap: those of gap {@code k} go before instruction {@code k}, in
 * order. A move may be from memory to memory, and from a constant to anywhere.
 */
public final class Allocation {
  int[] operandLocation = new int[0];
  int slotCount;
  int usedRegisters;
  int spilledValues;
  int[] firstLocation = new int[0];
  private int moveCount;
  private int[] moveGroup = new int[64]; // gap * 4 + phase
  private int[] moveFrom = new int[64];
  private int[] moveTo = new int[64];
  private boolean[] swap = new boolean[64];

  private boolean[] early = new boolean[64];

  void clearEarly(int blocks) {
    if (early.length < blocks) {
      early = new boolean[blocks * 2];
    }
    Arrays.fill(early, 0, blocks, false);
  }

  void setEarly(int block, boolean isEarly) {
    early[block] = isEarly;
  }

  /** Whether a block, of moves and a jump back, may have its moves before the branch that goes there. */
  public boolean isEarly(int block) {
    return early[block];
  }

  void reset() {
    moveCount = 0;
  }

  void addMove(int group, int from, int to) {
    add(group, from, to, false);
  }

  void addSwap(int group, int a, int b) {
    add(group, a, b, true);
  }

  private void add(int group, int from, int to, boolean isSwap) {
    if (moveCount == moveGroup.length) {
      moveGroup = Arrays.copyOf(moveGroup, moveCount * 2);
      moveFrom = Arrays.copyOf(moveFrom, moveCount * 2);
      moveTo = Arrays.copyOf(moveTo, moveCount * 2);
      swap = Arrays.copyOf(swap, moveCount * 2);
    }
    moveGroup[moveCount] = group;
    moveFrom[moveCount] = from;
    moveTo[moveCount] = to;
    swap[moveCount++] = isSwap;
  }

  /** Location of the operand with that index in the function's operands. */
  public int location(int operandIndex) {
    return operandLocation[operandIndex];
  }

  /** Number of 8-byte spill slots. */
  public int slotCount() {
    return slotCount;
  }

  /** Mask of the locations below {@link Location#FIRST_SLOT} that are written. */
  public int usedRegisters() {
    return usedRegisters;
  }

  /** Number of values that spend some time in memory. */
  public int spilledValues() {
    return spilledValues;
  }

  public int moveCount() {
    return moveCount;
  }

  /** The instruction before which a move goes. */
  public int moveGap(int move) {
    return moveGroup[move] >> 2;
  }

  /** One of the phases of {@link Resolver}. */
  int movePhase(int move) {
    return moveGroup[move] & 3;
  }

  /** Where a virtual register is when it begins to live; that of a block's parameter on entry. */
  int firstLocation(int vreg) {
    return firstLocation[vreg];
  }

  public int moveFrom(int move) {
    return moveFrom[move];
  }

  public int moveTo(int move) {
    return moveTo[move];
  }

  /** True when the move exchanges two general registers. */
  public boolean isSwap(int move) {
    return swap[move];
  }
}
