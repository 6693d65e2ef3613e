package paretojit.stencil.x64;

import static paretojit.stencil.x64.Operands.END;
import static paretojit.stencil.x64.Operands.IMM32;
import static paretojit.stencil.x64.Operands.OFFSET;
import static paretojit.stencil.x64.Operands.PLACED;
import static paretojit.stencil.x64.Operands.SLOT_A;
import static paretojit.stencil.x64.Operands.SLOT_B;
import static paretojit.stencil.x64.Operands.SLOT_C;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.runtime.FaultSites;
import paretojit.runtime.RuntimeCalls;
import paretojit.runtime.VmContext;
import paretojit.stencil.library.OperandKind;

/**
 * Emits the instructions of one function whose values are placed: one stencil or a few each.
 *
 * <p>How an opcode is emitted depends on the form its stencils have; which stencils those are comes
 * from the {@link Selector}. Control flow is {@link FlowEmitter}'s.
 */
final class FunctionEmitter {
  private static final int T = OperandKind.T;
  private static final int TI = OperandKind.T | OperandKind.I;
  private static final int TW = OperandKind.T | OperandKind.W;
  private static final int TEMP = OperandKind.TEMP;
  private static final int I32 = Type.I32.ordinal();
  private static final int I64 = Type.I64.ordinal();
  private static final int FIRST_FLOAT = Type.F32.ordinal();

  private final Selector selector;
  private final int[] ids;
  private final CodeBuffer code;
  private final int[] values;
  private final Operands operands;
  private final CallSites sites;
  private final FlowEmitter flow;
  private final Placement placement;
  private final SuperEmitter supers;
  private final boolean guarded;
  private final FaultSites faults;

  private Function f;
  private int[] loc = {};

  FunctionEmitter(
      Selector selector,
      CodeBuffer code,
      Operands operands,
      CallSites sites,
      FlowEmitter flow,
      Placement placement,
      boolean guarded,
      FaultSites faults,
      Function any) {
    this.selector = selector;
    this.ids = selector.ids;
    this.code = code;
    this.values = code.values;
    this.operands = operands;
    this.sites = sites;
    this.flow = flow;
    this.placement = placement;
    this.guarded = guarded;
    this.faults = faults;
    this.f = any;
    this.supers = new SuperEmitter(selector, code, operands, this, any);
  }

  void begin(Function function, int[] places) {
    f = function;
    loc = places;
    supers.begin(f, places, placement.fusion);
  }

