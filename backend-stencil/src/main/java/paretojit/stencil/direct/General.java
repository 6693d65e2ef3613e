package paretojit.stencil.direct;

import static paretojit.stencil.direct.OpTable.DIGIT_MASK;
import static paretojit.stencil.direct.OpTable.DIGIT_SHIFT;
import static paretojit.stencil.direct.OpTable.KIND_MASK;
import static paretojit.wasm.Kinds.BOTTOM;
import static paretojit.wasm.Kinds.EXTERNREF;
import static paretojit.wasm.Kinds.F32;
import static paretojit.wasm.Kinds.F64;
import static paretojit.wasm.Kinds.FUNCREF;
import static paretojit.wasm.Kinds.I32;
import static paretojit.wasm.Kinds.I64;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import paretojit.ir.Op;
import paretojit.runtime.FaultSites;
import paretojit.runtime.VmContext;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.x64.Selector;
import paretojit.wasm.Kinds;
import paretojit.wasm.Opcodes;
import paretojit.wasm.RareInstruction;
import paretojit.wasm.WasmException;
import paretojit.wasm.WasmModule;

/**
 * Compiles any instruction, wherever its operands are and whatever may be wrong with it. {@link
 * FunctionCompiler} does the frequent cases of the frequent instructions itself; all this could do them
 * too.
 */
final class General {
  private static final int T = OperandKind.T;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final WasmModule module;
  private final Operands s;
  private final Output code;
  private final OpTable table;
  private final Selector selector;
  private final Conditions conditions;
  private final Branches branches;
  private final Calls calls;
  private final RareInstruction rare;
  private final FaultSites faults;
  private final boolean guarded;

  /** Entries of the function's locals: slots of their kinds. */
  private int[] localEntry = {};

  private int localCount;
  private int firstLocal;

  General(
      WasmModule module,
      Operands s,
      Conditions conditions,
      Branches branches,
      Calls calls,
      RareInstruction rare,
      FaultSites faults,
      boolean guarded) {
    this.module = module;
    this.s = s;
    this.code = s.code;
    this.table = s.table;
    this.selector = s.table.selector;
    this.conditions = conditions;
    this.branches = branches;
    this.calls = calls;
    this.rare = rare;
    this.faults = faults;
    this.guarded = guarded;
  }

  void begin(int[] entries, int count, int firstOffset) {
    localEntry = entries;
    localCount = count;
    firstLocal = firstOffset;
  }

  /** Compiles the instruction whose opcode has been read. */
  void compile(int opcode) {
    s.beginInst();
    code.inst = s.at;
    switch (opcode) {
      case Opcodes.LOCAL_GET -> localGet();
      case Opcodes.LOCAL_SET -> localSet();
      case Opcodes.LOCAL_TEE -> localTee();
      case Opcodes.I32_CONST -> constant(I32, s.signed(Integer.SIZE));
      case Opcodes.I64_CONST -> constant(I64, s.signed(Long.SIZE));
      case Opcodes.F32_CONST -> constant(F32, (int) INT.get(s.bytes, s.skip(Float.BYTES)));
      case Opcodes.F64_CONST -> constant(F64, (long) LONG.get(s.bytes, s.skip(Double.BYTES)));
      case Opcodes.END -> branches.end();
      case Opcodes.ELSE -> branches.otherwise();
      case Opcodes.BLOCK -> branches.block();
      case Opcodes.LOOP -> branches.loop();
      case Opcodes.IF -> branches.condition(false);
      case Opcodes.BR -> branches.branch();
      case Opcodes.BR_IF -> branches.branchIf(false);
      case Opcodes.BR_TABLE -> branches.branchTable();
      case Opcodes.RETURN -> branches.returns();
      case Opcodes.UNREACHABLE -> branches.trap();
      case Opcodes.NOP -> {}
      case Opcodes.CALL -> calls.call();
      case Opcodes.CALL_INDIRECT -> calls.callIndirect();
      case Opcodes.DROP -> s.release(s.popAny());
      case Opcodes.SELECT -> {
        conditions.popOperand();
        select();
      }
      case Opcodes.SELECT_TYPED -> selectTyped();
      case Opcodes.GLOBAL_GET, Opcodes.GLOBAL_SET -> global(opcode);
      case Opcodes.REF_IS_NULL -> isNull();
      default -> byShape(opcode);
    }
  }

