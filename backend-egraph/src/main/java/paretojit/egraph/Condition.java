package paretojit.egraph;

/**
 * What else must hold of a match for its rule to apply; asked when the rule is about to be applied,
 * on the e-graph as earlier applications left it.
 */
@FunctionalInterface
public interface Condition {
  /** Whether the match may be used. */
  boolean holds(EGraph g, Match match);

  /** A property of one class. */
  @FunctionalInterface
  interface OfClass {
    boolean holds(EGraph g, int cls);
  }

  /** A property of two classes. */
  @FunctionalInterface
  interface OfClasses {
    boolean holds(EGraph g, int a, int b);
  }
}
