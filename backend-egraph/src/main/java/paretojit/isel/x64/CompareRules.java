package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.x64.Cond;
import paretojit.emit.x64.Insn;
import paretojit.ir.Op;
import paretojit.runtime.CpuFeature;

/**
 * Lowering rules for comparisons, and for what depends on conditions.
 *
 * <p>A condition is not a value: {@link #condition} emits what sets the flags, right before the
 * instruction that reads them. Moves of the register allocator between the two keep flags.
 */
final class CompareRules {
  /** In place of the instruction a comparison is made for: operands must not be covered. */
  private static final int NOWHERE = -1;

  private final Selector s;
  private final Machine m;

  CompareRules(Selector selector) {
    this.s = selector;
    this.m = selector.m;
  }

  /** A comparison whose 0 or 1 is wanted in a register. */
  void value(int i) {
    m.setcc(compare(i, i), s.def(i));
  }

  /**
   * {@code select(c, a, b)} -> cmovcc d=b, a; floats branch around a move. Float equality takes two
   * conditions, each of which brings the other operand.
   */
  void select(int i) {
    int a = s.f().arg(i, 1);
    int b = s.f().arg(i, 2);
    if (s.f().type(i).isFloat()) {
      int ifTrue = s.use(a);
      int ifFalse = s.use(b);
      m.floatSelect(condition(s.f().arg(i, 0), i), s.def(i), ifTrue, ifFalse);
      return;
    }
    int ifTrue = s.useBits(a);
    int ifFalse = s.useBits(b);
    int row = s.isWideInst(i) ? CMOV64 : CMOV32;
    int cc = condition(s.f().arg(i, 0), i);
    if (cc == Condition.FLOAT_EQUAL) {
      moveUnlessEqual(row, s.def(i), ifTrue, ifFalse);
    } else if (cc == Condition.FLOAT_NOT_EQUAL) {
      moveUnlessEqual(row, s.def(i), ifFalse, ifTrue);
    } else {
      m.urr(Insn.on(row, Condition.cond(cc)), s.def(i), ifFalse, ifTrue);
    }
  }

  private void moveUnlessEqual(int row, int d, int ifEqual, int otherwise) {
    int t = m.newInt();
    m.urr(Insn.on(row, Cond.NE), t, ifEqual, otherwise);
    m.urr(Insn.on(row, Cond.P), d, t, otherwise);
  }

  /**
   * Emits what sets the flags for an I32 condition and gives the {@link Condition} that holds when
   * it is non-zero.
   *
   * <pre>
   *   icmp, fcmp of the same block   -> cmp, ucomis (again, if its 0 or 1 is wanted elsewhere)
   *   icmp eq (condition, 0)         -> the opposite condition
   *   band(a, b)                     -> test a, b
   *   else                           -> test c, c
   * </pre>
   */
  int condition(int value, int root) {
    int def = s.f().valueDef(value);
    if (def >= 0 && mayCompareAgain(value, def) && s.facts.blockOf(def) == s.facts.blockOf(root)) {
      Op op = s.f().op(def);
      if (op == Op.ICMP_EQ && isZero(s.f().arg(def, 1)) && isCondition(s.f().arg(def, 0), root)) {
        return Condition.negate(condition(s.f().arg(def, 0), root));
      } else if (op.isCompare()) {
        return compare(def, root);
      } else if (op == Op.BAND && s.coverable(value, root)) {
        test(def, false);
        return Cond.NE.code();
      }
    }
    int v = s.useLow(value);
    m.cmpStrict(TEST32, v, v);
    return Cond.NE.code();
  }

  /**
   * True if nobody wants the value, or if it compares integers that are in registers here anyway:
   * then the flags need not wait for the 0 or 1.
   */
  private boolean mayCompareAgain(int value, int def) {
    if (s.wanted(value) == 0) {
      return true;
    }
    Op op = s.f().op(def);
    return op.isCompare()
        && !op.isFloatCompare()
        && isAtHand(s.f().arg(def, 0))
        && isAtHand(s.f().arg(def, 1));
  }

