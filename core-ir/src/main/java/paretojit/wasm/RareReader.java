package paretojit.wasm;

import static paretojit.wasm.Kinds.BOTTOM;
import static paretojit.wasm.Kinds.I32;

import paretojit.ir.Function;

/** Reads the instructions on references, tables and whole memories, and saturating conversions. */
final class RareReader {
  private final RareInstruction instruction;
  private final Body body;
  private final int[] operands = new int[3];

  RareReader(WasmModule module, Body body) {
    this.instruction = new RareInstruction(module);
    this.body = body;
  }

  void read(int opcode) {
    if (opcode == Opcodes.REF_IS_NULL) {
      isNull();
      return;
    }
    try {
      instruction.read(opcode, body.bytes, body.at, body.pos, body.end);
    } finally {
      body.pos = instruction.position();
    }
    int[] in = instruction.in();
    for (int k = in.length - 1; k >= 0; k--) {
      operands[k] = body.pop(in[k]) >> 3;
    }
    int out = instruction.out();
    int value = 0;
    if (body.reachable) {
      int type = out >= 0 ? Kinds.type(out) : Function.NO_TYPE;
      value =
          body.builder.emit(
              instruction.op(),
              type,
              instruction.immediate(),
              instruction.aux(),
              operands,
              in.length);
    }
    if (out >= 0) {
      body.push(value << 3 | out);
    }
  }

  private void isNull() {
    int operand = body.popAny();
    int kind = operand & 7;
    if (kind != BOTTOM && !Kinds.isReference(kind)) {
      throw body.mismatch("expected a reference, got " + Kinds.text(kind));
    }
    body.push(body.reachable ? body.compareWithZero(operand) : I32);
  }

  void checkMemory(int memory) {
    instruction.checkMemory(memory, body.at);
  }

  void checkTable(int table) {
    instruction.checkTable(table, body.at);
  }
}
