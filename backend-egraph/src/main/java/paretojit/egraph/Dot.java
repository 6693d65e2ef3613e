package paretojit.egraph;

/** Writes an e-graph in Graphviz's language: a dotted box for each class, an edge for each child. */
public final class Dot {
  private Dot() {}

  /** The whole e-graph, which must be clean. */
  public static String of(EGraph g) {
    if (!g.isClean()) {
      throw new IllegalStateException("rebuild() the e-graph before drawing it");
    }
    var out = new StringBuilder("digraph egraph {\n  compound=true\n  clusterrank=local\n");
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      out.append("  subgraph cluster_").append(c).append(" {\n    style=dotted\n");
      for (int n = g.firstNode(c); n != 0; n = g.nextNode(c, n)) {
        String label = g.language().name(g.head(n)).replace("\\", "\\\\").replace("\"", "\\\"");
        out.append("    n").append(n).append("[label=\"").append(label).append("\"]\n");
      }
      out.append("  }\n");
    }
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      for (int n = g.firstNode(c); n != 0; n = g.nextNode(c, n)) {
        for (int i = 0; i < g.arity(n); i++) {
          int child = g.child(n, i);
          int target = g.firstNode(child);
          if (target != 0) { // an edge needs a node to end at; the box stops it before
            out.append("  n").append(n).append(" -> n").append(target);
            out.append(" [lhead=cluster_").append(child).append("]\n");
          }
        }
      }
    }
    return out.append("}\n").toString();
  }
}
