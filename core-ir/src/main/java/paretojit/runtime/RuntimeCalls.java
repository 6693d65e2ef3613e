package paretojit.runtime;

import static paretojit.ir.TrapCode.HEAP_OUT_OF_BOUNDS;
import static paretojit.ir.TrapCode.TABLE_OUT_OF_BOUNDS;

import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/**
 * The operations that engines leave to the runtime. The interpreter calls {@link #execute};
 * generated code calls the address in {@link VmContext#RUNTIME_CALL}:
 *
 * <pre>
 *  long runtimeCall(context, packed, long* args)
 *     packed   pack(op, aux, imm), the fields as the instruction has them
 *     args     operands in 8-byte slots, 32-bit ones in the low half; results overwrite them
 *     returns  0, or 1: jump to the trap exit with the code TRAP_RECORDED
 * </pre>
 *
 * <p>Copying and filling within memory 0 is done by the C library, called by {@code entry.S}; all else
 * comes up to Java, which takes much longer.
 *
 * <p>Served: {@code CALL} (of imported functions; defined ones work too), every memory, table and
 * segment operation, and {@code REF_FUNC}. Operands have the order of the instruction's arguments.
 */
public final class RuntimeCalls {
  private static final int FIELD_BITS = 28;
  private static final int FIELD_MASK = (1 << FIELD_BITS) - 1;
  private static final long UNSIGNED = 0xffff_ffffL;

  private RuntimeCalls() {}

  /** The {@code packed} argument: opcode in 8 bits, then aux and imm in 28 bits each. */
  public static long pack(Op op, int aux, long imm) {
    if ((aux & ~FIELD_MASK) != 0 || (imm & ~FIELD_MASK) != 0) {
      throw new IllegalArgumentException("%s: index %d or %d is too large".formatted(op, aux, imm));
    }
    return op.ordinal() | (long) aux << 8 | imm << (8 + FIELD_BITS);
  }

  /** Serves generated code: as {@link #execute}, with operands in native memory. */
  static void executePacked(Instance instance, long packed, long address) {
    Op op = Op.of((int) packed & 0xff);
    int aux = (int) (packed >>> 8) & FIELD_MASK;
    int imm = (int) (packed >>> (8 + FIELD_BITS)) & FIELD_MASK;
    if (op == Op.CALL) {
      Signature signature = instance.module().functionSignature(aux);
      long[] results = new long[signature.results().size()];
      instance.invoke(aux, Slots.read(signature.params(), address), results);
      Slots.write(results, results.length, address);
      return;
    }
    String operands = op.typing().operands();
    long[] values = new long[Math.max(1, operands.length())];
    for (int k = 0; k < operands.length(); k++) {
      boolean narrow = Typing.fixed(operands.charAt(k)) == Type.I32;
      long slot = address + 8L * k;
      values[k] = narrow ? RawMemory.getInt(slot) : RawMemory.getLong(slot);
    }
    execute(instance, op, aux, imm, values);
    if (op.typing().hasResult()) {
      RawMemory.putLong(address, values[0]);
    }
  }

  /** Does one operation; {@code values} holds the operands and then, at 0, the result. */
  public static void execute(Instance instance, Op op, int aux, long imm, long[] values) {
    switch (op) {
      case MEMORY_SIZE -> values[0] = (int) instance.memory(aux).pages();
      case MEMORY_GROW -> values[0] = instance.memory(aux).grow((int) values[0]);
      case MEMORY_FILL -> fill(instance.memory(aux), values);
      case MEMORY_COPY -> copy(instance.memory(aux), instance.memory((int) imm), values);
      case MEMORY_INIT ->
          init(instance.memory(aux), instance.data((int) imm), values[0], values[1], values[2]);
      case DATA_DROP -> instance.dropData((int) imm);
      case TABLE_GET -> values[0] = get(instance.table(aux), values[0]);
      case TABLE_SET -> set(instance.table(aux), values[0], values[1]);
      case TABLE_SIZE -> values[0] = (int) instance.table(aux).length();
      case TABLE_GROW -> values[0] = instance.table(aux).grow(values[0], (int) values[1]);
      case TABLE_FILL -> fill(instance.table(aux), values);
      case TABLE_COPY -> copy(instance.table(aux), instance.table((int) imm), values);
      case TABLE_INIT ->
          init(instance.table(aux), instance.elements((int) imm), values[0], values[1], values[2]);
      case ELEM_DROP -> instance.dropElements((int) imm);
      case REF_FUNC -> values[0] = instance.funcRef(aux);
      default -> throw new AssertionError(op + " is no runtime call");
    }
  }

  private static void fill(LinearMemory memory, long[] values) {
    long at = values[0] & UNSIGNED;
    long length = values[2] & UNSIGNED;
    check(at, length, memory.lengthBytes(), HEAP_OUT_OF_BOUNDS);
    RawMemory.fill(memory.base() + at, length, (byte) values[1]);
  }

  private static void copy(LinearMemory to, LinearMemory from, long[] values) {
    long length = values[2] & UNSIGNED;
    long destination = check(values[0] & UNSIGNED, length, to.lengthBytes(), HEAP_OUT_OF_BOUNDS);
    long source = check(values[1] & UNSIGNED, length, from.lengthBytes(), HEAP_OUT_OF_BOUNDS);
    RawMemory.copy(from.base() + source, to.base() + destination, length);
  }

  static void init(LinearMemory memory, byte[] data, long to, long from, long count) {
    long length = count & UNSIGNED;
    long destination = check(to & UNSIGNED, length, memory.lengthBytes(), HEAP_OUT_OF_BOUNDS);
    long source = check(from & UNSIGNED, length, data.length, HEAP_OUT_OF_BOUNDS);
    RawMemory.copyIn(data, (int) source, memory.base() + destination, length);
  }

  private static long get(Table table, long index) {
    return table.get(check(index & UNSIGNED, 1, table.length(), TABLE_OUT_OF_BOUNDS));
  }

  private static void set(Table table, long index, long reference) {
    table.set(check(index & UNSIGNED, 1, table.length(), TABLE_OUT_OF_BOUNDS), reference);
  }

  private static void fill(Table table, long[] values) {
    long length = values[2] & UNSIGNED;
    long at = check(values[0] & UNSIGNED, length, table.length(), TABLE_OUT_OF_BOUNDS);
    for (long k = 0; k < length; k++) {
      table.set(at + k, values[1]);
    }
  }

  private static void copy(Table to, Table from, long[] values) {
    long length = values[2] & UNSIGNED;
    long destination = check(values[0] & UNSIGNED, length, to.length(), TABLE_OUT_OF_BOUNDS);
    long source = check(values[1] & UNSIGNED, length, from.length(), TABLE_OUT_OF_BOUNDS);
    RawMemory.copy(
        from.base() + VmContext.ELEMENT_BYTES * source,
        to.base() + VmContext.ELEMENT_BYTES * destination,
        VmContext.ELEMENT_BYTES * length);
  }

  static void init(Table table, long[] elements, long to, long from, long count) {
    long length = count & UNSIGNED;
    long destination = check(to & UNSIGNED, length, table.length(), TABLE_OUT_OF_BOUNDS);
    long source = check(from & UNSIGNED, length, elements.length, TABLE_OUT_OF_BOUNDS);
    for (int k = 0; k < length; k++) {
      table.set(destination + k, elements[(int) source + k]);
    }
  }

  private static long check(long at, long length, long limit, TrapCode trap) {
    if (at > limit - length) {
      throw new TrapException(trap);
    }
    return at;
  }
}