  private void byShape(int opcode) {
    switch (table.shape[opcode]) {
      case OpTable.BINARY -> binary(opcode);
      case OpTable.IN_PLACE -> inPlace(opcode);
      case OpTable.UNARY -> unary(opcode);
      case OpTable.COMPARE -> {
        s.pop(table.in[opcode]);
        s.pop(table.in[opcode]);
        compare(Opcodes.op(opcode));
      }
      case OpTable.IS_ZERO -> {
        s.pop(table.in[opcode]);
        compareWithZero();
      }
      case OpTable.LOAD, OpTable.STORE -> memoryAccess(opcode);
      default -> calls.rare(opcode);
    }
  }

  // ---- variables and constants ----

  private void localGet() {
    int local = localIndex();
    if (s.reachable) {
      s.stack[s.height] = localEntry[local];
      s.value[s.height++] = slot(local);
    } else {
      s.push(localEntry[local] & KIND_MASK);
    }
  }

  private void localSet() {
    int local = localIndex();
    s.pop(localEntry[local] & KIND_MASK);
    if (s.reachable) {
      s.saveLocal(slot(local));
      s.move(OperandKind.SLOT, slot(local), s.height);
      s.release(s.stack[s.height]);
    }
  }

  private void localTee() {
    int local = localIndex();
    int kind = localEntry[local] & KIND_MASK;
    s.pop(kind);
    if (!s.reachable) {
      s.push(kind);
      return;
    }
    s.saveLocal(slot(local));
    s.move(OperandKind.SLOT, slot(local), s.height);
    s.height++;
  }

  private int slot(int local) {
    return firstLocal + 8 * local;
  }

  private int localIndex() {
    int local = s.u32();
    if (Integer.compareUnsigned(local, localCount) >= 0) {
      throw s.unknown("local", local);
    }
    return local;
  }

  private void constant(int kind, long bits) {
    if (s.reachable) {
      s.pushConstant(kind, bits);
    } else {
      s.push(kind);
    }
  }

  private void global(int opcode) {
    int global = s.u32();
    if (Integer.compareUnsigned(global, module.globalCount()) >= 0) {
      throw s.unknown("global", global);
    }
    int kind = module.globalKind(global);
    boolean indirect = module.globalIsIndirect(global);
    if (opcode == Opcodes.GLOBAL_GET) {
      if (!s.reachable) {
        s.push(kind);
        return;
      }
      int d = s.pushResult(OpTable.entryKind(kind));
      code.values[Output.OFFSET] = VmContext.globalOffset(global);
      code.emit(table.ids[table.globalGet(kind, indirect) + d]);
      return;
    }
    if (!module.globalIsMutable(global)) {
      throw WasmException.invalid("immutable global: global is immutable: " + global, s.at);
    }
    s.pop(kind);
    if (s.reachable) {
      boolean isConstant = Operands.isConstant(s.stack[s.height]);
      int type = isConstant ? bitsType(kind) : Kinds.type(kind);
      int v = s.useBits(s.height, Operands.PLACED | T | OperandKind.I, Output.SLOT_A);
      code.values[Output.OFFSET] = VmContext.globalOffset(global);
      code.emit(table.ids[table.globalSet(type, indirect) + v]);
      s.release(s.stack[s.height]);
    }
  }

  /** The integer type with as many bits as a kind's values. */
  private static int bitsType(int kind) {
    return Kinds.type(kind == I32 || kind == F32 ? I32 : I64);
  }

  // ---- numeric instructions ----

