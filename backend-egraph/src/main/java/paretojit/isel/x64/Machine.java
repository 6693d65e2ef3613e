package paretojit.isel.x64;

import static paretojit.regalloc.Operand.clobber;
import static paretojit.regalloc.Operand.def;
import static paretojit.regalloc.Operand.defFixed;
import static paretojit.regalloc.Operand.defReuse;
import static paretojit.regalloc.Operand.late;
import static paretojit.regalloc.Operand.lateAny;
import static paretojit.regalloc.Operand.lateFixed;
import static paretojit.regalloc.Operand.use;
import static paretojit.regalloc.Operand.useAny;
import static paretojit.regalloc.Operand.useFixed;

import paretojit.regalloc.MachineCode;
import paretojit.regalloc.Operand;

/**
 * Writes machine instructions by shape. Methods are named as those of the encoder: {@code rr(ADD..)};
 * a leading {@code u} copies the first source to the destination first, which makes two-operand
 * instructions three-operand ones.
 *
 * <p>The memory operand of the {@code m} forms is the <em>current address</em>, set by the {@code
 * at...} methods before.
 */
final class Machine {
  final MachineCode code = new MachineCode();

  // The current address.
  private int mode;
  private int base;
  private int index;
  private int scaleLog2;
  private int disp;
  private long bits;

  int newInt() {
    return code.newVreg(false);
  }

  int newFloat() {
    return code.newVreg(true);
  }

  // ---- The current address

  void atBase(int baseVreg, int displacement) {
    set(Shape.BASE, baseVreg, 0, 0, displacement);
  }

  void atBaseIndex(int baseVreg, int indexVreg, int scale, int displacement) {
    set(Shape.BASE_INDEX, baseVreg, indexVreg, scale, displacement);
  }

  /** {@code [index * scale + displacement]}, in no memory: for lea. */
  void atIndex(int indexVreg, int scale, int displacement) {
    set(Shape.INDEX, indexVreg, 0, scale, displacement);
  }

  void atContext(int displacement) {
    set(Shape.CONTEXT, 0, 0, 0, displacement);
  }

  void atFrame(int displacement) {
    set(Shape.FRAME, 0, 0, 0, displacement);
  }

  void atOut(int displacement) {
    set(Shape.OUT, 0, 0, 0, displacement);
  }

  void atIn(int displacement) {
    set(Shape.IN, 0, 0, 0, displacement);
  }

  /** A constant of 4, 8 or (both halves alike) 16 bytes in memory. */
  void atConstant(int bytes, long value) {
    set(bytes == 4 ? Shape.CONST32 : bytes == 8 ? Shape.CONST64 : Shape.CONST128, 0, 0, 0, 0);
    bits = value;
  }

  private void set(int newMode, int newBase, int newIndex, int scale, int displacement) {
    mode = newMode;
    base = newBase;
    index = newIndex;
    scaleLog2 = scale;
    disp = displacement;
    bits = 0;
  }

  private int head(int shape, int baseOperand) {
    return Shape.head(shape, mode, scaleLog2, baseOperand);
  }

  private void begin(int row, int shape, long imm) {
    code.inst(row, Shape.head(shape), 0, imm);
  }

  private void beginMemory(int row, int shape, int baseOperand, long imm) {
    assert imm == 0 || bits == 0 : "an immediate beside a constant in memory";
    code.inst(row, head(shape, baseOperand), disp, imm | bits);
  }

  private void address(boolean isLate) {
    if (mode == Shape.BASE || mode == Shape.BASE_INDEX || mode == Shape.INDEX) {
      code.operand(isLate ? late(base) : use(base));
      if (mode == Shape.BASE_INDEX) {
        code.operand(isLate ? late(index) : use(index));
      }
    }
  }

  // ---- Plain forms

  void rr(int row, int dst, int src) {
    begin(row, Shape.RR, 0);
    code.operand(def(dst));
    code.operand(useAny(src));
  }

  /** As {@link #rr}, for instructions that cannot read the source from its spill slot. */
  void rrStrict(int row, int dst, int src) {
    begin(row, Shape.RR, 0);
    code.operand(def(dst));
    code.operand(use(src));
  }

