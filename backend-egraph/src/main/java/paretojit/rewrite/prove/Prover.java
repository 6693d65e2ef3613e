package paretojit.rewrite.prove;

import com.microsoft.z3.BitVecNum;
import com.microsoft.z3.BitVecSort;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import com.microsoft.z3.Expr;
import com.microsoft.z3.Model;
import com.microsoft.z3.Params;
import com.microsoft.z3.Solver;
import com.microsoft.z3.Tactic;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Type;
import paretojit.rewrite.TypedExpr;
import paretojit.rewrite.TypedRule;

/**
 * Asks Z3 for values at which a rule is wrong; that there are none is the proof.
 *
 * <p>Where the question as a whole is too hard it is cut into cases that leave nothing out: one for
 * each residue of a shift amount modulo the width, or one for each value that the rule's condition
 * allows its constant. With the amount or the constant known, shifts are wiring and products sums.
 */
final class Prover implements AutoCloseable {
  /** More values than this of a constant are not enumerated. */
  private static final int MOST_CASES = 130;

  private static final int FIRST_STEPS = 500_000;
  private static final int MOST_STEPS = 2_000_000_000;

  enum Answer {
    HOLDS,
    FAILS,
    UNKNOWN
  }

  /**
   * @param counterExample there if the rule fails
   */
  record Result(Answer answer, @Nullable CounterExample counterExample) {
    static final Result HOLDS = new Result(Answer.HOLDS, null);
    static final Result UNKNOWN = new Result(Answer.UNKNOWN, null);
  }

  private final Context ctx = new Context();
  private final TypedRule rule;
  private final long deadline;
  private final Map<TypedExpr.Variable, Expr<BitVecSort>> variables = new LinkedHashMap<>();

  private Prover(TypedRule rule, long deadline) {
    this.rule = rule;
    this.deadline = deadline;
    for (TypedExpr.Variable v : rule.variables()) {
      variables.put(v, ctx.mkBVConst(v.name(), v.type().bits()));
    }
  }

  /**
   * A context of its own for each question makes the answer independent of those before.
   *
   * @param steps the solver's count of work for one question, 0 for any
   * @param deadline by {@link System#nanoTime}
   */
  static Result prove(TypedRule rule, int steps, long deadline) {
    try (Prover prover = new Prover(rule, deadline)) {
      // What one way finds too hard another often finds easy, so none gets much before all had
      // some.
      for (long limit = FIRST_STEPS; ; limit *= 8) {
        boolean isLast = steps > 0 && limit >= steps || limit >= MOST_STEPS;
        Result result = prover.askInAllWays((int) (isLast && steps > 0 ? steps : limit));
        if (isLast || result.answer() != Answer.UNKNOWN || System.nanoTime() - deadline > 0) {
          return result;
        }
      }
    }
  }

  private Result askInAllWays(int limit) {
    Result result = Result.UNKNOWN;
    for (Scope.Form form : Scope.Form.values()) {
      if (result.answer() == Answer.UNKNOWN) {
        result = ask(form, limit, variables);
      }
    }
    for (Scope.Form form : Scope.Form.values()) {
      if (result.answer() == Answer.UNKNOWN) {
        result = askByCases(form, limit);
      }
    }
    return result;
  }

  @Override
  public void close() {
    ctx.close();
  }

  // ---- one question ----

  private Result ask(Scope.Form form, int limit, Map<TypedExpr.Variable, Expr<BitVecSort>> values) {
    Solver solver = solver(form, limit);
    solver.add(new BoolExpr[] {isWrong(form, values)});
    return switch (solver.check()) {
      case UNSATISFIABLE -> Result.HOLDS;
      case UNKNOWN -> Result.UNKNOWN;
      case SATISFIABLE -> new Result(Answer.FAILS, confirmed(solver.getModel(), values));
    };
  }

  private Solver solver(Scope.Form form, int limit) {
    Tactic decide = ctx.mkTactic("qffpbv");
    if (form == Scope.Form.ALGEBRA) { // products of sums become sums of products
      Params polynomials = ctx.mkParams();
      polynomials.add("som", true);
      decide = ctx.then(ctx.usingParams(ctx.mkTactic("simplify"), polynomials), decide);
    }
    Solver solver = ctx.mkSolver(decide);
    Params params = ctx.mkParams();
    params.add("ctrl_c", false); // the interrupt key is for this process, not for the solver
    params.add("rlimit", limit);
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    params.add("timeout", Math.clamp(millis, 1, Integer.MAX_VALUE));
    solver.setParameters(params);
    return solver;
  }

  /** The rule applies, and the right side traps or differs. */
  private BoolExpr isWrong(Scope.Form form, Map<TypedExpr.Variable, Expr<BitVecSort>> values) {
    Scope.Meaning left = Scope.meaning(ctx, form, values, rule.left());
    Scope.Meaning right = Scope.meaning(ctx, form, values, rule.right());
    BoolExpr isRight = ctx.mkAnd(right.isDefined(), left.value().isSameAs(right.value()));
    return ctx.mkAnd(left.isDefined(), condition(form, values), ctx.mkNot(isRight));
  }

  private BoolExpr condition(Scope.Form form, Map<TypedExpr.Variable, Expr<BitVecSort>> values) {
    TypedExpr condition = rule.condition();
    if (condition == null) {
      return ctx.mkTrue();
    }
    Scope.Meaning meaning = Scope.meaning(ctx, form, values, condition);
    Expr<BitVecSort> zero = ctx.mkBV(0, condition.type().bits());
    return ctx.mkAnd(meaning.isDefined(), ctx.mkNot(ctx.mkEq(meaning.value().bits(), zero)));
  }

