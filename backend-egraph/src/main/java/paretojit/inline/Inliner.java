package paretojit.inline;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.engine.CompileStats;
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
 * Inlines calls of small functions into one function after another.
 *
 * <p>Callees are copied as the program has them, calls in them are inlined too. The caller's block
 * goes on in the callee's entry and, behind its last block, after its return; where it returns from
 * elsewhere too, a new block follows whose parameters are the results. Blocks keep their order, and
 * callees lie where they are called.
 *
 * <p>A function that nothing is inlined into is not copied.
 */
public final class Inliner {
  private static final int CALL = Op.CALL.ordinal();

  /** In place of a block to go on in: the return lies last, and the caller's block goes on there. */
  private static final int FALLS_THROUGH = -1;

  private static final int UNKNOWN = -1;

  private final Limits limits;
  private final CompileStats stats;
  private final int inlinedCalls;
  private final Callees callees;
  private final Cfg cfg = new Cfg();
  private final DominatorTree dominators = new DominatorTree();
  private final LoopForest loops = new LoopForest();
  private final FunctionBuilder out = new FunctionBuilder("", Signature.of(List.of(), List.of()));
  private final InstructionCopier copier;

  /** The function at hand. */
  private Function caller;

  /** How much it may still grow. */
  private int room;

  /** Whether {@link #loops} is that of the caller; most need none. */
  private boolean hasLoops;

  /** The functions whose copies lie in each other, the caller first. */
  private final int[] active;

  /** New values and blocks by old ones, for all those functions. */
  private int[] valueOf = new int[256];

  private int[] blockOf = new int[64];
  private int valueTop;
  private int blockTop;
  private int[] args = new int[16];

  public Inliner(IrModule module, Limits limits, CompileStats stats) {
    this.copier = new InstructionCopier(module, out);
    this.limits = limits;
    this.stats = stats;
    this.inlinedCalls = stats.counter("inlined-calls");
    this.callees = new Callees(module, limits.largest());
    this.active = new int[limits.depth() + 1];
    this.caller = out.finish();
  }

  /**
   * A function with calls inlined; itself if there are none to inline, or if it has values that are
   * used in a block before the one that defines them.
   *
   * @param index its index in the module
   * @return good until the next call
   */
  public Function run(int index, Function f) {
    caller = f;
    hasLoops = false;
    active[0] = index;
    room = UNKNOWN;
    if (!hasCallToInline(f) || !callees.isInOrder(f)) {
      return f;
    }
    valueTop = 0;
    blockTop = 0;
    out.reset(f.name(), f.signature());
    int values = pushValues(f);
    int entry = out.createEntry();
    for (int k = 0; k < f.paramCount(f.entry()); k++) {
      valueOf[values + f.param(f.entry(), k)] = out.param(entry, k);
    }
    copy(f, values, 0, f.entry(), FALLS_THROUGH);
    return out.view();
  }

  private boolean hasCallToInline(Function f) {
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        if (f.opcode(inst) == CALL && chosen(f, inst, 0, block) != null) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The body to put in the place of a call, or null.
   *
   * @param place the caller's block in which the call, or the outermost one that it is inlined with, is
   */
  private @Nullable Function chosen(Function f, int inst, int depth, int place) {
    int index = f.aux(inst);
    Function callee = callees.find(index);
    if (callee == null || depth == limits.depth() || isActive(index, depth)) {
      return null;
    }
    if (room == UNKNOWN) {
      room = limits.growth(Callees.size(caller));
    }
    int size = callees.size(index);
    boolean isSmall = size <= limits.small() || size <= limits.largestIn(loopDepth(place));
    return isSmall && size <= room ? callee : null;
  }

  private boolean isActive(int index, int depth) {
    for (int d = 0; d <= depth; d++) {
      if (active[d] == index) {
        return true;
      }
    }
    return false;
  }

  /** The number of loops around a block of the caller. */
  private int loopDepth(int block) {
    if (!hasLoops) {
      cfg.compute(caller);
      dominators.compute(cfg);
      loops.compute(cfg, dominators);
      hasLoops = true;
    }
    return cfg.isReachable(block) ? loops.blockDepth(block) : 0;
  }

  private int pushValues(Function f) {
    int start = valueTop;
    valueTop += f.valueCount();
    if (valueTop > valueOf.length) {
      valueOf = Arrays.copyOf(valueOf, Math.max(valueTop, valueOf.length * 2));
    }
    return start;
  }

  private int pushBlocks(Function f) {
    int start = blockTop;
    blockTop += f.blockCount();
    if (blockTop > blockOf.length) {
      blockOf = Arrays.copyOf(blockOf, Math.max(blockTop, blockOf.length * 2));
    }
    return start;
  }

  // ---- copying ----

  /**
   * Copies a function behind what is there; its parameters have their new values already.
   *
   * @param values where its values start in {@link #valueOf}
   * @param depth number of functions it lies in
   * @param callPlace the caller's block in which the outermost call is, for any but the caller
   * @param after where it returns to: a block, or {@link #FALLS_THROUGH}, which leaves the last block
   *     open. The outermost one returns.
   */
  private void copy(Function f, int values, int depth, int callPlace, int after) {
    int blocks = pushBlocks(f);
    for (int k = 1; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      blockOf[blocks + block] = out.createBlock();
      for (int p = 0; p < f.paramCount(block); p++) {
        int param = f.param(block, p);
        valueOf[values + param] = out.addParam(blockOf[blocks + block], f.valueTypeOrdinal(param));
      }
    }
    int firstSlot = -1;
    for (int slot = 0; slot < f.slotCount(); slot++) {
      int copied = out.createSlot(f.slotSize(slot), f.slotAlign(slot));
      firstSlot = slot == 0 ? copied : firstSlot;
    }
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      if (k > 0) {
        out.switchTo(blockOf[blocks + block]);
      }
      int end = f.terminator(block);
      int place = depth == 0 ? block : callPlace;
      for (int inst = f.firstInst(block); inst < end; inst++) {
        Function callee = f.opcode(inst) == CALL ? chosen(f, inst, depth, place) : null;
        if (callee == null) {
          copyInstruction(f, inst, values, firstSlot);
        } else {
          inline(callee, f, inst, values, depth, place);
        }
      }
      copyTerminator(f, end, values, blocks, depth, after);
    }
    blockTop = blocks;
  }

