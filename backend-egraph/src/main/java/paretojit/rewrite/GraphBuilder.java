package paretojit.rewrite;

import java.util.Arrays;
import java.util.List;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.ir.analysis.LoopForest;

/**
 * Walks a function in reverse postorder and puts it into an {@link AeGraph}: pure operations become
 * nodes, what has effects stays in the skeleton, which this class describes by what it leaves out.
 *
 * <p>On the way: constant folding and rewriting (in the graph), redundant loads and traps, block
 * parameters that get the same value from everywhere, branches on constants, blocks that are never
 * reached.
 */
final class GraphBuilder {
  /** In {@link #takenEdge}: the terminator is kept as it is. */
  static final int ALL_EDGES = -1;

  private static final Function EMPTY = empty();

  private final AeGraph graph;
  private final MemoryFacts facts;
  final LoadPromotion promotion;
  private final TrapTable traps = new TrapTable();

  /** E-class of each value of the function; {@link AeGraph#NONE} while it is unknown. */
  int[] valueClass = new int[256];

  /** Instructions of the skeleton that are not needed, because their result is known. */
  boolean[] dropped = new boolean[256];

  /** Blocks that can be reached. */
  boolean[] alive = new boolean[64];

  /** Block parameters that remain parameters, by value. */
  boolean[] isParam = new boolean[256];

  /** By block: the edge its terminator always takes, or {@link #ALL_EDGES}. */
  int[] takenEdge = new int[64];

  /** By block: its {@code brif} has the opposite condition of {@link #condition}. */
  boolean[] flipped = new boolean[64];

  /** By block: the class its terminator or branch tests, where it has one. */
  int[] condition = new int[64];

  private final Cfg cfg;
  private final DominatorTree dominators;
  private Function f;
  private int block;

  /** {@code cfg} and {@code dominators} are those of the function that is being built. */
  GraphBuilder(IrModule module, AeGraph graph, Cfg cfg, DominatorTree dominators) {
    this.graph = graph;
    this.facts = new MemoryFacts(graph, module);
    this.promotion = new LoadPromotion(graph, facts, dominators);
    this.f = EMPTY;
    this.cfg = cfg;
    this.dominators = dominators;
  }

  /** Stands in before the first function. */
  static Function empty() {
    FunctionBuilder b = new FunctionBuilder("", Signature.of(List.of(), List.of()));
    b.createEntry();
    b.ret();
    return b.finish();
  }

  /** Builds the graph of a function; {@code loops} are those of its control flow. */
  void build(Function function, LoopForest loops) {
    f = function;
    reset();
    promotion.analyze(f, cfg, loops);
    for (int k = 0; k < cfg.orderCount(); k++) {
      block = cfg.order(k);
      if (k == 0 || hasAlivePredecessor()) {
        alive[block] = true;
        buildBlock(k == 0);
      }
    }
  }

  private void reset() {
    graph.clear(f.entry(), f.valueCount());
    facts.clear(f.blockCount());
    traps.clear();
    int values = f.valueCount();
    if (valueClass.length < values) {
      valueClass = new int[values * 2];
      isParam = new boolean[values * 2];
    }
    if (dropped.length < f.instCount()) {
      dropped = new boolean[f.instCount() * 2];
    }
    int blocks = f.blockCount();
    if (alive.length < blocks) {
      alive = new boolean[blocks * 2];
      takenEdge = new int[blocks * 2];
      flipped = new boolean[blocks * 2];
      condition = new int[blocks * 2];
    }
    Arrays.fill(valueClass, 0, values, AeGraph.NONE);
    Arrays.fill(isParam, 0, values, false);
    Arrays.fill(dropped, 0, f.instCount(), false);
    Arrays.fill(alive, 0, blocks, false);
    Arrays.fill(takenEdge, 0, blocks, ALL_EDGES);
    Arrays.fill(flipped, 0, blocks, false);
    Arrays.fill(condition, 0, blocks, AeGraph.NONE);
  }

  private boolean isVisited(int predecessor) {
    return cfg.position(predecessor) < cfg.position(block);
  }

  /** True if control can come along an edge, or if that is not known yet. */
  boolean isAlive(int edge) {
    int from = cfg.edgeSource(edge);
    return !isVisited(from)
        || alive[from] && (takenEdge[from] == ALL_EDGES || takenEdge[from] == edge);
  }

  private boolean hasAlivePredecessor() {
    for (int k = 0; k < cfg.predecessorCount(block); k++) {
      int edge = cfg.predecessorEdge(block, k);
      if (isVisited(cfg.predecessor(block, k)) && isAlive(edge)) {
        return true;
      }
    }
    return false;
  }

