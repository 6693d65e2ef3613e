package paretojit.rewrite.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.z3.BitVecNum;
import com.microsoft.z3.BitVecSort;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import com.microsoft.z3.Expr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import paretojit.ir.Op;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.Typing;
import paretojit.rewrite.TypedExpr;

/**
 * What the solver is told of an operation is what {@link Op#eval} computes: every evaluable opcode, at
 * every type and in every form, on edge and random constants, which the solver simplifies to one.
 */
class EncodingTest {
  private static final int ROUNDS = 40;

  @TestFactory
  List<DynamicTest> everyOperationMeansWhatItComputes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Op op : Op.values()) {
      if (op.isEvaluable()) {
        tests.add(DynamicTest.dynamicTest(op.mnemonic(), () -> check(op)));
      }
    }
    return tests;
  }

  private static void check(Op op) {
    assertTrue(Scope.knows(op), () -> op + " has no encoding");
    int checked = 0;
    try (Context ctx = new Context()) {
      Random random = new Random(op.ordinal());
      for (Type controlling : Type.values()) {
        for (Type other : Type.values()) {
          List<TypedExpr> operands = operands(op.typing(), controlling, other);
          if (!operands.isEmpty()) {
            Type fixed = Typing.fixed(op.typing().result().charAt(0));
            Type result = fixed == null ? controlling : fixed;
            check(ctx, new TypedExpr.Apply(op, result, operands), random);
            checked++;
          }
        }
      }
    }
    assertTrue(checked > 0, () -> op + " has no types");
  }

  /** Variables of the operands' types, none if the types do not fit the operation. */
  private static List<TypedExpr> operands(Typing typing, Type controlling, Type other) {
    List<TypedExpr> operands = new ArrayList<>();
    boolean usesOther = typing.operands().matches(".*[XB].*");
    if (!typing.domain().contains(controlling) || !usesOther && other != Type.I32) {
      return List.of();
    }
    for (char letter : typing.operands().toCharArray()) {
      Type fixed = Typing.fixed(letter);
      boolean isOfOtherKind = other.isInt() != controlling.isInt();
      if (letter == 'X' && !isOfOtherKind
          || letter == 'B' && !(isOfOtherKind && other.bits() == controlling.bits())) {
        return List.of();
      }
      Type type = fixed != null ? fixed : letter == 'T' ? controlling : other;
      operands.add(new TypedExpr.Variable("v" + operands.size(), type));
    }
    return operands;
  }

  private static void check(Context ctx, TypedExpr.Apply apply, Random random) {
    for (int round = 0; round < ROUNDS; round++) {
      Map<TypedExpr.Variable, Long> values = new HashMap<>();
      Map<TypedExpr.Variable, Expr<BitVecSort>> terms = new LinkedHashMap<>();
      for (TypedExpr operand : apply.operands()) {
        TypedExpr.Variable v = (TypedExpr.Variable) operand;
        long bits = Trial.pick(random, v.type());
        values.put(v, bits);
        terms.put(v, ctx.mkBV(bits, v.type().bits()));
      }
      for (Scope.Form form : Scope.Form.values()) {
        check(ctx, apply, values, Scope.meaning(ctx, form, terms, apply));
      }
    }
  }

  private static void check(
      Context ctx,
      TypedExpr.Apply apply,
      Map<TypedExpr.Variable, Long> values,
      Scope.Meaning meaning) {
    String what = apply.op() + "." + apply.type() + " " + values;
    Expr<?> isDefined = meaning.isDefined().simplify();
    assertTrue(isDefined.isTrue() || isDefined.isFalse(), what + ": " + isDefined);
    long expected;
    try {
      expected = apply.eval(values);
    } catch (TrapException e) {
      assertTrue(isDefined.isFalse(), what + " traps");
      return;
    }
    assertTrue(isDefined.isTrue(), what + " does not trap");
    Expr<BitVecSort> value = meaning.value().bits();
    // The payload of a NaN may be any; that it is a quiet one does not depend on it.
    BitVecNum number = (BitVecNum) withAnyPayload(ctx, value).simplify();
    BigInteger big = number.getBigInteger();
    long actual = apply.type().bits() == 32 ? big.intValue() : big.longValue();
    assertTrue(
        Trial.isSame(apply.type(), expected, actual),
        () -> "%s: %x, computed %x".formatted(what, actual, expected));
  }

  private static Expr<BitVecSort> withAnyPayload(Context ctx, Expr<BitVecSort> value) {
    Expr<BitVecSort> result = value;
    for (Expr<?> constant : unknowns(value.simplify())) {
      int width = ((BitVecSort) constant.getSort()).getSize();
      result = result.substitute(constant, ctx.mkBV(0, width));
    }
    return result;
  }

  private static List<Expr<?>> unknowns(Expr<?> expr) {
    if (expr.isConst() && !expr.isNumeral()) {
      return expr.getSort() instanceof BitVecSort ? List.of(expr) : List.of();
    }
    List<Expr<?>> found = new ArrayList<>();
    if (expr.isApp()) {
      Arrays.stream(expr.getArgs()).forEach(arg -> found.addAll(unknowns(arg)));
    }
    return found;
  }

  /** The two views of a float agree, as bit tricks and arithmetic may meet in one rule. */
  @TestFactory
  List<DynamicTest> bitsAndNumbersAgree() {
    return List.of(Op.FNEG, Op.FABS, Op.FCOPYSIGN).stream()
        .map(op -> DynamicTest.dynamicTest(op.mnemonic(), () -> checkViews(op)))
        .toList();
  }

  private static void checkViews(Op op) {
    Random random = new Random(op.ordinal());
    try (Context ctx = new Context()) {
      for (Type type : List.of(Type.F32, Type.F64)) {
        for (int round = 0; round < ROUNDS; round++) {
          Map<TypedExpr.Variable, Expr<BitVecSort>> terms = new LinkedHashMap<>();
          List<TypedExpr> operands = new ArrayList<>();
          for (int k = 0; k < op.typing().arity(); k++) {
            TypedExpr.Variable v = new TypedExpr.Variable("v" + k, type);
            operands.add(v);
            terms.put(v, ctx.mkBV(Trial.pick(random, type), type.bits()));
          }
          TypedExpr expr = new TypedExpr.Apply(op, type, operands);
          Term value = Scope.meaning(ctx, Scope.Form.CIRCUITS, terms, expr).value();
          BoolExpr same =
              ctx.mkEq(ctx.mkFPToFP(value.bits(), Term.sort(ctx, type)), value.number());
          assertEquals("true", same.simplify().toString(), () -> op + " " + terms);
        }
      }
    }
  }
}
