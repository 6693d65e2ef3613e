package paretojit.stencil.x64;

import static paretojit.stencil.x64.Operands.IMM32;
import static paretojit.stencil.x64.Operands.PLACED;
import static paretojit.stencil.x64.Operands.SLOT_A;
import static paretojit.stencil.x64.Operands.SLOT_B;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.library.OperandKind;

/**
 * Emits comparisons, which leave their result in the processor's flags, and the operations that do
 * another one on their way, as {@link SuperNodes} has paired them.
 */
final class SuperEmitter {
  private static final int T = OperandKind.T;
  private static final int TI = OperandKind.T | OperandKind.I;

  private final Selector selector;
  private final int[] ids;
  private final CodeBuffer code;
  private final int[] values;
  private final Operands operands;
  private final FunctionEmitter emitter;

  private Function f;
  private int[] loc = {};
  private byte[] fusion = {};

  SuperEmitter(
      Selector selector,
      CodeBuffer code,
      Operands operands,
      FunctionEmitter emitter,
      Function any) {
    this.selector = selector;
    this.ids = selector.ids;
    this.code = code;
    this.values = code.values;
    this.operands = operands;
    this.emitter = emitter;
    this.f = any;
  }

  void begin(Function function, int[] places, byte[] fusions) {
    f = function;
    loc = places;
    fusion = fusions;
  }