  private void inline(Function callee, Function f, int inst, int values, int depth, int place) {
    int index = f.aux(inst);
    room -= callees.size(index);
    stats.add(inlinedCalls, 1);
    active[depth + 1] = index;
    int inner = pushValues(callee);
    for (int k = 0; k < f.argCount(inst); k++) {
      valueOf[inner + callee.param(callee.entry(), k)] = valueOf[values + f.arg(inst, k)];
    }
    int results = f.resultCount(inst);
    int result = values + f.firstResult(inst);
    int last = lastReturn(callee);
    if (last >= 0) {
      copy(callee, inner, depth + 1, place, FALLS_THROUGH);
      for (int r = 0; r < results; r++) {
        valueOf[result + r] = valueOf[inner + callee.arg(last, r)];
      }
    } else {
      int after = out.createBlock();
      for (int r = 0; r < results; r++) {
        valueOf[result + r] = out.addParam(after, f.valueTypeOrdinal(f.firstResult(inst) + r));
      }
      copy(callee, inner, depth + 1, place, after);
      out.switchTo(after);
    }
    valueTop = inner;
  }

  /** The terminator of the last block if that is the function's only return, else -1. */
  private static int lastReturn(Function f) {
    int end = f.layoutCount() - 1;
    for (int k = 0; k < end; k++) {
      if (f.op(f.terminator(f.layoutBlock(k))) == Op.RETURN) {
        return -1;
      }
    }
    int last = f.terminator(f.layoutBlock(end));
    return f.op(last) == Op.RETURN ? last : -1;
  }

  private int loadArgs(Function f, int inst, int values) {
    int n = f.argCount(inst);
    if (args.length < n) {
      args = new int[n * 2];
    }
    for (int k = 0; k < n; k++) {
      args[k] = valueOf[values + f.arg(inst, k)];
    }
    return n;
  }

  private void copyInstruction(Function f, int inst, int values, int firstSlot) {
    int n = loadArgs(f, inst, values);
    int aux = f.aux(inst) + (f.op(inst) == Op.STACK_ADDR ? firstSlot : 0);
    int first = copier.copy(f, inst, aux, args, n);
    for (int r = 0; r < f.resultCount(inst); r++) {
      valueOf[values + f.firstResult(inst) + r] = first + r;
    }
  }

  private void copyTerminator(Function f, int inst, int values, int blocks, int depth, int after) {
    boolean returns = f.op(inst) == Op.RETURN && depth > 0;
    if (returns && after == FALLS_THROUGH) {
      return;
    }
    int n = loadArgs(f, inst, values);
    if (returns) {
      out.setSource(f.source(inst));
      out.setEdgeArgs(out.jump(after), args, 0, n);
      return;
    }
    int edge = f.firstEdge(inst);
    int edges = f.edgeCount(inst);
    int copied = copier.copyTerminator(f, inst, args, n, e -> target(f, e, blocks));
    for (int e = 0; e < edges; e++) {
      copyEdgeArgs(f, edge + e, copied + e, values);
    }
  }

  private int target(Function f, int edge, int blocks) {
    return blockOf[blocks + f.edgeTarget(edge)];
  }

  private void copyEdgeArgs(Function f, int edge, int copied, int values) {
    int n = f.edgeArgCount(edge);
    if (args.length < n) {
      args = new int[n * 2];
    }
    for (int k = 0; k < n; k++) {
      args[k] = valueOf[values + f.edgeArg(edge, k)];
    }
    out.setEdgeArgs(copied, args, 0, n);
  }
}
