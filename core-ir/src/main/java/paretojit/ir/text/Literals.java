package paretojit.ir.text;

import java.math.BigInteger;
import java.util.Locale;
import paretojit.ir.Type;

/**
 * Numbers as text spells them, in both directions.
 *
 * <p>Values are bits in a {@code long} as {@link paretojit.ir.Op#eval} has them: 32-bit patterns
 * sign-extended, i8 and i16 zero-extended. Floats are CLIF's: hexadecimal ({@code -0x1.8p3}), {@code
 * 0.0}, {@code +Inf}, {@code +NaN} (the quiet one without payload), {@code -NaN:0x1} (quiet, payload
 * 1), {@code +sNaN:0x1} (signalling); decimal numbers are accepted too.
 */
public final class Literals {
  private Literals() {}

  /** The literal's bits. @throws NumberFormatException with a message fit for users */
  public static long parse(TextType type, String literal) {
    return type.isInt() ? parseInt(type, literal) : parseFloat(type.ir(), literal);
  }

  /** The literal that {@link #parse} turns into these bits. */
  public static String format(TextType type, long bits) {
    return switch (type) {
      case I8 -> Byte.toString((byte) bits);
      case I16 -> Short.toString((short) bits);
      case I32 -> Integer.toString((int) bits);
      case I64 -> Long.toString(bits);
      case F32, F64 -> formatFloat(type.ir(), bits);
    };
  }

  // ---- integers ----

  /** Decimal or hexadecimal, signed or unsigned, with underscores: whatever fits the width. */
  private static long parseInt(TextType type, String literal) {
    BigInteger value = integer(literal);
    BigInteger limit = BigInteger.ONE.shiftLeft(type.bits());
    if (value.compareTo(limit) >= 0 || value.compareTo(limit.shiftRight(1).negate()) < 0) {
      throw new NumberFormatException(literal + " does not fit " + type);
    }
    long bits = value.longValue();
    return type == TextType.I32 ? (int) bits : bits & type.mask();
  }

  private static BigInteger integer(String literal) {
    String digits = literal.replace("_", "");
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
    try {
      BigInteger value = new BigInteger(hex ? digits.substring(2) : digits, hex ? 16 : 10);
      return negative ? value.negate() : value;
    } catch (NumberFormatException e) {
      throw new NumberFormatException("'" + literal + "' is not an integer");
    }
  }

  // ---- floats ----

  private static long parseFloat(Type type, String literal) {
    String text = literal.replace("_", "");
    boolean negative = text.startsWith("-");
    String magnitude = negative || text.startsWith("+") ? text.substring(1) : text;
    long bits = parseMagnitude(type, magnitude, literal);
    long signed = negative ? bits | signBit(type) : bits;
    return type == Type.F32 ? (int) signed : signed;
  }

  private static long parseMagnitude(Type type, String text, String literal) {
    if (text.equals("Inf")) {
      return exponentMask(type);
    }
    if (text.equals("NaN")) {
      return exponentMask(type) | quietBit(type);
    }
    int colon = text.indexOf(':');
    if (colon >= 0) {
      return parseNan(type, text.substring(0, colon), text.substring(colon + 1), literal);
    }
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    if (!hex && !text.matches("[0-9]*\\.?[0-9]*([eE][-+]?[0-9]+)?")) {
      throw notFloat(literal);
    }
    // Java's hexadecimal floats need an exponent.
    String java = hex && text.indexOf('p') < 0 && text.indexOf('P') < 0 ? text + "p0" : text;
    try {
      return type == Type.F32
          ? Float.floatToRawIntBits(Float.parseFloat(java))
          : Double.doubleToRawLongBits(Double.parseDouble(java));
    } catch (NumberFormatException e) {
      throw notFloat(literal);
    }
  }

  private static long parseNan(Type type, String kind, String payloadText, String literal) {
    boolean quiet = kind.equals("NaN");
    if (!quiet && !kind.equals("sNaN")) {
      throw notFloat(literal);
    }
    long payload = integer(payloadText).longValue();
    boolean fits = payload >= 0 && payload < quietBit(type);
    if (!fits || (!quiet && payload == 0)) {
      throw new NumberFormatException("the payload of " + literal + " does not fit " + type);
    }
    return exponentMask(type) | (quiet ? quietBit(type) : 0) | payload;
  }

  private static NumberFormatException notFloat(String literal) {
    return new NumberFormatException("'" + literal + "' is not a floating-point number");
  }

  private static String formatFloat(Type type, long bits) {
    long pattern = type == Type.F32 ? bits & 0xffff_ffffL : bits;
    String sign = (pattern & signBit(type)) != 0 ? "-" : "";
    long magnitude = pattern & ~signBit(type);
    if (magnitude > exponentMask(type)) {
      long payload = magnitude & (quietBit(type) - 1);
      boolean quiet = (magnitude & quietBit(type)) != 0;
      String tail = quiet && payload == 0 ? "" : ":0x" + Long.toHexString(payload);
      return (sign.isEmpty() ? "+" : sign) + (quiet ? "NaN" : "sNaN") + tail;
    }
    if (magnitude == exponentMask(type)) {
      return sign.isEmpty() ? "+Inf" : "-Inf";
    }
    if (magnitude == 0) {
      return sign + "0.0";
    }
    String hex =
        type == Type.F32
            ? Float.toHexString(Float.intBitsToFloat((int) magnitude))
            : Double.toHexString(Double.longBitsToDouble(magnitude));
    return sign + hex.toLowerCase(Locale.ROOT);
  }

  private static long signBit(Type type) {
    return type == Type.F32 ? 0x8000_0000L : Long.MIN_VALUE;
  }

  private static long exponentMask(Type type) {
    return type == Type.F32 ? 0x7f80_0000L : 0x7ff0_0000_0000_0000L;
  }

  private static long quietBit(Type type) {
    return type == Type.F32 ? 0x0040_0000L : 0x0008_0000_0000_0000L;
  }
}