  void rm(int row, int dst) {
    beginMemory(row, Shape.RM, 1, 0);
    code.operand(def(dst));
    address(false);
  }

  void mr(int row, int src) {
    beginMemory(row, Shape.MR, 1, 0);
    code.operand(use(src));
    address(false);
  }

  void mi(int row, int imm) {
    beginMemory(row, Shape.MI, 0, imm);
    address(false);
  }

  void rri(int row, int dst, int src, int imm) {
    begin(row, Shape.RRI, imm);
    code.operand(def(dst));
    code.operand(useAny(src));
  }

  void rrr(int row, int dst, int a, int b) {
    begin(row, Shape.RRR, 0);
    code.operand(def(dst));
    code.operand(use(a));
    code.operand(useAny(b));
  }

  void rrrStrict(int row, int dst, int a, int b) {
    begin(row, Shape.RRR, 0);
    code.operand(def(dst));
    code.operand(use(a));
    code.operand(use(b));
  }

  void rrm(int row, int dst, int a) {
    beginMemory(row, Shape.RRM, 2, 0);
    code.operand(def(dst));
    code.operand(use(a));
    address(false);
  }

  void rrri(int row, int dst, int a, int b, int imm) {
    begin(row, Shape.RRRI, imm);
    code.operand(def(dst));
    code.operand(use(a));
    code.operand(use(b));
  }

  // ---- Comparisons: no destination

  void cmp(int row, int a, int b) {
    begin(row, Shape.RR, 0);
    code.operand(use(a));
    code.operand(useAny(b));
  }

  /** As {@link #cmp}, for instructions whose memory form has the operands exchanged. */
  void cmpStrict(int row, int a, int b) {
    begin(row, Shape.RR, 0);
    code.operand(use(a));
    code.operand(use(b));
  }

  void cmpImm(int row, int a, int imm) {
    begin(row, Shape.RI, imm);
    code.operand(use(a));
  }

  void cmpMem(int row, int a) {
    beginMemory(row, Shape.RM, 1, 0);
    code.operand(use(a));
    address(false);
  }

  // ---- Updates: the destination starts as a copy of the first source

  void copy(int dst, int src) {
    begin(0, Shape.COPY, 0);
    code.operand(defReuse(dst));
    code.operand(useAny(src));
  }

  void ur(int row, int dst, int a) {
    begin(row, Shape.UR, 0);
    code.operand(defReuse(dst));
    code.operand(useAny(a));
  }

  void urr(int row, int dst, int a, int b) {
    begin(row, Shape.URR, 0);
    code.operand(defReuse(dst));
    code.operand(useAny(a));
    code.operand(lateAny(b));
  }

  /** As {@link #urr}, for instructions that cannot read {@code b} from its spill slot. */
  void urrStrict(int row, int dst, int a, int b) {
    begin(row, Shape.URR, 0);
    code.operand(defReuse(dst));
    code.operand(useAny(a));
    code.operand(late(b));
  }

  void urm(int row, int dst, int a) {
    beginMemory(row, Shape.URM, 2, 0);
    code.operand(defReuse(dst));
    code.operand(useAny(a));
    address(true);
  }

  void uri(int row, int dst, int a, int imm) {
    begin(row, Shape.URI, imm);
    code.operand(defReuse(dst));
    code.operand(useAny(a));
  }

  /** A shift or rotation by cl. */
  void shiftByCl(int row, int dst, int a, int count) {
    begin(row, Shape.SHIFT_CL, 0);
    code.operand(defReuse(dst));
    code.operand(useAny(a));
    code.operand(lateFixed(count, 1));
  }

  // ---- Constants

  void constant(int dst, long value) {
    begin(0, value == 0 ? Shape.ZERO : Shape.CONST, value);
    code.operand(def(dst));
  }

  void floatZero(int dst) {
    begin(0, Shape.FLOAT_ZERO, 0);
    code.operand(def(dst));
  }

  // ---- What is expanded when it is emitted