  /** Emits one instruction. */
  void emit(int inst) {
    int fusion = placement.fusion[inst];
    if (fusion < 0) {
      // Its user does it.
      return;
    }
    code.inst = inst;
    operands.beginInst();
    int opcode = f.opcode(inst);
    if ((Traits.of(opcode) & Traits.PURE) != 0) {
      int place = result(inst);
      if (place == Loc.CONSTANT || place == Loc.NONE) {
        // An operand of its users, or unused.
        return;
      }
    }
    if (fusion != SuperNodes.NONE && supers.emit(inst, fusion)) {
      keepResults(inst);
      return;
    }
    Op op = Op.of(opcode);
    switch (op) {
      case ICONST, F32CONST, F64CONST -> throw new AssertionError(op);
      case IADD, IMUL, BAND, BOR, BXOR -> binary(inst, op, TI | OperandKind.W);
      case ISUB, ISHL, USHR, SSHR -> binary(inst, op, TI);
      case FADD, FSUB, FMUL, FDIV -> binary(inst, op, TW);
      case ROTL, ROTR -> rotate(inst, op);
      case UDIV, SDIV, UREM, SREM, SMIN, SMAX, UMIN, UMAX, SMULHI, UMULHI, FMIN, FMAX, FCOPYSIGN ->
          inPlace(inst, op, T);
      case BNOT,
          INEG,
          IABS,
          CLZ,
          CTZ,
          POPCNT,
          BSWAP,
          BITREV,
          SEXTEND8,
          SEXTEND16,
          SEXTEND32,
          SQRT,
          FNEG,
          FABS,
          CEIL,
          FLOOR,
          TRUNC,
          NEAREST,
          SEXTEND,
          IREDUCE,
          FPROMOTE,
          FDEMOTE,
          BITCAST,
          FCVT_TO_SINT,
          FCVT_TO_UINT,
          FCVT_TO_SINT_SAT,
          FCVT_TO_UINT_SAT,
          FCVT_FROM_SINT,
          FCVT_FROM_UINT ->
          unary(inst, op);
      case ICMP_EQ,
          ICMP_NE,
          ICMP_SLT,
          ICMP_SGE,
          ICMP_SGT,
          ICMP_SLE,
          ICMP_ULT,
          ICMP_UGE,
          ICMP_UGT,
          ICMP_ULE ->
          compareInts(inst);
      case FCMP_EQ,
          FCMP_NE,
          FCMP_LT,
          FCMP_LE,
          FCMP_GT,
          FCMP_GE,
          FCMP_ORD,
          FCMP_UNO,
          FCMP_ONE,
          FCMP_UEQ,
          FCMP_ULT,
          FCMP_ULE,
          FCMP_UGT,
          FCMP_UGE ->
          compare(inst, op);
      case UEXTEND -> zeroExtend(inst, op);
      case SELECT -> select(inst);
      case FMA -> fma(inst);
      case LOAD, ULOAD8, SLOAD8, ULOAD16, SLOAD16, ULOAD32, SLOAD32 -> load(inst, op);
      case STORE, ISTORE8, ISTORE16, ISTORE32 -> store(inst);
      case STACK_ADDR -> stackAddress(inst);
      case VMCTX -> nullary(inst, selector.vmctx);
      case GLOBAL_GET -> globalGet(inst);
      case GLOBAL_SET -> globalSet(inst);
      case MEMORY_SIZE -> memorySize(inst);
      case TABLE_GET -> tableGet(inst);
      case TABLE_SET -> tableSet(inst);
      case TABLE_SIZE -> {
        values[OFFSET] = VmContext.PAIR_BYTES * f.aux(inst);
        nullary(inst, selector.tableSize);
      }
      case REF_FUNC -> {
        values[OFFSET] = VmContext.FUNC_REF_BYTES * f.aux(inst);
        nullary(inst, selector.refFunc);
      }
      case MEMORY_GROW,
          MEMORY_FILL,
          MEMORY_COPY,
          MEMORY_INIT,
          DATA_DROP,
          TABLE_GROW,
          TABLE_FILL,
          TABLE_COPY,
          TABLE_INIT,
          ELEM_DROP ->
          flow.runtimeCall(inst, RuntimeCalls.pack(op, runtimeAux(op, inst), runtimeImm(op, inst)));
      case CALL -> {
        if (sites.isRuntimeCall(f, inst)) {
          flow.runtimeCall(inst, RuntimeCalls.pack(op, f.aux(inst), 0));
        } else {
          flow.call(inst);
        }
      }
      case CALL_INDIRECT -> flow.callIndirect(inst);
      case CALL_REF -> flow.callRef(inst);
      case TRAPZ -> trapIf(inst, selector.trapz);
      case TRAPNZ -> trapIf(inst, selector.trapnz);
      case JUMP, BRIF, BR_TABLE, RETURN, TRAP -> flow.terminate(inst);
    }
    keepResults(inst);
  }

  private int runtimeAux(Op op, int inst) {
    return op == Op.DATA_DROP || op == Op.ELEM_DROP ? 0 : f.aux(inst);
  }

  private long runtimeImm(Op op, int inst) {
    return op == Op.MEMORY_GROW
            || op == Op.MEMORY_FILL
            || op == Op.TABLE_GROW
            || op == Op.TABLE_FILL
        ? 0
        : f.imm(inst);
  }

  /** Stores results that must survive calls in their slots, once. */
  private void keepResults(int inst) {
    if (placement.homes == 0) {
      return;
    }
    for (int r = 0; r < f.resultCount(inst); r++) {
      keep(f.firstResult(inst) + r);
    }
  }

  /** Stores a value that was just defined in its slot, if it has one besides its register. */
  void keep(int value) {
    int home = placement.home[value];
    if (home != Loc.NONE) {
      operands.move(home, loc[value], f.valueTypeOrdinal(value));
    }
  }

  private int result(int inst) {
    return loc[f.firstResult(inst)];
  }

