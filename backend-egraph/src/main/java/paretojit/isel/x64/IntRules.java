package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.x64.Cond;
import paretojit.emit.x64.Insn;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.runtime.CpuFeature;

/** Lowering rules for integer arithmetic. Each comment says what is covered, then what it becomes. */
final class IntRules {
  private final Selector s;
  private final Machine m;

  IntRules(Selector selector) {
    this.s = selector;
    this.m = selector.m;
  }

  /**
   * Two-operand arithmetic.
   *
   * <pre>
   *   op(a, const)         -> op d=a, imm
   *   op(a, load)          -> op d=a, [mem]
   *   op(a, b)             -> op d=a, b
   * </pre>
   */
  void arithmetic(int i, int row32, int row64) {
    int a = s.f().arg(i, 0);
    int b = s.f().arg(i, 1);
    int row = s.isWideInst(i) ? row64 : row32;
    int d = s.def(i);
    if (s.f().op(i).commutes() && shouldSwap(a, b, i)) {
      int t = a;
      a = b;
      b = t;
    }
    if (s.isImm32(b)) {
      m.uri(row, d, s.useBits(a), (int) s.constOf(b));
    } else if (s.isInMemory(b, i)) {
      int va = s.useBits(a);
      s.at(b);
      m.urm(row, d, va);
    } else {
      int va = s.useBits(a);
      m.urr(row, d, va, s.useBits(b));
    }
  }

  /** Constants and what is in memory go second; first goes what dies here. */
  private boolean shouldSwap(int a, int b, int root) {
    if (s.isImm32(b)) {
      return false;
    } else if (s.isImm32(a)) {
      return true;
    } else if (s.isInMemory(b, root)) {
      return false;
    }
    return s.isInMemory(a, root) || s.replacesSecond(a, b);
  }

  /**
   * Additions; lea where the first operand lives on, or to cover a shift or another addition.
   *
   * <pre>
   *   iadd(a, ishl(b, 1..3))      -> lea d, [a + b * 2..8]
   *   iadd(ishl(a, 1..3), const)  -> lea d, [a * 2..8 + const]
   *   iadd(a, iadd(b, const))     -> lea d, [a + b + const]
   *   iadd(iadd(a, b), const)     -> lea d, [a + b + const]
   *   iadd(a, const), a lives on  -> lea d, [a + const]
   *   iadd(a, b), both live on    -> lea d, [a + b]
   * </pre>
   */
  void add(int i) {
    int a = s.f().arg(i, 0);
    int b = s.f().arg(i, 1);
    boolean wide = s.isWideInst(i);
    int lea = wide ? LEA64 : LEA32;
    if (shouldSwap(a, b, i)) {
      int t = a;
      a = b;
      b = t;
    }
    if (s.isImm32(b)) {
      int c = (int) s.constOf(b);
      int inner = s.defBy(a, Op.IADD);
      if (inner >= 0 && s.coverable(a, i) && !s.isImm32(s.f().arg(inner, 1))) {
        int va = s.useBits(s.f().arg(inner, 0));
        m.atBaseIndex(va, s.useBits(s.f().arg(inner, 1)), 0, c);
        m.rm(lea, s.def(i));
        return;
      }
      int shift = shiftToScale(a, i);
      if (shift >= 0) {
        m.atIndex(s.useBits(s.f().arg(shift, 0)), (int) s.constOf(s.f().arg(shift, 1)), c);
        m.rm(lea, s.def(i));
        return;
      }
      if (s.livesOn(a)) {
        m.atBase(s.useBits(a), c);
        m.rm(lea, s.def(i));
        return;
      }
    } else if (!s.isInMemory(b, i)) {
      if (addShifted(i, lea, a, b) || addShifted(i, lea, b, a) || addThree(i, lea, a, b)) {
        return;
      }
      if (s.livesOn(a) && s.livesOn(b)) {
        m.atBaseIndex(s.useBits(a), s.useBits(b), 0, 0);
        m.rm(lea, s.def(i));
        return;
      }
    }
    arithmetic(i, ADD32, ADD64);
  }

  private boolean addShifted(int i, int lea, int a, int b) {
    int shift = shiftToScale(b, i);
    if (shift < 0) {
      return false;
    }
    int va = s.useBits(a);
    int count = (int) s.constOf(s.f().arg(shift, 1));
    m.atBaseIndex(va, s.useBits(s.f().arg(shift, 0)), count, 0);
    m.rm(lea, s.def(i));
    return true;
  }

  /** The left shift by 1, 2 or 3 that {@code value} is and {@code root} can cover, or -1. */
  private int shiftToScale(int value, int root) {
    int shift = s.defBy(value, Op.ISHL);
    if (shift < 0 || !s.coverable(value, root) || !s.isIntConst(s.f().arg(shift, 1))) {
      return -1;
    }
    long count = s.constOf(s.f().arg(shift, 1));
    return count >= 1 && count <= 3 ? shift : -1;
  }

