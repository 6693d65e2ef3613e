package paretojit.ir;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Building blocks for the {@code eval} column of {@link Op}: each factory lifts plain Java
 * operators to {@link Evaluator}s over value bits.
 *
 * <p>Integers follow two's complement, floats IEEE-754 as WebAssembly's specification (section
 * "Numerics") reads it: an arithmetic result that is NaN is quiet, its payload unspecified.
 */
final class Semantics {
  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;
  private static final int QUIET_32 = 0x0040_0000;
  private static final long QUIET_64 = 0x0008_0000_0000_0000L;

  @FunctionalInterface
  interface FloatUnary {
    float apply(float a);
  }

  @FunctionalInterface
  interface FloatBinary {
    float apply(float a, float b);
  }

  @FunctionalInterface
  interface IntCompare {
    boolean test(long a, long b);
  }

  @FunctionalInterface
  interface FloatCompare {
    boolean test(double a, double b);
  }

  private Semantics() {}

  static Evaluator ints(IntUnaryOperator narrow, LongUnaryOperator wide) {
    return (result, operand, a, b, c) ->
        operand == Type.I64 ? wide.applyAsLong(a) : narrow.applyAsInt((int) a);
  }

  static Evaluator ints(IntBinaryOperator narrow, LongBinaryOperator wide) {
    return (result, operand, a, b, c) ->
        operand == Type.I64 ? wide.applyAsLong(a, b) : narrow.applyAsInt((int) a, (int) b);
  }

  /** Signed comparison works on sign-extended bits of either width alike. */
  static Evaluator signed(IntCompare test) {
    return (result, operand, a, b, c) ->
        (operand == Type.I64 ? test.test(a, b) : test.test((int) a, (int) b)) ? 1 : 0;
  }

  static Evaluator unsigned(IntCompare test) {
    return (result, operand, a, b, c) -> {
      boolean holds =
          operand == Type.I64
              ? test.test(a ^ Long.MIN_VALUE, b ^ Long.MIN_VALUE)
              : test.test(a & 0xffff_ffffL, b & 0xffff_ffffL);
      return holds ? 1 : 0;
    };
  }

  /** Widening f32 to f64 is exact, so comparisons need only the one form. */
  static Evaluator compare(FloatCompare test) {
    return (result, operand, a, b, c) ->
        test.test(toDouble(operand, a), toDouble(operand, b)) ? 1 : 0;
  }

  static Evaluator floats(FloatUnary narrow, DoubleUnaryOperator wide) {
    return (result, operand, a, b, c) ->
        operand == Type.F64
            ? bits(wide.applyAsDouble(Double.longBitsToDouble(a)))
            : bits(narrow.apply(Float.intBitsToFloat((int) a)));
  }

