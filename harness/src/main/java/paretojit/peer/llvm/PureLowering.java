package paretojit.peer.llvm;

import static paretojit.peer.llvm.Opcodes.*;

import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;

/**
 * Lowers the operations whose meaning is {@link Op#eval}: constants, arithmetic, comparisons,
 * conversions. Where LLVM's instruction is undefined, a check or a mask comes before it.
 */
final class PureLowering {
  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private final FunctionLowering l;
  private final LlvmContext c;
  private final IrBuilder b;

  PureLowering(FunctionLowering lowering) {
    this.l = lowering;
    this.c = lowering.c;
    this.b = lowering.b;
  }

  void lower(int i, Op op) {
    if (op.isIntCompare()) {
      l.defineCondition(i, b.icmp(predicate(op), l.arg(i, 0), l.arg(i, 1)));
    } else if (op.isFloatCompare()) {
      l.defineCondition(i, b.fcmp(predicate(op), l.arg(i, 0), l.arg(i, 1)));
    } else {
      l.define(i, result(i, op, l.f().type(i)));
    }
  }

  private long result(int i, Op op, Type type) {
    return switch (op) {
      case ICONST -> constant(type, l.f().imm(i));
      case F32CONST, F64CONST -> c.constFloat(type, l.f().imm(i));
      case IADD -> binary(i, ADD);
      case ISUB -> binary(i, SUB);
      case IMUL -> binary(i, MUL);
      case BAND -> binary(i, AND);
      case BOR -> binary(i, OR);
      case BXOR -> binary(i, XOR);
      case FADD -> binary(i, FADD);
      case FSUB -> binary(i, FSUB);
      case FMUL -> binary(i, FMUL);
      case FDIV -> binary(i, FDIV);
      case UDIV -> divide(i, type, UDIV);
      case UREM -> divide(i, type, UREM);
      case SDIV -> divideSigned(i, type);
      case SREM -> remainderSigned(i, type);
      case ISHL -> shift(i, type, SHL);
      case USHR -> shift(i, type, LSHR);
      case SSHR -> shift(i, type, ASHR);
      case ROTL -> rotate(i, type, Intrinsic.FSHL);
      case ROTR -> rotate(i, type, Intrinsic.FSHR);
      case SMIN -> intrinsic(i, type, Intrinsic.SMIN);
      case SMAX -> intrinsic(i, type, Intrinsic.SMAX);
      case UMIN -> intrinsic(i, type, Intrinsic.UMIN);
      case UMAX -> intrinsic(i, type, Intrinsic.UMAX);
      case SMULHI -> multiplyHigh(i, type, SEXT);
      case UMULHI -> multiplyHigh(i, type, ZEXT);
      case BNOT -> b.binary(XOR, l.arg(i, 0), constant(type, -1));
      case INEG -> b.binary(SUB, constant(type, 0), l.arg(i, 0));
      case IABS -> intrinsicWithFlag(i, type, Intrinsic.ABS);
      case CLZ -> intrinsicWithFlag(i, type, Intrinsic.CTLZ);
      case CTZ -> intrinsicWithFlag(i, type, Intrinsic.CTTZ);
      case POPCNT -> intrinsic(i, type, Intrinsic.CTPOP);
      case BSWAP -> intrinsic(i, type, Intrinsic.BSWAP);
      case BITREV -> intrinsic(i, type, Intrinsic.BITREVERSE);
      case SEXTEND8 -> signExtend(i, type, c.i8);
      case SEXTEND16 -> signExtend(i, type, c.i16);
      case SEXTEND32 -> signExtend(i, type, c.i32);
      case SELECT -> b.select(l.condition(i, 0), l.arg(i, 1), l.arg(i, 2));
      case FMIN -> intrinsic(i, type, Intrinsic.MINIMUM);
      case FMAX -> intrinsic(i, type, Intrinsic.MAXIMUM);
      case FCOPYSIGN -> intrinsic(i, type, Intrinsic.COPYSIGN);
      case FMA -> intrinsic(i, type, Intrinsic.FMA);
      case SQRT -> intrinsic(i, type, Intrinsic.SQRT);
      case FNEG -> b.fneg(l.arg(i, 0));
      case FABS -> intrinsic(i, type, Intrinsic.FABS);
      case CEIL -> intrinsic(i, type, Intrinsic.CEIL);
      case FLOOR -> intrinsic(i, type, Intrinsic.FLOOR);
      case TRUNC -> intrinsic(i, type, Intrinsic.TRUNC);
      case NEAREST -> intrinsic(i, type, Intrinsic.ROUNDEVEN);
      case UEXTEND -> cast(i, ZEXT, type);
      case SEXTEND -> cast(i, SEXT, type);
      case IREDUCE -> cast(i, Opcodes.TRUNC, type);
      case FPROMOTE -> cast(i, FP_EXT, type);
      case FDEMOTE -> cast(i, FP_TRUNC, type);
      case BITCAST -> cast(i, BIT_CAST, type);
      case FCVT_FROM_SINT -> cast(i, SI_TO_FP, type);
      case FCVT_FROM_UINT -> cast(i, UI_TO_FP, type);
      case FCVT_TO_SINT -> toInt(i, type, true);
      case FCVT_TO_UINT -> toInt(i, type, false);
      case FCVT_TO_SINT_SAT -> saturate(i, type, Intrinsic.FP_TO_SI_SAT);
      case FCVT_TO_UINT_SAT -> saturate(i, type, Intrinsic.FP_TO_UI_SAT);
      default -> throw new AssertionError(op + " is not pure");
    };
  }

