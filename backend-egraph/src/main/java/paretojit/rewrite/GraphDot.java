package paretojit.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import paretojit.ir.Op;
import paretojit.ir.Type;

/** Draws an {@link AeGraph} for Graphviz: a box for each e-class, its best node in bold. */
final class GraphDot {
  private GraphDot() {}

  static String draw(AeGraph graph, String name) {
    StringBuilder dot = new StringBuilder();
    dot.append("digraph \"").append(name.replace("\"", "")).append("\" {\n");
    dot.append("  compound=true; rankdir=BT; node [shape=box, fontname=\"monospace\"];\n");
    Map<Integer, List<Integer>> classes = new TreeMap<>();
    for (int node = 0; node < graph.nodeCount(); node++) {
      classes.computeIfAbsent(graph.find(node), c -> new ArrayList<>()).add(node);
    }
    classes.forEach(
        (cls, nodes) -> {
          dot.append(
              "  subgraph cluster_%d { label=\"class %d, cost %d\"; style=dashed;\n"
                  .formatted(cls, cls, graph.cost(cls)));
          for (int node : nodes) {
            String bold = graph.best(cls) == node ? ", style=bold" : "";
            dot.append("    n%d [label=\"%s\"%s];\n".formatted(node, label(graph, node), bold));
          }
          dot.append("  }\n");
        });
    for (int node = 0; node < graph.nodeCount(); node++) {
      for (int k = 0; k < graph.operandCount(node); k++) {
        int operand = graph.find(graph.operand(node, k));
        dot.append(
            "  n%d -> n%d [lhead=cluster_%d, label=\"%d\"];\n"
                .formatted(node, graph.best(operand), operand, k));
      }
    }
    return dot.append("}\n").toString();
  }

  private static String label(AeGraph graph, int node) {
    String type = Type.of(graph.type(node)).toString();
    if (graph.opcode(node) == AeGraph.LEAF) {
      return "v%d: %s".formatted(graph.imm(node), type);
    }
    Op op = Op.of(graph.opcode(node));
    String text = "%s.%s".formatted(op.mnemonic(), type);
    return switch (op) {
      case ICONST -> text + " " + graph.imm(node);
      case F32CONST -> text + " " + Float.intBitsToFloat((int) graph.imm(node));
      case F64CONST -> text + " " + Double.longBitsToDouble(graph.imm(node));
      case STACK_ADDR -> "%s ss%d+%d".formatted(text, graph.aux(node), graph.imm(node));
      case REF_FUNC -> "%s fn%d".formatted(text, graph.aux(node));
      default -> text;
    };
  }
}