  /** d = a op b. */
  private void binary(int inst, Op op, int constants) {
    int a = f.arg(inst, 0);
    int b = f.arg(inst, 1);
    if (op.commutes() && operands.isConstant(a)) {
      int swap = a;
      a = b;
      b = swap;
    }
    int type = f.typeOrdinal(inst);
    int ka = operands.use(a, PLACED | T, SLOT_A);
    int kb = operands.use(b, PLACED | constants, SLOT_B);
    int kd = operands.define(result(inst));
    code.emit(ids[selector.plain(op.ordinal(), type, type) + (kd << 8 | ka << 4 | kb)]);
  }

  /** d = d op b. */
  private void inPlace(int inst, Op op, int constants) {
    int a = f.arg(inst, 0);
    int b = f.arg(inst, 1);
    int type = f.typeOrdinal(inst);
    int d = result(inst);
    int work = Loc.isRegister(d) ? d : Loc.TEMP;
    if (work == loc[b] && loc[a] != work) {
      if (op.commutes()) {
        int swap = a;
        a = b;
        b = swap;
      } else {
        work = Loc.TEMP;
      }
    }
    operands.copy(work, a, type);
    int allowed = work == Loc.TEMP ? constants & ~T : constants;
    int kb = operands.use(b, PLACED | allowed, SLOT_A);
    int base = selector.plain(op.ordinal(), type, type);
    code.emit(ids[base + (Loc.kind(work) << 4 | kb)]);
    operands.move(d, work, type);
  }

  /** By a constant without a move. */
  private void rotate(int inst, Op op) {
    int a = f.arg(inst, 0);
    int b = f.arg(inst, 1);
    if (!operands.hasImmediates() || !operands.isConstant(b) || operands.isConstant(a)) {
      inPlace(inst, op, TI);
      return;
    }
    int ka = operands.use(a, PLACED, SLOT_A);
    int kd = operands.define(result(inst));
    int distance = (int) operands.bits(b);
    code.imm8 = (op == Op.ROTR ? distance : -distance) & f.type(inst).bits() - 1;
    code.emit(ids[selector.rotate[f.typeOrdinal(inst)] + (kd << 4 | ka)]);
  }

  /** An i32 is zero-extended wherever it is. */
  private void zeroExtend(int inst, Op op) {
    int a = f.arg(inst, 0);
    if (operands.isConstant(a)) {
      unary(inst, op);
    } else {
      operands.move(result(inst), loc[a], I64);
    }
  }

  private void unary(int inst, Op op) {
    int a = f.arg(inst, 0);
    int ka = operands.use(a, PLACED | T, SLOT_A);
    int kd = operands.define(result(inst));
    int base = selector.plain(op.ordinal(), f.typeOrdinal(inst), f.valueTypeOrdinal(a));
    code.emit(ids[base + (kd << 4 | ka)]);
  }

  private void nullary(int inst, int base) {
    code.emit(ids[base + operands.define(result(inst))]);
  }

  private void compareInts(int inst) {
    if (result(inst) == Loc.TEMP && placement.fusion[inst] == SuperNodes.NONE) {
      compare(inst, f.op(inst));
    } else {
      supers.compare(inst);
    }
  }

  private void compare(int inst, Op op) {
    int constants = op.isIntCompare() ? TI : T;
    int a = f.arg(inst, 0);
    int b = f.arg(inst, 1);
    Op condition = op;
    if (operands.isConstant(a) && !operands.isConstant(b)) {
      condition = op.swapped();
      int swap = a;
      a = b;
      b = swap;
    }
    int type = f.valueTypeOrdinal(a);
    int ka = operands.use(a, PLACED | T, SLOT_A);
    int kb = operands.use(b, PLACED | constants, SLOT_B);
    code.emit(ids[selector.plain(condition.ordinal(), type, type) + (TEMP << 8 | ka << 4 | kb)]);
    operands.move(result(inst), Loc.TEMP, I32);
  }

