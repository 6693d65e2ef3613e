package paretojit.egraph;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
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
  private final RightSide right;
  private final boolean subsumes;
  private final Condition[] conditions;

  private Rewrite(
      String name, Pattern left, RightSide right, boolean subsumes, Condition... conditions) {
    this.subsumes = subsumes;
    this.name = name;
    this.left = left;
    this.right = right;
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
    return new Rewrite(name, l, new RightSide.Same(r), false);
  }

  /**
   * A rule between several patterns and several more, {@code (= ?x pattern)} each: where all those on
   * the left match, each on the right is equal to its variable. A variable before a pattern on the right
   * that does not occur on the left is a name for use further right.
   */
  public static Rewrite ofParts(Language language, String name, String left, String right) {
    return ofParts(
        language,
        name,
        SExpr.readAll(name + ", left", left),
        SExpr.readAll(name + ", right", right));
  }

  /** As {@link #ofParts(Language, String, String, String)}, of S-expressions. */
  public static Rewrite ofParts(
      Language language, String name, List<SExpr> left, List<SExpr> right) {
    Pattern l = Pattern.ofParts(language, left);
    var known = new ArrayList<>(l.variables());
    var parts = new ArrayList<RightSide.Part>();
    for (SExpr part : right) {
      String variable = Pattern.partName(part);
      Pattern p = Pattern.of(language, ((SExpr.Seq) part).get(2), known);
      if (p.variables().size() > known.size()) {
        throw part.error("the variable " + p.variables().get(known.size()) + " is not bound");
      }
      if (!known.contains(variable)) {
        known.add(variable);
      }
      parts.add(new RightSide.Part(known.indexOf(variable), p));
    }
    return new Rewrite(name, l, new RightSide.Parts(List.copyOf(parts)), false);
  }

  /** A rule whose right-hand side is computed. */
  public static Rewrite dynamic(String name, Pattern left, Applier right) {
    return new Rewrite(name, left, new RightSide.Computed(right), false);
  }

  /** Two rules, {@code name} from left to right and {@code name-rev} back. */
  public static List<Rewrite> both(Language language, String name, String left, String right) {
    return List.of(of(language, name, left, right), of(language, name + "-rev", right, left));
  }

  /** This rule with one more condition. */
  public Rewrite when(Condition condition) {
    var more = new ArrayList<>(List.of(conditions));
    more.add(condition);
    return new Rewrite(name, left, right, subsumes, more.toArray(Condition[]::new));
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

  /**
   * This rule, but the node at the root of a match is {@linkplain EGraph#subsume subsumed} by what is
   * built: nothing will match or extract it any more. For rules that always improve.
   */
  public Rewrite subsuming() {
    if (left.parts() > 1 || left.isVariable(left.root())) {
      throw new IllegalArgumentException("only a single node can be subsumed, not " + left);
    }
    return new Rewrite(name, left, right, true, conditions);
  }

  /** The name, unique among rules that are run together. */
  public String name() {
    return name;
  }

  /** The pattern that is looked for. */
  public Pattern left() {
    return left;
  }

  /** The pattern that is built, or null if the right-hand side is computed or has several. */
  public @Nullable Pattern right() {
    return right instanceof RightSide.Same s ? s.pattern() : null;
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
    String text =
        switch (right) {
          case RightSide.Same s -> s.pattern().toString();
          case RightSide.Computed c -> "…";
          case RightSide.Parts p ->
              p.parts().stream().map(part -> part.pattern().toString()).collect(joining(" "));
        };
    return name + ": " + left + " => " + text;
  }

  /** The applying of this rule to one set of matches: holds what is reused from match to match. */
  final class Batch {
    private final EGraph g;
    private final int[] data;
    private final int stride;
    private final Match match;
    private final @Nullable Applier computed;
    private final RightSide.Part[] parts;
    private final Instantiator[] instantiators;
    private final @Nullable Instantiator leftInstantiator;
    private int[] classes = Ints.NONE; // of a rule with parts: one match and what its parts name
    private boolean refused;

    private Batch(EGraph g, Matches matches) {
      this.g = g;
      this.data = matches.data();
      this.stride = matches.stride();
      this.match = new Match(matches);
      this.leftInstantiator = g.isExplained() ? new Instantiator(left) : null;
      switch (right) {
        case RightSide.Same s -> {
          computed = null;
          parts = new RightSide.Part[0];
          instantiators = new Instantiator[] {new Instantiator(s.pattern())};
        }
        case RightSide.Computed c -> {
          computed = c.applier();
          parts = new RightSide.Part[0];
          instantiators = new Instantiator[0];
        }
        case RightSide.Parts p -> {
          computed = null;
          parts = p.parts().toArray(RightSide.Part[]::new);
          instantiators = new Instantiator[parts.length];
          Arrays.setAll(instantiators, i -> new Instantiator(parts[i].pattern()));
        }
      }
    }

    /** Applies the rule to matches {@code from} up to {@code to}; returns how many unions that made. */
    int apply(int from, int to) {
      int unions = 0;
      for (int i = from; i < to; i++) {
        int base = i * stride;
        if (mayApply(base)) {
          unions += apply(base);
          if (subsumes) {
            subsume(base);
          }
        }
      }
      return unions;
    }

    /**
     * Whether applying the same matches again later would do nothing: none was refused by a condition,
     * which may come to hold, and the right-hand side is no computation.
     */
    boolean isDoneForGood() {
      return !refused && computed == null;
    }

    private void subsume(int base) {
      int node = new Instantiator(left).findNode(g, data, base + 1);
      if (node != 0 && g.isMember(node)) {
        g.subsume(node);
      }
    }

    private boolean mayApply(int base) {
      match.moveTo(base);
      for (Condition c : conditions) {
        if (!c.holds(g, match)) {
          refused = true;
          return false;
        }
      }
      return true;
    }

    private int apply(int base) {
      int root = data[base];
      if (leftInstantiator != null) { // explanations need the match as a term of its own
        root = leftInstantiator.instantiate(g, data, base + 1);
      }
      if (computed != null) {
        int result = computed.apply(g, match);
        return result != 0 && g.union(root, result, name) ? 1 : 0;
      }
      if (parts.length > 0) {
        return applyParts(base);
      }
      int result = instantiators[0].instantiate(g, data, base + 1);
      return g.union(root, result, name) ? 1 : 0;
    }

    private int applyParts(int base) {
      classes = Ints.ensure(classes, stride + parts.length);
      System.arraycopy(data, base + 1, classes, 0, stride - 1);
      int bound = stride - 1;
      int unions = 0;
      for (int i = 0; i < instantiators.length; i++) {
        int result = instantiators[i].instantiate(g, classes, 0);
        int variable = parts[i].variable();
        if (variable == bound) {
          classes[bound++] = result;
        } else if (g.union(classes[variable], result, name)) {
          unions++;
        }
      }
      return unions;
    }
  }
}
