package paretojit.isel.x64;

import static paretojit.emit.x64.Cond.*;

import paretojit.emit.x64.Cond;
import paretojit.ir.Op;

/**
 * Conditions as ints: the hardware's 16 codes, and the two of floating-point equality, which need
 * the parity flag as well.
 */
final class Condition {
  /** After a float comparison: equal and ordered, that is {@code E} and {@code NP}. */
  static final int FLOAT_EQUAL = 16;

  /** Not equal or unordered: {@code NE} or {@code P}. */
  static final int FLOAT_NOT_EQUAL = 17;

  /** Marks float comparisons whose operands must be exchanged. */
  private static final int SWAPPED = 32;

  private static final byte[] OF_OP = new byte[Op.count()];

  static {
    // Integer comparisons, after cmp a, b.
    set(Op.ICMP_EQ, E);
    set(Op.ICMP_NE, NE);
    set(Op.ICMP_SLT, L);
    set(Op.ICMP_SGE, GE);
    set(Op.ICMP_SGT, G);
    set(Op.ICMP_SLE, LE);
    set(Op.ICMP_ULT, B);
    set(Op.ICMP_UGE, AE);
    set(Op.ICMP_UGT, A);
    set(Op.ICMP_ULE, BE);
    // Float comparisons, after ucomis a, b, which sets ZF, PF and CF when unordered.
    OF_OP[Op.FCMP_EQ.ordinal()] = FLOAT_EQUAL;
    OF_OP[Op.FCMP_NE.ordinal()] = FLOAT_NOT_EQUAL;
    setSwapped(Op.FCMP_LT, A);
    setSwapped(Op.FCMP_LE, AE);
    set(Op.FCMP_GT, A);
    set(Op.FCMP_GE, AE);
    set(Op.FCMP_ORD, NP);
    set(Op.FCMP_UNO, P);
    set(Op.FCMP_ONE, NE);
    set(Op.FCMP_UEQ, E);
    set(Op.FCMP_ULT, B);
    set(Op.FCMP_ULE, BE);
    setSwapped(Op.FCMP_UGT, B);
    setSwapped(Op.FCMP_UGE, BE);
  }

  private Condition() {}

  private static void set(Op op, Cond cond) {
    OF_OP[op.ordinal()] = (byte) cond.code();
  }

  private static void setSwapped(Op op, Cond cond) {
    OF_OP[op.ordinal()] = (byte) (cond.code() | SWAPPED);
  }

  /** The condition that a comparison opcode stands for. */
  static int of(int opcode) {
    return OF_OP[opcode] & ~SWAPPED;
  }

  /** Must the comparison's operands be exchanged for {@link #of} to be right? */
  static boolean swapsOperands(int opcode) {
    return (OF_OP[opcode] & SWAPPED) != 0;
  }

  static int negate(int condition) {
    return condition ^ 1;
  }

  /** The hardware condition; not for the two of float equality. */
  static Cond cond(int condition) {
    return Cond.of(condition);
  }
}
