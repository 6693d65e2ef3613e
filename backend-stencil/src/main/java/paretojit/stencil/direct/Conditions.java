package paretojit.stencil.direct;

import static paretojit.stencil.direct.OpTable.DIGIT_MASK;
import static paretojit.stencil.direct.OpTable.DIGIT_SHIFT;
import static paretojit.stencil.direct.OpTable.KIND_MASK;

import org.jspecify.annotations.Nullable;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.x64.Selector;
import paretojit.wasm.Kinds;
import paretojit.wasm.Opcodes;

/**
 * Comparisons and what uses them. A comparison looks at the instruction behind it: a branch does the
 * comparison itself, a selection takes its result from the temporary, all others get it as an operand
 * like any other.
 *
 * <p>A condition stands, popped, above the operand stack: its operands' entries begin at the stack's
 * height.
 */
final class Conditions {
  private static final int T = OperandKind.T;

  private final Operands s;
  private final Output code;
  private final Selector selector;
  private final int[] ids;
  private final boolean fuses;

  /** The comparison that is the condition, or null if it is an i32 operand. */
  private @Nullable Op op;

  /** The height at which the condition's operands stand. */
  private int first;

  Conditions(Operands s, boolean fuses) {
    this.s = s;
    this.code = s.code;
    this.selector = s.table.selector;
    this.ids = s.table.ids;
    this.fuses = fuses;
  }

  /** Pops an i32 to be the next condition. */
  void popOperand() {
    s.pop(Kinds.I32);
    op = null;
    first = s.height;
  }

  /**
   * Compares the two popped operands at the stack's height.
   *
   * @return the opcode whose condition it has become, its opcode byte read, or {@code NOP} if the
   *     result has been pushed
   */
  int compare(Op comparison) {
    op = comparison;
    first = s.height;
    if (fuses) {
      while (s.bytes[s.pos] == Opcodes.I32_EQZ) {
        op = op.negated();
        s.pos++;
      }
      int next = s.bytes[s.pos];
      if (next == Opcodes.BR_IF || next == Opcodes.IF || next == Opcodes.SELECT) {
        s.at = s.pos++;
        return next;
      }
    }
    toTemp();
    int digit = s.pushResult(Kinds.I32);
    code.emit(s.table.move[OpTable.moveKey(Kinds.I32, digit, OperandKind.TEMP)]);
    return Opcodes.NOP;
  }

  /** Whether the condition is a comparison that has not been emitted. */
  boolean isComparison() {
    return op != null;
  }

  /** Emits the comparison; its result is in the temporary. */
  void toTemp() {
    Op condition = ordered();
    int kind = s.stack[first] & KIND_MASK;
    int type = Kinds.type(kind);
    int a = s.use(first, Operands.PLACED | T, Output.SLOT_A);
    int b = s.use(first + 1, Operands.PLACED | T | immediates(type), Output.SLOT_B);
    int base = selector.plain(condition.ordinal(), type, type);
    code.emit(ids[base + (OperandKind.TEMP << 8 | a << 4 | b)]);
    releaseOperands();
    s.takeTemp(false);
    op = null;
  }

  /** Emits the branch, taken if the condition is true or if it is false; its hole is in the output. */
  void branch(boolean sense) {
    if (op == null) {
      int kind = s.use(first, Operands.PLACED | T, Output.SLOT_A);
      code.emit(ids[(sense ? selector.brNonzero : selector.brZero) + kind]);
      s.release(s.stack[first]);
      return;
    }
    Op condition = ordered();
    if (!sense) {
      condition = condition.negated();
    }
    int type = Kinds.type(s.stack[first] & KIND_MASK);
    int a = s.use(first, Operands.PLACED | T, Output.SLOT_A);
    int b = s.use(first + 1, Operands.PLACED | T | immediates(type), Output.SLOT_B);
    code.emit(ids[selector.branch(condition.ordinal(), type) + (a << 4 | b)]);
    releaseOperands();
    op = null;
  }

  private static int immediates(int type) {
    return Type.of(type).isInt() ? OperandKind.I : 0;
  }

  /** Brings a constant to the right; gives the comparison as it then is. */
  private Op ordered() {
    Op condition = op;
    if (condition == null) {
      throw new AssertionError("no comparison");
    }
    if (Operands.isConstant(s.stack[first]) && !Operands.isConstant(s.stack[first + 1])) {
      s.swap(first);
      return condition.swapped();
    }
    return condition;
  }

  private void releaseOperands() {
    s.release(s.stack[first]);
    s.release(s.stack[first + 1]);
  }

  // ---- select ----

  /** Pushes one of the two popped operands at the stack's height; the condition stands above them. */
  void select(int kind) {
    int p = s.height;
    boolean isVector = Type.of(Kinds.type(kind)).isFloat();
    int c = isComparison() ? OperandKind.IMM : s.use(first, Operands.PLACED | T, Output.SLOT_A);
    if (isComparison()) {
      toTemp();
      c = OperandKind.TEMP;
    }
    int work = place(p, kind);
    if (c == OperandKind.TEMP && work == OperandKind.TEMP && !isVector) {
      int slot = s.home(p + 2);
      code.values[Output.SLOT_D] = slot;
      int key = OpTable.moveKey(Kinds.I32, OperandKind.SLOT, OperandKind.TEMP);
      code.emit(s.table.move[key]);
      s.stack[p + 2] = OpTable.slotEntry(Kinds.I32);
      s.value[p + 2] = slot;
      c = OperandKind.SLOT;
    }
    boolean holdsFirst = work == digit(s.stack[p]);
    if (!holdsFirst && work != digit(s.stack[p + 1])) {
      s.move(work, 0, p + 1);
    }
    int other = holdsFirst ? p + 1 : p;
    int o = s.use(other, Operands.PLACED, Output.SLOT_B);
    if (c == OperandKind.SLOT) {
      code.values[Output.SLOT_A] = s.value[p + 2];
    }
    int type = Kinds.type(kind);
    int base = holdsFirst ? selector.selectNot[type] : selector.select[type];
    code.emit(ids[base + (work << 8 | c << 4 | o)]);
    s.release(s.stack[other]);
    if (c != OperandKind.TEMP) {
      s.release(s.stack[p + 2]);
    }
    s.pushWork(kind, work);
  }

  /** The register to select in: one that holds an operand, else a free one, else the temporary. */
  private int place(int p, int kind) {
    if (Operands.isRegister(s.stack[p])) {
      return digit(s.stack[p]);
    }
    if (Operands.isRegister(s.stack[p + 1])) {
      return digit(s.stack[p + 1]);
    }
    return s.takeWork(kind);
  }

  private static int digit(int entry) {
    return entry >> DIGIT_SHIFT & DIGIT_MASK;
  }
}
