package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.x64.Assembler;
import paretojit.emit.x64.Cond;
import paretojit.emit.x64.Insn;
import paretojit.emit.x64.Reg;
import paretojit.ir.TrapCode;

/**
 * Machine instructions that become several, most with branches of their own. Parameters are register
 * numbers; the vector scratch register is free to use.
 */
final class Expansions {
  private final Assembler a;
  private final Traps traps;

  Expansions(Assembler assembler, Traps traps) {
    this.a = assembler;
    this.traps = traps;
  }

  /** A condition's 0 or 1; {@code t} is needed for float equality only. */
  void setcc(int condition, int d, int t) {
    if (condition == Condition.FLOAT_EQUAL) {
      a.r(Insn.on(SETCC, Cond.NP), t);
      a.r(Insn.on(SETCC, Cond.E), d);
      a.rr(AND32, d, t);
    } else if (condition == Condition.FLOAT_NOT_EQUAL) {
      a.r(Insn.on(SETCC, Cond.P), t);
      a.r(Insn.on(SETCC, Cond.NE), d);
      a.rr(OR32, d, t);
    } else {
      a.r(Insn.on(SETCC, Condition.cond(condition)), d);
    }
    a.rr(MOVZX32_8, d, d);
  }

  /** Jumps to {@code target} if {@code condition} holds. */
  void jumpIf(int condition, int target) {
    if (condition == Condition.FLOAT_EQUAL) {
      int no = a.newLabel();
      a.jcc(Cond.NE, no);
      a.jcc(Cond.NP, target);
      a.bind(no);
    } else if (condition == Condition.FLOAT_NOT_EQUAL) {
      a.jcc(Cond.NE, target);
      a.jcc(Cond.P, target);
    } else {
      a.jcc(Condition.cond(condition), target);
    }
  }

  /** Replaces {@code d} by {@code ifFalse} unless {@code condition} holds. */
  void floatSelect(int condition, int d, int ifFalse) {
    if (d == ifFalse) {
      return;
    }
    int keep = a.newLabel();
    jumpIf(condition, keep);
    a.rr(MOVAPS, d, ifFalse);
    a.bind(keep);
  }

  /** Extends rax into rdx as the division wants it. */
  void extendDividend(int row) {
    if (row == IDIV64) {
      a.op(CQO);
    } else if (row == IDIV32) {
      a.op(CDQ);
    } else {
      a.zero(Reg.RDX);
    }
  }

  /** Remainder in rdx of rax by {@code b}; that of any division by -1 is 0, without trying. */
  void signedRemainder(int row, int b) {
    int divide = a.newLabel();
    int done = a.newLabel();
    a.ri(row == IDIV64 ? CMP64 : CMP32, b, -1);
    a.jcc(Cond.NE, divide);
    a.zero(Reg.RDX);
    a.jmp(done);
    a.bind(divide);
    extendDividend(row);
    a.r(row, b);
    a.bind(done);
  }

  /** Traps if {@code x / b} is MIN / -1: only MIN makes {@code x - 1} overflow. */
  void checkOverflow(int cmp, int x, int b, int source) {
    int fine = a.newLabel();
    a.ri(cmp, b, -1);
    a.jcc(Cond.NE, fine);
    a.ri(cmp, x, 1);
    a.jcc(Cond.O, traps.at(TrapCode.INTEGER_OVERFLOW.ordinal(), 0, source));
    a.bind(fine);
  }

  /**
   * {@code d = min|max(d, b)} as WebAssembly has it: NaN if either is, -0 below +0. The hardware's
   * instruction is right when the operands are ordered and different.
   */
  void minMax(int row, boolean isMax, int d, int b) {
    boolean wide = row == MINSD || row == MAXSD;
    int differ = a.newLabel();
    int unordered = a.newLabel();
    int done = a.newLabel();
    a.rr(wide ? UCOMISD : UCOMISS, d, b);
    a.jcc(Cond.NE, differ);
    a.jcc(Cond.P, unordered);
    a.rr(isMax ? ANDPS : ORPS, d, b); // Equal: only the signs of zeros may differ.
    a.jmp(done);
    a.bind(unordered);
    a.rr(wide ? ADDSD : ADDSS, d, b);
    a.jmp(done);
    a.bind(differ);
    a.rr(row, d, b);
    a.bind(done);
  }

  /** An unsigned 64-bit integer: halved, with a sticky low bit, and doubled if it looks negative. */
  void unsignedToFloat(int row, int d, int x, int t) {
    boolean wide = row == CVTSI2SD64;
    int large = a.newLabel();
    int done = a.newLabel();
    int even = a.newLabel();
    a.rr(XORPS, d, d);
    a.rr(TEST64, x, x);
    a.jcc(Cond.S, large);
    a.rr(row, d, x);
    a.jmp(done);
    a.bind(large);
    a.rr(MOV64, t, x);
    a.ri(SHR64, t, 1);
    a.jcc(Cond.AE, even);
    a.ri(OR64, t, 1);
    a.bind(even);
    a.rr(row, d, t);
    a.rr(wide ? ADDSD : ADDSS, d, d);
    a.bind(done);
  }
}
