package paretojit.emit.x64;

/**
 * Memory operands as packed longs, so that an addressing mode is a value and never an object.
 *
 * <pre>
 *   bits  0-31  displacement in bytes, or the id of a label, constant or symbol
 *        32-35  base register
 *        36-39  index register
 *        40-41  log2 of the scale
 *        44-46  kind
 * </pre>
 *
 * Equal operands are equal longs. The rip-relative kinds are made by {@link #label}, {@link
 * #symbol} and {@link Assembler}'s constant methods; they are only valid in the function being
 * assembled.
 */
public final class Mem {
  static final int BASE = 0;
  static final int BASE_INDEX = 1;
  static final int INDEX = 2;
  static final int ABSOLUTE = 3;
  static final int LABEL = 4;
  static final int CONSTANT = 5;
  static final int SYMBOL = 6;

  static final int BASE_SHIFT = 32;
  static final int INDEX_SHIFT = 36;
  static final int SCALE_SHIFT = 40;
  static final int KIND_SHIFT = 44;

  private Mem() {}

  /** {@code [base]}. */
  public static long at(int base) {
    return (long) base << BASE_SHIFT;
  }

  /** {@code [base + disp]}. */
  public static long at(int base, int disp) {
    return (long) base << BASE_SHIFT | disp & 0xFFFF_FFFFL;
  }

  /** {@code [base + index * scale + disp]}, scale 1, 2, 4 or 8; the index cannot be rsp. */
  public static long at(int base, int index, int scale, int disp) {
    return pack(BASE_INDEX, base, index, scale, disp);
  }

  /** {@code [index * scale + disp]}; the index cannot be rsp. */
  public static long scaled(int index, int scale, int disp) {
    return pack(INDEX, 0, index, scale, disp);
  }

  /** {@code [disp]}: the lowest and the highest two GiB of the address space. */
  public static long absolute(int disp) {
    return (long) ABSOLUTE << KIND_SHIFT | disp & 0xFFFF_FFFFL;
  }

  /** {@code [rip + ...]} reaching a label: a jump table, or code whose address is wanted. */
  public static long label(int label) {
    return (long) LABEL << KIND_SHIFT | label;
  }

  /** {@code [rip + ...]} reaching a symbol through a relocation. */
  public static long symbol(int symbol) {
    return (long) SYMBOL << KIND_SHIFT | symbol & 0xFFFF_FFFFL;
  }

  /** The operand {@code bytes} further on; not for the rip-relative kinds. */
  public static long plus(long mem, int bytes) {
    assert kind(mem) < LABEL : "a rip-relative operand has no displacement";
    return mem & ~0xFFFF_FFFFL | (int) mem + bytes & 0xFFFF_FFFFL;
  }

  static long constant(int index) {
    return (long) CONSTANT << KIND_SHIFT | index;
  }

  static int kind(long mem) {
    return (int) (mem >>> KIND_SHIFT);
  }

  static int base(long mem) {
    return (int) (mem >>> BASE_SHIFT) & 15;
  }

  static int index(long mem) {
    return (int) (mem >>> INDEX_SHIFT) & 15;
  }

  static int scaleLog2(long mem) {
    return (int) (mem >>> SCALE_SHIFT) & 3;
  }

  /** The displacement, or the id of what a rip-relative operand reaches. */
  static int disp(long mem) {
    return (int) mem;
  }

  private static long pack(int kind, int base, int index, int scale, int disp) {
    assert index != Reg.RSP : "rsp cannot be an index";
    assert scale == 1 || scale == 2 || scale == 4 || scale == 8 : "scale " + scale;
    return (long) kind << KIND_SHIFT
        | (long) Integer.numberOfTrailingZeros(scale) << SCALE_SHIFT
        | (long) index << INDEX_SHIFT
        | (long) base << BASE_SHIFT
        | disp & 0xFFFF_FFFFL;
  }
}
