package paretojit.egraph;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/**
 * Draws an e-graph without other tools: a dashed box for each class that the roots reach, its nodes
 * side by side in it, and an edge from each node to the box of each child.
 *
 * <p>Classes stand in layers below those that use them, ordered within a layer by the mean place of
 * their neighbours, as in Sugiyama, Tagawa and Toda (Methods for visual understanding of hierarchical
 * system structures, 1981). Edges of cycles lead back up.
 */
public final class EGraphSvg {
  /** More classes than anybody can look at. */
  public static final int MOST_CLASSES = 1_000;

  private static final double CHARACTER = 7.3;
  private static final double NODE_HEIGHT = 24;
  private static final double NODE_GAP = 8;
  private static final double PADDING = 9;
  private static final double CLASS_GAP = 26;
  private static final double BOX_HEIGHT = NODE_HEIGHT + 2 * PADDING;
  private static final double LAYER_HEIGHT = BOX_HEIGHT + 62;
  private static final double MARGIN = 30;
  private static final int SWEEPS = 12;

  private final EGraph g;
  private final int[] order; // classes, each before its children as far as cycles allow
  private final int[] layer; // by class, −1 if not reached
  private final int[][] rows; // by layer: its classes from left to right
  private final double[] left; // by class
  private final double[] width; // by class
  private final boolean[] isRoot; // by class

