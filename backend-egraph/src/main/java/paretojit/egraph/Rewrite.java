package paretojit.egraph;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule: where the left-hand side matches and the conditions hold, the right-hand side is equal.
 *
 * <p>The right-hand side is a pattern over variables of the left, or an {@link Applier}. Rules are
 * immutable: {@link #when} gives a new one.
 *
 * <pre>{@code
 * Rewrite.of(math, "commute", "(+ ?a ?b)", "(+ ?b ?a)")
 * Rewrite.of(math, "cancel", "(/ ?a ?a)", "1").when("?a", (g, a) -> isNotZero(g, a))
 * }</pre>
 */
public final class Rewrite {
  private final String name;
  private final Pattern left;
  private final @Nullable Pattern right;
  private final @Nullable Applier applier;
  private final Condition[] conditions;

  private Rewrite(
      String name,
      Pattern left,
      @Nullable Pattern right,
      @Nullable Applier applier,
      Condition[] conditions) {
    this.name = name;
    this.left = left;
    this.right = right;
    this.applier = applier;
    this.conditions = conditions;
  }

  /** A rule between two patterns given as text. */
  public static Rewrite of(Language language, String name, String left, String right) {
    return of(
        language,
        name,
        SExpr.readOne(name + ", left", left),
        SExpr.readOne(name + ", right", right));
  }

  /** A rule between two patterns given as S-expressions. */
  public static Rewrite of(Language language, String name, SExpr left, SExpr right) {
    Pattern l = Pattern.of(language, left);
    Pattern r = Pattern.of(language, right, l.variables());
    if (r.variables().size() > l.variables().size()) {
      throw right.error(
          "the variable " + r.variables().get(l.variables().size()) + " is not bound on the left");
    }
    return new Rewrite(name, l, r, null, new Condition[0]);
  }

  /** A rule whose right-hand side is computed. */
  public static Rewrite dynamic(String name, Pattern left, Applier right) {
    return new Rewrite(name, left, null, right, new Condition[0]);
  }

  /** Two rules, {@code name} from left to right and {@code name-rev} back. */
  public static List<Rewrite> both(Language language, String name, String left, String right) {
    return List.of(of(language, name, left, right), of(language, name + "-rev", right, left));
  }

  /** This rule with one more condition. */
  public Rewrite when(Condition condition) {
    var more = new ArrayList<>(List.of(conditions));
    more.add(condition);
    return new Rewrite(name, left, right, applier, more.toArray(Condition[]::new));
  }

  /** This rule with a condition on the class of a variable. */
  public Rewrite when(String variable, Condition.OfClass condition) {
    int v = left.variable(variable);
    return when((g, m) -> condition.holds(g, g.find(m.get(v))));
  }

  /** This rule with a condition on the classes of two variables. */
  public Rewrite when(String first, String second, Condition.OfClasses condition) {
    int v = left.variable(first);
    int w = left.variable(second);
    return when((g, m) -> condition.holds(g, g.find(m.get(v)), g.find(m.get(w))));
  }

  /** The name, unique among rules that are run together. */
  public String name() {
    return name;
  }

  /** The pattern that is looked for. */
  public Pattern left() {
    return left;
  }

  /** The pattern that is built, or null if the right-hand side is computed. */
  public @Nullable Pattern right() {
    return right;
  }

  /** Whether a match may be refused by a condition. */
  public boolean isConditional() {
    return conditions.length > 0;
  }

  /** The matches of the left-hand side in a clean e-graph. */
  public Matches search(EGraph g) {
    return left.search(g);
  }

  /** Applies the rule to matches found before; returns how many unions that made. */
  public int apply(EGraph g, Matches matches) {
    return batch(g, matches).apply(0, matches.size());
  }

  Batch batch(EGraph g, Matches matches) {
    return new Batch(g, matches);
  }

  @Override
  public String toString() {
    return name + ": " + left + " => " + (right == null ? "…" : right);
  }

  /** The applying of this rule to one set of matches: holds what is reused from match to match. */
  final class Batch {
    private final EGraph g;
    private final int[] data;
    private final int stride;
    private final Match match;
    private final @Nullable Instantiator instantiator;
    private boolean refused;

    private Batch(EGraph g, Matches matches) {
      this.g = g;
      this.data = matches.data();
      this.stride = matches.stride();
      this.match = new Match(matches);
      this.instantiator = right == null ? null : new Instantiator(right);
    }

    /** Applies the rule to matches {@code from} up to {@code to}; returns how many unions that made. */
    int apply(int from, int to) {
      int unions = 0;
      for (int i = from; i < to; i++) {
        if (apply(i)) {
          unions++;
        }
      }
      return unions;
    }

    /**
     * Whether applying the same matches again later would do nothing: none was refused by a condition,
     * which may come to hold, and the right-hand side is no computation.
     */
    boolean isDoneForGood() {
      return !refused && applier == null;
    }

    private boolean apply(int i) {
      int base = i * stride;
      if (conditions.length > 0 || applier != null) {
        match.moveTo(base);
        for (Condition c : conditions) {
          if (!c.holds(g, match)) {
            refused = true;
            return false;
          }
        }
      }
      int result =
          instantiator != null
              ? instantiator.instantiate(g, data, base + 1)
              : java.util.Objects.requireNonNull(applier).apply(g, match);
      return result != 0 && g.union(data[base], result);
    }
  }
}
