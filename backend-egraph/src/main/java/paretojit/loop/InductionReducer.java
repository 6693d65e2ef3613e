package paretojit.loop;

import java.util.Arrays;
import java.util.List;
import paretojit.engine.CompileStats;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.InstructionCopier;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.ir.analysis.LoopForest;

/**
 * Strength reduction of induction variables: a loop's parameter that grows by a constant, times a
 * constant, becomes a parameter of its own that grows by their product (Cocke and Kennedy, "An
 * algorithm for reduction of operator strength", CACM 1977). Products that an addressing mode or one
 * lea gives are left alone.
 *
 * <p>Whatever comes in by an edge is multiplied there, except for the sum of the parameter and a
 * constant, so that the result is right for any loop.
 */
public final class InductionReducer {
  private static final int NONE = -1;

  /** The largest power of two that an address can be scaled by. */
  private static final int LARGEST_SCALE = 8;

  /** New parameters that a function may gain: each wants a register for as long as its loop. */
  private static final int MOST = 16;

  private final CompileStats stats;
  private final int reduced;
  private final Cfg cfg = new Cfg();
  private final DominatorTree dominators = new DominatorTree();
  private final LoopForest loops = new LoopForest();
  private final FunctionBuilder out = new FunctionBuilder("", Signature.of(List.of(), List.of()));
  private final InstructionCopier copier;
  private Function f;

  // Products: the parameter and the factor, and the new parameter.
  private int count;
  private final int[] param = new int[MOST];
  private final long[] factor = new long[MOST];
  private final int[] product = new int[MOST];

  /** By instruction: the product it computes, or {@link #NONE}. */
  private int[] productOf = new int[256];

  private int[] valueOf = new int[256];
  private int[] blockOf = new int[64];
  private int[] args = new int[16];

  public InductionReducer(IrModule module, CompileStats stats) {
    this.stats = stats;
    this.reduced = stats.counter("reduced-products");
    this.copier = new InstructionCopier(module, out);
    this.f = out.finish();
  }

  /**
   * The function with products reduced; itself if there are none.
   *
   * @param function whose blocks lie behind their dominators
   * @return good until the next call
   */
  public Function run(Function function) {
    f = function;
    cfg.compute(f);
    dominators.compute(cfg);
    loops.compute(cfg, dominators);
    if (loops.loopCount() == 0 || !findProducts()) {
      return f;
    }
    stats.add(reduced, count);
    return copy();
  }

  // ---- what to reduce ----