  private void buildBlock(boolean isEntry) {
    graph.enter(block);
    if (cfg.predecessorCount(block) == 1) {
      facts.restore(cfg.predecessor(block, 0));
      promotion.follow(block, cfg.predecessor(block, 0));
    } else {
      facts.forgetAll();
      promotion.meet(block, this);
    }
    for (int k = 0; k < f.paramCount(block); k++) {
      int param = f.param(block, k);
      int known = isEntry ? AeGraph.NONE : commonArgument(param, k);
      isParam[param] = known == AeGraph.NONE;
      valueClass[param] =
          known != AeGraph.NONE ? known : graph.addLeaf(param, f.valueTypeOrdinal(param));
    }
    int last = f.terminator(block);
    for (int inst = f.firstInst(block); inst < last; inst++) {
      buildInst(inst);
    }
    buildTerminator(last);
    saveFacts();
  }

  private void saveFacts() {
    promotion.save(block);
    for (int k = 0; k < cfg.successorCount(block); k++) {
      if (cfg.predecessorCount(cfg.successor(block, k)) == 1) {
        facts.save(block);
        return;
      }
    }
  }

  /** The class that every edge into the block passes for a parameter, or NONE. */
  private int commonArgument(int param, int index) {
    int common = AeGraph.NONE;
    for (int k = 0; k < cfg.predecessorCount(block); k++) {
      int edge = cfg.predecessorEdge(block, k);
      if (!isAlive(edge)) {
        continue;
      }
      int arg = f.edgeArg(edge, index);
      if (arg == param) {
        continue;
      }
      if (valueClass[arg] == AeGraph.NONE || !isVisited(cfg.edgeSource(edge))) {
        return AeGraph.NONE;
      }
      int cls = graph.find(valueClass[arg]);
      if (common != AeGraph.NONE && common != cls) {
        return AeGraph.NONE;
      }
      common = cls;
    }
    boolean everywhere =
        common != AeGraph.NONE && dominators.strictlyDominates(graph.home(common), block);
    return everywhere ? common : AeGraph.NONE;
  }

  private int argClass(int inst, int k) {
    return graph.find(valueClass[f.arg(inst, k)]);
  }

  private void buildInst(int inst) {
    Op op = f.op(inst);
    if (op.isPure()) {
      valueClass[f.firstResult(inst)] = pure(inst, op);
      return;
    }
    switch (op) {
      case UDIV, SDIV, UREM, SREM, FCVT_TO_SINT, FCVT_TO_UINT -> trapping(inst, op);
      case LOAD, ULOAD8, SLOAD8, ULOAD16, SLOAD16, ULOAD32, SLOAD32 -> load(inst, op);
      case STORE, ISTORE8, ISTORE16, ISTORE32 -> {
        int base = argClass(inst, 1);
        int type = f.typeOrdinal(inst);
        facts.stored(op, type, f.aux(inst), base, f.imm(inst), argClass(inst, 0));
        promotion.stored(inst, argClass(inst, 0));
      }
      case GLOBAL_GET -> {
        int known = facts.globalGet(f.aux(inst));
        replaceOrKeep(inst, known);
        if (known == AeGraph.NONE) {
          facts.globalIs(f.aux(inst), f.typeOrdinal(inst), valueClass[f.firstResult(inst)]);
        }
      }
      case GLOBAL_SET -> facts.globalSet(f.aux(inst), f.typeOrdinal(inst), argClass(inst, 0));
      case TRAPZ, TRAPNZ -> {
        int constant = graph.constant(argClass(inst, 0));
        boolean trapsOnZero = op == Op.TRAPZ;
        dropped[inst] = constant != AeGraph.NONE && ((int) graph.imm(constant) == 0) != trapsOnZero;
      }
      default -> {
        if (op.writes()) {
          facts.forgetAll();
          promotion.forgetAll();
        }
        keep(inst);
      }
    }
  }

  private int pure(int inst, Op op) {
    int n = f.argCount(inst);
    int x = n > 0 ? argClass(inst, 0) : AeGraph.NONE;
    int y = n > 1 ? argClass(inst, 1) : AeGraph.NONE;
    int z = n > 2 ? argClass(inst, 2) : AeGraph.NONE;
    return graph.add(op.ordinal(), f.typeOrdinal(inst), f.imm(inst), f.aux(inst), x, y, z);
  }

