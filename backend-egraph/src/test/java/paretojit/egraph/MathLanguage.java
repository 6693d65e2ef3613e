package paretojit.egraph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Symbolic differentiation and integration, the classic exercise for equality saturation: the language,
 * its constant folding, and the identities whose outcomes are pinned in the tests.
 */
final class MathLanguage {
  final Language language = Language.create();
  final int constant;
  final int symbol;

  MathLanguage() {
    for (String binary : List.of("d", "i", "+", "-", "*", "/", "pow")) {
      language.operator(binary, 2);
    }
    for (String unary : List.of("ln", "sqrt", "sin", "cos")) {
      language.operator(unary, 1);
    }
    constant = language.family("constant", 0, new Number());
    symbol = language.family("symbol", 0, (String word) -> word);
  }

  private static final class Number implements Language.Format<Double> {
    @Override
    public @Nullable Double parse(String word) {
      try {
        return Double.valueOf(word) + 0.0; // −0 and 0 are one constant
      } catch (NumberFormatException e) {
        return null;
      }
    }

    @Override
    public String print(Double value) {
      return value == Math.rint(value)
          ? String.format(Locale.ROOT, "%.0f", value)
          : value.toString();
    }
  }

  Term term(String text) {
    return Term.parse(language, text);
  }

  /** The terms both growth tests start from. */
  static List<String> startTerms() {
    return List.of(
        "(i (ln x) x)",
        "(i (+ x (cos x)) x)",
        "(i (* (cos x) x) x)",
        "(d x (+ 1 (* 2 x)))",
        "(d x (- (pow x 3) (* 7 (pow x 2))))",
        "(+ (* y (+ x y)) (- (+ x 2) (+ x x)))",
        "(/ 1 (- (/ (+ 1 (sqrt five)) 2) (/ (- 1 (sqrt five)) 2)))");
  }

  private Rewrite rule(String text) {
    String[] parts = text.split(" = ");
    String[] left = parts[0].split(": ");
    return Rewrite.of(language, left[0].strip(), left[1].strip(), parts[1].strip());
  }

  private List<Rewrite> rules(String text) {
    return text.lines().filter(l -> !l.isBlank()).map(this::rule).toList();
  }

  /** Identities without conditions: only growth matters. */
  List<Rewrite> growthRules() {
    return rules(
        """
        add-commutes: (+ ?a ?b) = (+ ?b ?a)
        mul-commutes: (* ?a ?b) = (* ?b ?a)
        add-associates: (+ ?a (+ ?b ?c)) = (+ (+ ?a ?b) ?c)
        mul-associates: (* ?a (* ?b ?c)) = (* (* ?a ?b) ?c)
        subtract-as-add: (- ?a ?b) = (+ ?a (* -1 ?b))
        add-zero: (+ ?a 0) = ?a
        mul-zero: (* ?a 0) = 0
        mul-one: (* ?a 1) = ?a
        subtract-self: (- ?a ?a) = 0
        distribute: (* ?a (+ ?b ?c)) = (+ (* ?a ?b) (* ?a ?c))
        factor: (+ (* ?a ?b) (* ?a ?c)) = (* ?a (+ ?b ?c))
        powers-multiply: (* (pow ?a ?b) (pow ?a ?c)) = (pow ?a (+ ?b ?c))
        power-one: (pow ?x 1) = ?x
        square: (pow ?x 2) = (* ?x ?x)
        derive-sum: (d ?x (+ ?a ?b)) = (+ (d ?x ?a) (d ?x ?b))
        derive-product: (d ?x (* ?a ?b)) = (+ (* ?a (d ?x ?b)) (* ?b (d ?x ?a)))
        derive-sin: (d ?x (sin ?x)) = (cos ?x)
        derive-cos: (d ?x (cos ?x)) = (* -1 (sin ?x))
        integrate-one: (i 1 ?x) = ?x
        integrate-cos: (i (cos ?x) ?x) = (sin ?x)
        integrate-sin: (i (sin ?x) ?x) = (* -1 (cos ?x))
        integrate-sum: (i (+ ?f ?g) ?x) = (+ (i ?f ?x) (i ?g ?x))
        integrate-difference: (i (- ?f ?g) ?x) = (- (i ?f ?x) (i ?g ?x))
        by-parts: (i (* ?a ?b) ?x) = (- (* ?a (i ?b ?x)) (i (* (d ?x ?a) (i ?b ?x)) ?x))
        """);
  }

