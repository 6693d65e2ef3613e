package paretojit.egraph;

import java.util.List;

/**
 * One match as conditions and appliers see it: a cursor that moves over {@link Matches}, valid only
 * during the call it is passed to.
 */
public final class Match {
  private final List<String> variables;
  private final int[] data;
  private int base;

  Match(Matches matches) {
    this.variables = matches.variables();
    this.data = matches.data();
  }

  void moveTo(int newBase) {
    base = newBase;
  }

  /** The class in which the pattern's root matched, as of the search. */
  public int root() {
    return data[base];
  }

  /** The class of the variable with this index in {@link Pattern#variables}, as of the search. */
  public int get(int variable) {
    return data[base + 1 + variable];
  }

  /** The class of a variable, as of the search; by index is faster. */
  public int get(String variable) {
    int index = variables.indexOf(variable);
    if (index < 0) {
      throw new IllegalArgumentException("no variable " + variable + " among " + variables);
    }
    return get(index);
  }

  /** The classes of all variables in a new array. */
  public int[] classes() {
    return java.util.Arrays.copyOfRange(data, base + 1, base + 1 + variables.size());
  }
}