  private boolean isAtHand(int value) {
    return s.isImm32(value) || s.wanted(value) != 0 && s.livesOn(value);
  }

  /** Would {@link #condition} of the value cover a comparison? */
  private boolean isCondition(int value, int root) {
    int def = s.f().valueDef(value);
    return def >= 0
        && s.f().op(def).isCompare()
        && s.wanted(value) == 0
        && s.facts.blockOf(def) == s.facts.blockOf(root);
  }

  private boolean isZero(int value) {
    return s.isIntConst(value) && s.constOf(value) == 0;
  }

  /** Emits comparison {@code i} for {@code root} and gives the condition. */
  private int compare(int i, int root) {
    int cc = Condition.of(s.f().opcode(i));
    int a = s.f().arg(i, 0);
    int b = s.f().arg(i, 1);
    if (s.f().op(i).isFloatCompare()) {
      compareFloats(i, root);
      return cc;
    }
    boolean wide = s.isWide(a);
    boolean once = s.facts.uses(s.f().firstResult(i)) == 1;
    boolean aInMemory = once && s.isInMemory(a, root);
    boolean bInMemory = once && s.isInMemory(b, root);
    if (s.isImm32(a) && !s.isImm32(b)
        || aInMemory && !s.isIntConst(b)
        || readsTwoFlags(cc) && !bInMemory && !s.isImm32(b)) {
      int t = a;
      a = b;
      b = t;
      bInMemory = aInMemory;
      cc = Condition.cond(cc).swap().code();
    }
    int row = wide ? CMP64 : CMP32;
    if (s.isImm32(b)) {
      compareWithImm(wide, row, a, (int) s.constOf(b), cc, once ? root : NOWHERE);
    } else if (bInMemory) {
      int va = s.useBits(a);
      s.at(b);
      m.cmpMem(row, va);
    } else {
      int va = s.useBits(a);
      m.cmp(row, va, s.useBits(b));
    }
    return cc;
  }

  /** Above, and below or equal: two flags, which some processors need two steps for. */
  private static boolean readsTwoFlags(int cc) {
    return cc == Cond.A.code() || cc == Cond.BE.code();
  }

  private void compareWithImm(boolean wide, int row, int a, int imm, int cc, int root) {
    if (root != NOWHERE && s.isInMemory(a, root)) {
      s.at(a);
      m.mi(row, imm);
    } else if (imm != 0) {
      m.cmpImm(row, s.useBits(a), imm);
    } else if (root != NOWHERE
        && cc >>> 1 == 2
        && s.defBy(a, Op.BAND) >= 0
        && s.coverable(a, root)) {
      test(s.f().valueDef(a), wide); // Only for equal and not equal.
    } else {
      int va = s.useBits(a);
      m.cmpStrict(wide ? TEST64 : TEST32, va, va);
    }
  }

  /** Sets the flags by conjunction {@code and}. */
  private void test(int and, boolean wide) {
    int a = s.f().arg(and, 0);
    int b = s.f().arg(and, 1);
    if (s.isImm32(a)) {
      int t = a;
      a = b;
      b = t;
    }
    int va = s.useBits(a);
    if (s.isImm32(b)) {
      m.cmpImm(wide ? TEST64 : TEST32, va, (int) s.constOf(b));
    } else {
      m.cmpStrict(wide ? TEST64 : TEST32, va, s.useBits(b));
    }
  }

  private void compareFloats(int i, int root) {
    int a = s.f().arg(i, 0);
    int b = s.f().arg(i, 1);
    if (Condition.swapsOperands(s.f().opcode(i))) {
      int t = a;
      a = b;
      b = t;
    }
    int row =
        s.isDouble(a)
            ? s.cpu.has(CpuFeature.AVX) ? VUCOMISD : UCOMISD
            : s.cpu.has(CpuFeature.AVX) ? VUCOMISS : UCOMISS;
    int va = s.use(a);
    if (s.isInMemory(b, root)) {
      s.at(b);
      m.cmpMem(row, va);
    } else {
      m.cmp(row, va, s.use(b));
    }
  }
}
