package paretojit.egraph;

/**
 * Adds a pattern to an e-graph again and again with other classes for its variables. Ground subterms
 * are added once, at first use. Holds state: one for each e-graph and batch.
 */
final class Instantiator {
  private final int[] code; // per node: head, arity, operands; operand = variable or ~ node
  private final int root; // a variable or ~ node
  private final int[] temps;
  private final int groundNodes;
  private boolean groundAdded;
  private int[] operands = new int[4];
  private final int groundEnd;

  Instantiator(Pattern pattern) {
    var order = new int[pattern.size()];
    var out = new Ints(16);
    int nodes = 0;
    int groundCount = 0;
    int end = 0;
    var ground = new boolean[pattern.size()];
    for (int n = 0; n < ground.length; n++) {
      ground[n] = !pattern.isVariable(n);
      for (int kid : pattern.children(n)) {
        ground[n] &= ground[kid];
      }
    }
    for (int pass = 0; pass < 2; pass++) {
      for (int n = 0; n < ground.length; n++) {
        if (pattern.isVariable(n)) {
          order[n] = ~pattern.head(n);
        } else if (ground[n] == (pass == 0)) {
          out.add(pattern.head(n));
          out.add(pattern.children(n).length);
          for (int kid : pattern.children(n)) {
            out.add(order[kid]);
          }
          order[n] = ~nodes++;
        }
      }
      if (pass == 0) {
        groundCount = nodes;
        end = out.size;
      }
    }
    code = out.toArray();
    root = order[pattern.root()];
    temps = new int[nodes];
    groundNodes = groundCount;
    groundEnd = end;
  }

  /** The class of the pattern with variable {@code v} standing for {@code classes[from + v]}. */
  int instantiate(EGraph g, int[] classes, int from) {
    if (!groundAdded) {
      groundAdded = true;
      build(g, classes, from, 0, groundEnd, 0);
    }
    build(g, classes, from, groundEnd, code.length, groundNodes);
    return root >= 0 ? classes[from + root] : temps[~root];
  }

  /** The node at the pattern's root if the e-graph has all its nodes, else 0. */
  int findNode(EGraph g, int[] classes, int from) {
    int node = 0;
    int temp = 0;
    for (int p = 0; p < code.length; ) {
      int arity = code[p + 1];
      operands = Ints.ensure(operands, arity);
      for (int i = 0; i < arity; i++) {
        operands[i] = operand(code[p + 2 + i], classes, from);
      }
      node = g.lookupNode(code[p], operands, 0, arity);
      if (node == 0) {
        return 0;
      }
      temps[temp++] = g.find(node);
      p += 2 + arity;
    }
    return node;
  }

  private void build(EGraph g, int[] classes, int from, int start, int end, int firstTemp) {
    int[] c = code;
    int temp = firstTemp;
    for (int p = start; p < end; ) {
      int head = c[p];
      int arity = c[p + 1];
      switch (arity) {
        case 1 -> temps[temp] = g.add(head, operand(c[p + 2], classes, from));
        case 2 ->
            temps[temp] =
                g.add(head, operand(c[p + 2], classes, from), operand(c[p + 3], classes, from));
        default -> {
          operands = Ints.ensure(operands, arity);
          for (int i = 0; i < arity; i++) {
            operands[i] = operand(c[p + 2 + i], classes, from);
          }
          temps[temp] = g.add(head, operands, 0, arity);
        }
      }
      temp++;
      p += 2 + arity;
    }
  }

  private int operand(int code, int[] classes, int from) {
    return code >= 0 ? classes[from + code] : temps[~code];
  }
}
