package paretojit.rewrite;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import paretojit.egraph.DagExtractor;
import paretojit.egraph.EGraph;
import paretojit.egraph.ExactExtractor;
import paretojit.egraph.Extraction;
import paretojit.egraph.Extractor;
import paretojit.egraph.RunReport;
import paretojit.egraph.Runner;
import paretojit.engine.CompileStats;
import paretojit.engine.OpCosts;
import paretojit.ir.Type;
import paretojit.ir.analysis.DominatorTree;

/**
 * Equality saturation of what an {@link AeGraph} holds: its nodes go into an e-graph of the library,
 * the rules run there until nothing follows or a limit is reached, and what an extractor chooses comes
 * back as the best nodes of the graph's classes.
 *
 * <p>A class of the library's e-graph can stand for several classes of the acyclic graph, used in
 * different blocks. So only nodes that can be computed wherever any member can are choices: those
 * whose home is the class's ({@link ClassFacts}). Where there is no such node the function stays as
 * the acyclic graph has it.
 *
 * <p>Limits count; none is a time, so that equal programs give equal code.
 */
final class Saturation {
  /** How a node is chosen for each class. */
  enum Choice {
    /** The cheapest tree: what is shared is paid at each use. */
    TREE,
    /** What is shared is paid once: greedy, then improved while that helps. */
    DAG,
    /** What is shared is paid once: branch and bound, within a number of decisions. */
    EXACT
  }

  /**
   * How far saturation goes.
   *
   * @param iterations of all rules
   * @param nodes that a function's e-graph may gain
   */
  record Limits(int iterations, int nodes, Choice choice) {
    static final Limits STANDARD = new Limits(12, 5_000, Choice.TREE);
  }

  /** Decisions of the exact extractor. */
  private static final long EXACT_STEPS = 20_000;

  /** The depth of the exact extractor's search is the number of classes; beyond this it is not asked. */
  private static final int EXACT_CLASSES = 1_000;

  private static final Duration UNLIMITED = Duration.ofDays(1);
  private static final int NONE = -1;

  private final SaturationRules rules;
  private final Limits limits;
  private final IrTerms terms;
  private final AeGraph graph;
  private final DominatorTree dominators;
  private final OpCosts costs;
  private final CompileStats stats;
  private final int iterations;
  private final int saturated;
  private final int optimal;
  private final int unchanged;
  private final long[] fired;
  private final int[] kids = new int[3];
  private EGraph g;
  private ClassFacts facts;

  /** By node of the graph: its id in the library's e-graph. */
  private int[] idOf = new int[256];

  /** Lists of the graph's classes by class of the library's e-graph. */
  private int[] firstOf = new int[256];

  private int[] nextOf = new int[256];

  /** By class of the library's e-graph: the graph's class once it is decided, else {@link #NONE}. */
  private int[] decided = new int[256];

  /** {@code dominators} is that of the function at hand, as for the graph. */
  Saturation(
      SaturationRules rules,
      Limits limits,
      AeGraph graph,
      DominatorTree dominators,
      OpCosts costs,
      CompileStats stats) {
    this.rules = rules;
    this.limits = limits;
    this.terms = rules.terms().fork();
    this.graph = graph;
    this.dominators = dominators;
    this.costs = costs;
    this.stats = stats;
    this.iterations = stats.counter("iterations");
    this.saturated = stats.counter("functions-saturated");
    this.optimal = stats.counter("functions-optimal");
    this.unchanged = stats.counter("functions-not-extracted");
    this.fired = new long[rules.ruleCount()];
    this.facts = new ClassFacts(terms, graph, dominators, 0);
    this.g = new EGraph(terms.language(), facts);
  }

  /** The e-graph of the function at hand, saturated. */
  EGraph eGraph() {
    return g;
  }

  /** How many unions each rule made, by rule index; over the whole life. */
  long[] ruleCounts() {
    return fired;
  }

  /** Unions that rules made over the whole life. */
  long rulesFired() {
    return Arrays.stream(fired).sum();
  }

  /**
   * Saturates the graph of a function and decides the best nodes of its classes.
   *
   * @param entry the function's entry block
   * @param roots classes of the graph that the skeleton names
   */
  void run(int entry, int[] roots) {
    facts = new ClassFacts(terms, graph, dominators, entry);
    g = new EGraph(terms.language(), facts);
    fill();
    RunReport report =
        new Runner(g)
            .iterations(limits.iterations)
            .nodes(g.nodeCount() + limits.nodes)
            .time(UNLIMITED)
            .run(rules.rewrites());
    for (RunReport.Rule rule : report.rules()) {
      int index = rules.ruleIndex(rule.name());
      if (index >= 0) {
        fired[index] += rule.unions();
      }
    }
    stats.add(iterations, report.iterations().size());
    stats.add(saturated, report.saturated() ? 1 : 0);
    if (facts.hasConflict() || !extract(roots)) {
      stats.add(unchanged, 1);
    }
  }

  // ---- into the library's e-graph ----

  private void fill() {
    int nodes = graph.nodeCount();
    if (idOf.length < nodes) {
      idOf = new int[nodes * 2];
      nextOf = new int[nodes * 2];
    }
    for (int node = 0; node < nodes; node++) {
      idOf[node] = add(node);
    }
    for (int node = 0; node < nodes; node++) {
      g.union(idOf[node], idOf[graph.find(node)]);
    }
    g.rebuild();
  }

