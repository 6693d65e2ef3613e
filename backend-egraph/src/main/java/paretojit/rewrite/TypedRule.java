package paretojit.rewrite;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Type;

/**
 * A rule at one assignment of types to its variables. What the rule claims there: for all values at
 * which the left side does not trap and the condition holds, the right side does not trap either
 * and gives the same value.
 *
 * @param variables in the order of the left side
 */
public record TypedRule(
    Rule rule,
    List<TypedExpr.Variable> variables,
    TypedExpr left,
    TypedExpr right,
    @Nullable TypedExpr condition) {

  /** The rule at every assignment of types that gives it a meaning, narrow types first. */
  public static List<TypedRule> of(Rule rule) {
    Set<Rule.Expr> variables = new LinkedHashSet<>();
    collect(rule.left(), variables);
    List<TypedRule> all = new ArrayList<>();
    RuleTyping.forEach(rule, List.copyOf(variables), all::add);
    return all;
  }

  private static void collect(Rule.Expr expr, Set<Rule.Expr> into) {
    if (expr instanceof Rule.Apply apply) {
      apply.operands().forEach(operand -> collect(operand, into));
    } else if (expr instanceof Rule.Variable || expr instanceof Rule.ConstantVariable) {
      into.add(expr);
    }
  }

  /** The assignment in short: {@code i32} when all variables have that type, else {@code c:i32 x:f64}. */
  public String types() {
    Set<Type> types = variables.stream().map(TypedExpr.Variable::type).collect(Collectors.toSet());
    return types.size() == 1
        ? types.iterator().next().toString()
        : variables.stream().map(v -> v.name() + ":" + v.type()).collect(Collectors.joining(" "));
  }
}
