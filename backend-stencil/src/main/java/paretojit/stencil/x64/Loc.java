package paretojit.stencil.x64;

import paretojit.stencil.library.OperandKind;

/**
 * Where a value lives, as one int: an {@link OperandKind} in the low four bits, for slots the byte
 * offset from the frame pointer above them.
 *
 * <p>General and vector registers share numbers; the value's type tells them apart. Constants have
 * the kind {@link OperandKind#IMM} whatever their width: the emitter takes their bits from the
 * instruction.
 */
public final class Loc {
  /** No place: the value is dead, or folded into the instruction that uses it. */
  static final int NONE = -1;

  static final int CONSTANT = OperandKind.IMM;
  static final int TEMP = OperandKind.TEMP;

  private Loc() {}

  static int slot(int offsetBytes) {
    return OperandKind.SLOT | offsetBytes << 4;
  }

  /** The operand kind of a place. */
  public static int kind(int loc) {
    return loc & 15;
  }

  /** Bytes from the frame pointer to a slot. */
  public static int offset(int loc) {
    return loc >> 4;
  }

  static boolean isRegister(int loc) {
    return loc >= 0 && loc < OperandKind.SLOT;
  }

  public static boolean isSlot(int loc) {
    return loc >= 0 && (loc & 15) == OperandKind.SLOT;
  }
}