  private boolean addThree(int i, int lea, int a, int b) {
    int inner = s.defBy(b, Op.IADD);
    if (inner < 0 || !s.coverable(b, i) || !s.isImm32(s.f().arg(inner, 1))) {
      return false;
    }
    int va = s.useBits(a);
    int c = (int) s.constOf(s.f().arg(inner, 1));
    m.atBaseIndex(va, s.useBits(s.f().arg(inner, 0)), 0, c);
    m.rm(lea, s.def(i));
    return true;
  }

  /**
   * Multiplications.
   *
   * <pre>
   *   imul(a, 2^k)     -> shl d=a, k
   *   imul(a, 3|5|9)   -> lea d, [a + a * 2|4|8]
   *   imul(a, const)   -> imul d, a, imm
   * </pre>
   */
  void multiply(int i) {
    boolean wide = s.isWideInst(i);
    int a = s.f().arg(i, 0);
    int b = s.f().arg(i, 1);
    if (!s.isImm32(b)) {
      int t = a;
      a = b;
      b = t;
    }
    if (!s.isImm32(b)) {
      arithmetic(i, IMUL32, IMUL64);
      return;
    }
    int c = (int) s.constOf(b);
    int va = s.useBits(a);
    if (c > 0 && Integer.bitCount(c) == 1) {
      shiftBy(wide ? SHL64 : SHL32, s.def(i), va, Integer.numberOfTrailingZeros(c));
    } else if (c == 3 || c == 5 || c == 9) {
      m.atBaseIndex(va, va, Integer.numberOfTrailingZeros(c - 1), 0);
      m.rm(wide ? LEA64 : LEA32, s.def(i));
    } else {
      m.rri(wide ? IMUL64 : IMUL32, s.def(i), va, c);
    }
  }

  private void shiftBy(int row, int d, int a, int count) {
    if (count == 0) {
      zeroExtendedCopy(row, d, a);
    } else {
      m.uri(row, d, a, count);
    }
  }

  /** A copy that also clears the upper half of 32-bit values that were read from wider ones. */
  private void zeroExtendedCopy(int row, int d, int a) {
    if (row == SHL64 || row == SHR64 || row == SAR64 || row == ROL64 || row == ROR64) {
      m.copy(d, a);
    } else {
      m.rr(MOV32, d, a);
    }
  }

  /**
   * Conjunctions.
   *
   * <pre>
   *   band(a, 0xff | 0xffff)   -> movzx d, a
   *   band(a, 0xffffffff)      -> mov d32, a32
   *   band(a, bnot(b))         -> andn d, b, a        (BMI1)
   * </pre>
   */
  void and(int i) {
    boolean wide = s.isWideInst(i);
    int a = s.f().arg(i, 0);
    int b = s.f().arg(i, 1);
    if (s.isIntConst(a)) {
      int t = a;
      a = b;
      b = t;
    }
    if (s.isIntConst(b)) {
      long c = s.constOf(b);
      int row = c == 0xff ? MOVZX32_8 : c == 0xffff ? MOVZX32_16 : c == 0xffff_ffffL ? MOV32 : 0;
      if (row != 0 && !s.isInMemory(a, i)) {
        m.rr(row, s.def(i), s.useBits(a));
        return;
      }
    } else if (s.cpu.has(CpuFeature.BMI1) && (andNot(i, wide, a, b) || andNot(i, wide, b, a))) {
      return;
    }
    arithmetic(i, AND32, AND64);
  }

  private boolean andNot(int i, boolean wide, int a, int b) {
    int not = s.defBy(b, Op.BNOT);
    if (not < 0 || !s.coverable(b, i)) {
      return false;
    }
    int va = s.useBits(a);
    m.rrr(wide ? ANDN64 : ANDN32, s.def(i), s.useBits(s.f().arg(not, 0)), va);
    return true;
  }

  void unary(int i, int row32, int row64) {
    boolean wide = s.isWideInst(i);
    m.ur(wide ? row64 : row32, s.def(i), s.useBits(s.f().arg(i, 0)));
  }

  /** {@code iabs(a)} -> neg d=a; cmovs d, a. MIN stays MIN. */
  void abs(int i) {
    boolean wide = s.isWideInst(i);
    int a = s.useBits(s.f().arg(i, 0));
    int t = m.newInt();
    m.ur(wide ? NEG64 : NEG32, t, a);
    m.urr(Insn.on(wide ? CMOV64 : CMOV32, Cond.S), s.def(i), t, a);
  }

  /** Sign extensions from part of a register. */
  void widen(int i, int row32, int row64) {
    m.rr(s.isWideInst(i) ? row64 : row32, s.def(i), s.useBits(s.f().arg(i, 0)));
  }

  /** {@code min|max(a, b)} -> cmp a, b; cmovcc d=a, b. */
  void minMax(int i, Cond takesSecond) {
    boolean wide = s.isWideInst(i);
    int a = s.useBits(s.f().arg(i, 0));
    int b = s.useBits(s.f().arg(i, 1));
    m.cmp(wide ? CMP64 : CMP32, a, b);
    m.urr(Insn.on(wide ? CMOV64 : CMOV32, takesSecond), s.def(i), a, b);
  }

