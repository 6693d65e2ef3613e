package paretojit.stencil.direct;

import static paretojit.stencil.direct.OpTable.DIGIT_MASK;
import static paretojit.stencil.direct.OpTable.DIGIT_SHIFT;
import static paretojit.stencil.direct.OpTable.KIND_MASK;
import static paretojit.stencil.direct.OpTable.VECTOR_BIT;
import static paretojit.wasm.Kinds.FUNCREF;
import static paretojit.wasm.Kinds.I32;

import paretojit.ir.Op;
import paretojit.runtime.RuntimeCalls;
import paretojit.runtime.VmContext;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.x64.CallConvention;
import paretojit.stencil.x64.CallLinks;
import paretojit.stencil.x64.Loc;
import paretojit.stencil.x64.Selector;
import paretojit.wasm.Kinds;
import paretojit.wasm.RareInstruction;
import paretojit.wasm.WasmModule;

/**
 * Compiles calls, of functions and of the runtime. No register survives one: operands below the
 * arguments go home first. Arguments are moved last one first, since temporaries are given the lowest
 * free registers and so seldom lie in the way of an argument in front of them.
 */
final class Calls {
  private static final int SLOT_BYTES = 8;

  private final WasmModule module;
  private final Operands s;
  private final Output code;
  private final Frames frames;
  private final RareInstruction rare;
  private final CallLinks links;
  private final Selector selector;
  private final long[] signatureId;

  Calls(WasmModule module, Operands s, Frames frames, RareInstruction rare, CallLinks links) {
    this.module = module;
    this.s = s;
    this.code = s.code;
    this.frames = frames;
    this.rare = rare;
    this.links = links;
    this.selector = s.table.selector;
    this.signatureId = new long[module.typeCount()];
    for (int type = 0; type < signatureId.length; type++) {
      signatureId[type] = module.signature(type).id();
    }
  }

  void call() {
    int function = s.u32();
    if (Integer.compareUnsigned(function, module.functionCount()) >= 0) {
      throw s.unknown("function", function);
    }
    int type = module.functionType(function);
    byte[] params = module.typeParams(type);
    popAll(params);
    byte[] results = module.typeResults(type);
    if (!s.reachable) {
      s.pushKinds(results);
    } else if (function < module.importedFunctions()) {
      runtimeCall(RuntimeCalls.pack(Op.CALL, function, 0), params.length, results);
    } else {
      CallConvention convention = frames.convention(type);
      s.settle(s.base, s.height, false);
      moveArguments(convention.params());
      code.emit(s.table.call);
      links.add(code.taken, function);
      pushResults(convention.results(), results);
    }
  }

  void callIndirect() {
    int type = s.u32();
    int table = s.u32();
    rare.checkTable(table, s.at);
    if (module.tableKind(table) != FUNCREF) {
      throw s.mismatch("call_indirect through a table of " + Kinds.text(module.tableKind(table)));
    }
    if (Integer.compareUnsigned(type, module.typeCount()) >= 0) {
      throw s.unknown("type", type);
    }
    s.pop(I32);
    int index = s.height;
    popAll(module.typeParams(type));
    byte[] results = module.typeResults(type);
    if (!s.reachable) {
      s.pushKinds(results);
      return;
    }
    CallConvention convention = frames.convention(type);
    s.settle(s.base, s.height, false);
    int kind = s.use(index, Operands.PLACED | OperandKind.T, Output.SLOT_A);
    code.values[Output.OFFSET] = VmContext.PAIR_BYTES * table;
    code.imm64 = signatureId[type];
    code.emit(s.table.ids[selector.checkIndirect + (OperandKind.TEMP << 4 | kind)]);
    s.release(s.stack[index]);
    // Moves leave the temporary alone, where the callee is now.
    moveArguments(convention.params());
    code.values[Output.SLOT_A] = frames.contextSlot();
    code.emit(s.table.callRef);
    pushResults(convention.results(), results);
  }

