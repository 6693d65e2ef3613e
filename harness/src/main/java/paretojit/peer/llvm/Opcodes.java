package paretojit.peer.llvm;

import paretojit.ir.Op;

/** LLVM's numbers for instructions and predicates, as its C API has them. */
final class Opcodes {
  static final int ADD = 8;
  static final int FADD = 9;
  static final int SUB = 10;
  static final int FSUB = 11;
  static final int MUL = 12;
  static final int FMUL = 13;
  static final int UDIV = 14;
  static final int SDIV = 15;
  static final int FDIV = 16;
  static final int UREM = 17;
  static final int SREM = 18;
  static final int SHL = 20;
  static final int LSHR = 21;
  static final int ASHR = 22;
  static final int AND = 23;
  static final int OR = 24;
  static final int XOR = 25;

  static final int TRUNC = 30;
  static final int ZEXT = 31;
  static final int SEXT = 32;
  static final int FP_TO_UI = 33;
  static final int FP_TO_SI = 34;
  static final int UI_TO_FP = 35;
  static final int SI_TO_FP = 36;
  static final int FP_TRUNC = 37;
  static final int FP_EXT = 38;
  static final int PTR_TO_INT = 39;
  static final int INT_TO_PTR = 40;
  static final int BIT_CAST = 41;

  static final int EQ = 32;
  static final int NE = 33;
  static final int UGT = 34;
  static final int UGE = 35;
  static final int ULT = 36;
  static final int ULE = 37;
  static final int SGT = 38;
  static final int SGE = 39;
  static final int SLT = 40;
  static final int SLE = 41;

  static final int F_OGT = 2;
  static final int F_OGE = 3;
  static final int F_OLT = 4;
  static final int F_UNO = 8;

  private Opcodes() {}

  /** LLVM's predicate for one of the comparisons of {@link Op}. */
  static int predicate(Op compare) {
    return switch (compare) {
      case ICMP_EQ -> EQ;
      case ICMP_NE -> NE;
      case ICMP_SLT -> SLT;
      case ICMP_SGE -> SGE;
      case ICMP_SGT -> SGT;
      case ICMP_SLE -> SLE;
      case ICMP_ULT -> ULT;
      case ICMP_UGE -> UGE;
      case ICMP_UGT -> UGT;
      case ICMP_ULE -> ULE;
      case FCMP_EQ -> 1;
      case FCMP_GT -> F_OGT;
      case FCMP_GE -> F_OGE;
      case FCMP_LT -> F_OLT;
      case FCMP_LE -> 5;
      case FCMP_ONE -> 6;
      case FCMP_ORD -> 7;
      case FCMP_UNO -> F_UNO;
      case FCMP_UEQ -> 9;
      case FCMP_UGT -> 10;
      case FCMP_UGE -> 11;
      case FCMP_ULT -> 12;
      case FCMP_ULE -> 13;
      case FCMP_NE -> 14;
      default -> throw new AssertionError(compare + " is no comparison");
    };
  }
}