  /**
   * Shifts; the hardware takes the count modulo the width.
   *
   * <pre>
   *   op(a, const)   -> op d=a, imm
   *   op(a, b)       -> opx d, a, b  (BMI2)     or     mov cl, b; op d=a, cl
   * </pre>
   */
  void shift(int i, int row32, int row64, int bmi32, int bmi64) {
    boolean wide = s.isWideInst(i);
    int a = s.useBits(s.f().arg(i, 0));
    int count = s.f().arg(i, 1);
    if (s.isIntConst(count)) {
      shiftBy(wide ? row64 : row32, s.def(i), a, (int) s.constOf(count) & (wide ? 63 : 31));
      return;
    }
    int b = s.useBits(count);
    if (s.cpu.has(CpuFeature.BMI2)) {
      m.rrrStrict(wide ? bmi64 : bmi32, s.def(i), a, b);
    } else {
      m.shiftByCl(wide ? row64 : row32, s.def(i), a, b);
    }
  }

  void rotate(int i, int row32, int row64) {
    boolean wide = s.isWideInst(i);
    int row = wide ? row64 : row32;
    int a = s.useBits(s.f().arg(i, 0));
    int count = s.f().arg(i, 1);
    if (!s.isIntConst(count)) {
      m.shiftByCl(row, s.def(i), a, s.useBits(count));
      return;
    }
    int mask = wide ? 63 : 31;
    int by = (int) s.constOf(count) & mask;
    if (s.cpu.has(CpuFeature.BMI2) && by != 0) {
      int right = row32 == ROR32 ? by : -by & mask;
      m.rri(wide ? RORX64 : RORX32, s.def(i), a, right);
    } else {
      shiftBy(row, s.def(i), a, by);
    }
  }

  /**
   * Division.
   *
   * <pre>
   *   udiv(a, 2^k)   -> shr d=a, k
   *   urem(a, 2^k)   -> and d=a, 2^k - 1
   *   else           -> test b, b; trap if zero; (signed: trap on MIN / -1;) div
   * </pre>
   */
  void divide(int i, boolean signed, boolean remainder) {
    boolean wide = s.isWideInst(i);
    int divisor = s.f().arg(i, 1);
    boolean known = s.isIntConst(divisor) && s.constOf(divisor) != 0;
    if (known && !signed && divideByPowerOfTwo(i, wide, remainder, s.constOf(divisor))) {
      return;
    }
    int a = s.useBits(s.f().arg(i, 0));
    int b = s.useBits(divisor);
    if (!known) {
      m.cmpStrict(wide ? TEST64 : TEST32, b, b);
      m.trapIf(Cond.E.code(), TrapCode.INTEGER_DIVISION_BY_ZERO.ordinal(), 0);
    }
    boolean neverMinusOne = known && s.constOf(divisor) != -1;
    if (signed && !remainder && !neverMinusOne) {
      m.checkOverflow(wide ? CMP64 : CMP32, a, b);
    }
    int d = s.def(i);
    if (d == 0) {
      return; // Only the traps were wanted.
    }
    int row = signed ? wide ? IDIV64 : IDIV32 : wide ? DIV64 : DIV32;
    if (signed && remainder && !neverMinusOne) {
      m.signedRemainder(row, d, a, b);
    } else {
      m.divide(row, remainder, d, a, b);
    }
  }

  private boolean divideByPowerOfTwo(int i, boolean wide, boolean remainder, long divisor) {
    long c = wide ? divisor : divisor & 0xffff_ffffL;
    if (Long.bitCount(c) != 1 || remainder && c - 1 != (int) (c - 1)) {
      return false;
    }
    if (s.def(i) == 0) {
      return true;
    }
    int a = s.useBits(s.f().arg(i, 0));
    if (remainder) {
      m.uri(wide ? AND64 : AND32, s.def(i), a, (int) (c - 1));
    } else {
      shiftBy(wide ? SHR64 : SHR32, s.def(i), a, Long.numberOfTrailingZeros(c));
    }
    return true;
  }

  /**
   * High halves of products. Narrow ones come from a 64-bit product.
   *
   * <pre>
   *   i32   -> movsxd or as it is (zero-extended); imul; shr d, 32
   *   i64   -> mul or imul of rax into rdx
   * </pre>
   */
  void multiplyHigh(int i, boolean signed) {
    int a = s.use(s.f().arg(i, 0));
    int b = s.use(s.f().arg(i, 1));
    if (s.isWideInst(i)) {
      m.multiplyHigh(signed ? IMUL64_WIDE : MUL64, s.def(i), a, b);
      return;
    }
    if (signed) {
      a = signExtended(a);
      b = signExtended(b);
    }
    int product = m.newInt();
    m.urr(IMUL64, product, a, b);
    m.uri(SHR64, s.def(i), product, 32);
  }

  private int signExtended(int a) {
    int t = m.newInt();
    m.rr(MOVSXD64, t, a);
    return t;
  }
}
