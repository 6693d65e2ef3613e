package paretojit.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.SyntaxException;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/** Turns a {@link Rule} into {@link RuleProgram}s, one for each order of commutative operands. */
final class RuleCompiler {
  /** A type that nothing in the rule determines. */
  private static final int UNKNOWN = Integer.MIN_VALUE;

  private final Rule rule;
  private final List<int[]> match = new ArrayList<>();
  private final List<Rule.Expr> matchLiterals = new ArrayList<>();
  private final Map<Rule.Expr, Integer> registerOf = new HashMap<>();
  private int registers = 1;

  private RuleCompiler(Rule rule) {
    this.rule = rule;
  }

  static List<RuleProgram> compile(Rule rule, int index) {
    List<RuleProgram> programs = new ArrayList<>();
    Set<Rule.Expr> seen = new HashSet<>();
    for (Rule.Expr left : orders(rule.left())) {
      if (seen.add(left)) {
        programs.add(new RuleCompiler(rule).compile((Rule.Apply) left, index));
      }
    }
    return programs;
  }

  /** The expression in every order of commutative operands; a constant stays on the right. */
  private static List<Rule.Expr> orders(Rule.Expr expr) {
    if (!(expr instanceof Rule.Apply apply)) {
      return List.of(expr);
    }
    List<List<Rule.Expr>> operandLists = new ArrayList<>();
    operandLists.add(List.of());
    for (Rule.Expr operand : apply.operands()) {
      List<List<Rule.Expr>> longer = new ArrayList<>();
      for (List<Rule.Expr> head : operandLists) {
        for (Rule.Expr order : orders(operand)) {
          List<Rule.Expr> list = new ArrayList<>(head);
          list.add(order);
          longer.add(list);
        }
      }
      operandLists = longer;
    }
    List<Rule.Expr> result = new ArrayList<>();
    for (List<Rule.Expr> operands : operandLists) {
      boolean swap = apply.op().commutes();
      if (!swap || !isConstant(operands.get(0))) {
        result.add(new Rule.Apply(apply.op(), apply.type(), operands));
      }
      if (swap && !isConstant(operands.get(1))) {
        result.add(
            new Rule.Apply(apply.op(), apply.type(), List.of(operands.get(1), operands.get(0))));
      }
    }
    return result;
  }

  private static boolean isConstant(Rule.Expr expr) {
    return !(expr instanceof Rule.Apply || expr instanceof Rule.Variable);
  }

  private RuleProgram compile(Rule.Apply left, int index) {
    bind(left, 0);
    Template build = template(rule.right(), ~0);
    Rule.Expr condition = rule.condition();
    return new RuleProgram(
        index,
        left.op().ordinal(),
        registers,
        flatten(match, RuleProgram.STEP),
        matchLiterals.toArray(Rule.Expr[]::new),
        build,
        condition == null ? null : template(condition, UNKNOWN),
        rule.subsumes());
  }

  private void bind(Rule.Apply apply, int register) {
    int out = registers;
    int n = apply.operands().size();
    registers += n;
    match.add(new int[] {RuleProgram.BIND, register, apply.op().ordinal(), out, n});
    if (apply.type() != null) {
      boolean ofResult = apply.op().typing().result().equals("T");
      int typed = ofResult ? register : out + apply.op().typing().operands().indexOf('T');
      match.add(new int[] {RuleProgram.TYPE, typed, apply.type().ordinal(), 0, 0});
    }
    // Cheap checks first, then the operands that need a search.
    for (int k = 0; k < n; k++) {
      leaf(apply.operands().get(k), out + k);
    }
    for (int k = 0; k < n; k++) {
      if (apply.operands().get(k) instanceof Rule.Apply inner) {
        bind(inner, out + k);
      }
    }
  }

  private void leaf(Rule.Expr expr, int register) {
    switch (expr) {
      case Rule.Apply apply -> {}
      case Rule.IntLiteral l -> literal(l, register);
      case Rule.FloatLiteral l -> literal(l, register);
      case Rule.WidthLiteral l -> literal(l, register);
      case Rule.Variable v -> variable(v, register);
      case Rule.ConstantVariable v -> {
        match.add(new int[] {RuleProgram.CONSTANT, register, 0, 0, 0});
        variable(v, register);
      }
    }
  }

