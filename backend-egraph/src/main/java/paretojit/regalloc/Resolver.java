package paretojit.regalloc;

import static paretojit.regalloc.Intervals.NIL;

import java.util.Arrays;
import java.util.Set;

/**
 * Finds the moves that make the pieces of live ranges one value again, and orders them.
 *
 * <p>Each move belongs to a gap and a phase. The moves of one phase of a gap happen all at once:
 *
 * <pre>
 *   ARRIVE  block start: from the only predecessor's locations to this block's
 *   WITHIN  between pieces, into and out of fixed registers, stores of spilled values
 *   LEAVE   block end: to the only successor's locations
 * </pre>
 *
 * <p>An SSA value never changes, so one store suffices for all its spills: where it is defined, if
 * that costs less than to store at each split.
 */
final class Resolver {
  static final int ARRIVE = 0;
  static final int WITHIN = 1;
  static final int LEAVE = 2;

  private final ParallelMoves parallel;
  private MachineCode code = new MachineCode();
  private Intervals iv = new Intervals();
  private final LinearScan scan;
  private final boolean movesEarly;
  private boolean[] storedAtDefinition = new boolean[256];
  // Moves before ordering; the key has the gap and phase in its high half, the index in its low.
  private long[] keys = new long[64];
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int count;

  Resolver(LinearScan scan, RegisterFile file, Set<Technique> techniques) {
    this.scan = scan;
    this.movesEarly = techniques.contains(Technique.EARLY);
    this.parallel = new ParallelMoves(file.scratch());
  }

  void run(MachineCode machineCode, Intervals intervals, Liveness liveness, Allocation out) {
    code = machineCode;
    iv = intervals;
    count = 0;
    iv.indexPieces();
    decideStores(out);
    betweenPieces();
    fixedOperands();
    for (int b = 0; b < code.blockCount; b++) {
      for (int k = 0; k < code.edgeCount[b]; k++) {
        edge(b, code.edgeFirst[b] + k, liveness);
      }
    }
    order(out);
    findEarlyMoves(out, liveness);
  }

