package paretojit.interp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import paretojit.ir.Function;
import paretojit.ir.Op;

/**
 * Gives every value of a function a register of its frame: parameters of the function first, then
 * up to {@link #MAX_CONSTANTS} constants, then values that live across blocks (one each), then a
 * scratch register, then values used in their own block only, which share.
 *
 * <p>Also decides which comparisons are fused into the branch that ends their block.
 */
final class Registers {
  private static final int MAX_CONSTANTS = 64;
  private static final int NONE = -1;
  private static final int CROSS = -2;

  private final Function function;

  /** Register of each value; constants beyond the limit have one too and are loaded where defined. */
  final int[] of;

  /** True for comparisons that only their block's terminator uses. */
  final boolean[] fused;

  /** True for constants that sit in the frame from the start. */
  final boolean[] resident;

  private final long[] constants;
  private int constantCount;
  private final int firstConstant;
  private final int scratch;
  private int size;

  /** Position (instruction id) of the last use of each block-local value, or NONE. */
  private final int[] lastUse;

  /** The block where all uses lie; {@code CROSS} if there are several or an edge's target. */
  private final int[] useBlock;

  private final int[] useCount;

  Registers(Function function) {
    this.function = function;
    int values = function.valueCount();
    of = new int[values];
    Arrays.fill(of, NONE);
    fused = new boolean[function.instCount()];
    resident = new boolean[values];
    lastUse = new int[values];
    useBlock = new int[values];
    useCount = new int[values];
    Arrays.fill(useBlock, NONE);
    constants = new long[Math.min(values, MAX_CONSTANTS)];

    int entry = function.entry();
    for (int k = 0; k < function.paramCount(entry); k++) {
      of[function.param(entry, k)] = size++;
    }
    firstConstant = size;
    placeConstants();
    countUses();
    fuseCompares();
    findUses();
    placeCrossing();
    scratch = size++;
    placeLocals();
  }

  int frameSize() {
    return size;
  }

  int firstConstant() {
    return firstConstant;
  }

  long[] constants() {
    return Arrays.copyOf(constants, constantCount);
  }

  /** A register that no value has, for breaking cycles of moves. */
  int scratch() {
    return scratch;
  }

  private void placeConstants() {
    Map<Long, Integer> registers = new HashMap<>();
    for (int k = 0; k < function.layoutCount(); k++) {
      int block = function.layoutBlock(k);
      for (int i = function.firstInst(block); i < function.endInst(block); i++) {
        if (!function.op(i).isConst()) {
          continue;
        }
        long bits = constant(function, i);
        Integer known = registers.get(bits);
        if (known == null && constantCount < constants.length) {
          known = size++;
          registers.put(bits, known);
          constants[constantCount++] = bits;
        }
        if (known != null) {
          of[function.firstResult(i)] = known;
          resident[function.firstResult(i)] = true;
        }
      }
    }
  }

  /** The register content of a constant: 32-bit values are sign-extended, however written. */
  static long constant(Function function, int inst) {
    long bits = function.imm(inst);
    return function.type(inst).bits() == 32 ? (int) bits : bits;
  }

  private void countUses() {
    for (int k = 0; k < function.layoutCount(); k++) {
      int block = function.layoutBlock(k);
      for (int i = function.firstInst(block); i < function.endInst(block); i++) {
        for (int n = 0; n < function.argCount(i); n++) {
          useCount[function.arg(i, n)]++;
        }
      }
      int end = function.terminator(block);
      for (int e = 0; e < function.edgeCount(end); e++) {
        int edge = function.firstEdge(end) + e;
        for (int n = 0; n < function.edgeArgCount(edge); n++) {
          useCount[function.edgeArg(edge, n)]++;
        }
      }
    }
  }

  private void fuseCompares() {
    for (int k = 0; k < function.layoutCount(); k++) {
      int block = function.layoutBlock(k);
      int end = function.terminator(block);
      if (function.op(end) != Op.BRIF) {
        continue;
      }
      int condition = function.arg(end, 0);
      int def = function.valueDef(condition);
      if (def >= function.firstInst(block)
          && def < end
          && useCount[condition] == 1
          && function.op(def).isIntCompare()) {
        fused[def] = true;
      }
    }
  }

  private void findUses() {
    for (int k = 0; k < function.layoutCount(); k++) {
      int block = function.layoutBlock(k);
      int end = function.terminator(block);
      for (int i = function.firstInst(block); i < function.endInst(block); i++) {
        // A fused comparison reads its operands where the branch is.
        int at = fused[i] ? end : i;
        for (int n = 0; n < function.argCount(i); n++) {
          use(function.arg(i, n), block, at);
        }
      }
      for (int e = 0; e < function.edgeCount(end); e++) {
        int edge = function.firstEdge(end) + e;
        for (int n = 0; n < function.edgeArgCount(edge); n++) {
          use(function.edgeArg(edge, n), block, end);
        }
      }
    }
  }

  private void use(int value, int block, int at) {
    useBlock[value] = useBlock[value] == NONE || useBlock[value] == block ? block : CROSS;
    lastUse[value] = Math.max(lastUse[value], at);
  }

  /** Block parameters, and results used outside their block, get a register of their own. */
  private void placeCrossing() {
    for (int k = 0; k < function.layoutCount(); k++) {
      int block = function.layoutBlock(k);
      for (int p = 0; p < function.paramCount(block); p++) {
        placeAlone(function.param(block, p));
      }
      for (int i = function.firstInst(block); i < function.endInst(block); i++) {
        for (int r = 0; r < function.resultCount(i); r++) {
          int value = function.firstResult(i) + r;
          if (useBlock[value] != NONE && useBlock[value] != block) {
            placeAlone(value);
          }
        }
      }
    }
  }

  private void placeAlone(int value) {
    if (of[value] == NONE) {
      of[value] = size++;
    }
  }

  /** Block-local values share registers: one is free again after its value's last use. */
  private void placeLocals() {
    int firstLocal = size;
    int[] free = new int[16];
    for (int k = 0; k < function.layoutCount(); k++) {
      int block = function.layoutBlock(k);
      int freeCount = 0;
      int top = firstLocal;
      for (int i = function.firstInst(block); i < function.endInst(block); i++) {
        if (fused[i]) {
          continue;
        }
        // Operations read all operands before they write, so a result may take a register over.
        for (int n = 0; n < function.argCount(i); n++) {
          int value = function.arg(i, n);
          if (isLocal(value, firstLocal) && lastUse[value] == i) {
            lastUse[value] = NONE;
            if (freeCount == free.length) {
              free = Arrays.copyOf(free, 2 * freeCount);
            }
            free[freeCount++] = of[value];
          }
        }
        for (int r = 0; r < function.resultCount(i); r++) {
          int value = function.firstResult(i) + r;
          if (of[value] == NONE) {
            of[value] = freeCount > 0 ? free[--freeCount] : top++;
          }
        }
      }
      size = Math.max(size, top);
    }
  }

  private boolean isLocal(int value, int firstLocal) {
    return of[value] >= firstLocal;
  }
}