  private void literal(Rule.Expr literal, int register) {
    match.add(new int[] {RuleProgram.LITERAL, register, matchLiterals.size(), 0, 0});
    matchLiterals.add(literal);
  }

  private void variable(Rule.Expr variable, int register) {
    Integer first = registerOf.putIfAbsent(variable, register);
    if (first != null) {
      match.add(new int[] {RuleProgram.SAME, register, first, 0, 0});
    }
  }

  // ---- templates ----

  private Template template(Rule.Expr expr, int expected) {
    List<int[]> steps = new ArrayList<>();
    List<Rule.Expr> literals = new ArrayList<>();
    emit(expr, expected, steps, literals);
    return new Template(flatten(steps, Template.STEP), literals.toArray(Rule.Expr[]::new));
  }

  private void emit(Rule.Expr expr, int expected, List<int[]> steps, List<Rule.Expr> literals) {
    switch (expr) {
      case Rule.Variable v -> steps.add(new int[] {Template.REGISTER, register(v), 0, 0});
      case Rule.ConstantVariable v -> steps.add(new int[] {Template.REGISTER, register(v), 0, 0});
      case Rule.Apply apply -> {
        int controlling = controlling(apply, expected);
        String letters = apply.op().typing().operands();
        for (int k = 0; k < apply.operands().size(); k++) {
          int wanted = ofLetter(letters.charAt(k), controlling);
          emit(apply.operands().get(k), wanted, steps, literals);
        }
        steps.add(
            new int[] {
              Template.APPLY, apply.op().ordinal(), require(controlling), apply.operands().size()
            });
      }
      case Rule.IntLiteral l -> literal(l, expected, steps, literals);
      case Rule.FloatLiteral l -> literal(l, expected, steps, literals);
      case Rule.WidthLiteral l -> literal(l, expected, steps, literals);
    }
  }

  private void literal(
      Rule.Expr literal, int expected, List<int[]> steps, List<Rule.Expr> literals) {
    steps.add(new int[] {Template.LITERAL, literals.size(), require(expected), 0});
    literals.add(literal);
  }

  private int register(Rule.Expr variable) {
    Integer register = registerOf.get(variable);
    if (register == null) {
      throw new AssertionError("the reader checked that " + variable + " is bound");
    }
    return register;
  }

  private int require(int type) {
    if (type == UNKNOWN) {
      throw new SyntaxException(
          rule.at(), "rule " + rule.name() + ": a type is unknown; write it, as in iadd.i32");
    }
    return type;
  }

  /** The controlling type of an operation whose result should have type {@code expected}. */
  private int controlling(Rule.Apply apply, int expected) {
    Typing typing = apply.op().typing();
    if (apply.type() != null) {
      return apply.type().ordinal();
    }
    if (typing.result().equals("T") && expected != UNKNOWN) {
      return expected;
    }
    for (int k = 0; k < apply.operands().size(); k++) {
      if (typing.operands().charAt(k) == 'T') {
        int type = typeOf(apply.operands().get(k));
        if (type != UNKNOWN) {
          return type;
        }
      }
    }
    Type fixed = Typing.fixed(typing.result().charAt(0));
    // Conversions such as uextend have no T at all; what they carry as type is their result's.
    return fixed != null && typing.operands().indexOf('T') < 0 ? fixed.ordinal() : UNKNOWN;
  }

  private int typeOf(Rule.Expr expr) {
    return switch (expr) {
      case Rule.Variable v -> ~register(v);
      case Rule.ConstantVariable v -> ~register(v);
      case Rule.Apply apply ->
          ofLetter(apply.op().typing().result().charAt(0), controlling(apply, UNKNOWN));
      case Rule.IntLiteral l -> UNKNOWN;
      case Rule.FloatLiteral l -> UNKNOWN;
      case Rule.WidthLiteral l -> UNKNOWN;
    };
  }

  private static int ofLetter(char letter, int controlling) {
    @Nullable Type fixed = Typing.fixed(letter);
    if (fixed != null) {
      return fixed.ordinal();
    }
    return letter == 'T' ? controlling : UNKNOWN;
  }

  private static int[] flatten(List<int[]> steps, int width) {
    int[] flat = new int[steps.size() * width];
    for (int k = 0; k < steps.size(); k++) {
      System.arraycopy(steps.get(k), 0, flat, k * width, width);
    }
    return flat;
  }
}