  /** Emits an instruction with what is folded into it; false if it is emitted like any other. */
  boolean emit(int inst, int kind) {
    switch (kind) {
      case SuperNodes.SUM_SHL -> sumOfShift(inst);
      case SuperNodes.SHL_IMM -> shiftAndAdd(inst);
      case SuperNodes.SUM_IMM -> sumWithConstant(inst);
      case SuperNodes.OF_LOAD -> {
        if (f.op(inst).isCompare()) {
          return false;
        }
        if (f.type(inst).isInt()) {
          intOfLoad(inst);
        } else {
          floatOfLoad(inst);
        }
      }
      case SuperNodes.CONDITION -> {
        if (f.op(inst) != Op.SELECT) {
          return false;
        }
        select(inst);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The instruction folded into another one that has one or two operands. */
  private int folded(int inst) {
    int last = f.valueDef(f.arg(inst, f.argCount(inst) - 1));
    return last >= 0 && fusion[last] < 0 ? last : f.valueDef(f.arg(inst, 0));
  }

  // ---- comparisons ----

  /** Writes the truth value of an integer comparison. */
  void compare(int inst) {
    Op condition = setFlags(inst);
    int kind = operands.define(loc[f.firstResult(inst)]);
    code.emit(ids[selector.set[condition.ordinal()] + kind]);
  }

  /** Emits an integer comparison; gives the condition of the flags that is its outcome. */
  private Op setFlags(int inst) {
    switch (fusion[inst] & SuperNodes.KIND) {
      case SuperNodes.OF_LOAD -> {
        return compareLoad(inst);
      }
      case SuperNodes.TEST -> {
        test(folded(inst));
        return f.op(inst);
      }
      default -> {}
    }
    Op op = f.op(inst);
    int a = f.arg(inst, 0);
    int b = f.arg(inst, 1);
    if (operands.isConstant(a) && !operands.isConstant(b)) {
      op = op.swapped();
      int swap = a;
      a = b;
      b = swap;
    }
    int type = f.valueTypeOrdinal(a);
    int ka = operands.use(a, PLACED | T, SLOT_A);
    if (operands.isImmediateZero(b)) {
      code.emit(ids[selector.flagsZero[type] + ka]);
    } else {
      int kb = operands.use(b, PLACED | TI, SLOT_B);
      code.emit(ids[selector.flagsCompare[type] + (ka << 4 | kb)]);
    }
    return op;
  }

  private void test(int and) {
    int a = f.arg(and, 0);
    int b = f.arg(and, 1);
    if (operands.isConstant(a)) {
      int swap = a;
      a = b;
      b = swap;
    }
    int ka = operands.use(a, PLACED | T, SLOT_A);
    int kb = operands.use(b, PLACED | TI, SLOT_B);
    code.emit(ids[selector.flagsTest[f.typeOrdinal(and)] + (ka << 4 | kb)]);
  }

  /** Compares what is in memory with the other operand. */
  private Op compareLoad(int inst) {
    int load = folded(inst);
    int value = f.firstResult(load);
    int other = SuperNodes.other(f, inst, value);
    Op op = f.arg(inst, 0) == value ? f.op(inst) : f.op(inst).swapped();
    boolean isByte = f.op(load) == Op.ULOAD8;
    int type = f.typeOrdinal(load);
    int ka = emitter.address(load, f.arg(load, 0), isByte ? 1 : Type.of(type).bytes(), SLOT_A);
    if (isByte) {
      code.imm8 = (int) operands.bits(other);
      emitter.access(load, ids[selector.flagsByte + ka]);
      return unsigned(op);
    }
    int kb = operands.use(other, PLACED | OperandKind.I, SLOT_B);
    emitter.access(load, ids[selector.flagsLoad[type] + (ka << 4 | kb)]);
    return op;
  }

  /** The same comparison of numbers that are not negative. */
  private static Op unsigned(Op op) {
    return switch (op) {
      case ICMP_SLT -> Op.ICMP_ULT;
      case ICMP_SGE -> Op.ICMP_UGE;
      case ICMP_SGT -> Op.ICMP_UGT;
      case ICMP_SLE -> Op.ICMP_ULE;
      default -> op;
    };
  }

  /** Goes to the label that is set if a branch's folded condition is {@code sense}. */
  void branch(int inst, boolean sense) {
    int definer = f.valueDef(f.arg(inst, 0));
    if (fusion[inst] == SuperNodes.TEST) {
      test(definer);
      Op taken = sense ? Op.ICMP_NE : Op.ICMP_EQ;
      code.emit(selector.branchOnFlags[taken.ordinal()]);
    } else if (fusion[definer] != (byte) SuperNodes.FOLDED) {
      Op op = setFlags(definer);
      code.emit(selector.branchOnFlags[(sense ? op : op.negated()).ordinal()]);
    } else {
      compareAndBranch(definer, sense ? f.op(definer) : f.op(definer).negated());
    }
  }

  private void compareAndBranch(int compare, Op condition) {
    Op op = condition;
    int a = f.arg(compare, 0);
    int b = f.arg(compare, 1);
    if (operands.isConstant(a) && !operands.isConstant(b)) {
      op = op.swapped();
      int swap = a;
      a = b;
      b = swap;
    }
    int type = f.valueTypeOrdinal(a);
    int ka = operands.use(a, PLACED | T, SLOT_A);
    if (operands.isImmediateZero(b)) {
      int base = selector.branchOnZero(op.ordinal(), type);
      if (base >= 0) {
        code.emit(ids[base + ka]);
        return;
      }
    }
    int kb = operands.use(b, PLACED | (op.isIntCompare() ? TI : T), SLOT_B);
    code.emit(ids[selector.branch(op.ordinal(), type) + (ka << 4 | kb)]);
  }

  /** One of two integers by the flags of a comparison; moves leave these alone. */
  private void select(int inst) {
    Op condition = setFlags(f.valueDef(f.arg(inst, 0)));
    int a = f.arg(inst, 1);
    int b = f.arg(inst, 2);
    int type = f.typeOrdinal(inst);
    int d = loc[f.firstResult(inst)];
    int work = Loc.isRegister(d) ? d : Loc.TEMP;
    int other = a;
    if (work == loc[a]) {
      condition = condition.negated();
      other = b;
    } else {
      operands.copy(work, b, type);
    }
    int kind;
    if (operands.isConstant(other)) {
      int slot = operands.tempSlot(1);
      operands.copy(Loc.slot(slot), other, type);
      values[SLOT_A] = slot;
      kind = OperandKind.SLOT;
    } else {
      kind = operands.use(other, PLACED, SLOT_A);
    }
    code.emit(ids[selector.choose[condition.ordinal()] + (Loc.kind(work) << 4 | kind)]);
    operands.move(d, work, type);
  }

  // ---- memory ----

  /** d = d op what is in memory. */
  private void intOfLoad(int inst) {
    int load = folded(inst);
    int a = SuperNodes.other(f, inst, f.firstResult(load));
    int type = f.typeOrdinal(inst);
    int d = loc[f.firstResult(inst)];
    if (Loc.isRegister(d) && d == loc[f.arg(load, 0)] && d != loc[a] && f.op(inst).commutes()) {
      loadThenOperate(inst, load, a);
      return;
    }
    boolean holdsAddress = d == loc[f.arg(load, 0)] && d != loc[a];
    int work = Loc.isRegister(d) && !holdsAddress ? d : Loc.TEMP;
    operands.copy(work, a, type);
    if (work == Loc.TEMP) {
      operands.takeTemp(type);
    }
    int ka = emitter.address(load, f.arg(load, 0), Type.of(type).bytes(), SLOT_A);
    int base = selector.ofLoad(f.opcode(inst), type);
    emitter.access(load, ids[base + (Loc.kind(work) << 4 | ka)]);
    operands.move(d, work, type);
  }

  /** Where the result takes the address's register, which must be read before the operand is copied. */
  private void loadThenOperate(int inst, int load, int a) {
    int type = f.typeOrdinal(inst);
    int d = loc[f.firstResult(inst)];
    int kd = operands.define(d);
    int ka = emitter.address(load, f.arg(load, 0), Type.of(type).bytes(), SLOT_A);
    emitter.access(load, ids[selector.guardedMemory(f.opcode(load), type) + (kd << 4 | ka)]);
    int kb = operands.use(a, PLACED, SLOT_B);
    values[SLOT_A] = Loc.offset(d);
    code.emit(ids[selector.plain(f.opcode(inst), type, type) + (kd << 8 | kd << 4 | kb)]);
  }

  /** d = a op what is in memory. */
  private void floatOfLoad(int inst) {
    int load = folded(inst);
    int a = SuperNodes.other(f, inst, f.firstResult(load));
    int type = f.typeOrdinal(inst);
    int d = loc[f.firstResult(inst)];
    int work = Loc.isRegister(d) ? d : Loc.TEMP;
    int kb = emitter.address(load, f.arg(load, 0), Type.of(type).bytes(), SLOT_B);
    int ka = operands.use(a, PLACED, SLOT_A);
    int base = selector.ofLoad(f.opcode(inst), type);
    emitter.access(load, ids[base + (Loc.kind(work) << 8 | ka << 4 | kb)]);
    operands.move(d, work, type);
  }

  // ---- sums ----

  private void sumOfShift(int inst) {
    int shift = folded(inst);
    int a = SuperNodes.other(f, inst, f.firstResult(shift));
    int ka = operands.use(a, PLACED | T, SLOT_A);
    int kb = operands.use(f.arg(shift, 0), PLACED, SLOT_B);
    int kd = operands.define(loc[f.firstResult(inst)]);
    int amount = (int) operands.bits(f.arg(shift, 1));
    code.emit(ids[selector.sumOfShift[amount] + (kd << 8 | ka << 4 | kb)]);
  }

  private void shiftAndAdd(int inst) {
    int shift = folded(inst);
    int ka = operands.use(f.arg(shift, 0), PLACED, SLOT_A);
    int kd = operands.define(loc[f.firstResult(inst)]);
    values[IMM32] = (int) operands.bits(SuperNodes.other(f, inst, f.firstResult(shift)));
    int amount = (int) operands.bits(f.arg(shift, 1));
    code.emit(ids[selector.shiftAndAdd[amount] + (kd << 4 | ka)]);
  }

  private void sumWithConstant(int inst) {
    int sum = folded(inst);
    int ka = operands.use(f.arg(sum, 0), PLACED, SLOT_A);
    int kb = operands.use(f.arg(sum, 1), PLACED, SLOT_B);
    int kd = operands.define(loc[f.firstResult(inst)]);
    values[IMM32] = (int) operands.bits(SuperNodes.other(f, inst, f.firstResult(sum)));
    code.emit(ids[selector.sumWithConstant + (kd << 8 | ka << 4 | kb)]);
  }
}
