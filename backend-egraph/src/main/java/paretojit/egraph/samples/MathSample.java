package paretojit.egraph.samples;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.Analysis;
import paretojit.egraph.EGraph;
import paretojit.egraph.Language;
import paretojit.egraph.Rewrite;
import paretojit.egraph.RuleReader;

/** Symbolic differentiation and integration, with the folding of constants. */
public final class MathSample implements Sample {
  private final Language language = Language.create();
  private final int constant;
  private final int symbol;

  public MathSample() {
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

  @Override
  public Language language() {
    return language;
  }

  @Override
  public Analysis analysis() {
    return new Folding();
  }

  @Override
  public RuleReader reader() {
    return new RuleReader(language)
        .property("nonzero", (g, c) -> folding(g).mayDifferFrom(c, 0))
        .property("constant", (g, c) -> folding(g).isKnown(c))
        .property("symbol", this::isSymbol)
        .property("atom", (g, c) -> folding(g).isKnown(c) || isSymbol(g, c));
  }

  /** Identities with side conditions, which ask the analysis. */
  @Override
  public List<Rewrite> rules() {
    return Sample.read(reader(), "calculus.rules");
  }

  /** Identities without conditions: only growth matters. */
  public List<Rewrite> growthRules() {
    return Sample.read(reader(), "growth.rules");
  }

  /** What the problems of growth start from. */
  public static List<String> startTerms() {
    return List.of(
        "(i (ln x) x)",
        "(i (+ x (cos x)) x)",
        "(i (* (cos x) x) x)",
        "(d x (+ 1 (* 2 x)))",
        "(d x (- (pow x 3) (* 7 (pow x 2))))",
        "(+ (* y (+ x y)) (- (+ x 2) (+ x x)))",
        "(/ 1 (- (/ (+ 1 (sqrt five)) 2) (/ (- 1 (sqrt five)) 2)))");
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
  private final class Folding implements Analysis {
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
