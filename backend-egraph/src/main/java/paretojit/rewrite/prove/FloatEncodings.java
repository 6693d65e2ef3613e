package paretojit.rewrite.prove;

import com.microsoft.z3.BitVecSort;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import com.microsoft.z3.Expr;
import com.microsoft.z3.FPExpr;
import com.microsoft.z3.FPRMSort;
import com.microsoft.z3.FPSort;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import paretojit.ir.Op;
import paretojit.ir.Type;

/** Float operations, selection, and conversions between floats and integers. */
final class FloatEncodings {
  @FunctionalInterface
  private interface Binary {
    Expr<FPSort> apply(Context ctx, Expr<FPSort> a, Expr<FPSort> b);
  }

  @FunctionalInterface
  private interface Compare {
    BoolExpr apply(Context ctx, Expr<FPSort> a, Expr<FPSort> b);
  }

  /** A sign bit from the two operands' sign bits. */
  @FunctionalInterface
  private interface Sign {
    Expr<BitVecSort> apply(Context ctx, Expr<BitVecSort> own, Expr<BitVecSort> other);
  }

  private final Map<Op, Encoding> table = new EnumMap<>(Op.class);

  private FloatEncodings() {}

  static Map<Op, Encoding> table() {
    FloatEncodings e = new FloatEncodings();
    e.arithmetic();
    e.comparisons();
    e.signs();
    e.conversions();
    e.table.put(
        Op.SELECT,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          BoolExpr isFalse = ctx.mkEq(x.get(0).bits(), ctx.mkBV(0, 32));
          return choice(scope, isFalse, x.get(2), x.get(1));
        });
    return e.table;
  }

  private static Term choice(Scope scope, BoolExpr condition, Term yes, Term no) {
    Context ctx = scope.ctx();
    Expr<BitVecSort> bits = ctx.mkITE(condition, yes.bits(), no.bits());
    if (yes.type().isInt()) {
      return scope.ofBits(yes.type(), bits);
    }
    boolean nanIsQuiet = yes.nanIsQuiet() && no.nanIsQuiet();
    Expr<FPSort> number = ctx.mkITE(condition, yes.number(), no.number());
    return Term.ofBoth(ctx, yes.type(), nanIsQuiet, bits, number);
  }

  private void arithmetic() {
    binary(Op.FADD, (ctx, a, b) -> ctx.mkFPAdd(ctx.mkFPRNE(), a, b));
    binary(Op.FSUB, (ctx, a, b) -> ctx.mkFPSub(ctx.mkFPRNE(), a, b));
    bySigns(Op.FMUL, (ctx, a, b) -> ctx.mkFPMul(ctx.mkFPRNE(), a, b));
    bySigns(Op.FDIV, (ctx, a, b) -> ctx.mkFPDiv(ctx.mkFPRNE(), a, b));
    binary(Op.FMIN, (ctx, a, b) -> extreme(ctx, a, b, true));
    binary(Op.FMAX, (ctx, a, b) -> extreme(ctx, a, b, false));
    table.put(
        Op.FMA,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          Expr<FPSort> factor = ctx.mkFPAbs(x.get(0).number());
          Expr<FPSort> other =
              withSign(ctx, ctx.mkFPAbs(x.get(1).number()), signs(ctx, x.get(0), x.get(1)));
          return Term.ofNumber(
              ctx, result, ctx.mkFPFMA(ctx.mkFPRNE(), factor, other, x.get(2).number()));
        });
    binary(Op.SQRT, (ctx, a, b) -> ctx.mkFPSqrt(ctx.mkFPRNE(), a));
    binary(Op.CEIL, (ctx, a, b) -> ctx.mkFPRoundToIntegral(ctx.mkFPRTP(), a));
    binary(Op.FLOOR, (ctx, a, b) -> ctx.mkFPRoundToIntegral(ctx.mkFPRTN(), a));
    binary(Op.TRUNC, (ctx, a, b) -> ctx.mkFPRoundToIntegral(ctx.mkFPRTZ(), a));
    binary(Op.NEAREST, (ctx, a, b) -> ctx.mkFPRoundToIntegral(ctx.mkFPRNE(), a));
  }

  /**
   * From the operands' magnitudes, the result's sign being the exclusive or of theirs (IEEE 754,
   * section 6.3): then the solver sees at once that two negations cancel.
   */
  private void bySigns(Op op, Binary meaning) {
    table.put(
        op,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          Expr<FPSort> magnitude =
              meaning.apply(ctx, ctx.mkFPAbs(x.get(0).number()), ctx.mkFPAbs(x.get(1).number()));
          return Term.ofNumber(
              ctx, result, withSign(ctx, magnitude, signs(ctx, x.get(0), x.get(1))));
        });
  }

  private static Expr<BitVecSort> signs(Context ctx, Term a, Term b) {
    return ctx.mkBVXOR(signBit(ctx, a), signBit(ctx, b));
  }

  private static Expr<BitVecSort> signBit(Context ctx, Term a) {
    int top = a.type().bits() - 1;
    return ctx.mkExtract(top, top, a.bits());
  }

  private static Expr<FPSort> withSign(Context ctx, Expr<FPSort> magnitude, Expr<BitVecSort> sign) {
    return ctx.mkITE(ctx.mkEq(sign, ctx.mkBV(1, 1)), ctx.mkFPNeg(magnitude), magnitude);
  }

  /** Minimum or maximum: NaN if either is, and minus zero is less than plus zero. */
  private static Expr<FPSort> extreme(
      Context ctx, Expr<FPSort> a, Expr<FPSort> b, boolean isMinimum) {
    BoolExpr isBefore = isMinimum ? ctx.mkFPLt(a, b) : ctx.mkFPGt(a, b);
    BoolExpr winsTie = isMinimum ? ctx.mkFPIsNegative(a) : ctx.mkFPIsPositive(a);
    BoolExpr isFirst = ctx.mkOr(isBefore, ctx.mkAnd(ctx.mkFPEq(a, b), winsTie));
    return ctx.mkITE(
        ctx.mkOr(ctx.mkFPIsNaN(a), ctx.mkFPIsNaN(b)),
        ctx.mkFPNaN(a.getSort()),
        ctx.mkITE(isFirst, a, b));
  }

  private void comparisons() {
    compare(Op.FCMP_EQ, Context::mkFPEq);
    compare(Op.FCMP_NE, (ctx, a, b) -> ctx.mkNot(ctx.mkFPEq(a, b)));
    compare(Op.FCMP_LT, Context::mkFPLt);
    compare(Op.FCMP_LE, Context::mkFPLEq);
    compare(Op.FCMP_GT, Context::mkFPGt);
    compare(Op.FCMP_GE, Context::mkFPGEq);
    compare(Op.FCMP_ORD, (ctx, a, b) -> ctx.mkNot(ctx.mkOr(ctx.mkFPIsNaN(a), ctx.mkFPIsNaN(b))));
    compare(Op.FCMP_UNO, (ctx, a, b) -> ctx.mkOr(ctx.mkFPIsNaN(a), ctx.mkFPIsNaN(b)));
    compare(Op.FCMP_ONE, (ctx, a, b) -> ctx.mkOr(ctx.mkFPLt(a, b), ctx.mkFPGt(a, b)));
    compare(Op.FCMP_UEQ, (ctx, a, b) -> ctx.mkNot(ctx.mkOr(ctx.mkFPLt(a, b), ctx.mkFPGt(a, b))));
    compare(Op.FCMP_ULT, (ctx, a, b) -> ctx.mkNot(ctx.mkFPGEq(a, b)));
    compare(Op.FCMP_ULE, (ctx, a, b) -> ctx.mkNot(ctx.mkFPGt(a, b)));
    compare(Op.FCMP_UGT, (ctx, a, b) -> ctx.mkNot(ctx.mkFPLEq(a, b)));
    compare(Op.FCMP_UGE, (ctx, a, b) -> ctx.mkNot(ctx.mkFPLt(a, b)));
  }

  private void signs() {
    sign(Op.FNEG, (ctx, own, other) -> ctx.mkBVNot(own));
    sign(Op.FABS, (ctx, own, other) -> ctx.mkBV(0, 1));
    sign(Op.FCOPYSIGN, (ctx, own, other) -> other);
  }

  /** Changes the sign bit and nothing else, of NaN as well. */
  private void sign(Op op, Sign meaning) {
    table.put(
        op,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          int top = result.bits() - 1;
          Term a = x.getFirst();
          Expr<BitVecSort> own = signBit(ctx, a);
          Expr<BitVecSort> other = signBit(ctx, x.getLast());
          Expr<BitVecSort> bits =
              ctx.mkConcat(meaning.apply(ctx, own, other), ctx.mkExtract(top - 1, 0, a.bits()));
          Expr<FPSort> number =
              switch (op) {
                case FNEG -> ctx.mkFPNeg(a.number());
                case FABS -> ctx.mkFPAbs(a.number());
                default -> withSign(ctx, ctx.mkFPAbs(a.number()), other);
              };
          return Term.ofBoth(ctx, result, a.nanIsQuiet(), bits, number);
        });
  }

  private void conversions() {
    table.put(Op.FPROMOTE, FloatEncodings::resized);
    table.put(Op.FDEMOTE, FloatEncodings::resized);
    fromInt(Op.FCVT_FROM_SINT, true);
    fromInt(Op.FCVT_FROM_UINT, false);
    toInt(Op.FCVT_TO_SINT, true, false);
    toInt(Op.FCVT_TO_UINT, false, false);
    toInt(Op.FCVT_TO_SINT_SAT, true, true);
    toInt(Op.FCVT_TO_UINT_SAT, false, true);
  }

  private static Term resized(Scope scope, Type result, List<Term> x) {
    Context ctx = scope.ctx();
    Expr<FPSort> number = resize(ctx, ctx.mkFPRNE(), x.getFirst().number(), Term.sort(ctx, result));
    return Term.ofNumber(ctx, result, number);
  }

  private static Expr<FPSort> resize(
      Context ctx, Expr<FPRMSort> rounding, Expr<FPSort> number, FPSort sort) {
    return ctx.mkFPToFP(rounding, (FPExpr) number, sort);
  }

  private void fromInt(Op op, boolean isSigned) {
    table.put(
        op,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          Expr<FPSort> number =
              ctx.mkFPToFP(ctx.mkFPRNE(), x.getFirst().bits(), Term.sort(ctx, result), isSigned);
          return Term.ofNumber(ctx, result, number);
        });
  }

  private void toInt(Op op, boolean isSigned, boolean saturates) {
    table.put(
        op,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          int width = result.bits();
          Expr<FPRMSort> towardsZero = ctx.mkFPRTZ();
          // As a double, exactly, so that bounds need only the one form.
          Expr<FPSort> value = resize(ctx, towardsZero, x.getFirst().number(), ctx.mkFPSort64());
          BoolExpr isNan = ctx.mkFPIsNaN(value);
          BoolExpr isLow = isBelow(ctx, value, isSigned, width);
          double bound = Math.scalb(1.0, isSigned ? width - 1 : width);
          BoolExpr isHigh = ctx.mkFPGEq(value, ctx.mkFP(bound, ctx.mkFPSort64()));
          Expr<BitVecSort> bits = ctx.mkFPToBV(towardsZero, value, width, isSigned);
          if (!saturates) {
            scope.require(ctx.mkNot(ctx.mkOr(isNan, isLow, isHigh)));
            return scope.ofBits(result, bits);
          }
          long least = isSigned ? 1L << width - 1 : 0;
          Expr<BitVecSort> lowest = scope.number(least, width);
          Expr<BitVecSort> highest = ctx.mkBVNot(lowest);
          Expr<BitVecSort> clamped = ctx.mkITE(isLow, lowest, ctx.mkITE(isHigh, highest, bits));
          return scope.ofBits(result, ctx.mkITE(isNan, scope.number(0, width), clamped));
        });
  }

  /** Rounds towards zero to less than the type holds; -2^63 - 1 is no double. */
  private static BoolExpr isBelow(Context ctx, Expr<FPSort> value, boolean isSigned, int width) {
    FPSort wide = ctx.mkFPSort64();
    if (isSigned && width == 64) {
      return ctx.mkFPLt(value, ctx.mkFP(-0x1p63, wide));
    }
    return ctx.mkFPLEq(value, ctx.mkFP(isSigned ? -0x1p31 - 1 : -1.0, wide));
  }

  private void binary(Op op, Binary meaning) {
    table.put(
        op,
        (scope, result, x) ->
            Term.ofNumber(
                scope.ctx(),
                result,
                meaning.apply(scope.ctx(), x.getFirst().number(), x.getLast().number())));
  }

  private void compare(Op op, Compare meaning) {
    table.put(
        op,
        (scope, result, x) ->
            scope.truth(meaning.apply(scope.ctx(), x.get(0).number(), x.get(1).number())));
  }
}
