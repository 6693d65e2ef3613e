package paretojit.program;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Signature.Kind;

/**
 * Values as text. Integers are decimal or {@code 0x} hexadecimal, signed or unsigned. Floating-point
 * numbers are printed in the fewest digits that read back to the same bits; the special ones are
 * spelled as in the text form of the IR:
 *
 * <pre>
 *   +Inf  -Inf                  infinities
 *   +NaN  -NaN                  quiet NaN without payload
 *   +NaN:0x123  +sNaN:0x123     quiet and signalling NaN with payload
 * </pre>
 */
public final class Values {
  private static final Pattern INTEGER =
      Pattern.compile("([+-]?)(0[xX])?([0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)");
  private static final Pattern NAN =
      Pattern.compile("([+-]?)(s?)nan(?::(?:0x([0-9a-f]+)))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern INFINITY =
      Pattern.compile("([+-]?)inf(inity)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern HEX_FLOAT =
      Pattern.compile("[+-]?0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]*([pP][+-]?[0-9]+)?");
  private static final Pattern DECIMAL_FLOAT =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private Values() {}

  /** {@code type:value}, such as {@code i32:-5}. */
  public static String format(Kind kind, long bits) {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + formatBare(kind, bits);
  }

  private static String formatBare(Kind kind, long bits) {
    return switch (kind) {
      case I32 -> Integer.toString((int) bits);
      case I64 -> Long.toString(bits);
      case F32 -> formatFloat((int) bits);
      case F64 -> formatDouble(bits);
      case FUNCREF, EXTERNREF -> bits == 0 ? "null" : "0x" + Long.toHexString(bits);
    };
  }

  private static String formatFloat(int bits) {
    float value = Float.intBitsToFloat(bits);
    if (Float.isNaN(value)) {
      return nan(bits < 0, (bits & 0x400000) != 0, bits & 0x3fffff);
    }
    return Float.isInfinite(value) ? infinity(value) : plain(Float.toString(value));
  }

  private static String formatDouble(long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isNaN(value)) {
      return nan(bits < 0, (bits & 1L << 51) != 0, bits & (1L << 51) - 1);
    }
    return Double.isInfinite(value) ? infinity(value) : plain(Double.toString(value));
  }

  private static String nan(boolean negative, boolean quiet, long payload) {
    String name = (negative ? "-" : "+") + (quiet ? "NaN" : "sNaN");
    return quiet && payload == 0 ? name : name + ":0x" + Long.toHexString(payload);
  }

  private static String infinity(double value) {
    return value > 0 ? "+Inf" : "-Inf";
  }

  /** Java's {@code 1.0E-5} as {@code 1e-5}. */
  private static String plain(String java) {
    return java.replace(".0E", "E").replace('E', 'e');
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException that says what a value of that type looks like
   */
  public static long parse(Kind kind, String text) {
    Long bits =
        switch (kind) {
          case I32 -> integer(text, 32);
          case I64 -> integer(text, 64);
          case F32 -> parseFloat(text);
          case F64 -> parseDouble(text);
          case FUNCREF, EXTERNREF -> text.equals("null") ? Long.valueOf(0) : null;
        };
    if (bits == null) {
      throw new IllegalArgumentException("'%s' is not %s".formatted(text, describe(kind)));
    }
    return bits;
  }

  private static String describe(Kind kind) {
    return switch (kind) {
      case I32 -> "an i32: a whole number from -2147483648 to 4294967295, decimal or 0x…";
      case I64 -> "an i64: a whole number from -2^63 to 2^64 - 1, decimal or 0x…";
      case F32 -> "an f32: a number such as 2.5, 1e-3, 0x1.8p3, +Inf or +NaN";
      case F64 -> "an f64: a number such as 2.5, 1e-3, 0x1.8p3, +Inf or +NaN";
      case FUNCREF, EXTERNREF -> "a reference: only null can be written";
    };
  }

  private static @Nullable Long integer(String text, int width) {
    Matcher m = INTEGER.matcher(text);
    boolean hex = m.matches() && m.group(2) != null;
    if (!m.matches() || !hex && !m.group(3).matches("[0-9_]+")) {
      return null;
    }
    BigInteger value = new BigInteger(m.group(3).replace("_", ""), hex ? 16 : 10);
    value = m.group(1).equals("-") ? value.negate() : value;
    BigInteger low = BigInteger.ONE.shiftLeft(width - 1).negate();
    BigInteger high = BigInteger.ONE.shiftLeft(width);
    if (value.compareTo(low) < 0 || value.compareTo(high) >= 0) {
      return null;
    }
    return width == 32 ? (long) value.intValue() : value.longValue();
  }

  private static @Nullable Long parseFloat(String text) {
    Matcher m = NAN.matcher(text);
    if (m.matches()) {
      Long payload = payload(m, 22);
      return payload == null ? null : (long) (int) (sign(m, 32) | 0xffL << 23 | payload);
    }
    String number = number(text);
    return number == null ? null : (long) Float.floatToRawIntBits(Float.parseFloat(number));
  }

  private static @Nullable Long parseDouble(String text) {
    Matcher m = NAN.matcher(text);
    if (m.matches()) {
      Long payload = payload(m, 51);
      return payload == null ? null : (Long) (sign(m, 64) | 0x7ffL << 52 | payload);
    }
    String number = number(text);
    return number == null ? null : (Long) Double.doubleToRawLongBits(Double.parseDouble(number));
  }

  private static long sign(Matcher m, int width) {
    return m.group(1).equals("-") ? 1L << width - 1 : 0;
  }

  /** Quiet bit and payload, or null if the payload does not fit below the quiet bit. */
  private static @Nullable Long payload(Matcher m, int payloadBits) {
    boolean quiet = m.group(2).isEmpty();
    String digits = m.group(3);
    long payload = 0;
    if (digits != null) {
      BigInteger value = new BigInteger(digits, 16);
      if (value.bitLength() > payloadBits) {
        return null;
      }
      payload = value.longValue();
    }
    if (!quiet && payload == 0) {
      return null; // that would be an infinity
    }
    return quiet ? payload | 1L << payloadBits : payload;
  }

  /** The number in a spelling that Java reads, or null if it is none. */
  private static @Nullable String number(String text) {
    String clean = text.replace("_", "");
    Matcher infinity = INFINITY.matcher(clean);
    if (infinity.matches()) {
      return infinity.group(1) + "Infinity";
    }
    if (DECIMAL_FLOAT.matcher(clean).matches()) {
      return clean;
    }
    if (HEX_FLOAT.matcher(clean).matches() && clean.matches(".*[xX].*[0-9a-fA-F].*")) {
      return clean.matches(".*[pP].*") ? clean : clean + "p0";
    }
    return null;
  }
}