  private void add(int gap, int phase, int source, int destination) {
    if (source == destination) {
      return;
    }
    assert source != Location.NONE && destination < Location.HOME : "move from or to nowhere";
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
    }
    keys[count] = ((long) gap * 4 + phase) << 32 | count;
    from[count] = source;
    to[count++] = destination;
  }

  // ---- Stores

  private void decideStores(Allocation out) {
    if (storedAtDefinition.length < code.vregCount) {
      storedAtDefinition = new boolean[Math.max(code.vregCount, storedAtDefinition.length * 2)];
    }
    int spilled = 0;
    for (int v = Operand.FIRST_VREG; v < code.vregCount; v++) {
      int slot = scan.slots().slotOf(v);
      storedAtDefinition[v] = false;
      if (slot == Location.NONE) {
        continue;
      }
      spilled++;
      int start = iv.pieceStart[v];
      if (Location.isHome(slot) || Location.isMemory(iv.location[v])) {
        storedAtDefinition[v] = true; // In memory from the start.
        continue;
      }
      if (scan.frequency(start) <= scan.storeCost(v)) {
        storedAtDefinition[v] = true;
        storeDefinition(v, start, slot);
      }
    }
    out.spilledValues = spilled;
  }

  private void storeDefinition(int v, int start, int slot) {
    int gap = (start + 3) >> 2;
    int fixed = iv.fixedDefRegister[v];
    add(gap, WITHIN, fixed != Location.NONE ? fixed : iv.location[v], slot);
  }

  /** Moves to a spill slot are left out where the slot has the value already. */
  private void addUnlessStored(int v, int gap, int phase, int source, int destination) {
    if (!Location.isMemory(destination) || !storedAtDefinition[v]) {
      add(gap, phase, source, destination);
    }
  }

  // ---- Inside blocks

  private void betweenPieces() {
    for (int v = Operand.FIRST_VREG; v < code.vregCount; v++) {
      for (int piece = v; iv.pieceNext[piece] != NIL; piece = iv.pieceNext[piece]) {
        int next = iv.pieceNext[piece];
        int start = iv.pieceStart[next];
        boolean continues = iv.pieceEnd[piece] == start;
        int gap = start >> 2;
        if (continues && code.blockStart[iv.blockOfInst[gap]] != gap) {
          assert (start & 3) == 0 : "split outside a gap";
          addUnlessStored(v, gap, WITHIN, iv.location[piece], iv.location[next]);
        }
      }
    }
  }

  private void fixedOperands() {
    for (int k = 0; k < iv.fixedOperandCount; k++) {
      int inst = iv.fixedInst[k];
      int operand = code.operands[iv.fixedOperand[k]];
      int v = Operand.vreg(operand);
      int register = iv.fixedRegister(v, operand);
      if (Operand.role(operand) == Operand.TEMP) {
        continue; // A clobber.
      }
      if (Operand.role(operand) == Operand.DEF) {
        int location = iv.location[v];
        if (location == Location.NONE || iv.pieceStart[v] != 4 * inst + 4) {
          continue; // Dead, or used in the next gap only.
        }
        add(inst + 1, WITHIN, register, location);
      } else {
        boolean justDefined =
            iv.fixedDefRegister[v] != Location.NONE
                && (iv.location[v] == Location.NONE || iv.pieceStart[v] == 4 * inst);
        int source = justDefined ? iv.fixedDefRegister[v] : iv.locationAt(v, 4 * inst - 1);
        add(inst, WITHIN, source, register);
      }
    }
  }

  // ---- Between blocks

  private void edge(int b, int e, Liveness liveness) {
    int target = code.edgeTarget[e];
    boolean leave = code.edgeCount[b] == 1;
    assert leave || code.predStart[target + 1] - code.predStart[target] == 1 : "critical edge";
    int gap = leave ? code.blockStart[b + 1] - 1 : code.blockStart[target];
    int phase = leave ? LEAVE : ARRIVE;
    int endOfSource = 4 * code.blockStart[b + 1] - 1;
    int startOfTarget = 4 * code.blockStart[target];
    for (int k = liveness.inStart(target); k < liveness.inStart(target + 1); k++) {
      int v = liveness.inValue(k);
      if (iv.pieceNext[v] != NIL) {
        int piece = iv.pieceAt(v, endOfSource);
        if (startOfTarget < iv.pieceStart[piece] || startOfTarget >= iv.pieceEnd[piece]) {
          int destination = iv.locationAt(v, startOfTarget);
          addUnlessStored(v, gap, phase, iv.location[piece], destination);
        }
      }
    }
    int first = code.edgeArgFirst[e];
    for (int k = 0; k < code.paramCount[target]; k++) {
      int param = code.params[code.paramFirst[target] + k];
      if (param == 0 || iv.location[param] == Location.NONE) {
        continue;
      }
      int arg = code.edgeArgs[first + k];
      int source = arg < 0 ? arg : iv.locationAt(arg, endOfSource);
      add(gap, phase, source, iv.location[param]);
    }
  }

  // ---- Order

  private void order(Allocation out) {
    out.reset();
    Arrays.sort(keys, 0, count);
    parallel.start(scan.slots().count());
    int k = 0;
    while (k < count) {
      long group = keys[k] >>> 32;
      while (k < count && keys[k] >>> 32 == group) {
        int move = (int) keys[k++];
        parallel.add(from[move], to[move]);
      }
      parallel.sequence(out, (int) group);
    }
  }

  // ---- Moves of a latch before its branch

  /**
   * Finds the blocks of backward edges whose moves may as well happen before the branch that leads
   * there: they write registers only, and none that the other way needs. Then the branch can go
   * straight to the loop.
   */
  private void findEarlyMoves(Allocation out, Liveness liveness) {
    out.clearEarly(code.blockCount);
    int move = 0;
    for (int b = 0; b < code.blockCount; b++) {
      int gap = code.blockStart[b];
      while (move < out.moveCount() && out.moveGap(move) < gap) {
        move++;
      }
      boolean onlyMoves = code.edgeCount[b] == 1 && code.blockStart[b + 1] == gap + 1;
      if (movesEarly
          && onlyMoves
          && move < out.moveCount()
          && out.moveGap(move) == gap
          && isEarly(b, move, out)) {
        int branch = code.preds[code.predStart[b]];
        out.setEarly(b, (busyWithout(branch, b, liveness) & written(b, move, out)) == 0);
      }
    }
  }

  /** A backward edge from a branch, with moves among registers. */
  private boolean isEarly(int b, int firstMove, Allocation out) {
    if (code.edgeTarget[code.edgeFirst[b]] > b || code.predStart[b + 1] - code.predStart[b] != 1) {
      return false;
    }
    int branch = code.preds[code.predStart[b]];
    if (code.edgeCount[branch] != 2) {
      return false;
    }
    int gap = code.blockStart[b];
    for (int m = firstMove; m < out.moveCount() && out.moveGap(m) == gap; m++) {
      if (!Location.isRegister(out.moveTo(m)) || Location.isConstant(out.moveFrom(m))) {
        return false;
      }
    }
    return true;
  }

  private int written(int b, int firstMove, Allocation out) {
    int mask = 0;
    int gap = code.blockStart[b];
    for (int m = firstMove; m < out.moveCount() && out.moveGap(m) == gap; m++) {
      mask |= 1 << out.moveTo(m);
      if (out.isSwap(m)) {
        mask |= 1 << out.moveFrom(m);
      }
    }
    return mask;
  }

  /** The registers that hold, at the end of {@code branch}, what the way not to {@code b} needs. */
  private int busyWithout(int branch, int b, Liveness liveness) {
    int first = code.edgeFirst[branch];
    int e = code.edgeTarget[first] == b ? first + 1 : first;
    int target = code.edgeTarget[e];
    int end = 4 * code.blockStart[branch + 1] - 1;
    int mask = 0;
    for (int k = liveness.inStart(target); k < liveness.inStart(target + 1); k++) {
      mask |= bit(iv.locationAt(liveness.inValue(k), end));
    }
    for (int k = code.edgeArgFirst[e]; k < code.edgeArgFirst[e + 1]; k++) {
      if (code.edgeArgs[k] > 0) {
        mask |= bit(iv.locationAt(code.edgeArgs[k], end));
      }
    }
    return mask;
  }

  private static int bit(int location) {
    return Location.isRegister(location) ? 1 << location : 0;
  }
}
