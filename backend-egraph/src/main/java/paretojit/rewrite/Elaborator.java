package paretojit.rewrite;

import java.util.Arrays;
import java.util.List;
import paretojit.engine.OpCosts;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.InstructionCopier;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.ir.analysis.LoopForest;

/**
 * Turns the skeleton and the best nodes of an {@link AeGraph} into a function again.
 *
 * <p>Blocks are visited in reverse postorder, dominators first. A needed class is computed where the
 * original program computed it, if it did so in a block that is kept; what rewriting made new is
 * computed at its first use. Keeping the original order keeps register pressure near the original's.
 * A class is computed again where no earlier computation dominates the use. Out of loops goes what is
 * invariant and dear enough to be worth a register; constants, comparisons and sums with a constant
 * stay, because selection folds them.
 *
 * <p>A <em>placement</em> is one computation of one class in one block.
 */
final class Elaborator {
  private static final int NONE = -1;

  private final AeGraph graph;
  private final GraphBuilder built;
  private final Needs needs;
  private final OpCosts costs;
  private final Cfg cfg;
  private final DominatorTree dominators;
  private final LoopForest loops;

  private Function f;
  private boolean licm = true;
  private final FunctionBuilder out = new FunctionBuilder("", Signature.of(List.of(), List.of()));
  private final InstructionCopier copier;

  // Placements.
  private int placements;
  private int[] placedClass = new int[256];
  private int[] placedBlock = new int[256];
  private int[] placedNext = new int[256];
  private int[] placedOperands = new int[256 * 3];
  private int[] placedValue = new int[256];
  private int[] placedSource = new int[256];
  private int[] placedHead = new int[256];
  // What each block does, as a list of placements (>= 0) and skeleton instructions (~inst).
  private int items;
  private int[] item = new int[512];
  private int[] itemNext = new int[512];
  private int[] blockHead = new int[64];
  private int[] blockTail = new int[64];
  // Placements used by skeleton instructions and edges.
  private int[] useStart = new int[256];
  private int[] edgeUseStart = new int[64];
  private int uses;
  private int[] usePool = new int[512];
  private int[] stack = new int[64];
  private int[] args = new int[16];
  private int source;

  Elaborator(
      IrModule module,
      AeGraph graph,
      GraphBuilder built,
      Needs needs,
      OpCosts costs,
      Cfg cfg,
      DominatorTree dominators,
      LoopForest loops) {
    this.copier = new InstructionCopier(module, out);
    this.graph = graph;
    this.built = built;
    this.needs = needs;
    this.costs = costs;
    this.f = GraphBuilder.empty();
    this.cfg = cfg;
    this.dominators = dominators;
    this.loops = loops;
  }

  void setLicm(boolean on) {
    licm = on;
  }

