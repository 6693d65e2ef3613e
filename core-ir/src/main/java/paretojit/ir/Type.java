package paretojit.ir;

import java.util.Locale;

/** The type of an SSA value. Narrower integers are legalized by the readers, references are I64. */
public enum Type {
  I32(32, true),
  I64(64, true),
  F32(32, false),
  F64(64, false);

  private static final Type[] VALUES = values();

  private final int bits;
  private final boolean isInt;
  private final String text;

  Type(int bits, boolean isInt) {
    this.bits = bits;
    this.isInt = isInt;
    this.text = name().toLowerCase(Locale.ROOT);
  }

  /** The type with the given {@link #ordinal()}, as the byte arrays of {@link Function} hold it. */
  public static Type of(int ordinal) {
    return VALUES[ordinal];
  }

  /** Width in bits: 32 or 64. */
  public int bits() {
    return bits;
  }

  /** Width in bytes: 4 or 8. */
  public int bytes() {
    return bits >> 3;
  }

  public boolean isInt() {
    return isInt;
  }

  public boolean isFloat() {
    return !isInt;
  }

  /** The name in the text form: {@code i32}, {@code i64}, {@code f32}, {@code f64}. */
  @Override
  public String toString() {
    return text;
  }
}
