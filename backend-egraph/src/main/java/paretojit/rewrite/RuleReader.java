package paretojit.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.SExpr;
import paretojit.egraph.SyntaxException;
import paretojit.ir.Op;
import paretojit.ir.Type;

/**
 * Reads {@code .rules} files: S-expressions, one rewrite a line.
 *
 * <pre>
 *   (rule name left right)               ; algebra
 *   (rule name left right :if condition)
 *   (rule name left right :subsume)      ; left is forgotten: right is always better
 * </pre>
 *
 * <p>Operations are spelled as in the IR's text with {@code _} for the space ({@code icmp_slt}), with
 * the controlling type after a dot where it cannot be told ({@code fcvt_from_sint.f64}). A word is a
 * value, {@code #word} a constant, {@code bits} the width of the type in its place.
 */
final class RuleReader {
  private static final Map<String, Op> OPS = new HashMap<>();

  static {
    for (Op op : Op.values()) {
      OPS.put(op.mnemonic().replace(' ', '_'), op);
    }
  }

  private RuleReader() {}

  /**
   * @param source name of the text for error positions
   * @throws SyntaxException with line and column, if a rule is malformed
   */
  static List<Rule> read(String source, String text) {
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<String> lines = text.lines().toList();
    for (SExpr expr : SExpr.readAll(source, text)) {
      Rule rule = rule(expr, comment(lines.get(expr.at().line() - 1), expr.at()));
      if (!names.add(rule.name())) {
        throw expr.error("a rule named " + rule.name() + " exists already");
      }
      rules.add(rule);
    }
    return rules;
  }

  /** What stands behind the semicolon in the line where the rule starts. */
  private static String comment(String line, SExpr.Position at) {
    int semicolon = line.indexOf(';', at.column() - 1);
    return semicolon < 0 ? "" : line.substring(semicolon + 1).strip();
  }

  private static Rule rule(SExpr expr, String algebra) {
    if (!(expr instanceof SExpr.Seq seq) || !seq.keyword().equals("rule") || seq.size() < 4) {
      throw expr.error("expected (rule name left right [:if condition] [:subsume])");
    }
    String name = seq.get(1).text("a rule name");
    Rule.Expr left = expr(seq.get(2));
    if (!(left instanceof Rule.Apply root) || !root.op().isEvaluable()) {
      throw seq.get(2).error("the left side must be an operation with a value");
    }
    Rule.Expr right = expr(seq.get(3));
    Rule.Expr condition = null;
    boolean subsumes = false;
    for (int k = 4; k < seq.size(); k++) {
      if (seq.get(k).isWord(":if") && k + 1 < seq.size()) {
        condition = expr(seq.get(++k));
      } else if (seq.get(k).isWord(":subsume")) {
        subsumes = true;
      } else {
        throw seq.get(k).error("expected :if condition or :subsume");
      }
    }
    Set<Rule.Expr> bound = new HashSet<>();
    collectVariables(left, bound);
    checkBound(seq.get(3), right, bound, false);
    if (condition != null) {
      checkBound(seq.get(5), condition, bound, true);
    }
    return new Rule(name, left, right, condition, subsumes, algebra, seq.at());
  }

  private static Rule.Expr expr(SExpr expr) {
    if (expr instanceof SExpr.Seq seq) {
      return apply(seq);
    }
    String text = expr.text("an expression");
    if (text.equals("bits")) {
      return new Rule.WidthLiteral();
    }
    if (text.startsWith("#") && text.length() > 1) {
      return new Rule.ConstantVariable(text.substring(1));
    }
    char first = text.charAt(text.length() > 1 && text.charAt(0) == '-' ? 1 : 0);
    if (Character.isDigit(first)) {
      return literal(expr, text);
    }
    if (!text.matches("[a-z][a-z0-9_]*")) {
      throw expr.error("'" + text + "' is neither a variable nor a number");
    }
    return new Rule.Variable(text);
  }

  private static Rule.Expr literal(SExpr at, String text) {
    try {
      if (text.contains(".")) {
        return new Rule.FloatLiteral(Double.parseDouble(text));
      }
      return new Rule.IntLiteral(Long.decode(text));
    } catch (NumberFormatException e) {
      throw at.error("'" + text + "' is not a number");
    }
  }

  private static Rule.Apply apply(SExpr.Seq seq) {
    String head = seq.keyword();
    int dot = head.indexOf('.');
    Op op = OPS.get(dot < 0 ? head : head.substring(0, dot));
    if (op == null || op.isConst()) {
      throw seq.error("no operation '" + head + "'");
    }
    int arity = seq.size() - 1;
    if (op.format() != Op.Format.PLAIN || op.typing().arity() != arity) {
      throw seq.error(
          op.mnemonic() + " takes " + op.typing().arity() + " operands here, has " + arity);
    }
    List<Rule.Expr> operands = new ArrayList<>();
    for (int k = 1; k <= arity; k++) {
      operands.add(expr(seq.get(k)));
    }
    return new Rule.Apply(op, dot < 0 ? null : type(seq, head.substring(dot + 1)), operands);
  }

  private static Type type(SExpr at, String text) {
    try {
      return Type.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw at.error("no type '" + text + "'");
    }
  }

  private static void collectVariables(Rule.Expr expr, Set<Rule.Expr> into) {
    switch (expr) {
      case Rule.Variable v -> into.add(v);
      case Rule.ConstantVariable v -> into.add(v);
      case Rule.Apply apply -> apply.operands().forEach(o -> collectVariables(o, into));
      case Rule.IntLiteral l -> {}
      case Rule.FloatLiteral l -> {}
      case Rule.WidthLiteral l -> {}
    }
  }

  private static void checkBound(
      SExpr at, Rule.@Nullable Expr expr, Set<Rule.Expr> bound, boolean constantsOnly) {
    switch (expr) {
      case Rule.Variable v -> {
        if (constantsOnly || !bound.contains(v)) {
          throw at.error("'" + v.name() + "' is not bound by the left side as a constant or value");
        }
      }
      case Rule.ConstantVariable v -> {
        if (!bound.contains(v)) {
          throw at.error("'#" + v.name() + "' is not bound by the left side");
        }
      }
      case Rule.Apply apply ->
          apply.operands().forEach(o -> checkBound(at, o, bound, constantsOnly));
      case null -> {}
      case Rule.IntLiteral l -> {}
      case Rule.FloatLiteral l -> {}
      case Rule.WidthLiteral l -> {}
    }
  }
}
