package paretojit.egraph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * E-graphs as text in the format of egraph-serialize, which other tools draw and extract from.
 *
 * <pre>
 *   {"nodes": {"id": {"op": "+", "children": ["id", …], "eclass": "class", "cost": 1}, …},
 *    "root_eclasses": ["class", …], "class_data": {}}
 * </pre>
 *
 * <p>A child names any node of the class that is meant.
 */
public final class EGraphJson {
  private EGraphJson() {}

  /**
   * What was read.
   *
   * @param graph the e-graph; nodes that are the same after all are one
   * @param roots the classes of the roots
   * @param costs by node id: the cost of a node
   */
  public record Loaded(EGraph graph, int[] roots, double[] costs) {
    /** The costs for an extractor; they are rounded up to whole numbers. */
    public CostFunction.OfNode cost() {
      return (g, node) -> (long) Math.ceil(costs[node]);
    }
  }

  /** Writes a clean e-graph. */
  public static String write(EGraph g, CostFunction.OfNode cost, int... roots) {
    if (!g.isClean()) {
      throw new IllegalStateException("rebuild() the e-graph before writing it");
    }
    var out = new StringBuilder("{\n  \"nodes\": {");
    String separator = "\n";
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      for (int n = g.firstNode(c); n != 0; n = g.nextNode(c, n)) {
        out.append(separator).append("    \"").append(n).append("\": {\"op\": ");
        out.append(Json.quote(g.language().name(g.head(n)))).append(", \"children\": [");
        for (int i = 0; i < g.arity(n); i++) {
          int child = g.firstNode(g.child(n, i));
          if (child == 0) {
            throw new IllegalArgumentException(
                "class " + g.child(n, i) + " has no node to name it");
          }
          out.append(i == 0 ? "\"" : ", \"").append(child).append('"');
        }
        out.append("], \"eclass\": \"").append(c).append("\", \"cost\": ");
        out.append(cost.cost(g, n)).append('}');
        separator = ",\n";
      }
    }
    out.append("\n  },\n  \"root_eclasses\": [");
    for (int i = 0; i < roots.length; i++) {
      out.append(i == 0 ? "\"" : ", \"").append(g.find(roots[i])).append('"');
    }
    return out.append("],\n  \"class_data\": {}\n}\n").toString();
  }

  /**
   * Reads an e-graph.
   *
   * @param source the name to put into error messages
   * @throws SyntaxException if the text is no e-graph in this format or not of this language
   */
  public static Loaded read(Language language, String source, String text) {
    return new Reader(language, source, text).read();
  }

  private record Row(String name, int head, List<String> children, String cls, double cost) {}

  private static final class Reader {
    private final Language language;
    private final SExpr.Atom file; // stands for the whole text in errors
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, Integer> classes = new LinkedHashMap<>(); // by name: an id
    private final Ints placeholders = new Ints(4);
    private final EGraph g;
    private final Map<?, ?> root;

    Reader(Language language, String source, String text) {
      this.language = language;
      this.file = new SExpr.Atom(new SExpr.Position(source, 1, 1), source, false);
      this.g = new EGraph(language);
      this.root = map(Json.read(source, text), "the text");
    }

    Loaded read() {
      for (Map.Entry<?, ?> e : map(root.get("nodes"), "nodes").entrySet()) {
        String name = (String) e.getKey();
        Map<?, ?> node = map(e.getValue(), "node " + name);
        List<String> children = strings(node.get("children"), "the children of node " + name);
        String op = string(node.get("op"), "the op of node " + name);
        String cls = string(node.get("eclass"), "the eclass of node " + name);
        double cost = node.get("cost") instanceof Double d ? d : 1;
        int head = language.resolve(file, op, children.size());
        rows.put(name, new Row(name, head, children, cls, cost));
      }
      addAll();
      g.rebuild();
      var byNode = new double[g.idBound()];
      for (Row row : rows.values()) {
        int node = g.lookupNode(row.head, childClasses(row), 0, row.children.size());
        byNode[node] = byNode[node] == 0 ? row.cost : Math.min(byNode[node], row.cost);
      }
      for (int i = 0; i < placeholders.size; i++) {
        g.delete(placeholders.get(i));
      }
      List<String> names = strings(root.get("root_eclasses"), "root_eclasses");
      int[] roots = names.stream().mapToInt(c -> g.find(classOf(c))).toArray();
      return new Loaded(g, roots, byNode);
    }

    /** Adds each node once its children have classes; where a cycle is in the way, a stand-in helps. */
    private void addAll() {
      var waiting = new ArrayDeque<>(rows.values());
      int sinceLast = 0;
      while (!waiting.isEmpty()) {
        Row row = waiting.remove();
        String missing = missingChild(row);
        if (missing == null) {
          int id = g.add(row.head, childClasses(row), 0, row.children.size());
          Integer other = classes.putIfAbsent(row.cls, id);
          if (other != null) {
            g.union(other, id);
          }
          sinceLast = 0;
        } else {
          waiting.add(row);
          if (++sinceLast > waiting.size()) {
            int standIn = g.add(language.operator("\u0000" + missing, 0));
            placeholders.add(standIn);
            classes.put(missing, standIn);
            sinceLast = 0;
          }
        }
      }
    }

    private @Nullable String missingChild(Row row) {
      for (String child : row.children) {
        Row target = rows.get(child);
        if (target == null) {
          throw file.error("node " + row.name + " has the child " + child + ", which is no node");
        }
        if (!classes.containsKey(target.cls)) {
          return target.cls;
        }
      }
      return null;
    }

    private int[] childClasses(Row row) {
      var ids = new int[row.children.size()];
      Arrays.setAll(ids, i -> classOf(target(row.children.get(i)).cls));
      return ids;
    }

    private Row target(String node) {
      Row row = rows.get(node);
      if (row == null) {
        throw new AssertionError(node);
      }
      return row;
    }

    private int classOf(String name) {
      Integer id = classes.get(name);
      if (id == null) {
        throw file.error("there is no class " + name);
      }
      return id;
    }

    private Map<?, ?> map(@Nullable Object value, String what) {
      if (value instanceof Map<?, ?> map) {
        return map;
      }
      throw file.error("expected an object for " + what);
    }

    private String string(@Nullable Object value, String what) {
      if (value instanceof String s) {
        return s;
      }
      throw file.error("expected a string for " + what);
    }

    private List<String> strings(@Nullable Object value, String what) {
      var out = new ArrayList<String>();
      if (value instanceof List<?> list) {
        for (Object item : list) {
          out.add(string(item, what));
        }
      } else if (value != null) {
        throw file.error("expected a list for " + what);
      }
      return out;
    }
  }
}