  static Evaluator floats(FloatBinary narrow, DoubleBinaryOperator wide) {
    return (result, operand, a, b, c) ->
        operand == Type.F64
            ? bits(wide.applyAsDouble(Double.longBitsToDouble(a), Double.longBitsToDouble(b)))
            : bits(narrow.apply(Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b)));
  }

  /** {@code wide} applied to the exactly widened operand; for functions exact in both widths. */
  static Evaluator rounding(DoubleUnaryOperator wide) {
    return floats(a -> (float) wide.applyAsDouble(a), wide);
  }

  static Evaluator fma() {
    return (result, operand, a, b, c) ->
        result == Type.F64
            ? bits(
                Math.fma(
                    Double.longBitsToDouble(a),
                    Double.longBitsToDouble(b),
                    Double.longBitsToDouble(c)))
            : bits(
                Math.fma(
                    Float.intBitsToFloat((int) a),
                    Float.intBitsToFloat((int) b),
                    Float.intBitsToFloat((int) c)));
  }

  /** Float to integer; {@code saturate} clamps and sends NaN to 0 where the other form traps. */
  static Evaluator toInt(boolean signed, boolean saturate) {
    return (result, operand, a, b, c) -> {
      double value = toDouble(operand, a);
      if (!saturate) {
        checkRange(value, signed, result);
      }
      if (signed) {
        return result == Type.I64 ? (long) value : (int) value;
      }
      return result == Type.I64 ? toUnsigned64(value) : (int) toUnsigned32(value);
    };
  }

  private static void checkRange(double value, boolean signed, Type result) {
    if (Double.isNaN(value)) {
      throw new TrapException(TrapCode.BAD_CONVERSION_TO_INTEGER);
    }
    boolean wide = result == Type.I64;
    boolean inRange;
    if (signed) {
      // -2^63 - 1 is no double, so the 64-bit lower bound is inclusive.
      inRange = wide ? value >= -TWO_63 && value < TWO_63 : value > -TWO_31 - 1 && value < TWO_31;
    } else {
      inRange = value > -1 && value < (wide ? TWO_64 : TWO_32);
    }
    if (!inRange) {
      throw new TrapException(TrapCode.INTEGER_OVERFLOW);
    }
  }

  private static long toUnsigned32(double value) {
    return Math.clamp((long) value, 0, 0xffff_ffffL);
  }

  private static long toUnsigned64(double value) {
    if (!(value > 0)) {
      return 0;
    }
    if (value < TWO_63) {
      return (long) value;
    }
    return value >= TWO_64 ? -1L : (long) (value - TWO_63) ^ Long.MIN_VALUE;
  }

  static Evaluator fromSigned() {
    return (result, operand, a, b, c) -> {
      long value = operand == Type.I64 ? a : (int) a;
      return result == Type.F64 ? bits((double) value) : bits((float) value);
    };
  }

  static Evaluator fromUnsigned() {
    return (result, operand, a, b, c) -> {
      long value = operand == Type.I64 ? a : a & 0xffff_ffffL;
      if (value >= 0) {
        return result == Type.F64 ? bits((double) value) : bits((float) value);
      }
      // Halve with a sticky low bit, so that rounding sees what was shifted out.
      long half = value >>> 1 | value & 1;
      return result == Type.F64 ? bits((double) half * 2) : bits((float) half * 2);
    };
  }

  static Evaluator promote() {
    return (result, operand, a, b, c) -> bits((double) Float.intBitsToFloat((int) a));
  }

  static Evaluator demote() {
    return (result, operand, a, b, c) -> bits((float) Double.longBitsToDouble(a));
  }

  /** Changes the sign bit only; bit-exact on NaN. */
  static Evaluator signBit(LongBinaryOperator onSign, boolean binary) {
    return (result, operand, a, b, c) -> {
      long mask = operand == Type.F64 ? Long.MIN_VALUE : 0x8000_0000L;
      long sign = onSign.applyAsLong(a & mask, binary ? b & mask : mask) & mask;
      long bits = a & ~mask | sign;
      return operand == Type.F64 ? bits : (int) bits;
    };
  }

  static int divide(int a, int b) {
    checkDivisor(b);
    if (a == Integer.MIN_VALUE && b == -1) {
      throw new TrapException(TrapCode.INTEGER_OVERFLOW);
    }
    return a / b;
  }

  static long divide(long a, long b) {
    checkDivisor(b);
    if (a == Long.MIN_VALUE && b == -1) {
      throw new TrapException(TrapCode.INTEGER_OVERFLOW);
    }
    return a / b;
  }

  /** Throws unless {@code divisor} is non-zero, and returns it. */
  static long checkDivisor(long divisor) {
    if (divisor == 0) {
      throw new TrapException(TrapCode.INTEGER_DIVISION_BY_ZERO);
    }
    return divisor;
  }

  private static double toDouble(Type type, long bits) {
    return type == Type.F64 ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
  }

  private static long bits(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return Double.isNaN(value) ? bits | QUIET_64 : bits;
  }

  private static long bits(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.isNaN(value) ? bits | QUIET_32 : bits;
  }
}
