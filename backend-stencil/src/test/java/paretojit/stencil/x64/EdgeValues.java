package paretojit.stencil.x64;

import paretojit.ir.Type;

/** Values at which operations change what they do, as bits. */
final class EdgeValues {
  private static final long[] INTS = {
    0,
    1,
    -1,
    2,
    3,
    7,
    31,
    32,
    33,
    63,
    64,
    65,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x12345678,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xf0f0f0f0L,
    0xffffffffL,
    0x100000000L,
    0x123456789abcdef0L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1
  };

  private static final double[] FLOATS = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.49999999999999994,
    3.7,
    -3.7,
    1e-310,
    1e-40,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Float.MAX_VALUE,
    Float.MIN_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    2147483647.0,
    2147483647.9,
    2147483648.0,
    -2147483648.0,
    -2147483648.9,
    -2147483649.0,
    4294967295.0,
    4294967295.9,
    4294967296.0,
    -0.9,
    0x1p52,
    0x1.8p52,
    4503599627370495.5,
    0x1p63,
    -0x1p63,
    0x1.fffffffffffffp62,
    -0x1.0000000000001p63,
    0x1p64,
    0x1.fffffffffffffp63,
    0x1.fffffep63,
    0x1.fffffep62,
    -0x1.000002p63,
    8388607.5,
    8388608.0,
    16777217.0
  };

  private static final long[] F64_NANS = {
    0x7ff8000000000000L, 0xfff8000000000001L, 0x7ff0000000000001L, 0xfff4000000000000L
  };
  private static final long[] F32_NANS = {0x7fc00000, 0xffc00001L, 0x7f800001, 0xffa00000L};

  private EdgeValues() {}

  /** Edge values of a type; those of 32 bits as sign-extended patterns. */
  static long[] of(Type type) {
    return switch (type) {
      case I32 -> java.util.Arrays.stream(INTS).map(v -> (int) v).distinct().toArray();
      case I64 -> INTS.clone();
      case F64 -> {
        long[] values = new long[FLOATS.length + F64_NANS.length];
        for (int k = 0; k < FLOATS.length; k++) {
          values[k] = Double.doubleToRawLongBits(FLOATS[k]);
        }
        System.arraycopy(F64_NANS, 0, values, FLOATS.length, F64_NANS.length);
        yield values;
      }
      case F32 -> {
        long[] values = new long[FLOATS.length + F32_NANS.length];
        for (int k = 0; k < FLOATS.length; k++) {
          values[k] = Float.floatToRawIntBits((float) FLOATS[k]);
        }
        for (int k = 0; k < F32_NANS.length; k++) {
          values[FLOATS.length + k] = (int) F32_NANS[k];
        }
        yield values;
      }
    };
  }

  /** Equal bits in the type's width, or two NaNs of a float type. */
  static boolean same(Type type, long a, long b) {
    return switch (type) {
      case I32 -> (int) a == (int) b;
      case I64 -> a == b;
      case F32 ->
          (int) a == (int) b
              || Float.isNaN(Float.intBitsToFloat((int) a))
                  && Float.isNaN(Float.intBitsToFloat((int) b));
      case F64 ->
          a == b
              || Double.isNaN(Double.longBitsToDouble(a))
                  && Double.isNaN(Double.longBitsToDouble(b));
    };
  }
}