  /** Identities with side conditions, meant to run with {@link Folding}. */
  List<Rewrite> calculusRules() {
    var all =
        new ArrayList<>(
            rules(
                """
                add-commutes: (+ ?a ?b) = (+ ?b ?a)
                mul-commutes: (* ?a ?b) = (* ?b ?a)
                add-associates: (+ ?a (+ ?b ?c)) = (+ (+ ?a ?b) ?c)
                mul-associates: (* ?a (* ?b ?c)) = (* (* ?a ?b) ?c)
                subtract-as-add: (- ?a ?b) = (+ ?a (* -1 ?b))
                add-zero: (+ ?a 0) = ?a
                mul-zero: (* ?a 0) = 0
                mul-one: (* ?a 1) = ?a
                to-add-zero: ?a = (+ ?a 0)
                to-mul-one: ?a = (* ?a 1)
                subtract-self: (- ?a ?a) = 0
                distribute: (* ?a (+ ?b ?c)) = (+ (* ?a ?b) (* ?a ?c))
                factor: (+ (* ?a ?b) (* ?a ?c)) = (* ?a (+ ?b ?c))
                powers-multiply: (* (pow ?a ?b) (pow ?a ?c)) = (pow ?a (+ ?b ?c))
                power-one: (pow ?x 1) = ?x
                square: (pow ?x 2) = (* ?x ?x)
                derive-sum: (d ?x (+ ?a ?b)) = (+ (d ?x ?a) (d ?x ?b))
                derive-product: (d ?x (* ?a ?b)) = (+ (* ?a (d ?x ?b)) (* ?b (d ?x ?a)))
                derive-sin: (d ?x (sin ?x)) = (cos ?x)
                derive-cos: (d ?x (cos ?x)) = (* -1 (sin ?x))
                integrate-one: (i 1 ?x) = ?x
                integrate-cos: (i (cos ?x) ?x) = (sin ?x)
                integrate-sin: (i (sin ?x) ?x) = (* -1 (cos ?x))
                integrate-sum: (i (+ ?f ?g) ?x) = (+ (i ?f ?x) (i ?g ?x))
                integrate-difference: (i (- ?f ?g) ?x) = (- (i ?f ?x) (i ?g ?x))
                by-parts: (i (* ?a ?b) ?x) = (- (* ?a (i ?b ?x)) (i (* (d ?x ?a) (i ?b ?x)) ?x))
                """));
    Condition.OfClass nonzero = (g, c) -> folding(g).mayDifferFrom(c, 0);
    Condition.OfClass known = (g, c) -> folding(g).isKnown(c);
    Condition.OfClass variable = this::isSymbol;
    all.add(rule("divide-as-power: (/ ?a ?b) = (* ?a (pow ?b -1))").when("?b", nonzero));
    all.add(rule("divide-self: (/ ?a ?a) = 1").when("?a", nonzero));
    all.add(rule("power-zero: (pow ?x 0) = 1").when("?x", nonzero));
    all.add(rule("reciprocal: (pow ?x -1) = (/ 1 ?x)").when("?x", nonzero));
    all.add(rule("mul-reciprocal: (* ?x (/ 1 ?x)) = 1").when("?x", nonzero));
    all.add(rule("derive-self: (d ?x ?x) = 1").when("?x", variable));
    all.add(
        rule("derive-other: (d ?x ?c) = 0")
            .when("?x", variable)
            .when("?c", "?x", (g, c, x) -> c != x && (folding(g).isKnown(c) || isSymbol(g, c))));
    all.add(rule("derive-ln: (d ?x (ln ?x)) = (/ 1 ?x)").when("?x", nonzero));
    all.add(
        rule("derive-power: (d ?x (pow ?f ?g)) = "
                + "(* (pow ?f ?g) (+ (* (d ?x ?f) (/ ?g ?f)) (* (d ?x ?g) (ln ?f))))")
            .when("?f", nonzero)
            .when("?g", nonzero));
    all.add(
        rule("integrate-power: (i (pow ?x ?c) ?x) = (/ (pow ?x (+ ?c 1)) (+ ?c 1))")
            .when("?c", known));
    return all;
  }

  private static Folding folding(EGraph g) {
    return (Folding) g.analysis();
  }

  private boolean isSymbol(EGraph g, int cls) {
    for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
      if (language.familyOf(g.head(n)) == symbol) {
        return true;
      }
    }
    return false;
  }

  /** Knows which classes are constants; such a class keeps only its leaves. */
  final class Folding implements Analysis {
    private boolean[] known = new boolean[0];
    private double[] value = new double[0];
    private final int add = language.operator("+", 2);
    private final int sub = language.operator("-", 2);
    private final int mul = language.operator("*", 2);
    private final int div = language.operator("/", 2);

    boolean isKnown(int cls) {
      return known[cls];
    }

    boolean mayDifferFrom(int cls, double constant) {
      return !known[cls] || value[cls] != constant;
    }

    @Override
    public void ensure(int ids) {
      known = Arrays.copyOf(known, ids);
      value = Arrays.copyOf(value, ids);
    }

    @Override
    public void make(EGraph g, int node, int slot) {
      int head = g.head(node);
      known[slot] = false;
      if (language.familyOf(head) == constant) {
        known[slot] = true;
        value[slot] = (Double) Objects.requireNonNull(language.payload(head));
      } else if (head == add || head == sub || head == mul || head == div) {
        int a = g.child(node, 0);
        int b = g.child(node, 1);
        if (known[a] && known[b] && !(head == div && value[b] == 0)) {
          known[slot] = true;
          value[slot] = fold(head, value[a], value[b]);
        }
      }
    }

    private double fold(int head, double a, double b) {
      double result = head == add ? a + b : head == sub ? a - b : head == mul ? a * b : a / b;
      return result + 0.0;
    }

    @Override
    public int merge(EGraph g, int into, int from) {
      if (known[into] && known[from]) {
        if (value[into] != value[from]) {
          throw new AssertionError(value[into] + " = " + value[from]);
        }
        return SAME;
      }
      if (known[from]) {
        known[into] = true;
        value[into] = value[from];
        return INTO_CHANGED;
      }
      return known[into] ? FROM_CHANGED : SAME;
    }

    @Override
    public void modify(EGraph g, int cls) {
      if (known[cls]) {
        g.union(cls, g.add(language.head(constant, value[cls])));
        g.prune(cls, n -> g.arity(n) == 0);
      }
    }
  }
}