  private long constant(Type type, long value) {
    return c.constInt(c.type(type), type == Type.I32 ? value & 0xffff_ffffL : value);
  }

  private long binary(int i, int opcode) {
    return b.binary(opcode, l.arg(i, 0), l.arg(i, 1));
  }

  private long cast(int i, int opcode, Type type) {
    return b.cast(opcode, l.arg(i, 0), c.type(type));
  }

  private long intrinsic(int i, Type type, Intrinsic name) {
    Callee callee = l.d.intrinsic(name, type);
    return switch (l.f().argCount(i)) {
      case 1 -> b.call(callee, l.arg(i, 0));
      case 2 -> b.call(callee, l.arg(i, 0), l.arg(i, 1));
      default -> b.call(callee, l.arg(i, 0), l.arg(i, 1), l.arg(i, 2));
    };
  }

  /** Intrinsics whose flag would make some operand poison. */
  private long intrinsicWithFlag(int i, Type type, Intrinsic name) {
    return b.call(l.d.intrinsic(name, type), l.arg(i, 0), c.constInt(c.i1, 0));
  }

  /** LLVM's shifts are poison from the width on. */
  private long shift(int i, Type type, int opcode) {
    long amount =
        l.isConst(i, 1)
            ? constant(type, l.constOf(i, 1) & type.bits() - 1)
            : b.binary(AND, l.arg(i, 1), constant(type, type.bits() - 1));
    return b.binary(opcode, l.arg(i, 0), amount);
  }

  /** Funnel shifts count modulo the width by themselves. */
  private long rotate(int i, Type type, Intrinsic funnelShift) {
    long value = l.arg(i, 0);
    return b.call(l.d.intrinsic(funnelShift, type), value, value, l.arg(i, 1));
  }

  private long multiplyHigh(int i, Type type, int extension) {
    long wide = type == Type.I32 ? c.i64 : c.i128;
    long x = b.cast(extension, l.arg(i, 0), wide);
    long y = b.cast(extension, l.arg(i, 1), wide);
    long high = b.binary(LSHR, b.binary(MUL, x, y), c.constInt(wide, type.bits()));
    return b.cast(Opcodes.TRUNC, high, c.type(type));
  }