  /** d holds one alternative, the other replaces it depending on the condition. */
  private void select(int inst) {
    int condition = f.arg(inst, 0);
    int a = f.arg(inst, 1);
    int b = f.arg(inst, 2);
    int type = f.typeOrdinal(inst);
    int d = result(inst);
    int work = Loc.isRegister(d) ? d : Loc.TEMP;
    int c = loc[condition];
    boolean isInt = type < FIRST_FLOAT;
    boolean usesTemp = isInt && work == Loc.TEMP;
    if (c == Loc.CONSTANT || c == Loc.TEMP && usesTemp) {
      int slot = Loc.slot(operands.tempSlot(0));
      operands.copy(slot, condition, I32);
      c = slot;
    }
    boolean holdsA = work == loc[a];
    int[] family = holdsA ? selector.selectNot : selector.select;
    if (!holdsA) {
      if (isInt && c == work) {
        operands.move(Loc.TEMP, c, I32);
        c = Loc.TEMP;
      }
      operands.copy(work, b, type);
    }
    int other = holdsA ? b : a;
    int ko;
    if (operands.isConstant(other)) {
      int slot = operands.tempSlot(1);
      operands.copy(Loc.slot(slot), other, type);
      values[SLOT_B] = slot;
      ko = OperandKind.SLOT;
    } else {
      ko = operands.use(other, PLACED, SLOT_B);
    }
    if (Loc.isSlot(c)) {
      values[SLOT_A] = Loc.offset(c);
    }
    int key = Loc.kind(work) << 8 | Loc.kind(c) << 4 | ko;
    code.emit(ids[family[type] + key]);
    operands.move(d, work, type);
  }

  /** d = a * b + d. */
  private void fma(int inst) {
    int a = f.arg(inst, 0);
    int b = f.arg(inst, 1);
    int type = f.typeOrdinal(inst);
    int d = result(inst);
    int work = Loc.isRegister(d) && d != loc[a] && d != loc[b] ? d : Loc.TEMP;
    operands.copy(work, f.arg(inst, 2), type);
    int ka = operands.use(a, PLACED, SLOT_A);
    int kb = operands.use(b, PLACED, SLOT_B);
    int base = selector.plain(Op.FMA.ordinal(), type, type);
    code.emit(ids[base + (Loc.kind(work) << 8 | ka << 4 | kb)]);
    operands.move(d, work, type);
  }

  private void trapIf(int inst, int base) {
    code.emit(ids[base + operands.use(f.arg(inst, 0), PLACED | T, SLOT_A)]);
  }

  // ---- memory ----

  private static int accessBytes(Op op, int type) {
    return switch (op) {
      case ULOAD8, SLOAD8, ISTORE8 -> 1;
      case ULOAD16, SLOAD16, ISTORE16 -> 2;
      case ULOAD32, SLOAD32 -> 4;
      default -> Type.of(type).bytes();
    };
  }

  private void load(int inst, Op op) {
    int type = f.typeOrdinal(inst);
    int base = memoryBase(inst, op, type);
    int ka = address(inst, f.arg(inst, 0), accessBytes(op, type), SLOT_A);
    int kd = operands.define(result(inst));
    access(inst, ids[base + (kd << 4 | ka)]);
  }

  private void store(int inst) {
    int memory = f.aux(inst);
    Op op = storedOp(f.op(inst));
    int type = storedType(inst);
    int ka = address(inst, f.arg(inst, 1), accessBytes(op, type), SLOT_B);
    int allowed = PLACED;
    if (memory <= 0) {
      allowed |= ka == TEMP ? OperandKind.I : TI;
    }
    int kv = storedValue(inst, type, allowed);
    access(inst, ids[memoryBase(inst, op, type) + (kv << 4 | ka)]);
  }

  /** The opcode whose stencils a store has. */
  static Op storedOp(Op op) {
    return op == Op.ISTORE32 ? Op.STORE : op;
  }

  /** As what type a store's stencil has its value: constant floats as the integers of their bits. */
  int storedType(int inst) {
    int type =
        switch (f.op(inst)) {
          case ISTORE8, ISTORE16 -> I64;
          case ISTORE32 -> I32;
          default -> f.typeOrdinal(inst);
        };
    if (!operands.isConstant(f.arg(inst, 0))) {
      return type;
    }
    return Type.of(type).bytes() == 4 ? I32 : I64;
  }

  /** Makes a store's value an operand. */
  int storedValue(int inst, int type, int allowed) {
    int value = f.arg(inst, 0);
    return operands.isConstant(value)
        ? operands.useConstant(operands.bits(value), type, allowed, SLOT_A)
        : operands.use(value, allowed, SLOT_A);
  }

  /** Emits a stencil that accesses memory for an instruction. */
  void access(int inst, int stencil) {
    if (guarded && f.aux(inst) == 0) {
      faults.add(code.position, inst);
    }
    code.emit(stencil);
  }

