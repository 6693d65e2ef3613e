package paretojit.rewrite.prove;

import com.microsoft.z3.BitVecSort;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import com.microsoft.z3.Expr;
import java.util.EnumMap;
import java.util.Map;
import paretojit.ir.Op;

/** Integer operations over bit-vectors. */
final class IntEncodings {
  @FunctionalInterface
  private interface Unary {
    Expr<BitVecSort> apply(Context ctx, Expr<BitVecSort> a);
  }

  @FunctionalInterface
  private interface Binary {
    Expr<BitVecSort> apply(Context ctx, Expr<BitVecSort> a, Expr<BitVecSort> b);
  }

  /** A rotation by a number of bits that is known. */
  @FunctionalInterface
  private interface FixedRotation {
    Expr<BitVecSort> apply(Context ctx, int amount, Expr<BitVecSort> a);
  }

  @FunctionalInterface
  private interface Compare {
    BoolExpr apply(Context ctx, Expr<BitVecSort> a, Expr<BitVecSort> b);
  }

  private final Map<Op, Encoding> table = new EnumMap<>(Op.class);

  private IntEncodings() {}

  static Map<Op, Encoding> table() {
    IntEncodings e = new IntEncodings();
    e.arithmetic();
    e.shifts();
    e.bitCounts();
    e.comparisons();
    e.conversions();
    return e.table;
  }

  private void arithmetic() {
    binary(Op.IADD, Context::mkBVAdd);
    binary(Op.ISUB, Context::mkBVSub);
    binary(Op.IMUL, Context::mkBVMul);
    binary(Op.BAND, Context::mkBVAND);
    binary(Op.BOR, Context::mkBVOR);
    binary(Op.BXOR, Context::mkBVXOR);
    binary(Op.SMIN, (ctx, a, b) -> ctx.mkITE(ctx.mkBVSLE(a, b), a, b));
    binary(Op.SMAX, (ctx, a, b) -> ctx.mkITE(ctx.mkBVSGE(a, b), a, b));
    binary(Op.UMIN, (ctx, a, b) -> ctx.mkITE(ctx.mkBVULE(a, b), a, b));
    binary(Op.UMAX, (ctx, a, b) -> ctx.mkITE(ctx.mkBVUGE(a, b), a, b));
    binary(
        Op.SMULHI,
        (ctx, a, b) ->
            high(ctx, ctx.mkBVMul(ctx.mkSignExt(width(a), a), ctx.mkSignExt(width(b), b))));
    binary(
        Op.UMULHI,
        (ctx, a, b) ->
            high(ctx, ctx.mkBVMul(ctx.mkZeroExt(width(a), a), ctx.mkZeroExt(width(b), b))));
    division(Op.UDIV, Context::mkBVUDiv);
    division(Op.SDIV, Context::mkBVSDiv);
    division(Op.UREM, Context::mkBVURem);
    division(Op.SREM, Context::mkBVSRem);
    unary(Op.BNOT, Context::mkBVNot);
    unary(Op.INEG, Context::mkBVNeg);
    unary(Op.IABS, (ctx, a) -> ctx.mkITE(isNegative(ctx, a), ctx.mkBVNeg(a), a));
  }