  private long signExtend(int i, Type type, long narrow) {
    return b.cast(SEXT, b.cast(Opcodes.TRUNC, l.arg(i, 0), narrow), c.type(type));
  }

  // ---- division

  private void checkDivisor(int i, Type type) {
    if (!l.isConst(i, 1) || l.constOf(i, 1) == 0) {
      long isZero = b.icmp(EQ, l.arg(i, 1), constant(type, 0));
      l.trapIf(i, isZero, TrapCode.INTEGER_DIVISION_BY_ZERO);
    }
  }

  /** True if the divisor may be -1, with which LLVM's signed division can overflow. */
  private boolean mayBeMinusOne(int i, Type type) {
    return !l.isConst(i, 1) || (type == Type.I32 ? (int) l.constOf(i, 1) : l.constOf(i, 1)) == -1;
  }

  private long divide(int i, Type type, int opcode) {
    checkDivisor(i, type);
    return binary(i, opcode);
  }

  private long divideSigned(int i, Type type) {
    checkDivisor(i, type);
    if (mayBeMinusOne(i, type)) {
      long least = constant(type, type == Type.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE);
      long isLeast = b.icmp(EQ, l.arg(i, 0), least);
      long byMinusOne = b.icmp(EQ, l.arg(i, 1), constant(type, -1));
      l.trapIf(i, b.binary(AND, isLeast, byMinusOne), TrapCode.INTEGER_OVERFLOW);
    }
    return binary(i, SDIV);
  }

  /** x rem -1 is 0, as is x rem 1. */
  private long remainderSigned(int i, Type type) {
    checkDivisor(i, type);
    long divisor = l.arg(i, 1);
    if (mayBeMinusOne(i, type)) {
      long byMinusOne = b.icmp(EQ, divisor, constant(type, -1));
      divisor = b.select(byMinusOne, constant(type, 1), divisor);
    }
    return b.binary(SREM, l.arg(i, 0), divisor);
  }

  // ---- float to integer

  private long saturate(int i, Type type, Intrinsic name) {
    return b.call(l.d.intrinsic(name, type, l.f().operandType(i)), l.arg(i, 0));
  }

  /** In range is tested first; which trap it is only once it is not. */
  private long toInt(int i, Type type, boolean signed) {
    Type from = l.f().operandType(i);
    long x = l.arg(i, 0);
    long bad = b.newBlock();
    long good = b.newBlock();
    b.condBr(inRange(x, from, type, signed), good, bad);
    b.startBlock(bad);
    long isNan = b.fcmp(F_UNO, x, x);
    long code =
        b.select(
            isNan,
            c.constInt(c.i32, TrapCode.BAD_CONVERSION_TO_INTEGER.ordinal()),
            c.constInt(c.i32, TrapCode.INTEGER_OVERFLOW.ordinal()));
    l.trap(i, code, 0);
    b.startBlock(good);
    return b.cast(signed ? FP_TO_SI : FP_TO_UI, x, c.type(type));
  }

  private long inRange(long x, Type from, Type to, boolean signed) {
    boolean wide = to == Type.I64;
    double above = wide ? (signed ? TWO_63 : TWO_64) : (signed ? TWO_31 : TWO_32);
    long low;
    if (!signed) {
      low = b.fcmp(F_OGT, x, constant(from, -1.0));
    } else if (from == Type.F64 && !wide) {
      low = b.fcmp(F_OGT, x, constant(from, -TWO_31 - 1));
    } else {
      // The next number below the least integer is below it by more than one.
      low = b.fcmp(F_OGE, x, constant(from, wide ? -TWO_63 : -TWO_31));
    }
    return b.binary(AND, low, b.fcmp(F_OLT, x, constant(from, above)));
  }

  private long constant(Type type, double value) {
    long bits =
        type == Type.F32
            ? Float.floatToRawIntBits((float) value)
            : Double.doubleToRawLongBits(value);
    return c.constFloat(type, bits);
  }
}