  void setcc(int condition, int dst) {
    begin(0, Shape.SETCC, condition);
    code.operand(def(dst));
    if (condition >= Condition.FLOAT_EQUAL) {
      code.operand(Operand.temp(newInt()));
    }
  }

  void floatSelect(int condition, int dst, int ifTrue, int ifFalse) {
    begin(0, Shape.FLOAT_SELECT, condition);
    code.operand(defReuse(dst));
    code.operand(use(ifTrue));
    code.operand(late(ifFalse));
  }

  /** Quotient or remainder of {@code a} (in rax) and {@code b}; rdx is lost. */
  void divide(int row, boolean wantsRemainder, int dst, int a, int b) {
    begin(row, Shape.DIVIDE, 0);
    code.operand(defFixed(dst, wantsRemainder ? 2 : 0));
    code.operand(useFixed(a, 0));
    code.operand(lateAny(b));
    code.operand(clobber(Operand.NO_INT, wantsRemainder ? 0 : 2));
  }

  void signedRemainder(int row, int dst, int a, int b) {
    begin(row, Shape.SIGNED_REMAINDER, 0);
    code.operand(defFixed(dst, 2));
    code.operand(useFixed(a, 0));
    code.operand(late(b));
    code.operand(clobber(Operand.NO_INT, 0));
  }

  void checkOverflow(int row, int a, int b) {
    begin(row, Shape.CHECK_OVERFLOW, 0);
    code.operand(use(a));
    code.operand(use(b));
  }

  /** The high half of rax times {@code b}. */
  void multiplyHigh(int row, int dst, int a, int b) {
    begin(row, Shape.MULTIPLY_HIGH, 0);
    code.operand(defFixed(dst, 2));
    code.operand(useFixed(a, 0));
    code.operand(lateAny(b));
    code.operand(clobber(Operand.NO_INT, 0));
  }

  void minMax(int row, boolean isMax, int dst, int a, int b) {
    begin(row, Shape.MIN_MAX, isMax ? 1 : 0);
    code.operand(defReuse(dst));
    code.operand(use(a));
    code.operand(late(b));
  }

  void intToFloat(int row, int dst, int src) {
    begin(row, Shape.INT_TO_FLOAT, 0);
    code.operand(def(dst));
    code.operand(useAny(src));
  }

  /** {@code dst = a * b + c}. */
  void fma(int row, int dst, int c, int a, int b) {
    begin(row, Shape.FMA, 0);
    code.operand(defReuse(dst));
    code.operand(useAny(c));
    code.operand(late(a));
    code.operand(lateAny(b));
  }

  void unsignedToFloat(int row, int dst, int src) {
    begin(row, Shape.UNSIGNED_TO_FLOAT, 0);
    code.operand(def(dst));
    code.operand(late(src));
    code.operand(Operand.temp(newInt()));
  }

  void floatToInt(int flags, int dst, int src) {
    begin(0, Shape.FLOAT_TO_INT, flags);
    code.operand(def(dst));
    code.operand(late(src));
    code.operand(Operand.temp(newInt()));
  }

  // ---- Control

  void trap(int trapCode, int userCode) {
    code.inst(userCode, Shape.head(Shape.TRAP), trapCode, 0);
  }

  void trapIf(int condition, int trapCode, int userCode) {
    code.inst(userCode, Shape.head(Shape.TRAP_IF), trapCode, condition);
  }

  void jump() {
    begin(0, Shape.JUMP, 0);
  }

  void branch(int condition) {
    begin(0, Shape.BRANCH, condition);
  }

  void table(int indexVreg) {
    begin(0, Shape.TABLE, 0);
    code.operand(late(indexVreg));
    code.operand(Operand.temp(newInt()));
    code.operand(Operand.temp(newInt()));
  }

  /** Starts a call, return or entry; the caller adds the fixed operands, definitions first. */
  void transfer(int shape, int displacement, long imm, boolean isCall) {
    code.inst(0, Shape.head(shape) | (isCall ? MachineCode.CALL : 0), displacement, imm);
  }
}
