package paretojit.regalloc;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Proves an allocation right: every operand reads the value that the virtual code means.
 *
 * <p>Abstract interpretation of the allocated code. The state says which virtual register (or
 * constant) each location holds; moves copy that knowledge, definitions make it and make older copies
 * stale, calls and clobbers destroy it, joins keep what agrees. At the fixed point every use is
 * looked up. The checker knows nothing of how the allocator thinks: it reads operand locations, the
 * final sequence of moves, and where block parameters are on entry.
 */
public final class Checker {
  private static final int UNKNOWN = 0;

  private final MachineCode code;
  private final Allocation allocation;
  private final RegisterFile file;
  private final int locations;
  private final int[] @Nullable [] entry;
  private final int[] firstMove; // of each instruction's gap

  public Checker(MachineCode code, Allocation allocation, RegisterFile file) {
    this.code = code;
    this.allocation = allocation;
    this.file = file;
    this.locations = Location.FIRST_SLOT + allocation.slotCount();
    this.entry = new int[code.blockCount][];
    this.firstMove = new int[code.instCount + 1];
    int m = 0;
    for (int k = 0; k <= code.instCount; k++) {
      while (m < allocation.moveCount() && allocation.moveGap(m) < k) {
        m++;
      }
      firstMove[k] = m;
    }
  }

  /**
   * Checks the whole function.
   *
   * @throws AssertionError that names the first operand that reads a wrong value
   */
  public void check() {
    entry[0] = new int[locations];
    ArrayDeque<Integer> work = new ArrayDeque<>();
    work.add(0);
    while (!work.isEmpty()) {
      int b = work.remove();
      int[] state = walk(b, false);
      for (int k = 0; k < code.edgeCount[b]; k++) {
        int e = code.edgeFirst[b] + k;
        if (meet(code.edgeTarget[e], overEdge(b, e, state, false))) {
          work.add(code.edgeTarget[e]);
        }
      }
    }
    for (int b = 0; b < code.blockCount; b++) {
      if (entry[b] != null) {
        int[] state = walk(b, true);
        for (int k = 0; k < code.edgeCount[b]; k++) {
          overEdge(b, code.edgeFirst[b] + k, state, true);
        }
      }
    }
  }

  private boolean meet(int block, int[] state) {
    int[] old = entry[block];
    if (old == null) {
      entry[block] = state;
      return true;
    }
    boolean changed = false;
    for (int location = 0; location < locations; location++) {
      if (old[location] != state[location] && old[location] != UNKNOWN) {
        old[location] = UNKNOWN;
        changed = true;
      }
    }
    return changed;
  }

  /** The state at the end of a block, before its edges' parameters get their values. */
  private int[] walk(int b, boolean report) {
    int[] before = entry[b];
    if (before == null) {
      throw new AssertionError("block " + b + " is not reached");
    }
    int[] state = before.clone();
    for (int k = code.blockStart[b]; k < code.blockStart[b + 1]; k++) {
      moves(k, Resolver.WITHIN, state);
      if (report) {
        checkUses(k, state);
        checkOverlaps(k);
      }
      define(k, state);
    }
    moves(code.blockStart[b + 1] - 1, Resolver.LEAVE, state);
    return state;
  }

  /** The state on entry to an edge's target. */
  private int[] overEdge(int b, int e, int[] atEnd, boolean report) {
    int target = code.edgeTarget[e];
    int[] state = atEnd.clone();
    moves(code.blockStart[target], Resolver.ARRIVE, state);
    int[] after = state.clone();
    for (int k = 0; k < code.paramCount[target]; k++) {
      forget(after, code.params[code.paramFirst[target] + k]);
    }
    for (int k = 0; k < code.paramCount[target]; k++) {
      int param = code.params[code.paramFirst[target] + k];
      int location = param == 0 ? Location.NONE : allocation.firstLocation(param);
      if (location == Location.NONE) {
        continue;
      }
      int arg = code.edgeArgs[code.edgeArgFirst[e] + k];
      boolean right = state[location] == arg;
      if (report && !right) {
        throw wrong(
            "edge from block %d to %d".formatted(b, target), arg, location, state[location]);
      }
      after[location] = right ? param : UNKNOWN;
    }
    return after;
  }

