package paretojit.rewrite.prove;

import com.microsoft.z3.BitVecSort;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import com.microsoft.z3.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.rewrite.TypedExpr;

/** Turns one expression into the solver's terms and gathers under which conditions it traps not. */
final class Scope {
  private static final Map<Op, Encoding> INTS = IntEncodings.table();
  private static final Map<Op, Encoding> FLOATS = FloatEncodings.table();

  /** An expression's value, and where it has one. */
  record Meaning(Term value, BoolExpr isDefined) {}

  /** How to put the same meaning where there is a choice; what is hard in one form may be easy in another. */
  enum Form {
    /** Small circuits: bit counts as trees of adders, rotations in stages. */
    CIRCUITS,
    /** Few operations that the solver has rules for: bit counts as one sum, rotations as two shifts. */
    ALGEBRA
  }

  private final Context ctx;
  private final Form form;
  private final Map<TypedExpr.Variable, Expr<BitVecSort>> variables;
  private final List<BoolExpr> required = new ArrayList<>();

  private Scope(Context ctx, Form form, Map<TypedExpr.Variable, Expr<BitVecSort>> variables) {
    this.ctx = ctx;
    this.form = form;
    this.variables = variables;
  }

  /**
   * @param variables the bits of each variable
   */
  static Meaning meaning(
      Context ctx, Form form, Map<TypedExpr.Variable, Expr<BitVecSort>> variables, TypedExpr expr) {
    Scope scope = new Scope(ctx, form, variables);
    Term value = scope.term(expr);
    return new Meaning(value, ctx.mkAnd(scope.required.toArray(BoolExpr[]::new)));
  }

  /** Whether the solver can be told what an operation means. */
  static boolean knows(Op op) {
    return INTS.containsKey(op) || FLOATS.containsKey(op);
  }

  Context ctx() {
    return ctx;
  }

  Form form() {
    return form;
  }

  /** The operation at hand traps unless {@code condition}. */
  void require(BoolExpr condition) {
    required.add(condition);
  }

  /** The bits of {@code value} as a constant of a width. */
  Expr<BitVecSort> number(long value, int width) {
    return ctx.mkBV(value, width);
  }

  Term ofBits(Type type, Expr<BitVecSort> bits) {
    return Term.ofBits(ctx, type, bits);
  }

  /** 1 or 0, of type I32. */
  Term truth(BoolExpr condition) {
    return ofBits(Type.I32, ctx.mkITE(condition, number(1, 32), number(0, 32)));
  }

  private Term term(TypedExpr expr) {
    return switch (expr) {
      case TypedExpr.Constant c -> ofBits(c.type(), number(c.bits(), c.type().bits()));
      case TypedExpr.Variable v -> {
        Expr<BitVecSort> bits = variables.get(v);
        if (bits == null) {
          throw new AssertionError("unbound " + v);
        }
        yield ofBits(v.type(), bits);
      }
      case TypedExpr.Apply apply -> {
        List<Term> operands = apply.operands().stream().map(this::term).toList();
        Encoding encoding = INTS.get(apply.op());
        encoding = encoding == null ? FLOATS.get(apply.op()) : encoding;
        if (encoding == null) {
          throw new AssertionError("no encoding of " + apply.op());
        }
        yield encoding.apply(this, apply.type(), operands);
      }
    };
  }
}
