package paretojit.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.EGraph;
import paretojit.egraph.Match;
import paretojit.egraph.Rewrite;
import paretojit.ir.TrapException;

/**
 * The rules of a {@link RuleSet} for the e-graph library: each at every assignment of types that it
 * can have, and commutativity, which the set's own programs have built in.
 */
final class SaturationRules {
  private final IrTerms terms = new IrTerms();
  private final List<Rewrite> rewrites = new ArrayList<>();
  private final Map<String, Integer> indexByName = new HashMap<>();
  private final int ruleCount;

  SaturationRules(RuleSet rules) {
    List<Rule> all = rules.rules();
    ruleCount = all.size();
    for (int r = 0; r < all.size(); r++) {
      for (TypedRule typed : TypedRule.of(all.get(r))) {
        Rewrite rewrite = rewrite(typed);
        rewrites.add(rewrite);
        indexByName.put(rewrite.name(), r);
      }
    }
    rewrites.addAll(terms.commutations());
  }

  /** The language of the rules; fork it for a thread. */
  IrTerms terms() {
    return terms;
  }

  /** The number of rules in the set. */
  int ruleCount() {
    return ruleCount;
  }

  List<Rewrite> rewrites() {
    return rewrites;
  }

  /** The index in the set of the rule that a rewrite is one typing of, or -1 for commutativity. */
  int ruleIndex(String name) {
    return indexByName.getOrDefault(name, -1);
  }

  private Rewrite rewrite(TypedRule typed) {
    Rule rule = typed.rule();
    String name = rule.name() + " @ " + typed.types();
    Rewrite rewrite =
        Rewrite.of(
            terms.language(), name, IrTerms.pattern(typed.left()), IrTerms.pattern(typed.right()));
    List<TypedExpr.Variable> constants =
        typed.variables().stream().filter(v -> v.name().startsWith("#")).toList();
    if (!constants.isEmpty()) {
      int[] indices =
          constants.stream()
              .mapToInt(v -> rewrite.left().variables().indexOf(IrTerms.variable(v)))
              .toArray();
      return subsuming(
          rule, rewrite.when((g, match) -> holds(g, match, constants, indices, typed.condition())));
    }
    return subsuming(rule, rewrite);
  }

  private static Rewrite subsuming(Rule rule, Rewrite rewrite) {
    return rule.subsumes() ? rewrite.subsuming() : rewrite;
  }

  private static boolean holds(
      EGraph g,
      Match match,
      List<TypedExpr.Variable> constants,
      int[] indices,
      @Nullable TypedExpr condition) {
    ClassFacts facts = (ClassFacts) g.analysis();
    for (int index : indices) {
      if (!facts.isConstant(g.find(match.get(index)))) {
        return false;
      }
    }
    if (condition == null) {
      return true;
    }
    Map<TypedExpr.Variable, Long> values = new HashMap<>();
    for (int k = 0; k < indices.length; k++) {
      values.put(constants.get(k), facts.constant(g.find(match.get(indices[k]))));
    }
    try {
      return condition.eval(values) != 0;
    } catch (TrapException undefined) {
      return false;
    }
  }
}
