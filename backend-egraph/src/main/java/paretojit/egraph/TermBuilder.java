package paretojit.egraph;

import java.util.NoSuchElementException;

/** Builds the term that a choice of a node for each class describes; depth is no limit. */
final class TermBuilder {
  private static final int ON_PATH = -1;

  private TermBuilder() {}

  /**
   * The term rooted in class {@code root}.
   *
   * @param choice a node for each class, by class id; 0 for none
   * @throws NoSuchElementException if a class that is needed has no node chosen
   */
  static Term build(EGraph g, int root, int[] choice) {
    var place = new int[g.idBound()]; // by class: its place in the term + 1, or ON_PATH
    var builder = new Term.Builder(g.language());
    var stack = new Ints(64);
    stack.add(root);
    while (!stack.isEmpty()) {
      int cls = stack.get(stack.size - 1);
      if (place[cls] > 0) {
        stack.pop();
        continue;
      }
      int node = choice[cls];
      if (node == 0) {
        throw new NoSuchElementException("class " + cls + " holds no finite term");
      }
      if (pushMissing(g, node, place, stack)) {
        place[cls] = ON_PATH;
        continue;
      }
      var kids = new int[g.arity(node)];
      for (int i = 0; i < kids.length; i++) {
        kids[i] = place[g.child(node, i)] - 1;
      }
      place[cls] = builder.add(g.head(node), kids) + 1;
      stack.pop();
    }
    return builder.build(place[root] - 1);
  }

  private static boolean pushMissing(EGraph g, int node, int[] place, Ints stack) {
    boolean missing = false;
    for (int i = g.arity(node) - 1; i >= 0; i--) {
      int child = g.child(node, i);
      if (place[child] == ON_PATH) {
        throw new AssertionError("the chosen terms are cyclic at " + g.nodeText(node));
      }
      if (place[child] == 0) {
        missing = true;
        stack.add(child);
      }
    }
    return missing;
  }
}
