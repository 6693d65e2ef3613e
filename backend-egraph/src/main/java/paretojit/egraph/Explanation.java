package paretojit.egraph;

import java.util.List;

/**
 * Why two terms are equal, as a tree of {@link Link}s or as a list of {@link Step}s.
 *
 * <p>In the tree, links lead from term to term; each is an application of a rule at the root, or says
 * that both have one head and why their children are equal. The flat form has one whole term after the
 * other, each made from the one before by applying one rule, forwards or backwards, at one place.
 */
public final class Explanation {
  /** Why the two terms of a link are equal. */
  public sealed interface Reason {
    /** A rule, or what was given as the reason of a union, read from left to right or back. */
    record Rule(String name, boolean forward) implements Reason {}

    /** Equal children: for each, the links from one to the other; none where they are the same. */
    record Congruence(List<List<Link>> children) implements Reason {}
  }

  /** Two terms that are equal for one reason. */
  public record Link(Term from, Term to, Reason reason) {}

  /**
   * One rewriting.
   *
   * @param term the whole term after it
   * @param rule the rule or reason
   * @param forward whether left became right
   * @param path the place: which child to follow, from the root
   */
  public record Step(Term term, String rule, boolean forward, List<Integer> path) {}

  private final Term from;
  private final Term to;
  private final List<Link> links;

  Explanation(Term from, Term to, List<Link> links) {
    this.from = from;
    this.to = to;
    this.links = List.copyOf(links);
  }

  /** The term explained. */
  public Term from() {
    return from;
  }

  /** What it is equal to. */
  public Term to() {
    return to;
  }

  /** The tree form. */
  public List<Link> tree() {
    return links;
  }

  /** The number of steps of the flat form, {@link Long#MAX_VALUE} if beyond. */
  public long length() {
    return length(links);
  }

  private static long length(List<Link> links) {
    long sum = 0;
    for (Link link : links) {
      switch (link.reason) {
        case Reason.Rule r -> sum = Extractor.add(sum, 1);
        case Reason.Congruence c -> {
          for (List<Link> child : c.children) {
            sum = Extractor.add(sum, length(child));
          }
        }
      }
    }
    return sum;
  }

  /** The flat form. */
  public List<Step> flat() {
    return new ExplanationFlattener(from).flatten(links);
  }

  /** The flat form, a line for each term, with what led to it. */
  @Override
  public String toString() {
    var out = new StringBuilder(from.toString());
    for (Step step : flat()) {
      out.append(step.forward ? "\n  => " : "\n  <= ").append(step.term);
      out.append("   ").append(step.rule);
    }
    return out.toString();
  }
}
