package paretojit.stencil.library;

import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Type;

/**
 * All variants of one operation on given types: one C function, compiled for every combination of
 * operand kinds that the masks allow.
 *
 * @param id position in the {@link Catalog}
 * @param name unique name, as in {@code iadd_i32}
 * @param function the C function that says what the operation does
 * @param shape how the function is called and how the stencil ends
 * @param operands result first if there is one, then the function's operands in its order
 * @param traps trap holes the function's outcome may lead to, in order
 * @param flags union of the {@code FLAG} constants
 */
public record Family(
    int id,
    String name,
    String function,
    Shape shape,
    List<Operand> operands,
    List<HoleKind> traps,
    int flags) {
  /** The function takes the context as first argument. */
  public static final int TAKES_CONTEXT = 1;

  /** The function takes the frame pointer as first argument. */
  public static final int TAKES_FRAME = 2;

  /** The temporaries survive the stencil. */
  public static final int KEEPS_TEMPS = 4;

  /** There is an {@code _imm} function for an immediate last operand. */
  public static final int HAS_IMMEDIATE = 8;

  /** The result's place holds the function's first argument before. */
  public static final int REUSES_RESULT_FIRST = 16;

  /** The result's place holds the function's last argument before. */
  public static final int REUSES_RESULT_LAST = 32;

  /** The function takes the base of memory 0, behind the context if it takes that too. */
  public static final int TAKES_BASE = 64;

  /** The processor's flags are the stencil's result; families that {@link #KEEPS_FLAGS} may follow. */
  public static final int SETS_FLAGS = 128;

  /** The stencil may use the flags at its start and leaves them as they are. */
  public static final int KEEPS_FLAGS = 256;

  /**
   * There is an {@code _apart} function for an immediate last operand if the first one is in a register
   * that the result does not take.
   */
  public static final int HAS_APART = 512;

  /** What a stencil of the family does with its function. */
  public enum Shape {
    /** Writes what the function returns. */
    VALUE,
    /** Calls the function, which returns nothing. */
    EFFECT,
    /** Writes what the function stores through its last argument, unless its outcome is a trap. */
    TRAPPING_VALUE,
    /** Goes on unless the function's outcome is a trap. */
    TRAPPING_EFFECT,
    /** Goes to TAKEN if the function returns non-zero. */
    BRANCH,
    /** Goes to TAKEN. */
    JUMP,
    /** Goes where the jump table says. */
    TABLE,
    /** A piece of assembly with no operands. */
    GLUE
  }

  /**
   * @param type its type, which tells the register file
   * @param kinds where it may be, a mask of {@link OperandKind}s
   * @param isResult true for the result
   */
  public record Operand(Type type, int kinds, boolean isResult) {}

  /** The result, or null. */
  public @Nullable Operand result() {
    return !operands.isEmpty() && operands.getFirst().isResult() ? operands.getFirst() : null;
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Number of key values: four bits per operand. */
  public int keySpan() {
    return 1 << 4 * operands.size();
  }

  /** True if a stencil is built for this combination of operand kinds. */
  public boolean allows(int key) {
    int temps = 0;
    for (int k = 0; k < operands.size(); k++) {
      Operand operand = operands.get(k);
      int kind = kind(key, k);
      if ((operand.kinds >>> kind & 1) == 0) {
        return false;
      }
      boolean isInput = !operand.isResult || has(REUSES_RESULT_FIRST | REUSES_RESULT_LAST);
      if (kind == OperandKind.TEMP && isInput && operand.type.isInt()) {
        temps++;
      }
    }
    return temps <= 1;
  }

  /** The kind of operand {@code k} in a key: the first operand is the highest digit. */
  public int kind(int key, int k) {
    return key >>> 4 * (operands.size() - 1 - k) & 15;
  }

  /** A variant as listings show it: {@code iadd_i32 r14, rdi, imm}. */
  public String text(int key) {
    StringBuilder text = new StringBuilder(name);
    for (int k = 0; k < operands.size(); k++) {
      text.append(k == 0 ? " " : ", ")
          .append(OperandKind.text(kind(key, k), operands.get(k).type.isFloat()));
    }
    return text.toString();
  }
}