  /** An operation that is pure but for its trap: folded, shown not to trap, or done only once. */
  private void trapping(int inst, Op op) {
    int x = argClass(inst, 0);
    int y = f.argCount(inst) > 1 ? argClass(inst, 1) : AeGraph.NONE;
    int type = f.typeOrdinal(inst);
    if (cannotTrap(op, type, x, y)) {
      dropped[inst] = true;
      valueClass[f.firstResult(inst)] = graph.add(op.ordinal(), type, 0, 0, x, y, AeGraph.NONE);
      return;
    }
    int known = traps.find(op.ordinal(), type, x, y, block, dominators);
    replaceOrKeep(inst, known);
    if (known == AeGraph.NONE) {
      traps.add(op.ordinal(), type, x, y, block, valueClass[f.firstResult(inst)]);
    }
  }

  private boolean cannotTrap(Op op, int type, int x, int y) {
    int left = graph.constant(x);
    int right = y == AeGraph.NONE ? left : graph.constant(y);
    if (right == AeGraph.NONE) {
      return false;
    }
    if (left != AeGraph.NONE) {
      try {
        Type operand = Type.of(graph.type(left));
        op.eval(Type.of(type), operand, graph.imm(left), graph.imm(right), 0);
        return true;
      } catch (TrapException traps) {
        return false;
      }
    }
    return switch (op) {
      case UDIV, UREM, SREM -> graph.imm(right) != 0;
      case SDIV -> graph.imm(right) != 0 && graph.imm(right) != -1;
      default -> false;
    };
  }

  private void load(int inst, Op op) {
    int base = argClass(inst, 0);
    int type = f.typeOrdinal(inst);
    int known = facts.load(op, type, f.aux(inst), base, f.imm(inst));
    if (known == AeGraph.NONE) {
      known = promotion.load(inst);
    }
    replaceOrKeep(inst, known);
    int value = valueClass[f.firstResult(inst)];
    if (known == AeGraph.NONE) {
      facts.loaded(op, type, f.aux(inst), base, f.imm(inst), value);
    }
    promotion.loaded(inst, value);
  }

  private void replaceOrKeep(int inst, int known) {
    if (known == AeGraph.NONE) {
      keep(inst);
    } else {
      dropped[inst] = true;
      valueClass[f.firstResult(inst)] = known;
    }
  }

  /** Leaves an instruction in the skeleton; its results are leaves of the graph. */
  private void keep(int inst) {
    for (int k = 0; k < f.resultCount(inst); k++) {
      int value = f.firstResult(inst) + k;
      valueClass[value] = graph.addLeaf(value, f.valueTypeOrdinal(value));
    }
  }

  private void buildTerminator(int inst) {
    Op op = f.op(inst);
    if (op == Op.BRIF) {
      branch(inst);
    } else if (op == Op.BR_TABLE) {
      int constant = graph.constant(argClass(inst, 0));
      if (constant != AeGraph.NONE) {
        int last = f.edgeCount(inst) - 1;
        long index = graph.imm(constant) & 0xffff_ffffL;
        takenEdge[block] = f.firstEdge(inst) + (int) Math.min(index, last);
      }
    }
  }

  private void branch(int inst) {
    int cls = argClass(inst, 0);
    boolean flip = false;
    for (int node = truth(cls); node != AeGraph.NONE; node = truth(cls)) {
      flip ^= graph.opcode(node) == Op.ICMP_EQ.ordinal();
      cls = graph.find(graph.operand(node, 0));
    }
    condition[block] = cls;
    flipped[block] = flip;
    int constant = graph.constant(cls);
    if (constant != AeGraph.NONE) {
      boolean holds = ((int) graph.imm(constant) != 0) != flip;
      takenEdge[block] = f.firstEdge(inst) + (holds ? 0 : 1);
    }
  }

  /** A member {@code x != 0} or {@code x == 0} with an I32 {@code x}: testing x is as good. */
  private int truth(int cls) {
    if (graph.constant(cls) != AeGraph.NONE) {
      return AeGraph.NONE;
    }
    int looked = 0;
    for (int node = graph.firstMember(cls);
        node != AeGraph.NONE && looked < graph.memberLimit();
        node = graph.nextMember(node), looked++) {
      int op = graph.opcode(node);
      if (op == Op.ICMP_EQ.ordinal() || op == Op.ICMP_NE.ordinal()) {
        int x = graph.find(graph.operand(node, 0));
        int zero = graph.constant(graph.operand(node, 1));
        if (zero != AeGraph.NONE
            && graph.imm(zero) == 0
            && graph.type(x) == Type.I32.ordinal()
            && graph.isAvailable(node)
            && graph.cost(x) < graph.cost(cls)) {
          return node;
        }
      }
    }
    return AeGraph.NONE;
  }
}
