package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A lambda calculus evaluated by rewriting, with an analysis that tracks free variables and constants:
 * exercises conditions that add terms, computed right-hand sides and values that shrink.
 */
class LambdaTest {
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

  LambdaTest() {
    language.operator("app", 2);
    language.operator("if", 3);
    symbol = language.family("symbol", 0, (String w) -> w);
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

  private static Facts facts(EGraph g) {
    return (Facts) g.analysis();
  }

  private Rewrite rule(String name, String left, String right) {
    return Rewrite.of(language, name, left, right);
  }

  private List<Rewrite> rules() {
    return List.of(
        rule("if-true", "(if true ?then ?else)", "?then"),
        rule("if-false", "(if false ?then ?else)", "?else"),
        ifElimination(),
        rule("add-commutes", "(+ ?a ?b)", "(+ ?b ?a)"),
        rule("add-associates", "(+ (+ ?a ?b) ?c)", "(+ ?a (+ ?b ?c))"),
        rule("equal-commutes", "(= ?a ?b)", "(= ?b ?a)"),
        rule("fix", "(fix ?v ?e)", "(let ?v (fix ?v ?e) ?e)"),
        rule("beta", "(app (lam ?v ?body) ?e)", "(let ?v ?e ?body)"),
        rule("let-app", "(let ?v ?e (app ?a ?b))", "(app (let ?v ?e ?a) (let ?v ?e ?b))"),
        rule("let-add", "(let ?v ?e (+ ?a ?b))", "(+ (let ?v ?e ?a) (let ?v ?e ?b))"),
        rule("let-equal", "(let ?v ?e (= ?a ?b))", "(= (let ?v ?e ?a) (let ?v ?e ?b))"),
        rule("let-constant", "(let ?v ?e ?c)", "?c")
            .when("?c", (g, c) -> facts(g).constant[c] != 0),
        rule(
            "let-if",
            "(let ?v ?e (if ?cond ?then ?else))",
            "(if (let ?v ?e ?cond) (let ?v ?e ?then) (let ?v ?e ?else))"),
        rule("let-var-same", "(let ?v1 ?e (var ?v1))", "?e"),
        rule("let-var-other", "(let ?v1 ?e (var ?v2))", "(var ?v2)")
            .when("?v1", "?v2", (g, a, b) -> a != b),
        rule("let-lam-same", "(let ?v1 ?e (lam ?v1 ?body))", "(lam ?v1 ?body)"),
        letLamOther().when("?v1", "?v2", (g, a, b) -> a != b));
  }

  /** If x equals e, either branch will do where both are the same with e for x. */
  private Rewrite ifElimination() {
    Rewrite plain = rule("if-elimination", "(if (= (var ?x) ?e) ?then ?else)", "?else");
    int x = plain.left().variable("?x");
    int e = plain.left().variable("?e");
    int then = plain.left().variable("?then");
    int otherwise = plain.left().variable("?else");
    return plain.when(
        (g, m) ->
            g.add(let, m.get(x), m.get(e), m.get(then))
                == g.add(let, m.get(x), m.get(e), m.get(otherwise)));
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

  private record Outcome(boolean reached, RunReport report) {}

  private Outcome evaluate(String program, String goal, int iterations, int nodes) {
    EGraph g = new EGraph(language, new Facts());
    int root = g.add(Term.parse(language, program));
    Pattern target = Pattern.parse(language, goal);
    RunReport report =
        new Runner(g)
            .iterations(iterations)
            .nodes(nodes)
            .time(Duration.ofMinutes(1))
            .until(root, target)
            .run(rules());
    g.checkInvariants();
    return new Outcome(!target.searchClass(g, root).isEmpty(), report);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(lam x (+ 4 (app (lam y (var y)) 4))) = (lam x 8)",
        "(if (= (var a) (var b)) (+ (var a) (var a)) (+ (var a) (var b))) = (+ (var a) (var b))",
        "(let x 0 (let y 1 (+ (var x) (var y)))) = 1",
        "(if (= 1 1) 7 9) = 7",
        "(let zeroone (lam x (if (= (var x) 0) 0 1))"
            + " (+ (app (var zeroone) 0) (app (var zeroone) 10))) = 1",
        "(let compose (lam f (lam g (lam x (app (var f) (app (var g) (var x))))))"
            + " (let add1 (lam y (+ (var y) 1)) (app (app (var compose) (var add1)) (var add1))))"
            + " = (lam ?x (+ (var ?x) 2))",
        "(let compose (lam f (lam g (lam x (app (var f) (app (var g) (var x))))))"
            + " (let add1 (lam y (+ (var y) 1))"
            + " (app (app (var compose) (var add1)) (app (app (var compose) (var add1))"
            + " (app (app (var compose) (var add1)) (app (app (var compose) (var add1))"
            + " (app (app (var compose) (var add1)) (app (app (var compose) (var add1))"
            + " (var add1)))))))))"
            + " = (lam ?x (+ (var ?x) 7))",
      })
  void evaluatesTo(String equation) {
    int split = equation.lastIndexOf(" = ");
    assertTrue(
        evaluate(equation.substring(0, split), equation.substring(split + 3), 30, 10_000)
            .reached());
  }

  /** Substituting under a binder of the same name must not reach the bound variable. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(let x 1 (lam x (var x))) = (lam x 1)",
        "(let y (+ (var x) (var x)) (lam x (var y))) = (lam x (+ (var x) (var x)))",
        "(let five 5 (let add-five (lam x (+ (var x) (var five)))"
            + " (let five 6 (app (var add-five) 1)))) = 7",
      })
  void nothingIsCaptured(String equation) {
    int split = equation.lastIndexOf(" = ");
    Outcome o = evaluate(equation.substring(0, split), equation.substring(split + 3), 30, 10_000);
    assertFalse(o.reached());
    assertTrue(o.report().saturated());
  }

  @Test
  void fibonacci() {
    Outcome o =
        evaluate(
            "(let fib (fix fib (lam n (if (= (var n) 0) 0 (if (= (var n) 1) 1"
                + " (+ (app (var fib) (+ (var n) -1)) (app (var fib) (+ (var n) -2)))))))"
                + " (app (var fib) 4))",
            "3",
            60,
            500_000);
    assertTrue(o.reached());
    assertEquals(56, o.report().iterations().size());
    assertEquals("14582/4996", o.report().nodes() + "/" + o.report().classes());
  }

  @Test
  void repeatedFunction() {
    Outcome o =
        evaluate(
            "(let compose (lam f (lam g (lam x (app (var f) (app (var g) (var x))))))"
                + " (let repeat (fix repeat (lam fun (lam n (if (= (var n) 0) (lam i (var i))"
                + " (app (app (var compose) (var fun))"
                + " (app (app (var repeat) (var fun)) (+ (var n) -1)))))))"
                + " (let add1 (lam y (+ (var y) 1)) (app (app (var repeat) (var add1)) 2))))",
            "(lam ?x (+ (var ?x) 2))",
            60,
            150_000);
    assertTrue(o.reached());
    assertEquals(58, o.report().iterations().size());
    assertEquals("32636/6825", o.report().nodes() + "/" + o.report().classes());
  }
}
