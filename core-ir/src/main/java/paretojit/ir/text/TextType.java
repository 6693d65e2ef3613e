package paretojit.ir.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Type;

/**
 * A type as text has it: the IR's types, and the narrow integers, which the reader turns into I32
 * values whose upper bits are zero.
 */
public enum TextType {
  I8(8, Type.I32),
  I16(16, Type.I32),
  I32(32, Type.I32),
  I64(64, Type.I64),
  F32(32, Type.F32),
  F64(64, Type.F64);

  private final int bits;
  private final Type ir;
  private final String text;

  TextType(int bits, Type ir) {
    this.bits = bits;
    this.ir = ir;
    this.text = name().toLowerCase(Locale.ROOT);
  }

  /** The type of that name, or null. */
  public static @Nullable TextType parse(String name) {
    for (TextType type : values()) {
      if (type.text.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** The type that text gives to values of an IR type. */
  public static TextType of(Type type) {
    return switch (type) {
      case I32 -> I32;
      case I64 -> I64;
      case F32 -> F32;
      case F64 -> F64;
    };
  }

  public int bits() {
    return bits;
  }

  /** The IR type of values of this type. */
  public Type ir() {
    return ir;
  }

  public boolean isInt() {
    return ir.isInt();
  }

  /** True for i8 and i16. */
  public boolean isNarrow() {
    return bits < 32;
  }

  /** The bits that a value can have set: all ones for the full widths. */
  public long mask() {
    return bits == 64 ? -1L : (1L << bits) - 1;
  }

  @Override
  public String toString() {
    return text;
  }
}