  /** The values of a model, at which {@code Op.eval} must see the rule fail as well. */
  private CounterExample confirmed(Model model, Map<TypedExpr.Variable, Expr<BitVecSort>> values) {
    Map<TypedExpr.Variable, Long> found = new HashMap<>();
    values.forEach((v, bits) -> found.put(v, number(v.type(), model.eval(bits, true))));
    CounterExample example = Trial.of(rule, found).counterExample();
    if (example == null) {
      throw new AssertionError(
          "the solver refutes %s at %s, but Op.eval does not".formatted(rule.rule(), found));
    }
    return example;
  }

  private static long number(Type type, Expr<BitVecSort> value) {
    BigInteger bits = ((BitVecNum) value).getBigInteger();
    return type.bits() == 32 ? bits.intValue() : bits.longValue();
  }

  // ---- by cases ----

  private Result askByCases(Scope.Form form, int limit) {
    Set<TypedExpr.Variable> amounts = new LinkedHashSet<>();
    collectShiftAmounts(rule.left(), amounts);
    if (!amounts.isEmpty()) {
      int known = limit > FIRST_STEPS ? 2 : 1; // with two there are thousands of cases
      List<TypedExpr.Variable> chosen = amounts.stream().limit(known).toList();
      return askForResidues(form, limit, chosen, variables);
    }
    TypedExpr.Variable constant = constantOfCondition();
    if (constant == null) {
      return Result.UNKNOWN;
    }
    List<Expr<BitVecSort>> allowed = allowedValues(form, limit, constant);
    return allowed.isEmpty() ? Result.UNKNOWN : askForEach(form, limit, constant, allowed);
  }

  private Result askForEach(
      Scope.Form form, int limit, TypedExpr.Variable variable, List<Expr<BitVecSort>> cases) {
    Map<TypedExpr.Variable, Expr<BitVecSort>> values = new LinkedHashMap<>(variables);
    for (Expr<BitVecSort> each : cases) {
      values.put(variable, each);
      Result result = ask(form, limit, values);
      if (result.answer() != Answer.HOLDS) {
        return result;
      }
    }
    return Result.HOLDS;
  }

  /** Asks for every residue of some amounts. */
  private Result askForResidues(
      Scope.Form form,
      int limit,
      List<TypedExpr.Variable> amounts,
      Map<TypedExpr.Variable, Expr<BitVecSort>> values) {
    if (amounts.isEmpty()) {
      return ask(form, limit, values);
    }
    TypedExpr.Variable first = amounts.getFirst();
    Map<TypedExpr.Variable, Expr<BitVecSort>> more = new LinkedHashMap<>(values);
    for (Expr<BitVecSort> each : residues(first)) {
      more.put(first, each);
      Result result = askForResidues(form, limit, amounts.subList(1, amounts.size()), more);
      if (result.answer() != Answer.HOLDS) {
        return result;
      }
    }
    return Result.HOLDS;
  }

  /** The variables that are, as they are, the amount of a shift or rotation. */
  private static void collectShiftAmounts(TypedExpr expr, Set<TypedExpr.Variable> into) {
    if (expr instanceof TypedExpr.Apply apply) {
      boolean isShift =
          switch (apply.op()) {
            case ISHL, USHR, SSHR, ROTL, ROTR -> true;
            default -> false;
          };
      if (isShift && apply.operands().get(1) instanceof TypedExpr.Variable v) {
        into.add(v);
      }
      apply.operands().forEach(operand -> collectShiftAmounts(operand, into));
    }
  }

  /** Every value of a type, as one term for each residue modulo its width. */
  private List<Expr<BitVecSort>> residues(TypedExpr.Variable amount) {
    Type type = amount.type();
    int low = Integer.numberOfTrailingZeros(type.bits());
    Expr<BitVecSort> high = ctx.mkBVConst(amount.name() + "_high", type.bits() - low);
    List<Expr<BitVecSort>> cases = new ArrayList<>();
    for (int k = 0; k < type.bits(); k++) {
      cases.add(ctx.mkConcat(high, ctx.mkBV(k, low)));
    }
    return cases;
  }

  private TypedExpr.@Nullable Variable constantOfCondition() {
    TypedExpr condition = rule.condition();
    return condition == null
        ? null
        : rule.variables().stream().filter(v -> occurs(v, condition)).findFirst().orElse(null);
  }

  private static boolean occurs(TypedExpr.Variable variable, TypedExpr expr) {
    return expr.equals(variable)
        || expr instanceof TypedExpr.Apply apply
            && apply.operands().stream().anyMatch(operand -> occurs(variable, operand));
  }

  /** All values that the condition allows a constant; none if there are too many to list. */
  private List<Expr<BitVecSort>> allowedValues(
      Scope.Form form, int limit, TypedExpr.Variable constant) {
    List<Expr<BitVecSort>> found = new ArrayList<>();
    Expr<BitVecSort> bits = variables.get(constant);
    Solver solver = solver(form, limit);
    solver.add(new BoolExpr[] {condition(form, variables)});
    while (found.size() < MOST_CASES) {
      switch (solver.check()) {
        case UNSATISFIABLE -> {
          return found;
        }
        case UNKNOWN -> {
          return List.of();
        }
        case SATISFIABLE -> {
          Expr<BitVecSort> value = solver.getModel().eval(bits, true);
          found.add(value);
          solver.add(new BoolExpr[] {ctx.mkNot(ctx.mkEq(bits, value))});
        }
      }
    }
    return List.of();
  }
}