  private void binary(int opcode) {
    int in = table.in[opcode];
    s.pop(in);
    s.pop(in);
    if (!s.reachable) {
      s.push(table.out[opcode] & KIND_MASK);
      return;
    }
    int p = s.height;
    if (Operands.isConstant(s.stack[p])
        && !Operands.isConstant(s.stack[p + 1])
        && Opcodes.op(opcode).commutes()) {
      s.swap(p);
    }
    int constants = in == F32 || in == F64 ? OperandKind.W : OperandKind.I;
    int a = s.use(p, Operands.PLACED | T, Output.SLOT_A);
    int b = s.use(p + 1, Operands.PLACED | T | constants, Output.SLOT_B);
    s.release(s.stack[p]);
    s.release(s.stack[p + 1]);
    int d = s.pushResult(table.out[opcode]);
    code.emit(table.ids[table.base[opcode] + (d << 8 | a << 4 | b)]);
  }

  /** d = d op b. */
  private void inPlace(int opcode) {
    int in = table.in[opcode];
    s.pop(in);
    s.pop(in);
    if (!s.reachable) {
      s.push(in);
      return;
    }
    int p = s.height;
    int entry = s.stack[p];
    int work;
    if (Operands.isRegister(entry)) {
      work = entry >> DIGIT_SHIFT & DIGIT_MASK;
    } else {
      work = s.takeWork(in);
      s.move(work, 0, p);
    }
    Op op = Opcodes.op(opcode);
    int constants = op == Op.ROTL || op == Op.ROTR ? OperandKind.I : 0;
    int b =
        s.use(
            p + 1, Operands.PLACED | (work == OperandKind.TEMP ? 0 : T) | constants, Output.SLOT_A);
    code.emit(table.ids[table.base[opcode] + (work << 4 | b)]);
    s.release(s.stack[p + 1]);
    s.pushWork(in, work);
  }

  private void unary(int opcode) {
    s.pop(table.in[opcode]);
    if (!s.reachable) {
      s.push(table.out[opcode] & KIND_MASK);
      return;
    }
    int a = s.use(s.height, Operands.PLACED | T, Output.SLOT_A);
    s.release(s.stack[s.height]);
    int d = s.pushResult(table.out[opcode]);
    code.emit(table.ids[table.base[opcode] + (d << 4 | a)]);
  }

  // ---- conditions ----

  private void compareWithZero() {
    if (s.reachable) {
      int kind = s.stack[s.height] & KIND_MASK;
      s.stack[s.height + 1] = kind | Operands.IMM;
      s.value[s.height + 1] = 0;
      s.wide[s.height + 1] = 0;
    }
    compare(Op.ICMP_EQ);
  }

  private void compare(Op op) {
    if (!s.reachable) {
      s.push(I32);
      return;
    }
    followCondition(conditions.compare(op));
  }

  /** Goes on with the instruction whose condition a comparison has become. */
  private void followCondition(int opcode) {
    switch (opcode) {
      case Opcodes.BR_IF -> branches.branchIf(true);
      case Opcodes.IF -> branches.condition(true);
      case Opcodes.SELECT -> select();
      default -> {}
    }
  }

  private void isNull() {
    int operand = s.popAny();
    if (!Calls.mayBeReference(operand)) {
      throw s.mismatch("expected a reference, got " + Kinds.text(operand & KIND_MASK));
    }
    compareWithZero();
  }

  private void select() {
    int right = s.popAny();
    int left = s.popAny();
    int kind = (left & KIND_MASK) == BOTTOM ? right & KIND_MASK : left & KIND_MASK;
    boolean differ = (right & KIND_MASK) != kind && (right & KIND_MASK) != BOTTOM;
    if (differ || kind == FUNCREF || kind == EXTERNREF) {
      throw s.mismatch(
          "select without a type has operands "
              + Kinds.text(left & KIND_MASK)
              + " and "
              + Kinds.text(right & KIND_MASK));
    }
    pushSelected(kind);
  }

