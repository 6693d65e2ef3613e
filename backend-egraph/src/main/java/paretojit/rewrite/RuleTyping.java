package paretojit.rewrite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/**
 * Finds the types a rule can have by trying them all, which shares nothing with the inference of
 * {@link RuleCompiler} that it helps to check.
 */
final class RuleTyping {
  /** The expression has no meaning under the types at hand. */
  private static final class IllTyped extends Exception {
    private static final long serialVersionUID = 1L;

    IllTyped() {
      super(null, null, false, false); // Most combinations are ill-typed: no stack traces.
    }
  }

  private final Map<Rule.Expr, TypedExpr.Variable> variables;

  private RuleTyping(Map<Rule.Expr, TypedExpr.Variable> variables) {
    this.variables = variables;
  }

  static void forEach(Rule rule, List<Rule.Expr> variables, Consumer<TypedRule> consumer) {
    int types = Type.values().length;
    int combinations = (int) Math.pow(types, variables.size());
    for (int combination = 0; combination < combinations; combination++) {
      Map<Rule.Expr, TypedExpr.Variable> typed = new LinkedHashMap<>();
      int rest = combination;
      for (Rule.Expr variable : variables) {
        typed.put(variable, new TypedExpr.Variable(name(variable), Type.of(rest % types)));
        rest /= types;
      }
      for (Type root : Type.values()) {
        try {
          consumer.accept(new RuleTyping(typed).rule(rule, root));
        } catch (IllTyped e) {
          // Not an assignment that the rule can have.
        }
      }
    }
  }

  private static String name(Rule.Expr variable) {
    return switch (variable) {
      case Rule.Variable v -> v.name();
      case Rule.ConstantVariable v -> "#" + v.name();
      default -> throw new AssertionError(variable);
    };
  }

  private TypedRule rule(Rule rule, Type root) throws IllTyped {
    Rule.Expr condition = rule.condition();
    return new TypedRule(
        rule,
        List.copyOf(variables.values()),
        typed(rule.left(), root),
        typed(rule.right(), root),
        condition == null ? null : typed(condition, null));
  }

  private TypedExpr typed(Rule.Expr expr, @Nullable Type expected) throws IllTyped {
    return switch (expr) {
      case Rule.Variable v -> variable(v, expected);
      case Rule.ConstantVariable v -> variable(v, expected);
      case Rule.IntLiteral l -> constant(expected, true, l.value());
      case Rule.WidthLiteral l -> constant(expected, true, expected == null ? 0 : expected.bits());
      case Rule.FloatLiteral l ->
          constant(
              expected,
              false,
              expected == Type.F32
                  ? Float.floatToRawIntBits((float) l.value())
                  : Double.doubleToRawLongBits(l.value()));
      case Rule.Apply apply -> apply(apply, expected);
    };
  }

  private TypedExpr variable(Rule.Expr expr, @Nullable Type expected) throws IllTyped {
    TypedExpr.Variable variable = variables.get(expr);
    if (variable == null || expected != null && variable.type() != expected) {
      throw new IllTyped();
    }
    return variable;
  }

  private static TypedExpr constant(@Nullable Type type, boolean isInt, long bits) throws IllTyped {
    if (type == null || type.isInt() != isInt) {
      throw new IllTyped();
    }
    return new TypedExpr.Constant(type, type.bits() == 32 ? (int) bits : bits);
  }

  private TypedExpr apply(Rule.Apply apply, @Nullable Type expected) throws IllTyped {
    Typing typing = apply.op().typing();
    Type controlling = apply.type();
    if (controlling == null && typing.result().equals("T")) {
      controlling = expected;
    }
    for (int k = 0; k < apply.operands().size() && controlling == null; k++) {
      if (typing.operands().charAt(k) == 'T') {
        try {
          controlling = typed(apply.operands().get(k), null).type();
        } catch (IllTyped e) {
          // A literal says nothing; another operand may.
        }
      }
    }
    if (controlling != null && !typing.domain().contains(controlling)) {
      throw new IllTyped();
    }
    List<TypedExpr> operands = new ArrayList<>();
    for (int k = 0; k < apply.operands().size(); k++) {
      char letter = typing.operands().charAt(k);
      TypedExpr operand = typed(apply.operands().get(k), operandType(letter, controlling));
      if (letter == 'X' && (controlling == null || operand.type().isInt() == controlling.isInt())) {
        throw new IllTyped();
      }
      operands.add(operand);
    }
    Type fixed = Typing.fixed(typing.result().charAt(0));
    Type result = fixed == null ? controlling : fixed;
    if (result == null || operands.isEmpty() || expected != null && expected != result) {
      throw new IllTyped();
    }
    return new TypedExpr.Apply(apply.op(), result, List.copyOf(operands));
  }

  private static @Nullable Type operandType(char letter, @Nullable Type controlling) {
    return switch (letter) {
      case 'T' -> controlling;
      case 'B' ->
          controlling == null
              ? null
              : switch (controlling) {
                case I32 -> Type.F32;
                case I64 -> Type.F64;
                case F32 -> Type.I32;
                case F64 -> Type.I64;
              };
      default -> Typing.fixed(letter);
    };
  }
}
