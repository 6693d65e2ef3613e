package paretojit.rewrite;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.analysis.Cfg;

/**
 * What the skeleton of a function names, and which classes that needs: those reached through best
 * nodes, and through the arguments that edges pass for the block parameters among them.
 */
final class Needs {
  private final AeGraph graph;
  private final GraphBuilder built;
  private final Cfg cfg;
  private Function f = GraphBuilder.empty();
  private boolean[] needed = new boolean[256];
  private int[] stack = new int[64];
  private int top;
  private int[] root = new int[64];
  private int rootCount;

  /** {@code cfg} is that of the function at hand. */
  Needs(AeGraph graph, GraphBuilder built, Cfg cfg) {
    this.graph = graph;
    this.built = built;
    this.cfg = cfg;
  }

  /** Finds the needs of the function that was built last. */
  void find(Function function) {
    f = function;
    rootCount = 0;
    top = 0;
    int nodes = graph.nodeCount();
    if (needed.length < nodes) {
      needed = new boolean[nodes * 2];
    }
    Arrays.fill(needed, 0, nodes, false);
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      if (!built.alive[block]) {
        continue;
      }
      for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        if (!isSkeleton(inst)) {
          continue;
        }
        int n = operandCount(block, inst);
        for (int a = 0; a < n; a++) {
          pushRoot(operandClass(block, inst, a));
          mark();
        }
      }
    }
  }

  private void mark() {
    while (top > 0) {
      int c = stack[--top];
      if (needed[c]) {
        continue;
      }
      needed[c] = true;
      int node = graph.best(c);
      if (graph.opcode(node) == AeGraph.LEAF) {
        pushArguments((int) graph.imm(node));
      }
      for (int k = 0; k < graph.operandCount(node); k++) {
        push(graph.find(graph.operand(node, k)));
      }
    }
  }

  private void push(int cls) {
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, top * 2);
    }
    stack[top++] = cls;
  }

  private void pushRoot(int cls) {
    if (!needed[cls]) {
      if (rootCount == root.length) {
        root = Arrays.copyOf(root, rootCount * 2);
      }
      root[rootCount++] = cls;
      push(cls);
    }
  }

  /** If a value is a parameter, pushes what the edges into its block pass for it. */
  private void pushArguments(int value) {
    boolean gained = value >= f.valueCount();
    int def = gained ? ~built.promotion.blockOf(value) : f.valueDef(value);
    if (def >= 0) {
      return;
    }
    int block = ~def;
    int index = gained ? 0 : f.valueIndex(value);
    for (int k = 0; k < cfg.predecessorCount(block); k++) {
      int from = cfg.predecessor(block, k);
      int edge = cfg.predecessorEdge(block, k);
      if (built.alive[from] && isTaken(from, edge)) {
        pushRoot(
            gained
                ? built.promotion.argument(from, value)
                : graph.find(built.valueClass[f.edgeArg(edge, index)]));
      }
    }
  }

  /** Whether a class is needed; {@code cls} is canonical. */
  boolean isNeeded(int cls) {
    return needed[cls];
  }

  /** The classes that skeleton instructions and edges name, possibly all there is to compute. */
  int[] roots() {
    return Arrays.copyOf(root, rootCount);
  }

  boolean isTaken(int block, int edge) {
    int taken = built.takenEdge[block];
    return taken == GraphBuilder.ALL_EDGES || taken == edge;
  }

  /** True for instructions that stay what and where they are. */
  boolean isSkeleton(int inst) {
    return !f.op(inst).isPure() && !built.dropped[inst];
  }

  /** Operands of a skeleton instruction; none for a branch that has become a jump. */
  int operandCount(int block, int inst) {
    boolean jump = f.op(inst).isTerminator() && built.takenEdge[block] != GraphBuilder.ALL_EDGES;
    return jump ? 0 : f.argCount(inst);
  }

  int operandClass(int block, int inst, int k) {
    boolean tested = f.op(inst) == Op.BRIF;
    return graph.find(tested ? built.condition[block] : built.valueClass[f.arg(inst, k)]);
  }

  /** Does a parameter remain one, and does anybody need it? The entry's always remain. */
  boolean isPassed(int block, int k) {
    int param = f.param(block, k);
    return built.isParam[param]
        && (block == f.entry() || needed[graph.find(built.valueClass[param])]);
  }
}
