package paretojit.wasm;

import static paretojit.wasm.Kinds.BOTTOM;
import static paretojit.wasm.Kinds.FUNCREF;
import static paretojit.wasm.Kinds.I32;

import paretojit.ir.Function;
import paretojit.ir.Op;

/** Reads the instructions on references, tables and whole memories, and saturating conversions. */
final class RareReader {
  private final WasmModule module;
  private final Body body;
  private final int[] operands = new int[3];

  RareReader(WasmModule module, Body body) {
    this.module = module;
    this.body = body;
  }

  void read(int opcode) {
    switch (opcode) {
      case Opcodes.TABLE_GET -> {
        int table = tableIndex();
        effect(Op.TABLE_GET, 0, table, module.tableKind(table), I32);
      }
      case Opcodes.TABLE_SET -> {
        int table = tableIndex();
        effect(Op.TABLE_SET, 0, table, -1, I32, module.tableKind(table));
      }
      case Opcodes.MEMORY_SIZE -> effect(Op.MEMORY_SIZE, 0, memoryIndex(), I32);
      case Opcodes.MEMORY_GROW -> effect(Op.MEMORY_GROW, 0, memoryIndex(), I32, I32);
      case Opcodes.REF_NULL -> {
        int kind = Kinds.decodeReference(body.bytes[body.pos] & 0xff, body.pos);
        body.pos++;
        body.push(
            body.reachable
                ? body.builder.emit(Op.ICONST, Kinds.type(kind), 0, 0) << 3 | kind
                : kind);
      }
      case Opcodes.REF_IS_NULL -> {
        int operand = body.popAny();
        int kind = operand & 7;
        if (kind != BOTTOM && !Kinds.isReference(kind)) {
          throw body.mismatch("expected a reference, got " + Kinds.text(kind));
        }
        body.push(body.reachable ? body.compareWithZero(operand) : I32);
      }
      case Opcodes.REF_FUNC -> {
        int function = body.u32();
        if (Integer.compareUnsigned(function, module.functionCount()) >= 0) {
          throw body.unknown("function", function);
        }
        if (!module.isDeclared(function)) {
          throw WasmException.invalid(
              "undeclared function reference: function " + function, body.at);
        }
        effect(Op.REF_FUNC, 0, function, FUNCREF);
      }
      case Opcodes.PREFIX_MISC -> misc(body.u32() & 0xffff_ffffL);
      default -> throw Opcodes.unknown(opcode, body.at);
    }
  }

  private void misc(long second) {
    if (second > Opcodes.TABLE_FILL) {
      throw Opcodes.unknownMisc(second, body.at);
    }
    int code = (int) second;
    switch (code) {
      case Opcodes.MEMORY_INIT -> {
        int segment = dataIndex();
        int memory = memoryIndex();
        effect(Op.MEMORY_INIT, segment, memory, -1, I32, I32, I32);
      }
      case Opcodes.DATA_DROP -> effect(Op.DATA_DROP, dataIndex(), 0, -1);
      case Opcodes.MEMORY_COPY -> {
        int to = memoryIndex();
        int from = memoryIndex();
        effect(Op.MEMORY_COPY, from, to, -1, I32, I32, I32);
      }
      case Opcodes.MEMORY_FILL -> effect(Op.MEMORY_FILL, 0, memoryIndex(), -1, I32, I32, I32);
      case Opcodes.TABLE_INIT -> {
        int segment = body.u32();
        int table = tableIndex();
        checkElements(segment);
        checkSameKind(module.tableKind(table), module.elementKind(segment));
        effect(Op.TABLE_INIT, segment, table, -1, I32, I32, I32);
      }
      case Opcodes.ELEM_DROP -> {
        int segment = body.u32();
        checkElements(segment);
        effect(Op.ELEM_DROP, segment, 0, -1);
      }
      case Opcodes.TABLE_COPY -> {
        int to = tableIndex();
        int from = tableIndex();
        checkSameKind(module.tableKind(to), module.tableKind(from));
        effect(Op.TABLE_COPY, from, to, -1, I32, I32, I32);
      }
      case Opcodes.TABLE_GROW -> {
        int table = tableIndex();
        effect(Op.TABLE_GROW, 0, table, I32, module.tableKind(table), I32);
      }
      case Opcodes.TABLE_SIZE -> effect(Op.TABLE_SIZE, 0, tableIndex(), I32);
      case Opcodes.TABLE_FILL -> {
        int table = tableIndex();
        effect(Op.TABLE_FILL, 0, table, -1, I32, module.tableKind(table), I32);
      }
      default -> {
        int out = Opcodes.saturatingOut(code);
        effect(Opcodes.saturating(code), 0, 0, out, Opcodes.saturatingIn(code));
      }
    }
  }

  /** An instruction with the given operands, and a result unless {@code out} is negative. */
  private void effect(Op op, long immediate, int aux, int out, int... in) {
    int type = Function.NO_TYPE;
    for (int k = in.length - 1; k >= 0; k--) {
      operands[k] = body.pop(in[k]) >> 3;
    }
    if (out >= 0) {
      type = Kinds.type(out);
    }
    int value =
        body.reachable ? body.builder.emit(op, type, immediate, aux, operands, in.length) : 0;
    if (out >= 0) {
      body.push(value << 3 | out);
    }
  }

  private int memoryIndex() {
    int memory = body.u32();
    checkMemory(memory);
    return memory;
  }

  void checkMemory(int memory) {
    if (Integer.compareUnsigned(memory, module.memoryCount()) >= 0) {
      throw body.unknown("memory", memory);
    }
  }

  private int tableIndex() {
    int table = body.u32();
    checkTable(table);
    return table;
  }

  void checkTable(int table) {
    if (Integer.compareUnsigned(table, module.tableCount()) >= 0) {
      throw body.unknown("table", table);
    }
  }

  private int dataIndex() {
    int segment = body.u32();
    if (module.dataCount() < 0) {
      throw WasmException.malformed("data count section required", body.at);
    }
    if (Integer.compareUnsigned(segment, module.dataCount()) >= 0) {
      throw body.unknown("data segment", segment);
    }
    return segment;
  }

  private void checkElements(int segment) {
    if (Integer.compareUnsigned(segment, module.elementCount()) >= 0) {
      throw body.unknown("elem segment", segment);
    }
  }

  private void checkSameKind(int to, int from) {
    if (to != from) {
      throw body.mismatch("a table of " + Kinds.text(to) + " cannot take " + Kinds.text(from));
    }
  }
}