  private boolean findProducts() {
    count = 0;
    if (productOf.length < f.instCount()) {
      productOf = new int[f.instCount() * 2];
    }
    Arrays.fill(productOf, 0, f.instCount(), NONE);
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      if (loops.blockDepth(block) > 0) {
        for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
          if (f.op(inst) == Op.IMUL || f.op(inst) == Op.ISHL) {
            consider(inst, block);
          }
        }
      }
    }
    return count > 0;
  }

  private void consider(int inst, int block) {
    int by = f.valueDef(f.arg(inst, 1));
    if (by < 0 || f.op(by) != Op.ICONST) {
      return;
    }
    long times = f.op(inst) == Op.IMUL ? f.imm(by) : 1L << f.imm(by);
    int variable = f.arg(inst, 0);
    if (isCheap(times) || !isInductive(variable, block)) {
      return;
    }
    int known = 0;
    while (known < count && !(param[known] == variable && factor[known] == times)) {
      known++;
    }
    if (known < MOST) {
      param[known] = variable;
      factor[known] = times;
      count = Math.max(count, known + 1);
      productOf[inst] = known;
    }
  }

  private static boolean isCheap(long times) {
    long scale = Long.bitCount(times) == 1 ? times : times - 1;
    return Long.bitCount(scale) <= 1 && scale >= 0 && scale <= LARGEST_SCALE;
  }

  /** Whether a value is a parameter of a loop around {@code block} that some way back adds a constant to. */
  private boolean isInductive(int value, int block) {
    int header = ~f.valueDef(value);
    if (header < 0
        || header == f.entry()
        || !loops.isHeader(header)
        || !loops.contains(loops.loopOf(header), block)) {
      return false;
    }
    for (int k = 0; k < cfg.predecessorCount(header); k++) {
      int edge = cfg.predecessorEdge(header, k);
      if (step(f.edgeArg(edge, f.valueIndex(value)), value) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The constant that is added to {@code variable} to give {@code next}, or 0. */
  private long step(int next, int variable) {
    int sum = f.valueDef(next);
    if (sum < 0 || f.op(sum) != Op.IADD || f.arg(sum, 0) != variable) {
      return 0;
    }
    int by = f.valueDef(f.arg(sum, 1));
    return by >= 0 && f.op(by) == Op.ICONST ? f.imm(by) : 0;
  }

  // ---- copying ----

  private Function copy() {
    out.reset(f.name(), f.signature());
    for (int s = 0; s < f.slotCount(); s++) {
      out.createSlot(f.slotSize(s), f.slotAlign(s));
    }
    if (valueOf.length < f.valueCount()) {
      valueOf = new int[f.valueCount() * 2];
    }
    if (blockOf.length < f.blockCount()) {
      blockOf = new int[f.blockCount() * 2];
    }
    for (int k = 0; k < f.layoutCount(); k++) {
      create(f.layoutBlock(k));
    }
    for (int k = 0; k < f.layoutCount(); k++) {
      copyBlock(f.layoutBlock(k));
    }
    return out.view();
  }

  private void create(int block) {
    boolean isEntry = block == f.entry();
    int made = isEntry ? out.createEntry() : out.createBlock();
    blockOf[block] = made;
    for (int p = 0; p < f.paramCount(block); p++) {
      int old = f.param(block, p);
      valueOf[old] = isEntry ? out.param(made, p) : out.addParam(made, f.valueTypeOrdinal(old));
    }
    for (int k = 0; k < count; k++) {
      if (~f.valueDef(param[k]) == block) {
        product[k] = out.addParam(made, f.valueTypeOrdinal(param[k]));
      }
    }
  }

  private void copyBlock(int block) {
    if (block != f.entry()) {
      out.switchTo(blockOf[block]);
    }
    int end = f.terminator(block);
    for (int inst = f.firstInst(block); inst < end; inst++) {
      if (productOf[inst] == NONE) {
        int n = loadArgs(inst);
        int first = copier.copy(f, inst, f.aux(inst), args, n);
        for (int r = 0; r < f.resultCount(inst); r++) {
          valueOf[f.firstResult(inst) + r] = first + r;
        }
      } else {
        valueOf[f.firstResult(inst)] = product[productOf[inst]];
      }
    }
    copyTerminator(end);
  }

  private int loadArgs(int inst) {
    int n = f.argCount(inst);
    reserve(n);
    for (int k = 0; k < n; k++) {
      args[k] = valueOf[f.arg(inst, k)];
    }
    return n;
  }

  private void reserve(int n) {
    if (args.length < n) {
      args = new int[n * 2];
    }
  }

  private void copyTerminator(int inst) {
    int edge = f.firstEdge(inst);
    int edges = f.edgeCount(inst);
    int[] products = new int[edges * count];
    for (int e = 0; e < edges; e++) {
      for (int k = 0; k < count; k++) {
        if (~f.valueDef(param[k]) == f.edgeTarget(edge + e)) {
          products[e * count + k] = multiply(edge + e, k);
        }
      }
    }
    int n = loadArgs(inst);
    int copied = copier.copyTerminator(f, inst, args, n, e -> blockOf[f.edgeTarget(e)]);
    for (int e = 0; e < edges; e++) {
      int given = f.edgeArgCount(edge + e);
      reserve(given + count);
      for (int k = 0; k < given; k++) {
        args[k] = valueOf[f.edgeArg(edge + e, k)];
      }
      for (int k = 0; k < count; k++) {
        if (~f.valueDef(param[k]) == f.edgeTarget(edge + e)) {
          args[given++] = products[e * count + k];
        }
      }
      out.setEdgeArgs(copied + e, args, 0, given);
    }
  }

  /** What an edge passes for a product. */
  private int multiply(int edge, int k) {
    int arg = f.edgeArg(edge, f.valueIndex(param[k]));
    Type type = f.valueType(arg);
    long step = step(arg, param[k]);
    if (step != 0) {
      return out.binary(Op.IADD, product[k], out.iconst(type, wrap(type, step * factor[k])));
    }
    int def = f.valueDef(arg);
    if (def >= 0 && f.op(def) == Op.ICONST) {
      return out.iconst(type, wrap(type, f.imm(def) * factor[k]));
    }
    return out.binary(Op.IMUL, valueOf[arg], out.iconst(type, wrap(type, factor[k])));
  }

  private static long wrap(Type type, long bits) {
    return type == Type.I32 ? (int) bits : bits;
  }
}