  private void moves(int gap, int phase, int[] state) {
    for (int m = firstMove[gap]; m < firstMove[gap + 1]; m++) {
      if (allocation.movePhase(m) != phase) {
        continue;
      }
      int from = allocation.moveFrom(m);
      int to = allocation.moveTo(m);
      int value = read(state, from);
      if (allocation.isSwap(m)) {
        state[from] = state[to];
      }
      state[to] = value;
    }
  }

  private int read(int[] state, int location) {
    if (Location.isConstant(location)) {
      return location;
    }
    if (Location.isHome(location)) {
      for (int v = Operand.FIRST_VREG; v < code.vregCount; v++) {
        if (code.vregHome[v] == location) {
          return v;
        }
      }
    }
    return state[location];
  }

  private void checkUses(int inst, int[] state) {
    for (int o = code.operandStart[inst]; o < code.operandStart[inst + 1]; o++) {
      int operand = code.operands[o];
      int v = Operand.vreg(operand);
      int location = allocation.location(o);
      boolean isUse = Operand.role(operand) <= Operand.LATE;
      if (isUse && read(state, location) != v) {
        throw wrong("instruction " + inst, v, location, read(state, location));
      }
      boolean inRegister = Location.isRegister(location);
      if (!inRegister && !(isUse && Operand.place(operand) == Operand.ANY)) {
        throw new AssertionError("v%d needs a register at %d".formatted(v, inst));
      }
      if (inRegister && location >= Location.FIRST_FLOAT != code.isFloat(v)) {
        throw new AssertionError("v%d is in the wrong class at %d".formatted(v, inst));
      }
    }
  }

  /** What is needed at the same time must not share a register. */
  private void checkOverlaps(int inst) {
    int start = code.operandStart[inst];
    int end = code.operandStart[inst + 1];
    int reused = Location.NONE;
    for (int o = end - 1; o >= start; o--) {
      if (Operand.role(code.operands[o]) <= Operand.LATE) {
        reused = o; // The first use, in the end.
      }
    }
    for (int a = start; a < end; a++) {
      for (int b = start; b < end; b++) {
        if (a != b
            && allocation.location(a) == allocation.location(b)
            && conflicts(code.operands[a], code.operands[b], b == reused)) {
          throw new AssertionError(
              "operands %d and %d of instruction %d are both in %s"
                  .formatted(
                      a - start, b - start, inst, Location.toString(allocation.location(a))));
        }
      }
    }
  }

  private static boolean conflicts(int writer, int other, boolean otherIsReused) {
    int role = Operand.role(writer);
    int otherRole = Operand.role(other);
    if (role == Operand.TEMP) {
      // A clobber of a fixed register that was read or is written is no conflict.
      return Operand.place(writer) != Operand.FIXED;
    }
    if (role == Operand.DEF) {
      boolean copiesFirst = Operand.place(writer) == Operand.REUSE;
      return otherRole == Operand.DEF
          || otherRole == Operand.LATE
          || otherRole == Operand.USE && copiesFirst && !otherIsReused;
    }
    return false;
  }

  private void define(int inst, int[] state) {
    if ((code.head[inst] & MachineCode.CALL) != 0) {
      for (int register = 0; register < Location.FIRST_SLOT; register++) {
        if ((file.calleeSaved() >>> register & 1) == 0) {
          state[register] = UNKNOWN;
        }
      }
    }
    for (int o = code.operandStart[inst]; o < code.operandStart[inst + 1]; o++) {
      if (Operand.role(code.operands[o]) >= Operand.DEF) {
        state[allocation.location(o)] = UNKNOWN;
      }
    }
    for (int o = code.operandStart[inst]; o < code.operandStart[inst + 1]; o++) {
      if (Operand.role(code.operands[o]) == Operand.DEF) {
        int v = Operand.vreg(code.operands[o]);
        forget(state, v);
        state[allocation.location(o)] = v;
      }
    }
  }

  private static void forget(int[] state, int v) {
    for (int location = 0; location < state.length; location++) {
      if (state[location] == v) {
        state[location] = UNKNOWN;
      }
    }
  }

  private static AssertionError wrong(String where, int v, int location, int found) {
    String what = v < 0 ? "constant " + ~v : "v" + v;
    String held =
        found == UNKNOWN ? "an unknown value" : found < 0 ? "const" + ~found : "v" + found;
    return new AssertionError(
        "%s wants %s in %s, which holds %s"
            .formatted(where, what, Location.toString(location), held));
  }
}