  private void selectTyped() {
    int count = s.u32();
    if (count != 1) {
      throw WasmException.invalid("invalid result arity: select of " + count + " types", s.at);
    }
    int kind = Kinds.decode(s.bytes[s.pos] & 0xff, s.pos);
    s.pos++;
    conditions.popOperand();
    s.pop(kind);
    s.pop(kind);
    pushSelected(kind);
  }

  private void pushSelected(int kind) {
    if (s.reachable) {
      conditions.select(kind);
    } else {
      s.push(kind);
    }
  }

  // ---- memory ----

  private void memoryAccess(int opcode) {
    int align = s.u32();
    int memory = 0;
    if ((align & 0x40) != 0) {
      align &= ~0x40;
      memory = s.u32();
    }
    long offset = s.u32() & 0xffff_ffffL;
    rare.checkMemory(memory, s.at);
    if (Integer.compareUnsigned(align, Opcodes.align(opcode)) > 0) {
      throw WasmException.invalid("alignment must not be larger than natural: 2^" + align, s.at);
    }
    boolean isStore = opcode >= Opcodes.FIRST_STORE;
    if (isStore) {
      s.pop(table.in[opcode]);
    }
    s.pop(I32);
    if (!s.reachable) {
      if (!isStore) {
        s.push(table.out[opcode] & KIND_MASK);
      }
    } else if (isStore) {
      store(opcode, memory, offset);
    } else {
      load(opcode, memory, offset);
    }
  }

  private void load(int opcode, int memory, long offset) {
    int p = s.height;
    int a = address(p, memory, offset, table.accessBytes[opcode], Output.SLOT_A);
    s.release(s.stack[p]);
    int d = s.pushResult(table.out[opcode]);
    int base = memory == 0 ? table.base[opcode] : table.anyBase[opcode];
    access(memory, table.ids[base + (d << 4 | a)]);
  }

  private void store(int opcode, int memory, long offset) {
    int p = s.height;
    int bytes = table.accessBytes[opcode];
    int a = address(p, memory, offset, bytes, Output.SLOT_B);
    boolean isConstant = Operands.isConstant(s.stack[p + 1]);
    int v;
    int base;
    if (memory == 0) {
      int temp = a == OperandKind.TEMP ? 0 : T;
      v = s.useBits(p + 1, Operands.PLACED | OperandKind.I | temp, Output.SLOT_A);
      base = (isConstant ? table.bitStore : table.base)[opcode];
    } else {
      v = s.use(p + 1, Operands.PLACED, Output.SLOT_A);
      base = table.anyBase[opcode];
    }
    access(memory, table.ids[base + (v << 4 | a)]);
    s.release(s.stack[p]);
    s.release(s.stack[p + 1]);
  }

  private void access(int memory, int stencil) {
    if (guarded && memory == 0) {
      faults.add(code.position, s.at);
    }
    code.emit(stencil);
  }

  /** Makes an address an operand and sets the holes for its offset. */
  private int address(int height, int memory, long offset, int bytes, int slotHole) {
    int kind = s.use(height, Operands.PLACED | T, slotHole);
    long fitting = offset;
    if (offset > Integer.MAX_VALUE - bytes) {
      code.values[Output.SLOT_A] = code.values[slotHole];
      code.imm64 = offset;
      code.emit(table.ids[selector.addWide + (OperandKind.TEMP << 4 | kind)]);
      kind = OperandKind.TEMP;
      fitting = 0;
    } else if (memory > 0 && kind != OperandKind.TEMP) {
      s.move(OperandKind.TEMP, 0, height);
      kind = OperandKind.TEMP;
    }
    if (kind == OperandKind.TEMP) {
      s.takeTemp(false);
    }
    code.values[Output.OFFSET] = (int) fitting;
    code.values[Output.END] = (int) fitting + bytes;
    code.values[Output.SLOT_C] = VmContext.PAIR_BYTES * memory;
    return kind;
  }
}