  private int memoryBase(int inst, Op op, int type) {
    int memory = f.aux(inst);
    if (memory == Function.NATIVE_MEMORY) {
      return selector.nativeMemory(op.ordinal(), type);
    }
    if (memory > 0) {
      return selector.anyMemory(op.ordinal(), type);
    }
    return guarded
        ? selector.guardedMemory(op.ordinal(), type)
        : selector.plain(op.ordinal(), type, type);
  }

  /** Makes an address an operand and sets the holes for its offset. */
  int address(int inst, int value, int bytes, int slotHole) {
    long offset = f.imm(inst);
    int memory = f.aux(inst);
    boolean isNative = memory == Function.NATIVE_MEMORY;
    boolean fits = isNative ? offset == (int) offset : offset <= Integer.MAX_VALUE - bytes;
    int kind = operands.use(value, PLACED | T, slotHole);
    if (!fits) {
      values[SLOT_A] = values[slotHole];
      code.imm64 = offset;
      code.emit(ids[selector.addWide + (TEMP << 4 | kind)]);
      kind = TEMP;
      offset = 0;
    } else if (memory > 0 && kind != TEMP) {
      operands.move(Loc.TEMP, loc[value], I64);
      kind = TEMP;
    }
    if (kind == TEMP) {
      operands.takeTemp(I64);
    }
    values[OFFSET] = (int) offset;
    values[END] = (int) offset + bytes;
    values[SLOT_C] = VmContext.PAIR_BYTES * memory;
    return kind;
  }

  private void stackAddress(int inst) {
    values[OFFSET] = flow.stackSlotOffset(f.aux(inst)) + (int) f.imm(inst);
    nullary(inst, selector.stackAddr);
  }

  private void globalGet(int inst) {
    int global = f.aux(inst);
    values[OFFSET] = VmContext.globalOffset(global);
    int[] family = sites.globalIsIndirect(global) ? selector.indirectGet : selector.globalGet;
    nullary(inst, family[f.typeOrdinal(inst)]);
  }

  private void globalSet(int inst) {
    int global = f.aux(inst);
    int value = f.arg(inst, 0);
    int type = f.valueTypeOrdinal(value);
    int kind;
    if (operands.isConstant(value)) {
      type = Type.of(type).bytes() == 4 ? I32 : I64;
      kind = operands.useConstant(operands.bits(value), type, PLACED | TI, SLOT_A);
    } else {
      kind = operands.use(value, PLACED, SLOT_A);
    }
    values[OFFSET] = VmContext.globalOffset(global);
    int[] family = sites.globalIsIndirect(global) ? selector.indirectSet : selector.globalSet;
    code.emit(ids[family[type] + kind]);
  }

  private void memorySize(int inst) {
    values[OFFSET] = VmContext.PAIR_BYTES * f.aux(inst);
    nullary(inst, f.aux(inst) == 0 ? selector.memorySize : selector.anyMemorySize);
  }

  private void tableGet(int inst) {
    int ka = operands.use(f.arg(inst, 0), PLACED | T, SLOT_A);
    int kd = operands.define(result(inst));
    values[OFFSET] = VmContext.PAIR_BYTES * f.aux(inst);
    code.emit(ids[selector.tableGet + (kd << 4 | ka)]);
  }

  private void tableSet(int inst) {
    int index = operands.use(f.arg(inst, 0), PLACED, SLOT_A);
    int value = operands.use(f.arg(inst, 1), PLACED | T, SLOT_B);
    values[OFFSET] = VmContext.PAIR_BYTES * f.aux(inst);
    code.emit(ids[selector.tableSet + (index << 4 | value)]);
  }

  // ---- conditions of branches ----

  /** Goes to a label if the branch's condition is {@code sense}, else on. */
  void branch(int inst, boolean sense, int label) {
    code.taken = label;
    if (placement.fusion[inst] != SuperNodes.NONE) {
      supers.branch(inst, sense);
      return;
    }
    int kind = operands.use(f.arg(inst, 0), PLACED | T, SLOT_A);
    code.emit(ids[(sense ? selector.brNonzero : selector.brZero) + kind]);
  }

  /** Makes the condition or index of a terminator an operand. */
  int useIndex(int value) {
    return operands.use(value, PLACED | T, SLOT_A);
  }

  void setImmediate(int value) {
    values[IMM32] = value;
  }
}