  private void popAll(byte[] kinds) {
    int first = s.height - kinds.length;
    int wrong = first - s.base >> 31;
    if (wrong == 0) {
      for (int k = 0; k < kinds.length; k++) {
        wrong |= (s.stack[first + k] ^ kinds[k]) & KIND_MASK;
      }
    }
    if (wrong == 0) {
      s.height = first;
      return;
    }
    // Not enough operands, or not of these kinds, unless the code is unreachable.
    for (int k = kinds.length - 1; k >= 0; k--) {
      s.pop(kinds[k]);
    }
  }

  /** Moves the popped operands above the stack to where a callee expects them. */
  private void moveArguments(int[] places) {
    int first = s.height;
    int[] stack = s.stack;
    int[] value = s.value;
    int[] values = code.values;
    int[] moves = s.table.move;
    code.reserve();
    int at = code.position;
    for (int k = places.length - 1; k >= 0; k--) {
      int place = places[k];
      int entry = stack[first + k];
      int from = entry >> DIGIT_SHIFT & DIGIT_MASK;
      s.free |= 1 << (entry >> DIGIT_SHIFT);
      int to = Loc.kind(place);
      if (from == to && to != OperandKind.SLOT) {
        continue;
      }
      int bit = 1 << to + ((entry & VECTOR_BIT) >> DIGIT_SHIFT);
      if (to != OperandKind.SLOT && (s.registers & bit & ~s.free) != 0) {
        code.position = at;
        makeWay(first, k, to, entry & VECTOR_BIT);
        at = code.position;
      }
      int low = value[first + k];
      values[Output.SLOT_D] = Loc.offset(place);
      values[Output.SLOT_A] = low;
      values[Output.IMM32] = low;
      code.imm64 = s.wide[first + k];
      at = code.emit(moves[OpTable.moveKey(entry & KIND_MASK, to, from)], at);
      if (at + Output.ROOM_BYTES / 2 > code.code.length) {
        code.position = at;
        code.reserve();
      }
    }
    code.position = at;
  }

  /** Moves the argument in front of {@code end} that is in a register home. */
  private void makeWay(int first, int end, int register, int vectorBit) {
    for (int k = first; k < first + end; k++) {
      int entry = s.stack[k];
      if ((entry >> DIGIT_SHIFT & DIGIT_MASK) == register && (entry & VECTOR_BIT) == vectorBit) {
        s.moveHome(k);
      }
    }
  }

  private void pushResults(int[] places, byte[] kinds) {
    s.free = s.registers;
    int count = kinds.length;
    if (count == 0) {
      return;
    }
    if (count == 1 && (s.registers & 1) != 0 && places[0] == 0) {
      int entry = OpTable.entryKind(kinds[0]);
      s.free ^= 1 << (entry >> DIGIT_SHIFT);
      s.push(entry);
      return;
    }
    s.room(count);
    int first = s.height;
    for (int k = 0; k < kinds.length; k++) {
      int place = places[k];
      if (Loc.isSlot(place)) {
        s.pushSlot(kinds[k], Loc.offset(place));
      } else {
        int entry = OpTable.entryKind(kinds[k]) | place << DIGIT_SHIFT;
        s.push(entry);
        s.free = s.free & ~(1 << (entry >> DIGIT_SHIFT));
      }
    }
    for (int k = first; k < s.height; k++) {
      int entry = s.stack[k];
      boolean mayStay =
          Operands.isRegister(entry) && (s.registers >> (entry >> DIGIT_SHIFT) & 1) != 0;
      if (!mayStay) {
        s.moveHome(k);
      }
    }
    s.free &= s.registers;
  }

  // ---- the runtime ----

