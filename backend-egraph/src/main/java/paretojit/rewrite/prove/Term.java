package paretojit.rewrite.prove;

import com.microsoft.z3.BitVecSort;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import com.microsoft.z3.Expr;
import com.microsoft.z3.FPSort;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Type;

/**
 * A value of the IR as the solver sees it: bits, and for a float also its number. Either is made
 * from the other when first asked for, so that arithmetic stays arithmetic and bit tricks stay bits.
 *
 * <p>The solver knows one NaN. Where the IR's arithmetic gives NaN it promises a quiet one and no
 * more, so its bits are then a constant that may be any quiet NaN, another for each operation.
 */
final class Term {
  private final Context ctx;
  private final Type type;
  private final boolean nanIsQuiet;
  private @Nullable Expr<BitVecSort> bits;
  private @Nullable Expr<FPSort> number;

  private Term(
      Context ctx,
      Type type,
      boolean nanIsQuiet,
      @Nullable Expr<BitVecSort> bits,
      @Nullable Expr<FPSort> number) {
    this.ctx = ctx;
    this.type = type;
    this.nanIsQuiet = nanIsQuiet;
    this.bits = bits;
    this.number = number;
  }

  /** A value given by its bits. */
  static Term ofBits(Context ctx, Type type, Expr<BitVecSort> bits) {
    return new Term(ctx, type, false, bits, null);
  }

  /** The result of float arithmetic. */
  static Term ofNumber(Context ctx, Type type, Expr<FPSort> number) {
    return new Term(ctx, type, true, null, number);
  }

  /** A float of which both views are known, and whether it can be no other NaN than a quiet one. */
  static Term ofBoth(
      Context ctx, Type type, boolean nanIsQuiet, Expr<BitVecSort> bits, Expr<FPSort> number) {
    return new Term(ctx, type, nanIsQuiet, bits, number);
  }

  static FPSort sort(Context ctx, Type type) {
    return type == Type.F32 ? ctx.mkFPSort32() : ctx.mkFPSort64();
  }

  Type type() {
    return type;
  }

  boolean nanIsQuiet() {
    return nanIsQuiet;
  }

  Expr<BitVecSort> bits() {
    if (bits == null) {
      Expr<FPSort> value = number();
      bits = ctx.mkITE(ctx.mkFPIsNaN(value), someQuietNan(), ctx.mkFPToIEEEBV(value));
    }
    return bits;
  }

  Expr<FPSort> number() {
    if (number == null) {
      number = ctx.mkFPToFP(bits(), sort(ctx, type));
    }
    return number;
  }

  /** Exponent and quiet bit set; sign and the rest of the payload are anything. */
  private Expr<BitVecSort> someQuietNan() {
    int payload = type == Type.F32 ? 22 : 51;
    int ones = type.bits() - 1 - payload;
    return ctx.mkConcat(
        ctx.mkFreshConst("nan_sign", ctx.mkBitVecSort(1)),
        ctx.mkConcat(
            ctx.mkBV((1 << ones) - 1, ones),
            ctx.mkFreshConst("nan_payload", ctx.mkBitVecSort(payload))));
  }

  /** Same bits, or both a quiet NaN: what the IR can tell apart. */
  BoolExpr isSameAs(Term other) {
    if (type.isInt()) {
      return ctx.mkEq(bits(), other.bits());
    }
    if (nanIsQuiet && other.nanIsQuiet) {
      return ctx.mkEq(number(), other.number());
    }
    return ctx.mkOr(ctx.mkEq(bits(), other.bits()), ctx.mkAnd(isQuietNan(), other.isQuietNan()));
  }

  private BoolExpr isQuietNan() {
    if (nanIsQuiet) {
      return ctx.mkFPIsNaN(number());
    }
    int quietBit = type == Type.F32 ? 22 : 51;
    return ctx.mkEq(
        ctx.mkExtract(type.bits() - 2, quietBit, bits()),
        ctx.mkBVNot(ctx.mkBV(0, type.bits() - 1 - quietBit)));
  }
}
