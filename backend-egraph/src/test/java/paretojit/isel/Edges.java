package paretojit.isel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/** Values at the edges of each type, and the opcodes at definite types to try them on. */
final class Edges {
  /** An operation at definite types. */
  record Case(Op op, Type result, List<Type> operands) {}

  private static final long[] INTS = {
    0,
    1,
    2,
    3,
    5,
    8,
    9,
    31,
    32,
    33,
    63,
    64,
    127,
    128,
    255,
    256,
    0x7fff,
    0xffff,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x0123_4567_89ab_cdefL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -128,
    -129,
    0x1234_5678,
    0xdead_beefL
  };
  private static final double[] FLOATS = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.1,
    3.999,
    2147483647.5,
    -2147483648.9,
    -2147483649.0,
    4294967295.9,
    -0.9,
    0x1p31,
    -0x1p31,
    0x1p32,
    0x1p63,
    -0x1p63,
    0x1p64,
    -0x1p64,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    1e-320,
    1e-40,
    16777217.0,
    0x1.0000001p53
  };

  private Edges() {}

  /** Value bits as {@link Op#eval} takes them. */
  static long[] of(Type type) {
    return switch (type) {
      case I32 -> LongStream.of(INTS).map(v -> (int) v).distinct().toArray();
      case I64 -> INTS;
      case F32 ->
          DoubleStream.of(FLOATS)
              .mapToLong(v -> Float.floatToRawIntBits((float) v))
              .distinct()
              .toArray();
      case F64 -> DoubleStream.of(FLOATS).mapToLong(Double::doubleToRawLongBits).toArray();
    };
  }

  /** Every definite typing of an evaluable opcode but the constants. */
  static List<Case> cases(Op op) {
    List<Case> cases = new ArrayList<>();
    Typing typing = op.typing();
    for (Type controlling : Type.values()) {
      if (!typing.domain().contains(controlling)) {
        continue;
      }
      for (Type other : Type.values()) {
        Type result = type(typing.result().charAt(0), controlling, other);
        List<Type> operands =
            typing.operands().chars().mapToObj(c -> type((char) c, controlling, other)).toList();
        Case one = new Case(op, result, operands);
        if (fits(typing, controlling, other) && !cases.contains(one)) {
          cases.add(one);
        }
      }
    }
    return cases;
  }

  /** {@code X} is a type of the other kind, {@code B} that of the same width. */
  private static boolean fits(Typing typing, Type controlling, Type other) {
    return switch (typing.operands().charAt(0)) {
      case 'X' -> other.isInt() != controlling.isInt();
      case 'B' -> other.isInt() != controlling.isInt() && other.bits() == controlling.bits();
      default -> other == controlling;
    };
  }

  private static Type type(char letter, Type controlling, Type other) {
    Type fixed = Typing.fixed(letter);
    return fixed != null ? fixed : letter == 'T' ? controlling : other;
  }
}
