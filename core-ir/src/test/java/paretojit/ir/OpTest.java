package paretojit.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpTest {
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    31,
    32,
    63,
    64,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    0x7fc0_0000L,
    0x3f80_0000L,
    Double.doubleToRawLongBits(-0.0),
    Double.doubleToRawLongBits(1.5),
    Double.doubleToRawLongBits(Double.NaN)
  };

  @Test
  void mnemonicsAreUniqueAndParseBack() {
    Set<String> seen = new HashSet<>();
    for (Op op : Op.values()) {
      assertTrue(seen.add(op.mnemonic()), op.mnemonic());
      assertEquals(op, Op.parse(op.mnemonic()));
    }
    assertTrue(Op.count() <= 256, "opcodes are stored in bytes");
  }

  @Test
  void negatedComparisonsAreExactOppositesAndSwappedOnesExchangeOperands() {
    for (Op op : Op.values()) {
      if (!op.isCompare()) {
        assertEquals(op, op.negated());
        assertEquals(op, op.swapped());
        continue;
      }
      assertEquals(op, op.negated().negated());
      Type[] types =
          op.isIntCompare() ? new Type[] {Type.I32, Type.I64} : new Type[] {Type.F32, Type.F64};
      for (Type type : types) {
        for (long a : EDGES) {
          for (long b : EDGES) {
            long holds = op.eval(Type.I32, type, a, b, 0);
            assertEquals(1 - holds, op.negated().eval(Type.I32, type, a, b, 0), op + " " + type);
            assertEquals(holds, op.swapped().eval(Type.I32, type, b, a, 0), op + " " + type);
          }
        }
      }
    }
  }

  @Test
  void commutativeOperationsCommute() {
    for (Op op : Op.values()) {
      if (!op.commutes()) {
        continue;
      }
      boolean isInt = op.typing().domain() == Typing.Domain.INT;
      for (Type type : isInt ? List.of(Type.I32, Type.I64) : List.of(Type.F32, Type.F64)) {
        Type result = op.isCompare() ? Type.I32 : type;
        for (long a : EDGES) {
          for (long b : EDGES) {
            long ab = op.eval(result, type, a, b, 0);
            long ba = op.eval(result, type, b, a, 0);
            assertTrue(ab == ba || isNan(result, ab) && isNan(result, ba), op + " " + a + " " + b);
          }
        }
      }
    }
  }

  @Test
  void traps() {
    assertEquals(TrapCode.INTEGER_DIVISION_BY_ZERO, trap(Op.SDIV, Type.I32, 1, 0));
    assertEquals(TrapCode.INTEGER_OVERFLOW, trap(Op.SDIV, Type.I32, Integer.MIN_VALUE, -1));
    assertEquals(TrapCode.INTEGER_OVERFLOW, trap(Op.SDIV, Type.I64, Long.MIN_VALUE, -1));
    assertEquals(0, Op.SREM.eval(Type.I32, Type.I32, Integer.MIN_VALUE, -1, 0));
    assertEquals(0, Op.SREM.eval(Type.I64, Type.I64, Long.MIN_VALUE, -1, 0));
    long nan = Double.doubleToRawLongBits(Double.NaN);
    assertEquals(
        TrapCode.BAD_CONVERSION_TO_INTEGER,
        assertThrows(TrapException.class, () -> Op.FCVT_TO_SINT.eval(Type.I32, Type.F64, nan, 0, 0))
            .code());
  }

  @Test
  void conversionsAtTheEdges() {
    assertEquals(Integer.MIN_VALUE, toInt(Op.FCVT_TO_SINT, Type.I32, -2147483648.9));
    assertThrows(TrapException.class, () -> toInt(Op.FCVT_TO_SINT, Type.I32, -2147483649.0));
    assertThrows(TrapException.class, () -> toInt(Op.FCVT_TO_SINT, Type.I32, 2147483648.0));
    assertEquals(0, toInt(Op.FCVT_TO_UINT, Type.I32, -0.9));
    assertEquals(-1, toInt(Op.FCVT_TO_UINT, Type.I32, 4294967295.9));
    assertEquals(Long.MIN_VALUE, toInt(Op.FCVT_TO_UINT, Type.I64, 0x1p63));
    assertThrows(TrapException.class, () -> toInt(Op.FCVT_TO_UINT, Type.I64, 0x1p64));
    assertEquals(-1, toInt(Op.FCVT_TO_UINT_SAT, Type.I64, 0x1p64));
    assertEquals(-1, toInt(Op.FCVT_TO_UINT_SAT, Type.I32, 1e300));
    assertEquals(0, toInt(Op.FCVT_TO_UINT_SAT, Type.I32, -1e300));
    assertEquals(0, toInt(Op.FCVT_TO_SINT_SAT, Type.I64, Double.NaN));
    assertEquals(
        Double.doubleToRawLongBits(0x1p64), Op.FCVT_FROM_UINT.eval(Type.F64, Type.I64, -1, 0, 0));
    assertEquals(
        Float.floatToRawIntBits(0x1p64f), Op.FCVT_FROM_UINT.eval(Type.F32, Type.I64, -1, 0, 0));
  }

  @Test
  void arithmeticNanIsQuietAndBitOperationsKeepPayloads() {
    int signalling = 0x7f80_0001;
    for (Op op : List.of(Op.FMIN, Op.FMAX, Op.FADD)) {
      long bits = op.eval(Type.F32, Type.F32, signalling, Float.floatToRawIntBits(1f), 0);
      assertTrue(isNan(Type.F32, bits) && (bits & 0x40_0000) != 0, op + " gives a quiet NaN");
    }
    for (Op op : List.of(Op.CEIL, Op.TRUNC, Op.NEAREST, Op.SQRT)) {
      assertTrue((op.eval(Type.F32, Type.F32, signalling, 0, 0) & 0x40_0000) != 0, op.toString());
    }
    assertEquals(0xff80_0001, (int) Op.FNEG.eval(Type.F32, Type.F32, signalling, 0, 0));
    assertEquals(signalling, (int) Op.FABS.eval(Type.F32, Type.F32, 0xff80_0001, 0, 0));
    assertEquals(
        0xff80_0001, (int) Op.FCOPYSIGN.eval(Type.F32, Type.F32, signalling, 0x8000_0000, 0));
  }

  @Test
  void signatureIdsDistinguishShapes() {
    Signature a = Signature.of(List.of(Type.I32), List.of(Type.I64));
    Signature b = Signature.of(List.of(Type.I32, Type.I64), List.of());
    Signature c = Signature.ofKinds(List.of(Signature.Kind.I32), List.of(Signature.Kind.FUNCREF));
    assertNotEquals(a.id(), b.id());
    assertNotEquals(a.id(), c.id());
    assertEquals(a.id(), Signature.of(List.of(Type.I32), List.of(Type.I64)).id());
    List<Type> many = java.util.Collections.nCopies(20, Type.I32);
    assertTrue(Signature.of(many, List.of()).id() < 0 && a.id() >= 0);
  }

  private static TrapCode trap(Op op, Type type, long a, long b) {
    return assertThrows(TrapException.class, () -> op.eval(type, type, a, b, 0)).code();
  }

  private static long toInt(Op op, Type result, double value) {
    return op.eval(result, Type.F64, Double.doubleToRawLongBits(value), 0, 0);
  }

  private static boolean isNan(Type type, long bits) {
    return switch (type) {
      case F32 -> Float.isNaN(Float.intBitsToFloat((int) bits));
      case F64 -> Double.isNaN(Double.longBitsToDouble(bits));
      case I32, I64 -> false;
    };
  }
}
