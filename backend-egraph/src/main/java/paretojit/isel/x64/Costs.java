package paretojit.isel.x64;

import paretojit.engine.OpCosts;
import paretojit.ir.Op;
import paretojit.ir.Type;

/**
 * What operations cost in x86-64 code: latencies and sizes, rounded. Most constants are immediates of
 * the instruction that takes them and cost next to nothing.
 */
public final class Costs {
  /** One instruction, which takes a little longer than a sum. */
  private static final int SCALED_LEA = 5;

  /** The one table there is; options do not change it. */
  public static final OpCosts TABLE = OpCosts.of(Costs::cost).withPairs((pair, type) -> SCALED_LEA);

  private Costs() {}

  private static int cost(Op op, Type type) {
    return switch (op) {
      case STACK_ADDR, VMCTX -> 1;
      case F32CONST, F64CONST, REF_FUNC -> 2;
      case IMUL -> 8;
      case SMULHI, UMULHI -> 10;
      case UDIV, SDIV, UREM, SREM -> 50;
      case SELECT, SMIN, SMAX, UMIN, UMAX -> 6;
      case IABS -> 7;
      case CLZ, CTZ, POPCNT, BSWAP -> 5;
      case BITREV -> 40;
      case UEXTEND, IREDUCE, SEXTEND, SEXTEND8, SEXTEND16, SEXTEND32 -> 2;
      case FADD, FSUB, FMUL, BITCAST -> 8;
      case FDIV, SQRT -> 30;
      case FMIN, FMAX, FMA, FCOPYSIGN, CEIL, FLOOR, TRUNC, NEAREST -> 12;
      case FCVT_FROM_SINT, FCVT_FROM_UINT, FPROMOTE, FDEMOTE -> 10;
      case FCVT_TO_SINT, FCVT_TO_UINT, FCVT_TO_SINT_SAT, FCVT_TO_UINT_SAT -> 20;
      default -> op.isFloatCompare() ? 6 : OpCosts.SIMPLE;
    };
  }
}
