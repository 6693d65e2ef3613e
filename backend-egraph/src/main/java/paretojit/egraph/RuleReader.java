package paretojit.egraph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import paretojit.egraph.SExpr.Atom;
import paretojit.egraph.SExpr.Seq;

/**
 * Reads rules from text, one S-expression each:
 *
 * <pre>
 *   (rule name left => right)
 *   (rule name left => right :if (condition argument …) …)
 *   (rule name left => right :subsume)                          the matched node is given up
 *   (rule name left &lt;=> right)                                 two rules, name and name-rev
 *   (rule name ((= ?x left) …) => ((= ?x right) …))             a rule of several parts
 * </pre>
 *
 * <p>Conditions are named; what a name means is given to {@link #condition} before reading.
 */
public final class RuleReader {
  /** Makes a condition from its arguments in the text, for a given left-hand side. */
  @FunctionalInterface
  public interface ConditionFactory {
    /** The condition; complains with {@link SExpr#error} about arguments it does not understand. */
    Condition make(Pattern left, List<SExpr> arguments);
  }

  private final Language language;
  private final Map<String, ConditionFactory> conditions = new HashMap<>();

  /** A reader for rules over a language. */
  public RuleReader(Language language) {
    this.language = language;
    condition("differ", RuleReader::differ);
  }

  /** Gives a meaning to a name of conditions. {@code (differ ?x ?y)} is known from the start. */
  public RuleReader condition(String name, ConditionFactory factory) {
    conditions.put(name, factory);
    return this;
  }

  /** Gives a meaning to a name of conditions on the class of one variable. */
  public RuleReader property(String name, Condition.OfClass property) {
    return condition(
        name,
        (left, args) -> {
          int v = variable(left, args, 0, 1);
          return (g, m) -> property.holds(g, g.find(m.get(v)));
        });
  }

  private static Condition differ(Pattern left, List<SExpr> args) {
    int v = variable(left, args, 0, 2);
    int w = variable(left, args, 1, 2);
    return (g, m) -> !g.same(m.get(v), m.get(w));
  }

  /** Argument {@code i} of {@code count} as the index of a variable of the left-hand side. */
  public static int variable(Pattern left, List<SExpr> args, int i, int count) {
    if (args.size() != count) {
      SExpr at = args.isEmpty() ? null : args.getFirst();
      String problem = "expected " + count + " variables, found " + args.size() + " arguments";
      throw at == null ? new IllegalArgumentException(problem) : at.error(problem);
    }
    int v = left.variables().indexOf(args.get(i).text("a variable"));
    if (v < 0) {
      throw args.get(i).error("the variable " + args.get(i) + " is not bound on the left");
    }
    return v;
  }

  /**
   * Reads all rules of a text.
   *
   * @param source the name to put into error messages, such as a file name
   */
  public List<Rewrite> read(String source, String text) {
    var rules = new ArrayList<Rewrite>();
    var names = new HashSet<String>();
    for (SExpr e : SExpr.readAll(source, text)) {
      if (!(e instanceof Seq s) || !s.keyword().equals("rule") || s.size() < 5) {
        throw e.error("expected (rule name left => right)");
      }
      for (Rewrite rule : rule(s)) {
        if (!names.add(rule.name())) {
          throw s.get(1).error("there is a rule " + rule.name() + " already");
        }
        rules.add(rule);
      }
    }
    return rules;
  }

  private List<Rewrite> rule(Seq s) {
    String name = s.get(1).text("a name");
    String arrow = s.get(3).text("=> or <=>");
    if (arrow.equals("=>")) {
      return List.of(withConditions(make(name, s.get(2), s.get(4)), s));
    }
    if (arrow.equals("<=>")) {
      return List.of(
          withConditions(make(name, s.get(2), s.get(4)), s),
          withConditions(make(name + "-rev", s.get(4), s.get(2)), s));
    }
    throw s.get(3).error("expected => or <=>, found " + arrow);
  }

  private Rewrite make(String name, SExpr left, SExpr right) {
    return left instanceof Seq l && right instanceof Seq r && isParts(l) && isParts(r)
        ? Rewrite.ofParts(language, name, l.items(), r.items())
        : Rewrite.of(language, name, left, right);
  }

  private static boolean isParts(Seq s) {
    return !s.items().isEmpty() && s.get(0) instanceof Seq;
  }

  private Rewrite withConditions(Rewrite rule, Seq s) {
    int next = 5;
    if (s.size() > next && s.get(next).isWord(":subsume")) {
      rule = rule.subsuming();
      next++;
    }
    if (s.size() == next) {
      return rule;
    }
    if (!s.get(next).isWord(":if") || s.size() == next + 1) {
      throw s.get(next).error("expected :if and conditions, or the end of the rule");
    }
    for (SExpr e : s.items().subList(next + 1, s.size())) {
      String name = e instanceof Seq c ? c.keyword() : e instanceof Atom a ? a.text() : "";
      ConditionFactory factory = conditions.get(name);
      if (factory == null) {
        throw e.error("unknown condition " + name + "; known: " + known());
      }
      List<SExpr> args = e instanceof Seq c ? c.items().subList(1, c.size()) : List.of();
      rule = rule.when(factory.make(rule.left(), args));
    }
    return rule;
  }

  private String known() {
    return String.join(", ", conditions.keySet().stream().sorted().toList());
  }
}
