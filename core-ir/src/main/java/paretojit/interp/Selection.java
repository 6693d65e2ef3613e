package paretojit.interp;

import paretojit.ir.Op;
import paretojit.ir.Type;

/** Which {@link Bytecode} stands for an opcode at given types. */
final class Selection {
  /** Answer of {@link #plain} for operations left to {@link Op#eval}. */
  static final int EVAL = -1;

  private Selection() {}

  /**
   * The operation for a pure opcode.
   *
   * @param wide true if the first operand has 64 bits
   */
  static int plain(Op op, Type type, boolean wide) {
    return switch (op) {
      case IADD -> wide ? Bytecode.ADD_64 : Bytecode.ADD_32;
      case ISUB -> wide ? Bytecode.SUB_64 : Bytecode.SUB_32;
      case IMUL -> wide ? Bytecode.MUL_64 : Bytecode.MUL_32;
      case UDIV -> wide ? Bytecode.UDIV_64 : Bytecode.UDIV_32;
      case SDIV -> wide ? Bytecode.SDIV_64 : Bytecode.SDIV_32;
      case UREM -> wide ? Bytecode.UREM_64 : Bytecode.UREM_32;
      case SREM -> wide ? Bytecode.SREM_64 : Bytecode.SREM_32;
      case BAND -> Bytecode.AND;
      case BOR -> Bytecode.OR;
      case BXOR -> Bytecode.XOR;
      case ISHL -> wide ? Bytecode.SHL_64 : Bytecode.SHL_32;
      case USHR -> wide ? Bytecode.USHR_64 : Bytecode.USHR_32;
      case SSHR -> wide ? Bytecode.SSHR_64 : Bytecode.SSHR_32;
      case ROTL -> wide ? Bytecode.ROTL_64 : Bytecode.ROTL_32;
      case ROTR -> wide ? Bytecode.ROTR_64 : Bytecode.ROTR_32;
      case CLZ -> wide ? Bytecode.CLZ_64 : Bytecode.CLZ_32;
      case CTZ -> wide ? Bytecode.CTZ_64 : Bytecode.CTZ_32;
      case POPCNT -> wide ? Bytecode.POPCNT_64 : Bytecode.POPCNT_32;
      case SEXTEND8 -> Bytecode.SEXTEND_8;
      case SEXTEND16 -> Bytecode.SEXTEND_16;
      case SEXTEND32, IREDUCE -> Bytecode.SEXTEND_32;
      case UEXTEND -> Bytecode.ZEXTEND_32;
      // 32-bit values are sign-extended already, floats are their bits.
      case SEXTEND, BITCAST -> Bytecode.MOVE;
      case ICMP_EQ -> Bytecode.EQ;
      case ICMP_NE -> Bytecode.NE;
      case ICMP_SLT, ICMP_SGT -> Bytecode.SLT;
      case ICMP_SGE, ICMP_SLE -> Bytecode.SGE;
      case ICMP_ULT, ICMP_UGT -> Bytecode.ULT;
      case ICMP_UGE, ICMP_ULE -> Bytecode.UGE;
      case FADD -> wide ? Bytecode.FADD_64 : Bytecode.FADD_32;
      case FSUB -> wide ? Bytecode.FSUB_64 : Bytecode.FSUB_32;
      case FMUL -> wide ? Bytecode.FMUL_64 : Bytecode.FMUL_32;
      case FDIV -> wide ? Bytecode.FDIV_64 : Bytecode.FDIV_32;
      case FCMP_EQ -> wide ? Bytecode.FEQ_64 : Bytecode.FEQ_32;
      case FCMP_LT, FCMP_GT -> wide ? Bytecode.FLT_64 : Bytecode.FLT_32;
      case FCMP_LE, FCMP_GE -> wide ? Bytecode.FLE_64 : Bytecode.FLE_32;
      case SQRT -> wide ? Bytecode.FSQRT_64 : EVAL;
      case FNEG -> wide ? Bytecode.FNEG_64 : EVAL;
      case FABS -> wide ? Bytecode.FABS_64 : EVAL;
      case FPROMOTE -> Bytecode.FPROMOTE;
      case FDEMOTE -> Bytecode.FDEMOTE;
      case FCVT_FROM_SINT -> type == Type.F64 ? Bytecode.F64_FROM_INT : EVAL;
      default -> EVAL;
    };
  }

  /** True for comparisons that are done by their mirror image, operands exchanged. */
  static boolean isSwapped(Op op) {
    return switch (op) {
      case ICMP_SGT, ICMP_SLE, ICMP_UGT, ICMP_ULE, FCMP_GT, FCMP_GE -> true;
      default -> false;
    };
  }

  /** The branch taken when an integer comparison holds. */
  static int branch(Op compare) {
    return switch (compare) {
      case ICMP_EQ -> Bytecode.BR_EQ;
      case ICMP_NE -> Bytecode.BR_NE;
      case ICMP_SLT, ICMP_SGT -> Bytecode.BR_SLT;
      case ICMP_SGE, ICMP_SLE -> Bytecode.BR_SGE;
      case ICMP_ULT, ICMP_UGT -> Bytecode.BR_ULT;
      case ICMP_UGE, ICMP_ULE -> Bytecode.BR_UGE;
      default -> throw new AssertionError(compare + " is not an integer comparison");
    };
  }

  /** The operation for a load or store of memory 0. */
  static int access(Op op, Type type) {
    return switch (op) {
      case LOAD -> type.bits() == 64 ? Bytecode.LOAD_64 : Bytecode.LOAD_32;
      case ULOAD8 -> Bytecode.ULOAD_8;
      case SLOAD8 -> Bytecode.SLOAD_8;
      case ULOAD16 -> Bytecode.ULOAD_16;
      case SLOAD16 -> Bytecode.SLOAD_16;
      case ULOAD32 -> Bytecode.ULOAD_32;
      case SLOAD32 -> Bytecode.LOAD_32;
      case STORE -> type.bits() == 64 ? Bytecode.STORE_64 : Bytecode.STORE_32;
      case ISTORE8 -> Bytecode.STORE_8;
      case ISTORE16 -> Bytecode.STORE_16;
      case ISTORE32 -> Bytecode.STORE_32;
      default -> throw new AssertionError(op + " is not a memory access");
    };
  }
}
