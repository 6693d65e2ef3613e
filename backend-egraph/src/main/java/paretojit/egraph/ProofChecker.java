package paretojit.egraph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Checks an {@link Explanation} against the rules alone: it knows terms and patterns, not e-graphs.
 *
 * <p>Each step must rewrite exactly one place, by a rule whose left-hand side matches there and whose
 * right-hand side is what came of it (the other way round if the step goes backwards). Conditions of
 * rules cannot be checked on terms and are believed. Rules whose right-hand side is computed, and
 * reasons given for unions, must be {@linkplain #allow allowed} by name with a check of their own.
 */
public final class ProofChecker {
  private final Map<String, Rewrite> rules = new HashMap<>();
  private final Map<String, BiPredicate<Term, Term>> allowed = new HashMap<>();

  /** A checker that accepts the given rules. */
  public ProofChecker(List<Rewrite> rules) {
    rules.forEach(rule -> this.rules.put(rule.name(), rule));
  }

  /** Accepts steps with this reason if the check holds of the terms before and after, read forwards. */
  public ProofChecker allow(String reason, BiPredicate<Term, Term> check) {
    allowed.put(reason, check);
    return this;
  }

  /** What is wrong with an explanation; empty if nothing is. */
  public List<String> check(Explanation explanation) {
    var problems = new ArrayList<String>();
    Term before = explanation.from();
    int number = 0;
    for (Explanation.Step step : explanation.flat()) {
      number++;
      Term old = before.subterm(before.nodeAt(step.path()));
      Term now = step.term().subterm(step.term().nodeAt(step.path()));
      if (!before.replace(step.path(), now).equals(step.term())) {
        problems.add("step " + number + " changes more than one place");
      }
      boolean right = step.forward() ? holds(step.rule(), old, now) : holds(step.rule(), now, old);
      if (!right) {
        problems.add(
            "step " + number + ": " + old + " and " + now + " are not equal by " + step.rule());
      }
      before = step.term();
    }
    if (!before.equals(explanation.to())) {
      problems.add("ends at " + before + " instead of " + explanation.to());
    }
    return problems;
  }

  private boolean holds(String reason, Term left, Term right) {
    BiPredicate<Term, Term> own = allowed.get(reason);
    if (own != null) {
      return own.test(left, right);
    }
    Rewrite rule = rules.get(reason);
    Pattern to = rule == null ? null : rule.right();
    if (rule == null || to == null) {
      return false;
    }
    var bound = new int[Math.max(rule.left().variables().size(), to.variables().size())];
    Arrays.fill(bound, -1);
    var both = new Term.Builder(left.language());
    int[] leftIndex = both.addAll(left);
    int[] rightIndex = both.addAll(right);
    int l = leftIndex[left.root()];
    int r = rightIndex[right.root()];
    Term joined = both.buildAll();
    return matches(rule.left(), rule.left().root(), joined, l, bound)
        && matches(to, to.root(), joined, r, bound);
  }

  /** Whether a pattern matches a node; equal subterms are one node, so variables compare by index. */
  private static boolean matches(Pattern p, int at, Term term, int node, int[] bound) {
    if (p.isVariable(at)) {
      int v = ~p.head(at);
      if (bound[v] < 0) {
        bound[v] = node;
      }
      return bound[v] == node;
    }
    if (p.head(at) != term.head(node)) {
      return false;
    }
    int[] children = p.children(at);
    for (int i = 0; i < children.length; i++) {
      if (!matches(p, children[i], term, term.child(node, i), bound)) {
        return false;
      }
    }
    return true;
  }
}
