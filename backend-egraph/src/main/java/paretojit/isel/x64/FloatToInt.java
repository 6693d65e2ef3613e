package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.x64.Assembler;
import paretojit.emit.x64.Cond;
import paretojit.ir.TrapCode;

/**
 * Float to integer conversions, trapping and saturating. cvtt gives the smallest integer for
 * whatever does not fit, so the common case is one conversion and one test.
 */
final class FloatToInt {
  // Flags.
  static final int DOUBLE = 1;
  static final int WIDE = 2;
  static final int SIGNED = 4;
  static final int SATURATING = 8;

  private static final double TWO_31 = 0x1p31;
  private static final double TWO_63 = 0x1p63;
  private static final int ZERO = Convention.SCRATCH_XMM;

  private final Assembler a;
  private final Traps traps;
  // The conversion at hand.
  private boolean isDouble;
  private boolean wide;
  private int source;
  private int ucomis;
  private int cvtt64;

  FloatToInt(Assembler assembler, Traps traps) {
    this.a = assembler;
    this.traps = traps;
  }

  /** {@code d}: result; {@code x}: float; {@code t}: a general register to use. */
  void write(int flags, int irSource, int d, int x, int t) {
    isDouble = (flags & DOUBLE) != 0;
    wide = (flags & WIDE) != 0;
    source = irSource;
    ucomis = isDouble ? UCOMISD : UCOMISS;
    cvtt64 = isDouble ? CVTTSD2SI64 : CVTTSS2SI64;
    boolean saturating = (flags & SATURATING) != 0;
    if ((flags & SIGNED) != 0) {
      signed(d, x, saturating);
    } else if (!wide) {
      unsigned32(d, x, t, saturating);
    } else {
      unsigned64(d, x, saturating);
    }
  }

  private int invalid() {
    return traps.at(TrapCode.BAD_CONVERSION_TO_INTEGER.ordinal(), 0, source);
  }

  private int overflow() {
    return traps.at(TrapCode.INTEGER_OVERFLOW.ordinal(), 0, source);
  }

  private long constant(double value) {
    return isDouble
        ? a.constant64(Double.doubleToRawLongBits(value))
        : a.constant32(Float.floatToRawIntBits((float) value));
  }

  /** MIN is suspect: only it makes {@code d - 1} overflow. */
  private void signed(int d, int x, boolean saturating) {
    int done = a.newLabel();
    int cvtt32 = isDouble ? CVTTSD2SI32 : CVTTSS2SI32;
    a.rr(wide ? cvtt64 : cvtt32, d, x);
    a.ri(wide ? CMP64 : CMP32, d, 1);
    a.jcc(Cond.NO, done);
    a.rr(ucomis, x, x);
    if (saturating) {
      int number = a.newLabel();
      a.jcc(Cond.NP, number);
      a.zero(d);
      a.jmp(done);
      a.bind(number);
      a.rr(XORPS, ZERO, ZERO);
      a.rr(ucomis, x, ZERO);
      a.jcc(Cond.B, done);
      a.movImm(d, wide ? Long.MAX_VALUE : Integer.MAX_VALUE);
    } else {
      a.jcc(Cond.P, invalid());
      // Below the least value is an overflow. Only a double can be between -2^31 - 1 and -2^31.
      boolean exclusive = isDouble && !wide;
      a.rm(ucomis, x, constant(exclusive ? -TWO_31 - 1 : wide ? -TWO_63 : -TWO_31));
      a.jcc(exclusive ? Cond.BE : Cond.B, overflow());
      a.rr(XORPS, ZERO, ZERO);
      a.rr(ucomis, x, ZERO);
      a.jcc(Cond.AE, overflow());
    }
    a.bind(done);
  }

  /** Through 64 bits: it fits if the upper half is zero. */
  private void unsigned32(int d, int x, int t, boolean saturating) {
    int done = a.newLabel();
    a.rr(cvtt64, t, x);
    a.rr(MOV32, d, t);
    a.rr(CMP64, d, t);
    a.jcc(Cond.E, done);
    if (saturating) {
      a.zero(d);
      a.rr(XORPS, ZERO, ZERO);
      a.rr(ucomis, x, ZERO);
      a.jcc(Cond.BE, done); // or not a number
      a.movImm(d, 0xffff_ffffL);
    } else {
      a.rr(ucomis, x, x);
      a.jcc(Cond.P, invalid());
      a.jmp(overflow());
    }
    a.bind(done);
  }

  /** From 2^63 on, less 2^63 and with the top bit put back. */
  private void unsigned64(int d, int x, boolean saturating) {
    int large = a.newLabel();
    int done = a.newLabel();
    long limit = constant(TWO_63);
    a.rm(ucomis, x, limit);
    if (!saturating) {
      a.jcc(Cond.P, invalid());
    }
    a.jcc(Cond.AE, large);
    a.rr(cvtt64, d, x);
    a.rr(TEST64, d, d);
    if (saturating) {
      a.jcc(Cond.NS, done);
      a.zero(d); // negative, or not a number
      a.jmp(done);
    } else {
      a.jcc(Cond.S, overflow());
      a.jmp(done);
    }
    a.bind(large);
    a.rr(MOVAPS, ZERO, x);
    a.rm(isDouble ? SUBSD : SUBSS, ZERO, limit);
    a.rr(cvtt64, d, ZERO);
    a.rr(TEST64, d, d);
    if (saturating) {
      int fits = a.newLabel();
      a.jcc(Cond.NS, fits);
      a.movImm(d, -1);
      a.jmp(done);
      a.bind(fits);
    } else {
      a.jcc(Cond.S, overflow());
    }
    a.rm(XOR64, d, a.constant64(Long.MIN_VALUE));
    a.bind(done);
  }
}
