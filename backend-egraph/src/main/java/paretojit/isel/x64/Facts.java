package paretojit.isel.x64;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.isel.block.BlockPlan;

/**
 * What selection must know before it walks backwards, from one walk forwards.
 *
 * <ul>
 *   <li>uses: how often each value is used
 *   <li>epochs: two instructions of a block have the same epoch if no memory is written between; if
 *       loads themselves may trap (guarded), then also if nothing but loads may trap between
 *   <li>proved: accesses that an earlier one has checked for sure (memories never shrink)
 * </ul>
 */
final class Facts {
  private static final boolean[] EFFECTS = new boolean[Op.count()];
  private static final boolean[] WRITES = new boolean[Op.count()];
  private static final boolean[] FENCES_GUARDED = new boolean[Op.count()];
  private static final byte[] ACCESS_BYTES = new byte[Op.count()];

  static {
    for (int code = 0; code < EFFECTS.length; code++) {
      Op op = Op.of(code);
      EFFECTS[code] = op.canTrap() || op.writes() || op.isTerminator();
      WRITES[code] = op.writes();
      FENCES_GUARDED[code] = op.writes() || op.canTrap() && !isLoad(code);
    }
    ACCESS_BYTES[Op.ULOAD8.ordinal()] = 1;
    ACCESS_BYTES[Op.SLOAD8.ordinal()] = 1;
    ACCESS_BYTES[Op.ISTORE8.ordinal()] = 1;
    ACCESS_BYTES[Op.ULOAD16.ordinal()] = 2;
    ACCESS_BYTES[Op.SLOAD16.ordinal()] = 2;
    ACCESS_BYTES[Op.ISTORE16.ordinal()] = 2;
    ACCESS_BYTES[Op.ULOAD32.ordinal()] = 4;
    ACCESS_BYTES[Op.SLOAD32.ordinal()] = 4;
    ACCESS_BYTES[Op.ISTORE32.ordinal()] = 4;
  }

  private int[] uses = new int[256];
  private int[] epoch = new int[256];
  private int[] blockOf = new int[256];
  private boolean[] proved = new boolean[256];
  private final Cfg cfg = new Cfg();
  private final DominatorTree dominators = new DominatorTree();
  private boolean knowsDominators;
  // Per address value: the IR block it was last checked in, and how far.
  private int[] checkedIn = new int[256];
  private long[] checkedEnd = new long[256];

  private static boolean isLoad(int opcode) {
    return opcode >= Op.LOAD.ordinal() && opcode < Op.STORE.ordinal();
  }

  /**
   * Looks at a function.
   *
   * @param guarded whether guard pages do the bounds checks of memory 0
   */
  void collect(Function f, BlockPlan plan, boolean guarded) {
    boolean[] fences = guarded ? FENCES_GUARDED : WRITES;
    ensure(f);
    Arrays.fill(uses, 0, f.valueCount(), 0);
    Arrays.fill(checkedIn, 0, f.valueCount(), -1);
    knowsDominators = false;
    int now = 0;
    for (int b = 0; b < plan.count(); b++) {
      int ir = plan.irBlock(b);
      if (ir < 0) {
        continue;
      }
      for (int i = f.firstInst(ir); i < f.endInst(ir); i++) {
        blockOf[i] = b;
        epoch[i] = now;
        int opcode = f.opcode(i);
        if (fences[opcode]) {
          now++;
        }
        for (int k = f.argCount(i) - 1; k >= 0; k--) {
          uses[f.arg(i, k)]++;
        }
        if (!guarded && opcode >= Op.LOAD.ordinal() && opcode <= Op.ISTORE32.ordinal()) {
          proved[i] = proveAccess(f, i, opcode, ir);
        }
      }
      countEdgeArgs(f, f.terminator(ir));
    }
  }

  private void ensure(Function f) {
    if (uses.length < f.valueCount()) {
      int capacity = Math.max(f.valueCount(), 2 * uses.length);
      uses = new int[capacity];
      checkedIn = new int[capacity];
      checkedEnd = new long[capacity];
    }
    if (epoch.length < f.instCount()) {
      int capacity = Math.max(f.instCount(), 2 * epoch.length);
      epoch = new int[capacity];
      blockOf = new int[capacity];
      proved = new boolean[capacity];
    }
  }

  private void countEdgeArgs(Function f, int terminator) {
    for (int k = 0; k < f.edgeCount(terminator); k++) {
      int e = f.firstEdge(terminator) + k;
      for (int a = f.edgeArgCount(e) - 1; a >= 0; a--) {
        uses[f.edgeArg(e, a)]++;
      }
    }
  }

  /** Has a check that dominates this access reached as far? If not, this one is the one to know. */
  private boolean proveAccess(Function f, int i, int opcode, int irBlock) {
    if (f.aux(i) != 0) {
      return false; // Native memory is not checked; memories but the first are rare.
    }
    int address = f.arg(i, f.argCount(i) - 1);
    long end = f.imm(i) + accessBytes(f, i, opcode);
    int checked = checkedIn[address];
    if (checked >= 0 && checkedEnd[address] >= end && dominates(f, checked, irBlock)) {
      return true;
    }
    checkedIn[address] = irBlock;
    checkedEnd[address] = end;
    return false;
  }

  /** The tree is made for the first question about different blocks; most functions ask none. */
  private boolean dominates(Function f, int a, int b) {
    if (a != b && !knowsDominators) {
      dominators.compute(cfg.compute(f));
      knowsDominators = true;
    }
    return a == b || dominators.dominates(a, b);
  }

  /** Width in bytes of a memory access. */
  static int accessBytes(Function f, int i, int opcode) {
    int bytes = ACCESS_BYTES[opcode];
    return bytes != 0 ? bytes : f.type(i).bytes();
  }

  /** Number of uses of a value by instructions and edges. */
  int uses(int value) {
    return uses[value];
  }

  int epoch(int inst) {
    return epoch[inst];
  }

  /** The planned block of an instruction. */
  int blockOf(int inst) {
    return blockOf[inst];
  }

  /** Has an earlier check covered this access? */
  boolean isProved(int inst) {
    return proved[inst];
  }

  /** Must instructions of the opcode be kept even if their results are not wanted? */
  static boolean hasEffects(int opcode) {
    return EFFECTS[opcode];
  }
}
