package paretojit.wasm;

import static paretojit.wasm.Kinds.FUNCREF;
import static paretojit.wasm.Kinds.I32;

import paretojit.ir.Op;

/**
 * What an instruction on references, tables or whole memories, or a saturating conversion, does: its
 * immediates, checked, and the types of its operands and result. One for all compilers that read
 * WebAssembly; what becomes of the operands is theirs. {@code ref.is_null} is none of these, since its
 * operand is of any reference type.
 *
 * <p>The fields hold what the last {@link #read} found.
 */
public final class RareInstruction {
  /** {@link #out} of an instruction without a result. */
  public static final int NO_RESULT = -1;

  private final WasmModule module;
  private byte[] bytes = {};
  private int at;
  private int pos;
  private int end;

  private Op op = Op.ICONST;
  private long immediate;
  private int aux;
  private int out;
  private int[] in = {};

  public RareInstruction(WasmModule module) {
    this.module = module;
  }

  /** The IR's operation; its constant 0 for a null reference. */
  public Op op() {
    return op;
  }

  /** The operation's immediate, as the IR has it. */
  public long immediate() {
    return immediate;
  }

  /** The operation's entity, as the IR has it. */
  public int aux() {
    return aux;
  }

  /** Kinds of the operands, the last of which is on top of the stack. Not to be written. */
  public int[] in() {
    return in;
  }

  /** Kind of the result, or {@link #NO_RESULT}. */
  public int out() {
    return out;
  }

  /** Where reading got to, also when it ended with an exception. */
  public int position() {
    return pos;
  }

  /**
   * Reads the immediates of an instruction; {@link #position} is then behind them.
   *
   * @param instructionAt where the instruction begins, for errors
   * @param from where its immediates begin
   * @throws WasmException if it is none, or names what does not exist
   */
  public void read(int opcode, byte[] code, int instructionAt, int from, int codeEnd) {
    bytes = code;
    at = instructionAt;
    pos = from;
    end = codeEnd;
    switch (opcode) {
      case Opcodes.TABLE_GET -> {
        int table = tableIndex();
        is(Op.TABLE_GET, 0, table, module.tableKind(table), I32);
      }
      case Opcodes.TABLE_SET -> {
        int table = tableIndex();
        is(Op.TABLE_SET, 0, table, NO_RESULT, I32, module.tableKind(table));
      }
      case Opcodes.MEMORY_SIZE -> is(Op.MEMORY_SIZE, 0, memoryIndex(), I32);
      case Opcodes.MEMORY_GROW -> is(Op.MEMORY_GROW, 0, memoryIndex(), I32, I32);
      case Opcodes.REF_NULL -> {
        int kind = Kinds.decodeReference(bytes[pos] & 0xff, pos);
        pos++;
        is(Op.ICONST, 0, 0, kind);
      }
      case Opcodes.REF_FUNC -> {
        int function = u32();
        if (Integer.compareUnsigned(function, module.functionCount()) >= 0) {
          throw WasmException.unknown("function", function, at);
        }
        if (!module.isDeclared(function)) {
          throw WasmException.invalid("undeclared function reference: function " + function, at);
        }
        is(Op.REF_FUNC, 0, function, FUNCREF);
      }
      case Opcodes.PREFIX_MISC -> misc(u32() & 0xffff_ffffL);
      default -> throw Opcodes.unknown(opcode, at);
    }
  }

  private void misc(long second) {
    if (second > Opcodes.TABLE_FILL) {
      throw Opcodes.unknownMisc(second, at);
    }
    int code = (int) second;
    switch (code) {
      case Opcodes.MEMORY_INIT -> {
        int segment = dataIndex();
        int memory = memoryIndex();
        is(Op.MEMORY_INIT, segment, memory, NO_RESULT, I32, I32, I32);
      }
      case Opcodes.DATA_DROP -> is(Op.DATA_DROP, dataIndex(), 0, NO_RESULT);
      case Opcodes.MEMORY_COPY -> {
        int to = memoryIndex();
        int from = memoryIndex();
        is(Op.MEMORY_COPY, from, to, NO_RESULT, I32, I32, I32);
      }
      case Opcodes.MEMORY_FILL -> is(Op.MEMORY_FILL, 0, memoryIndex(), NO_RESULT, I32, I32, I32);
      case Opcodes.TABLE_INIT -> {
        int segment = u32();
        int table = tableIndex();
        checkElements(segment);
        checkSameKind(module.tableKind(table), module.elementKind(segment));
        is(Op.TABLE_INIT, segment, table, NO_RESULT, I32, I32, I32);
      }
      case Opcodes.ELEM_DROP -> {
        int segment = u32();
        checkElements(segment);
        is(Op.ELEM_DROP, segment, 0, NO_RESULT);
      }
      case Opcodes.TABLE_COPY -> {
        int to = tableIndex();
        int from = tableIndex();
        checkSameKind(module.tableKind(to), module.tableKind(from));
        is(Op.TABLE_COPY, from, to, NO_RESULT, I32, I32, I32);
      }
      case Opcodes.TABLE_GROW -> {
        int table = tableIndex();
        is(Op.TABLE_GROW, 0, table, I32, module.tableKind(table), I32);
      }
      case Opcodes.TABLE_SIZE -> is(Op.TABLE_SIZE, 0, tableIndex(), I32);
      case Opcodes.TABLE_FILL -> {
        int table = tableIndex();
        is(Op.TABLE_FILL, 0, table, NO_RESULT, I32, module.tableKind(table), I32);
      }
      default ->
          is(
              Opcodes.saturating(code),
              0,
              0,
              Opcodes.saturatingOut(code),
              Opcodes.saturatingIn(code));
    }
  }

  private void is(Op newOp, long newImmediate, int newAux, int result, int... operands) {
    op = newOp;
    immediate = newImmediate;
    aux = newAux;
    out = result;
    in = operands;
  }

  private int u32() {
    int value = Leb.u32(bytes, pos, end);
    pos += Leb.length(bytes, pos);
    return value;
  }

  private int memoryIndex() {
    int memory = u32();
    checkMemory(memory, at);
    return memory;
  }

  /** @throws WasmException if there is no such memory */
  public void checkMemory(int memory, int instructionAt) {
    if (Integer.compareUnsigned(memory, module.memoryCount()) >= 0) {
      throw WasmException.unknown("memory", memory, instructionAt);
    }
  }

  private int tableIndex() {
    int table = u32();
    checkTable(table, at);
    return table;
  }

  /** @throws WasmException if there is no such table */
  public void checkTable(int table, int instructionAt) {
    if (Integer.compareUnsigned(table, module.tableCount()) >= 0) {
      throw WasmException.unknown("table", table, instructionAt);
    }
  }

  private int dataIndex() {
    int segment = u32();
    if (module.dataCount() < 0) {
      throw WasmException.malformed("data count section required", at);
    }
    if (Integer.compareUnsigned(segment, module.dataCount()) >= 0) {
      throw WasmException.unknown("data segment", segment, at);
    }
    return segment;
  }

  private void checkElements(int segment) {
    if (Integer.compareUnsigned(segment, module.elementCount()) >= 0) {
      throw WasmException.unknown("elem segment", segment, at);
    }
  }

  private void checkSameKind(int to, int from) {
    if (to != from) {
      throw WasmException.invalid(
          "type mismatch: a table of " + Kinds.text(to) + " cannot take " + Kinds.text(from), at);
    }
  }
}