  /** The rewritten function. */
  Function elaborate(Function function) {
    f = function;
    reset();
    needs.find(f);
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      if (built.alive[block]) {
        scheduleBlock(block);
      }
    }
    return emit();
  }

  private void reset() {
    placements = 0;
    items = 0;
    uses = 0;
    int nodes = graph.nodeCount();
    if (placedHead.length < nodes) {
      placedHead = new int[nodes * 2];
    }
    Arrays.fill(placedHead, 0, nodes, NONE);
    if (useStart.length < f.instCount()) {
      useStart = new int[f.instCount() * 2];
    }
    if (edgeUseStart.length < f.edgeCount()) {
      edgeUseStart = new int[f.edgeCount() * 2];
    }
    if (blockHead.length < f.blockCount()) {
      blockHead = new int[f.blockCount() * 2];
      blockTail = new int[f.blockCount() * 2];
    }
    Arrays.fill(blockHead, 0, f.blockCount(), NONE);
    Arrays.fill(blockTail, 0, f.blockCount(), NONE);
  }

  // ---- where everything is computed ----

  private void scheduleBlock(int block) {
    source = -1;
    for (int k = 0; k < f.paramCount(block); k++) {
      if (needs.isPassed(block, k)) {
        newPlacement(built.valueClass[f.param(block, k)], block);
      }
    }
    for (int k = 0; k < built.promotion.paramCount(block); k++) {
      int cls = built.promotion.paramClass(block, k);
      if (needs.isNeeded(cls)) {
        newPlacement(cls, block);
      }
    }
    for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
      source = f.source(inst);
      if (needs.isSkeleton(inst)) {
        scheduleSkeleton(block, inst);
      } else if (f.resultCount(inst) > 0) {
        int cls = graph.find(built.valueClass[f.firstResult(inst)]);
        if (needs.isNeeded(cls) && isComputed(cls)) {
          place(cls, block);
        }
      }
    }
    int end = f.terminator(block);
    for (int e = f.firstEdge(end), last = e + f.edgeCount(end); e < last; e++) {
      if (needs.isTaken(block, e)) {
        scheduleEdge(block, e);
      }
    }
  }

  private boolean isComputed(int cls) {
    int op = graph.opcode(graph.best(cls));
    return op != AeGraph.LEAF && !Op.of(op).isConst();
  }

  private void scheduleSkeleton(int block, int inst) {
    int n = needs.operandCount(block, inst);
    int start = reserveUses(n);
    useStart[inst] = start;
    for (int k = 0; k < n; k++) {
      usePool[start + k] = place(needs.operandClass(block, inst, k), block);
    }
    if (!f.op(inst).isTerminator()) {
      append(block, ~inst);
    }
    for (int k = 0; k < f.resultCount(inst); k++) {
      newPlacement(built.valueClass[f.firstResult(inst) + k], block);
    }
  }

  private void scheduleEdge(int block, int edge) {
    int target = f.edgeTarget(edge);
    int args = f.edgeArgCount(edge);
    int gained = built.promotion.paramCount(target);
    int start = reserveUses(args + gained);
    edgeUseStart[edge] = start;
    for (int k = 0; k < args; k++) {
      int cls = graph.find(built.valueClass[f.edgeArg(edge, k)]);
      usePool[start + k] = needs.isPassed(target, k) ? place(cls, block) : NONE;
    }
    for (int k = 0; k < gained; k++) {
      boolean passed = needs.isNeeded(built.promotion.paramClass(target, k));
      int cls = passed ? built.promotion.argument(block, target, k) : NONE;
      usePool[start + args + k] = passed ? place(cls, block) : NONE;
    }
  }

  private int reserveUses(int n) {
    int start = uses;
    uses += n;
    if (uses > usePool.length) {
      usePool = Arrays.copyOf(usePool, Math.max(uses, usePool.length * 2));
    }
    return start;
  }

  /** A placement of the class that dominates the end of what {@code block} has so far. */
  private int visible(int cls, int block) {
    for (int p = placedHead[cls]; p != NONE; p = placedNext[p]) {
      if (dominators.dominates(placedBlock[p], block)) {
        return p;
      }
    }
    return NONE;
  }

  /** Makes a class available in a block, operands first; without recursion, for deep graphs. */
  private int place(int cls, int block) {
    int known = visible(cls, block);
    if (known != NONE) {
      return known;
    }
    int top = 0;
    pushPlace(top++, cls, target(cls, block));
    int made = NONE;
    while (top > 0) {
      int c = stack[2 * top - 2];
      int where = stack[2 * top - 1];
      int node = graph.best(c);
      boolean ready = true;
      for (int k = 0; k < graph.operandCount(node); k++) {
        int operand = graph.find(graph.operand(node, k));
        if (visible(operand, where) == NONE) {
          pushPlace(top++, operand, target(operand, where));
          ready = false;
          break;
        }
      }
      if (ready) {
        top--;
        made = visible(c, where);
        if (made == NONE) {
          made = compute(c, node, where);
        }
      }
    }
    return made;
  }

  private void pushPlace(int at, int cls, int where) {
    if (2 * at + 2 > stack.length) {
      stack = Arrays.copyOf(stack, stack.length * 2);
    }
    stack[2 * at] = cls;
    stack[2 * at + 1] = where;
  }

  private int compute(int cls, int node, int block) {
    if (graph.opcode(node) == AeGraph.LEAF) {
      throw new AssertionError(
          f.name()
              + ": value v"
              + graph.imm(node)
              + " is used in block"
              + block
              + " before its definition");
    }
    int placement = newPlacement(cls, block);
    for (int k = 0; k < graph.operandCount(node); k++) {
      placedOperands[3 * placement + k] = visible(graph.find(graph.operand(node, k)), block);
    }
    append(block, placement);
    return placement;
  }

  /** The outermost block that a class may as well be computed in. */
  private int target(int cls, int block) {
    int node = graph.best(cls);
    int where = block;
    if (!licm || !isWorthARegister(node)) {
      return where;
    }
    for (int loop = loops.loopOf(where); loop >= 0; loop = loops.loopOf(where)) {
      int before = dominators.idom(loops.header(loop));
      boolean outside = before >= 0 && loops.loopOf(before) == loops.parent(loop);
      if (!outside || !dominators.dominates(graph.home(cls), before)) {
        break;
      }
      where = before;
    }
    return where;
  }

  /** Operations dearer than a simple one leave loops even with a constant operand. */
  private boolean isWorthARegister(int node) {
    int code = graph.opcode(node);
    if (code == AeGraph.LEAF || graph.operandCount(node) == 0) {
      return code == Op.F64CONST.ordinal() || code == Op.F32CONST.ordinal();
    }
    Op op = Op.of(code);
    if (costs.of(code, graph.type(node)) > OpCosts.SIMPLE) {
      return true;
    }
    int last = graph.operand(node, graph.operandCount(node) - 1);
    return !op.isCompare() && graph.constant(last) == AeGraph.NONE;
  }

  private int newPlacement(int cls, int block) {
    int p = placements++;
    if (p == placedClass.length) {
      int capacity = p * 2;
      placedClass = Arrays.copyOf(placedClass, capacity);
      placedBlock = Arrays.copyOf(placedBlock, capacity);
      placedNext = Arrays.copyOf(placedNext, capacity);
      placedOperands = Arrays.copyOf(placedOperands, capacity * 3);
      placedValue = Arrays.copyOf(placedValue, capacity);
      placedSource = Arrays.copyOf(placedSource, capacity);
    }
    int root = graph.find(cls);
    placedClass[p] = root;
    placedBlock[p] = block;
    placedSource[p] = source;
    placedNext[p] = placedHead[root];
    placedHead[root] = p;
    return p;
  }

  private void append(int block, int what) {
    int i = items++;
    if (i == item.length) {
      item = Arrays.copyOf(item, i * 2);
      itemNext = Arrays.copyOf(itemNext, i * 2);
    }
    item[i] = what;
    itemNext[i] = NONE;
    if (blockHead[block] == NONE) {
      blockHead[block] = i;
    } else {
      itemNext[blockTail[block]] = i;
    }
    blockTail[block] = i;
  }

  // ---- writing it down ----

  private Function emit() {
    out.reset(f.name(), f.signature());
    for (int s = 0; s < f.slotCount(); s++) {
      out.createSlot(f.slotSize(s), f.slotAlign(s));
    }
    int[] order = layout();
    int[] newBlock = new int[f.blockCount()];
    for (int block : order) {
      newBlock[block] = out.createBlock();
      for (int k = 0; k < f.paramCount(block); k++) {
        if (needs.isPassed(block, k)) {
          int param = f.param(block, k);
          int value = out.addParam(newBlock[block], f.valueTypeOrdinal(param));
          placedValue[definition(param)] = value;
        }
      }
      for (int k = 0; k < built.promotion.paramCount(block); k++) {
        int cls = built.promotion.paramClass(block, k);
        if (needs.isNeeded(cls)) {
          placedValue[placedHead[cls]] = out.addParam(newBlock[block], graph.type(cls));
        }
      }
    }
    int[] newEdge = new int[f.edgeCount()];
    for (int block : order) {
      out.switchTo(newBlock[block]);
      for (int i = blockHead[block]; i != NONE; i = itemNext[i]) {
        if (item[i] >= 0) {
          emitPlacement(item[i]);
        } else {
          emitSkeleton(~item[i]);
        }
      }
      emitTerminator(block, newBlock, newEdge);
    }
    for (int block : order) {
      emitEdgeArgs(block, newEdge);
    }
    return out.finish();
  }

  /** The original layout, if every block in it comes after its dominator; else reverse postorder. */
  private int[] layout() {
    int[] order = new int[f.layoutCount()];
    int n = 0;
    boolean[] seen = new boolean[f.blockCount()];
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      if (cfg.isReachable(block) && built.alive[block]) {
        int idom = dominators.idom(block);
        if (idom >= 0 && !seen[idom]) {
          return reversePostorder();
        }
        seen[block] = true;
        order[n++] = block;
      }
    }
    return Arrays.copyOf(order, n);
  }

  private int[] reversePostorder() {
    int[] order = new int[cfg.orderCount()];
    int n = 0;
    for (int k = 0; k < cfg.orderCount(); k++) {
      if (built.alive[cfg.order(k)]) {
        order[n++] = cfg.order(k);
      }
    }
    return Arrays.copyOf(order, n);
  }

  /** The placement of a leaf: there is only the one. */
  private int definition(int value) {
    return placedHead[graph.find(built.valueClass[value])];
  }

  private void emitPlacement(int p) {
    int node = graph.best(placedClass[p]);
    int n = graph.operandCount(node);
    for (int k = 0; k < n; k++) {
      args[k] = placedValue[placedOperands[3 * p + k]];
    }
    out.setSource(placedSource[p]);
    placedValue[p] =
        out.emit(
            Op.of(graph.opcode(node)), graph.type(node), graph.imm(node), graph.aux(node), args, n);
  }

  private void loadArgs(int inst, int n) {
    if (args.length < n) {
      args = new int[n * 2];
    }
    for (int k = 0; k < n; k++) {
      args[k] = placedValue[usePool[useStart[inst] + k]];
    }
  }

  private void emitSkeleton(int inst) {
    int n = f.argCount(inst);
    loadArgs(inst, n);
    int first = copier.copy(f, inst, f.aux(inst), args, n);
    for (int k = 0; k < f.resultCount(inst); k++) {
      placedValue[definition(f.firstResult(inst) + k)] = first + k;
    }
  }

  private void emitTerminator(int block, int[] newBlock, int[] newEdge) {
    int inst = f.terminator(block);
    out.setSource(f.source(inst));
    int taken = built.takenEdge[block];
    if (taken != GraphBuilder.ALL_EDGES) {
      newEdge[taken] = out.jump(newBlock[f.edgeTarget(taken)]);
      return;
    }
    int n = f.argCount(inst);
    loadArgs(inst, n);
    int edge = f.firstEdge(inst);
    if (built.flipped[block]) {
      int no = newBlock[f.edgeTarget(edge)];
      newEdge[edge + 1] = out.brif(args[0], newBlock[f.edgeTarget(edge + 1)], no);
      newEdge[edge] = newEdge[edge + 1] + 1;
      return;
    }
    int first = copier.copyTerminator(f, inst, args, n, e -> newBlock[f.edgeTarget(e)]);
    for (int k = 0; k < f.edgeCount(inst); k++) {
      newEdge[edge + k] = first + k;
    }
  }

  private void emitEdgeArgs(int block, int[] newEdge) {
    int end = f.terminator(block);
    for (int e = f.firstEdge(end), last = e + f.edgeCount(end); e < last; e++) {
      if (!needs.isTaken(block, e)) {
        continue;
      }
      int n = f.edgeArgCount(e) + built.promotion.paramCount(f.edgeTarget(e));
      if (args.length < n) {
        args = new int[n * 2];
      }
      int count = 0;
      for (int k = 0; k < n; k++) {
        int placement = usePool[edgeUseStart[e] + k];
        if (placement != NONE) {
          args[count++] = placedValue[placement];
        }
      }
      out.setEdgeArgs(newEdge[e], args, 0, count);
    }
  }
}