  private int add(int node) {
    int n = graph.operandCount(node);
    int opcode = graph.opcode(node);
    int type = graph.type(node);
    if (n == 0) {
      long imm = opcode == AeGraph.LEAF ? node : graph.imm(node);
      return g.add(terms.head(new IrTerms.Atom(opcode, type, imm, graph.aux(node))));
    }
    for (int k = 0; k < n; k++) {
      kids[k] = idOf[graph.operand(node, k)];
    }
    return g.add(terms.head(opcode, type, graph.type(graph.operand(node, 0))), kids, 0, n);
  }

  // ---- choosing ----

  private boolean extract(int[] roots) {
    keepPlaceable();
    int[] ids = Arrays.stream(roots).map(root -> idOf[root]).toArray();
    Extractor trees = Extractor.additive(g, this::cost);
    if (Arrays.stream(ids).anyMatch(id -> trees.cost(id) == Extractor.INFINITE)) {
      return false;
    }
    decide(ids, choose(trees, ids));
    return true;
  }

  /** Takes out the nodes that cannot be computed wherever their class can. */
  private void keepPlaceable() {
    for (int cls = g.nextClass(0); cls != 0; cls = g.nextClass(cls)) {
      int home = facts.home(cls);
      g.prune(cls, node -> facts.homeOfNode(g, node) == home);
    }
  }

  private IntUnaryOperator choose(Extractor trees, int[] ids) {
    if (limits.choice == Choice.TREE) {
      return trees::best;
    }
    Extraction shared = DagExtractor.extract(g, this::cost, ids);
    if (limits.choice == Choice.EXACT && shared.classes().length <= EXACT_CLASSES) {
      shared = ExactExtractor.extract(g, this::cost, EXACT_STEPS, ids);
      stats.add(optimal, shared.isOptimal() ? 1 : 0);
    }
    return shared::node;
  }

  /** The cost of a node alone. Constants are paid by those who take them, at each use. */
  private long cost(EGraph any, int node) {
    int head = g.head(node);
    int n = g.arity(node);
    if (n == 0) {
      IrTerms.Atom atom = terms.atom(head);
      return atom.isLeaf() || atom.isConstant() ? 0 : costs.of(atom.opcode(), atom.type());
    }
    int opcode = terms.opcode(head);
    int type = terms.type(head);
    boolean immediate = n == 2 && isImmediate(g.child(node, 1));
    int cost = immediate ? costs.withImmediate(opcode, type) : costs.of(opcode, type);
    for (int k = immediate ? 0 : n - 1; k >= 0; k--) {
      int child = g.child(node, k);
      if (facts.isConstant(child)) {
        Type of = Type.of(facts.type(child));
        cost += costs.of(IrTerms.Atom.constant(of, 0).opcode(), of.ordinal());
      }
    }
    return cost;
  }

  private boolean isImmediate(int cls) {
    return facts.isConstant(cls) && OpCosts.isImmediate(facts.type(cls), facts.constant(cls));
  }

  // ---- and back ----

  /** Makes the choices the best nodes of the graph's classes, operands first. */
  private void decide(int[] ids, IntUnaryOperator choice) {
    int classes = g.idBound();
    if (firstOf.length < classes) {
      firstOf = new int[classes * 2];
      decided = new int[classes * 2];
    }
    Arrays.fill(firstOf, 0, classes, NONE);
    Arrays.fill(decided, 0, classes, NONE);
    for (int node = graph.nodeCount() - 1; node >= 0; node--) {
      if (graph.find(node) == node) {
        int cls = g.find(idOf[node]);
        nextOf[node] = firstOf[cls];
        firstOf[cls] = node;
      }
    }
    Stack open = new Stack();
    for (int id : ids) {
      open.push(g.find(id));
      while (!open.isEmpty()) {
        int cls = open.top();
        int node = choice.applyAsInt(cls);
        if (decided[cls] != NONE || !pushUndecided(node, open)) {
          open.pop();
          if (decided[cls] == NONE) {
            decide(cls, node);
          }
        }
      }
    }
  }

  private boolean pushUndecided(int node, Stack open) {
    boolean any = false;
    for (int k = 0; k < g.arity(node); k++) {
      int child = g.child(node, k);
      if (decided[child] == NONE) {
        open.push(child);
        any = true;
      }
    }
    return any;
  }

  private void decide(int cls, int node) {
    int made = make(node);
    decided[cls] = made;
    for (int member = firstOf[cls]; member != NONE; member = nextOf[member]) {
      graph.decide(member, made);
    }
  }

  /** The graph's node for a chosen node. */
  private int make(int node) {
    int n = g.arity(node);
    int head = g.head(node);
    if (n == 0) {
      IrTerms.Atom atom = terms.atom(head);
      return atom.isLeaf()
          ? graph.chooseLeaf((int) atom.imm())
          : graph.choose(atom.opcode(), atom.type(), atom.imm(), atom.aux(), NONE, NONE, NONE);
    }
    int x = decided[g.child(node, 0)];
    int y = n > 1 ? decided[g.child(node, 1)] : NONE;
    int z = n > 2 ? decided[g.child(node, 2)] : NONE;
    return graph.choose(terms.opcode(head), terms.type(head), 0, 0, x, y, z);
  }

  /** Classes whose operands are being decided. */
  private static final class Stack {
    private int[] classes = new int[64];
    private int size;

    void push(int cls) {
      if (size == classes.length) {
        classes = Arrays.copyOf(classes, size * 2);
      }
      classes[size++] = cls;
    }

    int top() {
      return classes[size - 1];
    }

    void pop() {
      size--;
    }

    boolean isEmpty() {
      return size == 0;
    }
  }
}