  /** Compiles what {@link RareInstruction} describes. */
  void rare(int opcode) {
    try {
      rare.read(opcode, s.bytes, s.at, s.pos, s.end);
    } finally {
      s.pos = rare.position();
    }
    int[] in = rare.in();
    for (int k = in.length - 1; k >= 0; k--) {
      s.pop(in[k]);
    }
    int out = rare.out();
    if (!s.reachable) {
      if (out >= 0) {
        s.push(out);
      }
      return;
    }
    Op op = rare.op();
    switch (op) {
      case ICONST -> s.pushConstant(out, 0);
      case REF_FUNC -> nullary(selector.refFunc, VmContext.FUNC_REF_BYTES * rare.aux(), out);
      case TABLE_SIZE -> nullary(selector.tableSize, VmContext.PAIR_BYTES * rare.aux(), out);
      case MEMORY_SIZE ->
          nullary(
              rare.aux() == 0 ? selector.memorySize : selector.anyMemorySize,
              VmContext.PAIR_BYTES * rare.aux(),
              out);
      case TABLE_GET -> tableGet(out);
      case TABLE_SET -> tableSet();
      case FCVT_TO_SINT_SAT, FCVT_TO_UINT_SAT -> convert(op, in[0], out);
      default -> {
        byte[] results = out >= 0 ? Kinds.single(out) : Kinds.NONE;
        runtimeCall(RuntimeCalls.pack(op, rare.aux(), rare.immediate()), in.length, results);
      }
    }
  }

  private void nullary(int base, int offset, int out) {
    int d = s.pushResult(OpTable.entryKind(out));
    code.values[Output.OFFSET] = offset;
    code.emit(s.table.ids[base + d]);
  }

  private void tableGet(int out) {
    int index = s.use(s.height, Operands.PLACED | OperandKind.T, Output.SLOT_A);
    s.release(s.stack[s.height]);
    int d = s.pushResult(OpTable.entryKind(out));
    code.values[Output.OFFSET] = VmContext.PAIR_BYTES * rare.aux();
    code.emit(s.table.ids[selector.tableGet + (d << 4 | index)]);
  }

  private void tableSet() {
    int p = s.height;
    int index = s.use(p, Operands.PLACED, Output.SLOT_A);
    int slot = code.values[Output.SLOT_A];
    int value = s.use(p + 1, Operands.PLACED | OperandKind.T, Output.SLOT_B);
    code.values[Output.SLOT_A] = slot;
    code.values[Output.OFFSET] = VmContext.PAIR_BYTES * rare.aux();
    code.emit(s.table.ids[selector.tableSet + (index << 4 | value)]);
    s.release(s.stack[p]);
    s.release(s.stack[p + 1]);
  }

  private void convert(Op op, int in, int out) {
    int a = s.use(s.height, Operands.PLACED | OperandKind.T, Output.SLOT_A);
    s.release(s.stack[s.height]);
    int d = s.pushResult(OpTable.entryKind(out));
    int base = selector.plain(op.ordinal(), Kinds.type(out), Kinds.type(in));
    code.emit(s.table.ids[base + (d << 4 | a)]);
  }

  /** Arguments and results of the runtime are in the outgoing area, 8 bytes each. */
  private void runtimeCall(long packed, int arguments, byte[] results) {
    s.settle(s.base, s.height, false);
    for (int k = 0; k < arguments; k++) {
      s.move(OperandKind.SLOT, SLOT_BYTES * k, s.height + k);
    }
    code.imm64 = packed;
    code.emit(s.table.runtime);
    s.free = s.registers;
    s.room(results.length);
    for (int k = 0; k < results.length; k++) {
      takeResult(results[k], SLOT_BYTES * k);
    }
  }

  private void takeResult(int kind, int slot) {
    int d = s.pushResult(OpTable.entryKind(kind));
    code.values[Output.SLOT_A] = slot;
    if (kind == I32) {
      // The runtime leaves the upper half of the slot undefined.
      code.emit(s.table.ids[selector.zeroExtend + (d << 4 | OperandKind.SLOT)]);
    } else {
      code.emit(s.table.move[OpTable.moveKey(kind, d, OperandKind.SLOT)]);
    }
  }

  /** Tells whether an operand is a reference, or may be one. */
  static boolean mayBeReference(int entry) {
    int kind = entry & KIND_MASK;
    return kind == Kinds.BOTTOM || Kinds.isReference(kind);
  }
}
