package paretojit.egraph;

import java.util.ArrayList;
import java.util.List;

/** Writes terms; explicit stacks, so a chain of any depth prints. */
final class TermPrinter {
  private final Term term;
  private final StringBuilder out = new StringBuilder();

  TermPrinter(Term term) {
    this.term = term;
  }

  private String name(int node) {
    return term.language().name(term.head(node));
  }

  String flat() {
    flat(term.root());
    return out.toString();
  }

  /** Appends one node written out; a stack entry is a node, or −1 for a closing parenthesis. */
  private void flat(int root) {
    var todo = new Ints(16);
    todo.add(root);
    boolean first = true;
    while (!todo.isEmpty()) {
      int node = todo.pop();
      if (node < 0) {
        out.append(')');
        continue;
      }
      if (!first) {
        out.append(' ');
      }
      first = false;
      if (term.arity(node) == 0) {
        out.append(name(node));
      } else {
        out.append('(').append(name(node));
        todo.add(-1);
        for (int i = term.arity(node) - 1; i >= 0; i--) {
          todo.add(term.child(node, i));
        }
      }
    }
  }

  /** Breaks every node whose flat text does not fit; children go two columns further right. */
  String pretty(int width) {
    var lengths = lengths();
    var todo = new Ints(16); // pairs: node or −1, column
    todo.add(term.root());
    todo.add(0);
    boolean first = true;
    while (!todo.isEmpty()) {
      int column = todo.pop();
      int node = todo.pop();
      if (node < 0) {
        out.append(')');
        continue;
      }
      if (!first) {
        out.append('\n').repeat(' ', column);
      }
      first = false;
      if (column + lengths[node] <= width || term.arity(node) == 0) {
        flat(node);
        continue;
      }
      out.append('(').append(name(node));
      todo.add(-1);
      todo.add(0);
      for (int i = term.arity(node) - 1; i >= 0; i--) {
        todo.add(term.child(node, i));
        todo.add(column + 2);
      }
    }
    return out.toString();
  }

  private long[] lengths() {
    var lengths = new long[term.size()];
    for (int n = 0; n < term.size(); n++) {
      long sum = name(n).length() + (term.arity(n) == 0 ? 0 : 2);
      for (int i = 0; i < term.arity(n); i++) {
        sum = Extractor.add(sum, 1 + lengths[term.child(n, i)]);
      }
      lengths[n] = sum;
    }
    return lengths;
  }

  /** Heads and renumbered children in the order of a depth-first walk: equal iff the trees are. */
  List<Integer> canonical() {
    var number = new int[term.size()]; // 0: not met, −1: on the stack, else its number
    var todo = new Ints(16);
    var code = new ArrayList<Integer>();
    int numbers = 0;
    todo.add(term.root());
    while (!todo.isEmpty()) {
      int node = todo.get(todo.size - 1);
      if (number[node] == 0) {
        number[node] = -1;
        for (int i = term.arity(node) - 1; i >= 0; i--) {
          if (number[term.child(node, i)] == 0) {
            todo.add(term.child(node, i));
          }
        }
      } else {
        todo.pop();
        if (number[node] == -1) {
          number[node] = ++numbers;
          code.add(term.head(node));
          for (int i = 0; i < term.arity(node); i++) {
            code.add(-number[term.child(node, i)]);
          }
        }
      }
    }
    return code;
  }
}
