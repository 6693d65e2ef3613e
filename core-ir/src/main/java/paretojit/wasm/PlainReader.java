package paretojit.wasm;

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

/**
 * Reads one instruction, whichever it is: reachable or not, with immediates of any length, valid or
 * not. {@link FunctionReader} has a shorter way for the frequent ones in their usual form.
 */
final class PlainReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final WasmModule module;
  private final Body body;
  private final SsaBuilder ssa;
  private final ConstructReader constructs;
  private final RareReader rare;

  private int localCount;
  private byte[] localKinds = {};
  private int[] operands = new int[16];

  PlainReader(WasmModule module, Body body, SsaBuilder ssa, ConstructReader constructs) {
    this.module = module;
    this.body = body;
    this.ssa = ssa;
    this.constructs = constructs;
    this.rare = new RareReader(module, body);
  }

  /** Starts a function with these locals. */
  void begin(byte[] kinds, int count) {
    localKinds = kinds;
    localCount = count;
  }

  /** Reads the instruction at the body's position. */
  void read() {
    if (body.pos >= body.end) {
      throw body.unexpectedEnd();
    }
    body.at = body.pos;
    body.builder.setSource(body.at);
    int opcode = body.bytes[body.pos++] & 0xff;
    switch (opcode) {
      case Opcodes.LOCAL_GET -> localGet();
      case Opcodes.LOCAL_SET -> localSet();
      case Opcodes.LOCAL_TEE -> localTee();
      case Opcodes.I32_CONST -> constant(Op.ICONST, I32, body.s32());
      case Opcodes.I64_CONST -> constant(Op.ICONST, I64, body.s64());
      case Opcodes.F32_CONST ->
          constant(Op.F32CONST, F32, (int) INT.get(body.bytes, body.skip(Float.BYTES)));
      case Opcodes.F64_CONST ->
          constant(Op.F64CONST, F64, (long) LONG.get(body.bytes, body.skip(Double.BYTES)));
      case Opcodes.END -> constructs.end();
      case Opcodes.ELSE -> constructs.otherwise();
      case Opcodes.BLOCK -> constructs.block();
      case Opcodes.LOOP -> constructs.loop();
      case Opcodes.IF -> constructs.condition();
      case Opcodes.BR -> constructs.branch();
      case Opcodes.BR_IF -> constructs.branchIf();
      case Opcodes.BR_TABLE -> constructs.branchTable();
      case Opcodes.RETURN -> constructs.returns();
      case Opcodes.UNREACHABLE -> constructs.trap();
      case Opcodes.NOP -> {}
      case Opcodes.CALL -> call();
      case Opcodes.CALL_INDIRECT -> callIndirect();
      case Opcodes.DROP -> body.popAny();
      case Opcodes.SELECT -> select();
      case Opcodes.SELECT_TYPED -> selectTyped();
      case Opcodes.GLOBAL_GET, Opcodes.GLOBAL_SET -> global(opcode);
      default -> {
        if (opcode >= Opcodes.FIRST_NUMERIC) {
          numeric(opcode);
        } else if (opcode >= Opcodes.FIRST_LOAD && opcode <= Opcodes.LAST_STORE) {
          memoryAccess(opcode);
        } else {
          rare.read(opcode);
        }
      }
    }
  }

  private void localGet() {
    int local = localIndex();
    body.push(body.reachable ? ssa.get(local) : localKinds[local]);
  }

  private void localSet() {
    int local = localIndex();
    int value = body.pop(localKinds[local]);
    if (body.reachable) {
      ssa.set(local, value);
    }
  }

  private void localTee() {
    int local = localIndex();
    int value = body.pop(localKinds[local]);
    if (body.reachable) {
      ssa.set(local, value);
      body.push(value);
    } else {
      body.push(localKinds[local]);
    }
  }

  private int localIndex() {
    int local = body.u32();
    if (Integer.compareUnsigned(local, localCount) >= 0) {
      throw body.unknown("local", local);
    }
    return local;
  }

  private void constant(Op op, int kind, long value) {
    body.push(
        body.reachable ? body.builder.emit(op, Kinds.type(kind), value, 0) << 3 | kind : kind);
  }

  private void numeric(int opcode) {
    long info = Opcodes.info(opcode);
    switch (Opcodes.usual(info)) {
      case Opcodes.USUAL_NUMERIC -> operate(info, 0, 0);
      case Opcodes.USUAL_EQZ -> {
        int operand = body.pop(Opcodes.kind(info));
        body.push(body.reachable ? body.compareWithZero(operand) : I32);
      }
      default -> rare.read(opcode);
    }
  }

  private void memoryAccess(int opcode) {
    int align = body.u32();
    int memory = 0;
    if ((align & 0x40) != 0) {
      align &= ~0x40;
      memory = body.u32();
    }
    int offset = body.u32();
    rare.checkMemory(memory);
    long info = Opcodes.info(opcode);
    if (Integer.compareUnsigned(align, Opcodes.align(info)) > 0) {
      throw WasmException.invalid("alignment must not be larger than natural: 2^" + align, body.at);
    }
    operate(info, offset & 0xffff_ffffL, memory);
  }

  /** Numeric instructions, loads and stores, as {@link Opcodes} has them. */
  private void operate(long info, long immediate, int aux) {
    int arguments = Opcodes.arguments(info);
    int top = body.pop(Opcodes.kind(info));
    int below = arguments == 2 ? body.pop(Opcodes.kindBelow(info)) : top;
    int results = Opcodes.results(info);
    int value = 0;
    if (body.reachable) {
      int first = Opcodes.topFirst(info) ? top : below;
      int second = Opcodes.topFirst(info) ? below : top;
      value =
          body.builder.operation(
              Opcodes.ir(info),
              Opcodes.type(info),
              immediate,
              aux,
              arguments,
              first >> 3,
              second >> 3,
              results);
    }
    if (results > 0) {
      body.push(value << 3 | Opcodes.type(info));
    }
  }

  private void select() {
    int condition = body.pop(I32);
    int right = body.popAny();
    int left = body.popAny();
    int kind = (left & 7) == BOTTOM ? right & 7 : left & 7;
    if (((right & 7) != kind && (right & 7) != BOTTOM) || kind == FUNCREF || kind == EXTERNREF) {
      throw body.mismatch(
          "select without a type has operands "
              + Kinds.text(left & 7)
              + " and "
              + Kinds.text(right & 7));
    }
    select(condition, left, right, kind);
  }

  private void selectTyped() {
    int count = body.u32();
    if (count != 1) {
      throw WasmException.invalid("invalid result arity: select of " + count + " types", body.at);
    }
    int kind = Kinds.decode(body.bytes[body.pos] & 0xff, body.pos);
    body.pos++;
    int condition = body.pop(I32);
    int right = body.pop(kind);
    int left = body.pop(kind);
    select(condition, left, right, kind);
  }

  private void select(int condition, int left, int right, int kind) {
    int value = 0;
    if (body.reachable) {
      value =
          body.builder.emit(
              Op.SELECT, Kinds.type(kind), 0, 0, condition >> 3, left >> 3, right >> 3);
    }
    body.push(value << 3 | kind);
  }

  private void global(int opcode) {
    int global = body.u32();
    if (Integer.compareUnsigned(global, module.globalCount()) >= 0) {
      throw body.unknown("global", global);
    }
    int kind = module.globalKind(global);
    if (opcode == Opcodes.GLOBAL_GET) {
      int value =
          body.reachable ? body.builder.emit(Op.GLOBAL_GET, Kinds.type(kind), 0, global) : 0;
      body.push(value << 3 | kind);
    } else {
      if (!module.globalIsMutable(global)) {
        throw WasmException.invalid("immutable global: global is immutable: " + global, body.at);
      }
      int value = body.pop(kind);
      if (body.reachable) {
        body.builder.emit(Op.GLOBAL_SET, Kinds.type(kind), 0, global, value >> 3);
      }
    }
  }

  // ---- calls ----

  private void call() {
    int function = body.u32();
    if (Integer.compareUnsigned(function, module.functionCount()) >= 0) {
      throw body.unknown("function", function);
    }
    int type = module.functionType(function);
    popArguments(type, 0);
    emitCall(Op.CALL, type, 0, function, 0);
  }

  private void callIndirect() {
    int type = body.u32();
    int table = body.u32();
    rare.checkTable(table);
    if (module.tableKind(table) != FUNCREF) {
      throw body.mismatch(
          "call_indirect through a table of " + Kinds.text(module.tableKind(table)));
    }
    if (Integer.compareUnsigned(type, module.typeCount()) >= 0) {
      throw body.unknown("type", type);
    }
    int index = body.pop(I32);
    popArguments(type, 1);
    operands[0] = index >> 3;
    emitCall(Op.CALL_INDIRECT, type, table, type, 1);
  }

  /** Pops a function's arguments into {@code operands}, leaving room in front. */
  private void popArguments(int type, int room) {
    byte[] kinds = module.typeParams(type);
    int count = kinds.length;
    if (room + count > operands.length) {
      operands = new int[room + count];
    }
    for (int k = count - 1; k >= 0; k--) {
      operands[room + k] = body.pop(kinds[k]) >> 3;
    }
  }

  private void emitCall(Op op, int type, int immediate, int aux, int room) {
    byte[] kinds = module.typeResults(type);
    int first = 0;
    if (body.reachable) {
      int count = room + module.typeParams(type).length;
      first = body.builder.call(op, module.signature(type), immediate, aux, operands, count);
    }
    for (int k = 0; k < kinds.length; k++) {
      body.push(body.reachable ? first + k << 3 | kinds[k] : kinds[k]);
    }
  }
}