  private EGraphSvg(EGraph g, int[] roots) {
    this.g = g;
    this.order = reversePostorder(roots);
    if (order.length > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "%,d classes are too many to draw; at most %,d".formatted(order.length, MOST_CLASSES));
    }
    this.layer = new int[g.idBound()];
    this.left = new double[g.idBound()];
    this.width = new double[g.idBound()];
    this.isRoot = new boolean[g.idBound()];
    for (int root : roots) {
      isRoot[g.find(root)] = true;
    }
    this.rows = layers();
    place();
  }

  /** What the roots reach, or all classes if there are none. The e-graph must be clean. */
  public static String of(EGraph g, int... roots) {
    if (!g.isClean()) {
      throw new IllegalStateException("rebuild() the e-graph before drawing it");
    }
    return new EGraphSvg(g, roots.length > 0 ? roots : allClasses(g)).draw();
  }

  private static int[] allClasses(EGraph g) {
    var all = new Ints(64);
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      all.add(c);
    }
    return all.toArray();
  }

  // ---------------------------------------------------------------- layout

  private int[] reversePostorder(int[] roots) {
    var state = new byte[g.idBound()]; // 0 not met, 1 on the path, 2 done
    var stack = new Ints(64);
    var done = new Ints(64);
    for (int i = roots.length - 1; i >= 0; i--) {
      stack.add(g.find(roots[i]));
      while (!stack.isEmpty()) {
        int cls = stack.get(stack.size - 1);
        if (state[cls] != 0) {
          stack.pop();
          if (state[cls] == 1) {
            state[cls] = 2;
            done.add(cls);
          }
          continue;
        }
        state[cls] = 1;
        for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
          for (int k = 0; k < g.arity(n); k++) {
            if (state[g.child(n, k)] == 0) {
              stack.add(g.child(n, k));
            }
          }
        }
      }
    }
    int[] reversed = new int[done.size];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = done.get(reversed.length - 1 - i);
    }
    return reversed;
  }

  /** Each class one layer below the lowest of those that use it and come before it in the order. */
  private int[][] layers() {
    var position = new int[g.idBound()];
    Arrays.fill(layer, -1);
    for (int i = 0; i < order.length; i++) {
      position[order[i]] = i;
      layer[order[i]] = 0;
    }
    int layers = 0;
    for (int cls : order) {
      layers = Math.max(layers, layer[cls] + 1);
      for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
        for (int k = 0; k < g.arity(n); k++) {
          int child = g.child(n, k);
          if (position[child] > position[cls]) {
            layer[child] = Math.max(layer[child], layer[cls] + 1);
          }
        }
      }
    }
    int[][] byLayer = new int[layers][];
    for (int l = 0; l < layers; l++) {
      int wanted = l;
      byLayer[l] = Arrays.stream(order).filter(c -> layer[c] == wanted).toArray();
    }
    return byLayer;
  }

  private void place() {
    for (int cls : order) {
      double sum = 2 * PADDING - NODE_GAP;
      for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
        sum += nodeWidth(n) + NODE_GAP;
      }
      width[cls] = Math.max(sum, 2 * PADDING + NODE_HEIGHT);
    }
    for (int[] row : rows) {
      pack(row);
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 0; i < rows.length; i++) {
        arrange(rows[down ? i : rows.length - 1 - i], down);
      }
    }
    double least = Arrays.stream(order).mapToDouble(c -> left[c]).min().orElse(0);
    for (int cls : order) {
      left[cls] += MARGIN - least;
    }
  }

  private void pack(int[] row) {
    double x = 0;
    for (int cls : row) {
      left[cls] = x;
      x += width[cls] + CLASS_GAP;
    }
  }

  /** Orders a row by the mean of its neighbours above or below, and moves it there without overlaps. */
  private void arrange(int[] row, boolean byUsers) {
    var wanted = new double[g.idBound()];
    for (int cls : row) {
      wanted[cls] = byUsers ? meanOfUsers(cls) : meanOfChildren(cls);
    }
    int[] sorted =
        Arrays.stream(row)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> wanted[c]))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, row, 0, row.length);
    double free = Double.NEGATIVE_INFINITY;
    double shift = 0;
    for (int cls : row) {
      left[cls] = Math.max(free, wanted[cls] - width[cls] / 2);
      shift += left[cls] + width[cls] / 2 - wanted[cls];
      free = left[cls] + width[cls] + CLASS_GAP;
    }
    for (int cls : row) {
      left[cls] -= shift / row.length;
    }
  }

  private double center(int cls) {
    return left[cls] + width[cls] / 2;
  }

  private double meanOfUsers(int cls) {
    double[] sum = new double[2];
    g.forEachParent(
        cls,
        user -> {
          int c = g.find(user);
          if (layer[c] >= 0 && layer[c] < layer[cls]) {
            sum[0] += center(c);
            sum[1]++;
          }
        });
    return sum[1] == 0 ? center(cls) : sum[0] / sum[1];
  }

  private double meanOfChildren(int cls) {
    double sum = 0;
    int count = 0;
    for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
      for (int k = 0; k < g.arity(n); k++) {
        int child = g.child(n, k);
        if (layer[child] > layer[cls]) {
          sum += center(child);
          count++;
        }
      }
    }
    return count == 0 ? center(cls) : sum / count;
  }

  private double nodeWidth(int node) {
    int characters = name(node).codePointCount(0, name(node).length());
    return Math.max(NODE_HEIGHT, characters * CHARACTER + 14);
  }

  private String name(int node) {
    return g.language().name(g.head(node));
  }

  // ---------------------------------------------------------------- drawing

  private double top(int cls) {
    return MARGIN + layer[cls] * LAYER_HEIGHT;
  }

  private String draw() {
    double right = Arrays.stream(order).mapToDouble(c -> left[c] + width[c]).max().orElse(0);
    double height = 2 * MARGIN + Math.max(1, rows.length) * LAYER_HEIGHT - 62;
    var boxes = new StringBuilder();
    var edges = new StringBuilder();
    for (int cls : order) {
      drawClass(cls, boxes, edges);
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f"
         font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">
    <title>%,d e-classes</title>
    <style>
      .class { fill: #f6f8fa; stroke: #8c959f; stroke-dasharray: 4 3 }
      .root { stroke: #0550ae; stroke-width: 2 }
      .node { fill: #fff; stroke: #57606a }
      .edge { fill: none; stroke: #57606a; stroke-opacity: .75 }
      .back { stroke: #bc4c00 }
      .id { font-size: 9px; fill: #6e7781 }
    </style>
    <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"
      orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#57606a"/></marker></defs>
    <rect width="100%%" height="100%%" fill="#fff"/>
    %s%s</svg>
    """
        .formatted(right + MARGIN, height, right + MARGIN, height, order.length, boxes, edges);
  }

  private void drawClass(int cls, StringBuilder boxes, StringBuilder edges) {
    double y = top(cls);
    boxes.append(
        format(
            "<rect class=\"class%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                + " rx=\"7\"/><text class=\"id\" x=\"%.1f\" y=\"%.1f\">%d</text>\n",
            isRoot[cls] ? " root" : "",
            left[cls],
            y,
            width[cls],
            BOX_HEIGHT,
            left[cls] + 3,
            y - 3,
            cls));
    double x = left[cls] + PADDING;
    for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
      double w = nodeWidth(n);
      boxes.append(
          format(
              "<rect class=\"node\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"4\"/>"
                  + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n",
              x, y + PADDING, w, NODE_HEIGHT, x + w / 2, y + PADDING + 16, escape(name(n))));
      int arity = g.arity(n);
      for (int k = 0; k < arity; k++) {
        drawEdge(
            x + w * (k + 1) / (arity + 1), y + PADDING + NODE_HEIGHT, cls, g.child(n, k), edges);
      }
      x += w + NODE_GAP;
    }
  }

  /** Down to the top of a box below; back up, around the right side, to one that is not. */
  private void drawEdge(double x, double y, int from, int to, StringBuilder edges) {
    if (layer[to] > layer[from]) {
      double endX = Math.clamp(x, left[to] + 8, left[to] + width[to] - 8);
      double endY = top(to);
      double bend = Math.min(40, (endY - y) / 2);
      edges.append(
          format(
              "<path class=\"edge\" marker-end=\"url(#tip)\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f"
                  + " %.1f %.1f\"/>\n",
              x, y, x, y + bend, endX, endY - bend, endX, endY));
    } else {
      double endX = left[to] + width[to];
      double endY = top(to) + BOX_HEIGHT / 2;
      edges.append(
          format(
              "<path class=\"edge back\" marker-end=\"url(#tip)\" d=\"M%.1f %.1fC%.1f %.1f %.1f"
                  + " %.1f %.1f %.1f\"/>\n",
              x, y, x, y + 36, Math.max(x, endX) + 40, from == to ? endY + 22 : endY, endX, endY));
    }
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
