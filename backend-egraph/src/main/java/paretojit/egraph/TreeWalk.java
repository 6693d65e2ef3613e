package paretojit.egraph;

import java.util.ArrayList;
import paretojit.egraph.SExpr.Atom;
import paretojit.egraph.SExpr.Seq;

/** Folds an S-expression bottom-up into ints, without recursion. */
final class TreeWalk {
  private TreeWalk() {}

  /** What a word over already folded children becomes. */
  interface Visitor {
    int visit(SExpr at, String word, int[] children);
  }

  private static final class Frame {
    final Seq list;
    final String word;
    final int[] children;
    int done;

    Frame(Seq list) {
      if (list.items().isEmpty()) {
        throw list.error("expected an operator, found ()");
      }
      this.list = list;
      this.word = list.get(0).text("an operator");
      this.children = new int[list.size() - 1];
    }
  }

  static int postorder(SExpr root, Visitor visitor) {
    if (root instanceof Atom a) {
      return visitor.visit(a, a.text(), Ints.NONE);
    }
    var stack = new ArrayList<Frame>();
    stack.add(new Frame((Seq) root));
    while (true) {
      Frame top = stack.getLast();
      if (top.done < top.children.length) {
        switch (top.list.get(top.done + 1)) {
          case Atom a -> top.children[top.done++] = visitor.visit(a, a.text(), Ints.NONE);
          case Seq s -> stack.add(new Frame(s));
        }
        continue;
      }
      int value = visitor.visit(top.list, top.word, top.children);
      stack.removeLast();
      if (stack.isEmpty()) {
        return value;
      }
      Frame parent = stack.getLast();
      parent.children[parent.done++] = value;
    }
  }
}
