package paretojit.egraph;

import java.util.List;

/** What a rule builds. */
sealed interface RightSide {
  /** A pattern equal to the root of the match. */
  record Same(Pattern pattern) implements RightSide {}

  /** A computed class equal to the root of the match. */
  record Computed(Applier applier) implements RightSide {}

  /**
   * Several patterns, each equal to a variable; a variable that the left-hand side does not bind stands
   * for its part in the parts after it.
   */
  record Parts(List<Part> parts) implements RightSide {}

  /** A pattern and the index of its variable. */
  record Part(int variable, Pattern pattern) {}
}
