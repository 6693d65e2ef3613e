package paretojit.egraph.samples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import paretojit.egraph.Analysis;
import paretojit.egraph.Condition;
import paretojit.egraph.EGraph;
import paretojit.egraph.Language;
import paretojit.egraph.Pattern;
import paretojit.egraph.Rewrite;
import paretojit.egraph.RuleReader;
import paretojit.egraph.SExpr;

/**
 * A lambda calculus evaluated by rewriting, with an analysis that tracks free variables and constants:
 * conditions that add terms, computed right-hand sides and values that shrink.
 */
public final class LambdaSample implements Sample {
  private final Language language = Language.create();
  private final int number =
      language.family("number", 0, (String w) -> w.matches("-?[0-9]+") ? Integer.valueOf(w) : null);
  private final int truth =
      language.family(
          "truth",
          0,
          (String w) -> w.equals("true") ? (Boolean) true : w.equals("false") ? false : null);
  private final int var = language.operator("var", 1);
  private final int plus = language.operator("+", 2);
  private final int equal = language.operator("=", 2);
  private final int lam = language.operator("lam", 2);
  private final int fix = language.operator("fix", 2);
  private final int let = language.operator("let", 3);
  private final int symbol;

  public LambdaSample() {
    language.operator("app", 2);
    language.operator("if", 3);
    symbol = language.family("symbol", 0, (String w) -> w);
  }

  @Override
  public Language language() {
    return language;
  }

  @Override
  public Analysis analysis() {
    return new Facts();
  }

  @Override
  public RuleReader reader() {
    return new RuleReader(language)
        .property("constant", (g, c) -> facts(g).constant[c] != 0)
        .condition("same-after-let", this::sameAfterLet);
  }

  @Override
  public List<Rewrite> rules() {
    var rules = new ArrayList<>(Sample.read(reader(), "lambda.rules"));
    rules.add(letLamOther().when("?v1", "?v2", (g, a, b) -> a != b));
    return rules;
  }

  /** If x equals e, either branch will do where both are the same with e for x. */
  private Condition sameAfterLet(Pattern left, List<SExpr> arguments) {
    int x = RuleReader.variable(left, arguments, 0, 4);
    int e = RuleReader.variable(left, arguments, 1, 4);
    int a = RuleReader.variable(left, arguments, 2, 4);
    int b = RuleReader.variable(left, arguments, 3, 4);
    return (g, m) ->
        g.add(let, m.get(x), m.get(e), m.get(a)) == g.add(let, m.get(x), m.get(e), m.get(b));
  }

  /** Substitution below another binder, which gets a fresh variable if it would capture one. */
  private Rewrite letLamOther() {
    Pattern left = Pattern.parse(language, "(let ?v1 ?e (lam ?v2 ?body))");
    int v1 = left.variable("?v1");
    int e = left.variable("?e");
    int v2 = left.variable("?v2");
    int body = left.variable("?body");
    return Rewrite.dynamic(
        "let-lam-other",
        left,
        (g, m) -> {
          if (!facts(g).free[g.find(m.get(e))].get(g.find(m.get(v2)))) {
            return g.add(lam, m.get(v2), g.add(let, m.get(v1), m.get(e), m.get(body)));
          }
          int fresh = g.add(language.head(symbol, "_" + m.root()));
          int renamed = g.add(let, m.get(v2), g.add(var, fresh), m.get(body));
          return g.add(lam, fresh, g.add(let, m.get(v1), m.get(e), renamed));
        });
  }

  private static Facts facts(EGraph g) {
    return (Facts) g.analysis();
  }

  /** Free variables of every term of a class, and the constant it equals. */
  private final class Facts implements Analysis {
    private BitSet[] free = new BitSet[0];
    private int[] constant = new int[0]; // head + 1, 0 if none

    @Override
    public void ensure(int ids) {
      free = Arrays.copyOf(free, ids);
      constant = Arrays.copyOf(constant, ids);
    }

    @Override
    public void make(EGraph g, int node, int slot) {
      int head = g.head(node);
      var set = new BitSet();
      if (head == var) {
        set.set(g.child(node, 0));
      } else if (head == let) {
        set.or(free[g.child(node, 2)]);
        set.clear(g.child(node, 0));
        set.or(free[g.child(node, 1)]);
      } else if (head == lam || head == fix) {
        set.or(free[g.child(node, 1)]);
        set.clear(g.child(node, 0));
      } else {
        for (int i = 0; i < g.arity(node); i++) {
          set.or(free[g.child(node, i)]);
        }
      }
      free[slot] = set;
      constant[slot] = evaluate(g, node, head) + 1;
    }

    private int evaluate(EGraph g, int node, int head) {
      int family = language.familyOf(head);
      if (family == number || family == truth) {
        return head;
      }
      if (head != plus && head != equal) {
        return -1;
      }
      int a = constant[g.child(node, 0)] - 1;
      int b = constant[g.child(node, 1)] - 1;
      if (a < 0 || b < 0) {
        return -1;
      }
      if (head == equal) {
        return language.head(truth, a == b);
      }
      return language.payload(a) instanceof Integer x && language.payload(b) instanceof Integer y
          ? language.head(number, x + y)
          : -1;
    }

    @Override
    public int merge(EGraph g, int into, int from) {
      int changed = SAME;
      int before = free[into].cardinality();
      free[into].and(free[from]);
      if (free[into].cardinality() != before) {
        changed |= INTO_CHANGED;
      }
      if (free[into].cardinality() != free[from].cardinality()) {
        changed |= FROM_CHANGED;
      }
      if (constant[into] == 0 && constant[from] != 0) {
        constant[into] = constant[from];
        return changed | INTO_CHANGED;
      }
      return constant[into] != 0 && constant[from] == 0 ? changed | FROM_CHANGED : changed;
    }

    @Override
    public void modify(EGraph g, int cls) {
      if (constant[cls] != 0) {
        g.union(cls, g.add(constant[cls] - 1));
      }
    }
  }
}
