package paretojit.egraph;

import java.util.List;

/**
 * The matches of one pattern in one flat int array: for each the root's class, then the classes of
 * the variables in the order of {@link Pattern#variables}. The classes are those at the time of the
 * search; {@link EGraph#find} brings them up to date.
 */
public final class Matches {
  private final List<String> variables;
  private final int stride;
  private int[] data = Ints.NONE;
  private int size;

  Matches(Pattern pattern) {
    this.variables = pattern.variables();
    this.stride = 1 + variables.size();
  }

  /** The number of matches. */
  public int size() {
    return size;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The class in which match {@code i} has its root. */
  public int root(int i) {
    return data[i * stride];
  }

  /** The class that variable {@code variable}, an index, stands for in match {@code i}. */
  public int get(int i, int variable) {
    return data[i * stride + 1 + variable];
  }

  /** The class that a variable stands for in match {@code i}. */
  public int get(int i, String variable) {
    return get(i, variables.indexOf(variable));
  }

  void add(int[] registers, int[] registerOf) {
    int p = size * stride;
    if (p + stride > data.length) {
      data = Ints.ensure(data, p + stride);
    }
    data[p] = registers[0];
    for (int v = 0; v < registerOf.length; v++) {
      data[p + 1 + v] = registers[registerOf[v]];
    }
    size++;
  }

  void clear() {
    size = 0;
  }

  int[] data() {
    return data;
  }

  int stride() {
    return stride;
  }

  List<String> variables() {
    return variables;
  }
}
