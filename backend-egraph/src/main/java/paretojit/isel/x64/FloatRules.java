package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.engine.Unsupported;
import paretojit.ir.Type;
import paretojit.runtime.CpuFeature;

/**
 * Lowering rules for floating point and its conversions. With AVX the three-operand forms are used,
 * which need no copies.
 */
final class FloatRules {
  // Rounding modes of roundss and roundsd, with the inexact exception suppressed.
  static final int TO_EVEN = 8;
  static final int DOWN = 9;
  static final int UP = 10;
  static final int TO_ZERO = 11;

  // Sign bits of both halves of a 16-byte constant, and all others.
  private static final long SIGN_32 = 0x8000_0000_8000_0000L;
  private static final long SIGN_64 = 0x8000_0000_0000_0000L;

  private final Selector s;
  private final Machine m;

  FloatRules(Selector selector) {
    this.s = selector;
    this.m = selector.m;
  }

  /** {@code op(a, b)} -> vop d, a, b; or op d=a, b. A load or constant is read from memory. */
  void binary(int i, int row32, int row64, int avx32, int avx64) {
    int a = s.f().arg(i, 0);
    int b = s.f().arg(i, 1);
    boolean wide = s.isWideInst(i);
    if (s.f().op(i).commutes() && !s.isInMemory(b, i)) {
      if (s.isInMemory(a, i) || s.replacesSecond(a, b)) {
        int t = a;
        a = b;
        b = t;
      }
    }
    int va = s.use(a);
    if (s.isInMemory(b, i)) {
      s.at(b);
      if (s.cpu.has(CpuFeature.AVX)) {
        m.rrm(wide ? avx64 : avx32, s.def(i), va);
      } else {
        m.urm(wide ? row64 : row32, s.def(i), va);
      }
    } else if (s.cpu.has(CpuFeature.AVX)) {
      m.rrr(wide ? avx64 : avx32, s.def(i), va, s.use(b));
    } else {
      m.urr(wide ? row64 : row32, s.def(i), va, s.use(b));
    }
  }

  /** {@code op(a)} -> op d, a; the rows are chosen by the result's width. */
  void unary(int i, int row32, int row64, int avx32, int avx64) {
    boolean wide = s.isWideInst(i);
    int a = s.use(s.f().arg(i, 0));
    if (s.cpu.has(CpuFeature.AVX)) {
      // The first source gives the upper bits; taking the operand avoids a false dependency.
      m.rrrStrict(wide ? avx64 : avx32, s.def(i), a, a);
    } else {
      m.rr(wide ? row64 : row32, s.def(i), a);
    }
  }

  void round(int i, int mode) {
    boolean wide = s.isWideInst(i);
    int a = s.use(s.f().arg(i, 0));
    if (s.cpu.has(CpuFeature.AVX)) {
      m.rrri(wide ? VROUNDSD : VROUNDSS, s.def(i), a, a, mode);
    } else if (s.cpu.has(CpuFeature.SSE41)) {
      m.rri(wide ? ROUNDSD : ROUNDSS, s.def(i), a, mode);
    } else {
      throw new Unsupported("rounding to integral floats without SSE4.1");
    }
  }

  void minMax(int i, boolean isMax) {
    boolean wide = s.isWideInst(i);
    int row = isMax ? wide ? MAXSD : MAXSS : wide ? MINSD : MINSS;
    int a = s.use(s.f().arg(i, 0));
    m.minMax(row, isMax, s.def(i), a, s.use(s.f().arg(i, 1)));
  }

  /** {@code fma(a, b, c)} -> vfmadd231 d=c, a, b. */
  void fma(int i) {
    if (!s.cpu.has(CpuFeature.FMA)) {
      throw new Unsupported("fma without the FMA extension");
    }
    int a = s.use(s.f().arg(i, 0));
    int b = s.use(s.f().arg(i, 1));
    int c = s.use(s.f().arg(i, 2));
    m.fma(s.isWideInst(i) ? VFMADD231SD : VFMADD231SS, s.def(i), c, a, b);
  }

  /** {@code fneg(a)} -> xor with the sign bit. */
  void negate(int i) {
    mask(i, XORPS, VXORPS, s.isWideInst(i) ? SIGN_64 : SIGN_32);
  }

  /** {@code fabs(a)} -> and with all bits but the sign. */
  void abs(int i) {
    mask(i, ANDPS, VANDPS, s.isWideInst(i) ? ~SIGN_64 : ~SIGN_32);
  }

  private void mask(int i, int row, int avx, long bits) {
    mask(row, avx, s.def(i), s.use(s.f().arg(i, 0)), bits);
  }

  private void mask(int row, int avx, int d, int a, long bits) {
    m.atConstant(16, bits);
    if (s.cpu.has(CpuFeature.AVX)) {
      m.rrm(avx, d, a);
    } else {
      m.urm(row, d, a);
    }
  }

  /** {@code fcopysign(a, b)} -> (a and not sign) or (b and sign). */
  void copySign(int i) {
    long sign = s.isWideInst(i) ? SIGN_64 : SIGN_32;
    int a = s.use(s.f().arg(i, 0));
    int b = s.use(s.f().arg(i, 1));
    int magnitude = m.newFloat();
    int signOnly = m.newFloat();
    mask(ANDPS, VANDPS, magnitude, a, ~sign);
    mask(ANDPS, VANDPS, signOnly, b, sign);
    if (s.cpu.has(CpuFeature.AVX)) {
      m.rrrStrict(VORPS, s.def(i), magnitude, signOnly);
    } else {
      m.urrStrict(ORPS, s.def(i), magnitude, signOnly);
    }
  }

  void bitcast(int i) {
    int a = s.f().arg(i, 0);
    switch (s.f().type(i)) {
      case F32 -> m.rr(MOVD_TO, s.def(i), s.useLow(a));
      case F64 -> m.rr(MOVQ_TO, s.def(i), s.use(a));
      case I32 -> m.rrStrict(MOVD_FROM, s.def(i), s.use(a));
      case I64 -> m.rrStrict(MOVQ_FROM, s.def(i), s.use(a));
    }
  }

  /**
   * Integer to float.
   *
   * <pre>
   *   signed, and unsigned i32 as i64   -> cvtsi2s[sd]
   *   unsigned i64                      -> halved and doubled if the top bit is set
   * </pre>
   */
  void fromInt(int i, boolean signed) {
    int a = s.f().arg(i, 0);
    boolean toDouble = s.f().type(i) == Type.F64;
    boolean wide = s.isWide(a);
    if (!signed && wide) {
      m.unsignedToFloat(toDouble ? CVTSI2SD64 : CVTSI2SS64, s.def(i), s.use(a));
    } else if (!signed || wide) {
      m.intToFloat(toDouble ? CVTSI2SD64 : CVTSI2SS64, s.def(i), s.use(a));
    } else {
      m.intToFloat(toDouble ? CVTSI2SD32 : CVTSI2SS32, s.def(i), s.useLow(a));
    }
  }

  /** Float to integer, expanded when emitted. Wanted or not, the trapping forms are done. */
  void toInt(int i, boolean signed, boolean saturating) {
    int a = s.f().arg(i, 0);
    int flags =
        (s.isDouble(a) ? FloatToInt.DOUBLE : 0)
            | (s.isWideInst(i) ? FloatToInt.WIDE : 0)
            | (signed ? FloatToInt.SIGNED : 0)
            | (saturating ? FloatToInt.SATURATING : 0);
    int d = s.def(i) != 0 ? s.def(i) : m.newInt();
    m.floatToInt(flags, d, s.use(a));
  }
}