  private void division(Op op, Binary meaning) {
    table.put(
        op,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          Expr<BitVecSort> a = x.get(0).bits();
          Expr<BitVecSort> b = x.get(1).bits();
          scope.require(ctx.mkNot(ctx.mkEq(b, ctx.mkBV(0, width(b)))));
          if (op == Op.SDIV) {
            scope.require(ctx.mkBVSDivNoOverflow(a, b));
          }
          return scope.ofBits(result, meaning.apply(ctx, a, b));
        });
  }

  private void shifts() {
    binary(Op.ISHL, (ctx, a, b) -> ctx.mkBVSHL(a, modulo(ctx, b)));
    binary(Op.USHR, (ctx, a, b) -> ctx.mkBVLSHR(a, modulo(ctx, b)));
    binary(Op.SSHR, (ctx, a, b) -> ctx.mkBVASHR(a, modulo(ctx, b)));
    rotation(Op.ROTL, Context::mkBVRotateLeft, Context::mkBVSHL, Context::mkBVLSHR);
    rotation(Op.ROTR, Context::mkBVRotateRight, Context::mkBVLSHR, Context::mkBVSHL);
  }

  private void rotation(Op op, FixedRotation fixed, Binary out, Binary in) {
    table.put(
        op,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          Expr<BitVecSort> a = x.get(0).bits();
          Expr<BitVecSort> b = x.get(1).bits();
          if (scope.form() == Scope.Form.CIRCUITS) {
            return scope.ofBits(result, rotated(ctx, a, b, fixed));
          }
          Expr<BitVecSort> leaving = out.apply(ctx, a, modulo(ctx, b));
          Expr<BitVecSort> entering = in.apply(ctx, a, modulo(ctx, ctx.mkBVNeg(b)));
          return scope.ofBits(result, ctx.mkBVOR(leaving, entering));
        });
  }

  /** By the powers of two that make up the amount. */
  private static Expr<BitVecSort> rotated(
      Context ctx, Expr<BitVecSort> a, Expr<BitVecSort> amount, FixedRotation fixed) {
    Expr<BitVecSort> result = a;
    for (int bit = 0; 1 << bit < width(a); bit++) {
      Expr<BitVecSort> further = fixed.apply(ctx, 1 << bit, result);
      result = ctx.mkITE(isSet(ctx, amount, bit), further, result);
    }
    return result;
  }

  private void bitCounts() {
    unary(
        Op.CLZ,
        (ctx, a) -> {
          Expr<BitVecSort> count = ctx.mkBV(width(a), width(a));
          for (int bit = 0; bit < width(a); bit++) {
            Expr<BitVecSort> here = ctx.mkBV(width(a) - 1 - bit, width(a));
            count = ctx.mkITE(isSet(ctx, a, bit), here, count);
          }
          return count;
        });
    unary(
        Op.CTZ,
        (ctx, a) -> {
          Expr<BitVecSort> count = ctx.mkBV(width(a), width(a));
          for (int bit = width(a) - 1; bit >= 0; bit--) {
            count = ctx.mkITE(isSet(ctx, a, bit), ctx.mkBV(bit, width(a)), count);
          }
          return count;
        });
    table.put(
        Op.POPCNT,
        (scope, result, x) -> {
          Context ctx = scope.ctx();
          Expr<BitVecSort> a = x.getFirst().bits();
          Expr<BitVecSort> count = scope.form() == Scope.Form.ALGEBRA ? sum(ctx, a) : tree(ctx, a);
          return scope.ofBits(result, ctx.mkZeroExt(width(a) - width(count), count));
        });
    unary(Op.BSWAP, (ctx, a) -> reversed(ctx, a, 8));
    unary(Op.BITREV, (ctx, a) -> reversed(ctx, a, 1));
  }

  /** The number of bits set as one sum, in eight bits, which hold 64; its operands get sorted. */
  private static Expr<BitVecSort> sum(Context ctx, Expr<BitVecSort> a) {
    Expr<BitVecSort> sum = ctx.mkBV(0, 8);
    for (int bit = 0; bit < width(a); bit++) {
      sum = ctx.mkBVAdd(sum, ctx.mkZeroExt(7, ctx.mkExtract(bit, bit, a)));
    }
    return sum;
  }

  /** The number of bits set in each half, added without loss. */
  private static Expr<BitVecSort> tree(Context ctx, Expr<BitVecSort> a) {
    int width = width(a);
    if (width == 1) {
      return a;
    }
    Expr<BitVecSort> low = tree(ctx, ctx.mkExtract(width / 2 - 1, 0, a));
    return ctx.mkBVAdd(ctx.mkZeroExt(1, tree(ctx, high(ctx, a))), ctx.mkZeroExt(1, low));
  }

  private void comparisons() {
    compare(Op.ICMP_EQ, Context::mkEq);
    compare(Op.ICMP_NE, (ctx, a, b) -> ctx.mkNot(ctx.mkEq(a, b)));
    compare(Op.ICMP_SLT, Context::mkBVSLT);
    compare(Op.ICMP_SGE, Context::mkBVSGE);
    compare(Op.ICMP_SGT, Context::mkBVSGT);
    compare(Op.ICMP_SLE, Context::mkBVSLE);
    compare(Op.ICMP_ULT, Context::mkBVULT);
    compare(Op.ICMP_UGE, Context::mkBVUGE);
    compare(Op.ICMP_UGT, Context::mkBVUGT);
    compare(Op.ICMP_ULE, Context::mkBVULE);
  }

  private void conversions() {
    unary(Op.SEXTEND8, (ctx, a) -> signExtended(ctx, a, 8));
    unary(Op.SEXTEND16, (ctx, a) -> signExtended(ctx, a, 16));
    unary(Op.SEXTEND32, (ctx, a) -> signExtended(ctx, a, 32));
    unary(Op.UEXTEND, (ctx, a) -> ctx.mkZeroExt(32, a));
    unary(Op.SEXTEND, (ctx, a) -> ctx.mkSignExt(32, a));
    unary(Op.IREDUCE, (ctx, a) -> ctx.mkExtract(31, 0, a));
    unary(Op.BITCAST, (ctx, a) -> a);
  }

  private void unary(Op op, Unary meaning) {
    table.put(
        op,
        (scope, result, x) ->
            scope.ofBits(result, meaning.apply(scope.ctx(), x.getFirst().bits())));
  }

  private void binary(Op op, Binary meaning) {
    table.put(
        op,
        (scope, result, x) ->
            scope.ofBits(result, meaning.apply(scope.ctx(), x.get(0).bits(), x.get(1).bits())));
  }

  private void compare(Op op, Compare meaning) {
    table.put(
        op,
        (scope, result, x) ->
            scope.truth(meaning.apply(scope.ctx(), x.get(0).bits(), x.get(1).bits())));
  }

  private static int width(Expr<BitVecSort> a) {
    return a.getSort().getSize();
  }

  private static BoolExpr isNegative(Context ctx, Expr<BitVecSort> a) {
    return ctx.mkBVSLT(a, ctx.mkBV(0, width(a)));
  }

  private static BoolExpr isSet(Context ctx, Expr<BitVecSort> a, int bit) {
    return ctx.mkEq(ctx.mkExtract(bit, bit, a), ctx.mkBV(1, 1));
  }

  /** The upper half. */
  private static Expr<BitVecSort> high(Context ctx, Expr<BitVecSort> a) {
    return ctx.mkExtract(width(a) - 1, width(a) / 2, a);
  }

  /** A shift amount modulo the width. */
  private static Expr<BitVecSort> modulo(Context ctx, Expr<BitVecSort> amount) {
    return ctx.mkBVAND(amount, ctx.mkBV(width(amount) - 1, width(amount)));
  }

  private static Expr<BitVecSort> signExtended(Context ctx, Expr<BitVecSort> a, int from) {
    return width(a) == from ? a : ctx.mkSignExt(width(a) - from, ctx.mkExtract(from - 1, 0, a));
  }

  /** Groups of {@code size} bits in the opposite order. */
  private static Expr<BitVecSort> reversed(Context ctx, Expr<BitVecSort> a, int size) {
    Expr<BitVecSort> result = ctx.mkExtract(size - 1, 0, a);
    for (int low = size; low < width(a); low += size) {
      result = ctx.mkConcat(result, ctx.mkExtract(low + size - 1, low, a));
    }
    return result;
  }
}
