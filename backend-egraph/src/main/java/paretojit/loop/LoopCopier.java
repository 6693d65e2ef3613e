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
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.ir.analysis.LoopForest;

/**
 * Copies the bodies of small innermost loops. Unrolled, a loop runs through its body and then through
 * the copy, each with its own exits, so that every other jump back is saved and what one iteration
 * computes is known to the next. Peeled, its first iteration is the copy, so that what the first
 * computes is known to all.
 *
 * <p>Values that are used behind a loop are passed to its exits as block parameters, since they have
 * two definitions now. Only loops are copied all of whose exits that such values pass have one
 * predecessor, as is usual for structured control flow.
 */
public final class LoopCopier {
  /** What becomes of a loop. */
  public enum Mode {
    KEEP,
    PEEL,
    UNROLL
  }

  /** Size of the largest loops that are copied, in instructions without constants. */
  private static final int LARGEST = 24;

  private static final int NONE = -1;

  private final Mode mode;
  private final CompileStats stats;
  private final int copiedLoops;
  private final Cfg cfg = new Cfg();
  private final DominatorTree dominators = new DominatorTree();
  private final LoopForest loops = new LoopForest();
  private final FunctionBuilder out = new FunctionBuilder("", Signature.of(List.of(), List.of()));
  private final InstructionCopier copier;
  private Function f;

  /** By loop: whether it is copied, and its instructions while that is found out. */
  private boolean[] isCopied = new boolean[16];

  private int[] size = new int[16];

  /** By value: the loop that defines it, if that is copied. */
  private int[] loopOf = new int[256];

  // Values that exits pass: each with the parameter that stands for it, in a list for its exit
  // block.
  private int passedCount;
  private int[] passedValue = new int[32];
  private int[] passedParam = new int[32];
  private int[] nextPassed = new int[32];
  private int[] firstPassed = new int[64];

  /** New values by old ones, and new blocks; those of the copies come after. */
  private int[] valueOf = new int[256];

  private int[] blockOf = new int[64];
  private int[] args = new int[16];

  public LoopCopier(IrModule module, Mode mode, CompileStats stats) {
    this.copier = new InstructionCopier(module, out);
    this.mode = mode;
    this.stats = stats;
    this.copiedLoops = stats.counter("copied-loops");
    this.f = out.finish();
  }

  /** The function with loops copied; itself if there are none to copy. Good until the next call. */
  public Function run(Function function) {
    f = function;
    cfg.compute(f);
    dominators.compute(cfg);
    loops.compute(cfg, dominators);
    if (!choose() || !findPassed()) {
      return f;
    }
    return copy();
  }

  // ---- which loops ----

  private boolean choose() {
    int n = loops.loopCount();
    if (n == 0 || !loops.isReducible()) {
      return false;
    }
    if (isCopied.length < n) {
      isCopied = new boolean[n * 2];
      size = new int[n * 2];
    }
    Arrays.fill(isCopied, 0, n, true);
    Arrays.fill(size, 0, n, 0);
    for (int k = 0; k < n; k++) {
      if (loops.parent(k) >= 0) {
        isCopied[loops.parent(k)] = false;
      }
    }
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      int loop = loops.loopOf(block);
      if (loop >= 0 && isCopied[loop]) {
        isCopied[loop] = isSmall(block, loop);
      }
    }
    for (int k = 0; k < n; k++) {
      isCopied[k] &= hasOneLatch(k);
    }
    return anyCopied();
  }

  private boolean anyCopied() {
    for (int k = 0; k < loops.loopCount(); k++) {
      if (isCopied[k]) {
        return true;
      }
    }
    return false;
  }

  private boolean isSmall(int block, int loop) {
    for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
      Op op = f.op(inst);
      if (op.isCall() || op == Op.BR_TABLE) {
        return false;
      }
      size[loop] += op.isConst() ? 0 : 1;
    }
    return size[loop] <= LARGEST;
  }

  private boolean hasOneLatch(int loop) {
    int header = loops.header(loop);
    int latches = 0;
    for (int k = 0; k < cfg.predecessorCount(header); k++) {
      latches += loops.contains(loop, cfg.predecessor(header, k)) ? 1 : 0;
    }
    return latches == 1;
  }

  // ---- what exits pass ----

  private boolean findPassed() {
    if (loopOf.length < f.valueCount()) {
      loopOf = new int[f.valueCount() * 2];
    }
    Arrays.fill(loopOf, 0, f.valueCount(), NONE);
    passedCount = 0;
    if (firstPassed.length < f.blockCount()) {
      firstPassed = new int[f.blockCount() * 2];
    }
    Arrays.fill(firstPassed, 0, f.blockCount(), NONE);
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      int loop = loops.loopOf(block);
      if (loop >= 0 && isCopied[loop]) {
        markDefined(block, loop);
      }
    }
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        for (int a = 0; a < f.argCount(inst); a++) {
          use(f.arg(inst, a), block);
        }
      }
      int end = f.terminator(block);
      for (int e = f.firstEdge(end), last = e + f.edgeCount(end); e < last; e++) {
        for (int a = 0; a < f.edgeArgCount(e); a++) {
          use(f.edgeArg(e, a), block);
        }
      }
    }
    return anyCopied();
  }

  private void markDefined(int block, int loop) {
    for (int p = 0; p < f.paramCount(block); p++) {
      loopOf[f.param(block, p)] = loop;
    }
    for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
      for (int r = 0; r < f.resultCount(inst); r++) {
        loopOf[f.firstResult(inst) + r] = loop;
      }
    }
  }

  private void use(int value, int block) {
    int loop = loopOf[value];
    if (loop == NONE || !isCopied[loop] || loops.contains(loop, block)) {
      return;
    }
    int exit = exit(loop, block);
    if (cfg.predecessorCount(exit) != 1) {
      isCopied[loop] = false;
    } else if (find(exit, value) == NONE) {
      pass(exit, value);
    }
  }

  /** The block behind a loop that dominates {@code block} and that its dominator in the loop leads to. */
  private int exit(int loop, int block) {
    int exit = block;
    while (!loops.contains(loop, dominators.idom(exit))) {
      exit = dominators.idom(exit);
    }
    return exit;
  }

  private void pass(int exit, int value) {
    if (passedCount == passedValue.length) {
      passedValue = Arrays.copyOf(passedValue, passedCount * 2);
      passedParam = Arrays.copyOf(passedParam, passedCount * 2);
      nextPassed = Arrays.copyOf(nextPassed, passedCount * 2);
    }
    passedValue[passedCount] = value;
    nextPassed[passedCount] = firstPassed[exit];
    firstPassed[exit] = passedCount++;
  }

  private int find(int exit, int value) {
    int k = firstPassed[exit];
    while (k != NONE && passedValue[k] != value) {
      k = nextPassed[k];
    }
    return k;
  }

  /** Whether the loop that a value comes from is copied in the end, so that the value is passed. */
  private boolean isPassed(int k) {
    return isCopied[loopOf[passedValue[k]]];
  }

  // ---- copying ----

  private boolean isTwice(int block) {
    int loop = cfg.isReachable(block) ? loops.loopOf(block) : NONE;
    return loop >= 0 && isCopied[loop];
  }

  private Function copy() {
    out.reset(f.name(), f.signature());
    for (int s = 0; s < f.slotCount(); s++) {
      out.createSlot(f.slotSize(s), f.slotAlign(s));
    }
    if (valueOf.length < 2 * f.valueCount()) {
      valueOf = new int[4 * f.valueCount()];
    }
    if (blockOf.length < 2 * f.blockCount()) {
      blockOf = new int[4 * f.blockCount()];
    }
    int[] order = order();
    for (int item : order) {
      create(item >> 1, item & 1);
    }
    for (int item : order) {
      copyBlock(item >> 1, item & 1);
    }
    for (int k = 0; k < loops.loopCount(); k++) {
      stats.add(copiedLoops, isCopied[k] ? 1 : 0);
    }
    return out.view();
  }

  /** Blocks in their new order, times 2, plus 1 for those of copies, which lie beside their originals. */
  private int[] order() {
    int[] order = new int[2 * f.layoutCount()];
    int n = 0;
    int first = mode == Mode.PEEL ? 1 : 0;
    for (int k = 0; k < f.layoutCount(); ) {
      int end = k + 1;
      if (isTwice(f.layoutBlock(k))) {
        int loop = loops.loopOf(f.layoutBlock(k));
        while (end < f.layoutCount()
            && isTwice(f.layoutBlock(end))
            && loops.loopOf(f.layoutBlock(end)) == loop) {
          end++;
        }
        for (int i = k; i < end; i++) {
          order[n++] = 2 * f.layoutBlock(i) + first;
        }
        for (int i = k; i < end; i++) {
          order[n++] = 2 * f.layoutBlock(i) + 1 - first;
        }
      } else {
        order[n++] = 2 * f.layoutBlock(k);
      }
      k = end;
    }
    return Arrays.copyOf(order, n);
  }

  private void create(int block, int copy) {
    int made = block == f.entry() ? out.createEntry() : out.createBlock();
    blockOf[copy * f.blockCount() + block] = made;
    for (int p = 0; p < f.paramCount(block); p++) {
      int param = f.param(block, p);
      int value =
          block == f.entry() ? out.param(made, p) : out.addParam(made, f.valueTypeOrdinal(param));
      valueOf[copy * f.valueCount() + param] = value;
    }
    for (int k = firstPassed[block]; k != NONE; k = nextPassed[k]) {
      if (isPassed(k)) {
        passedParam[k] = out.addParam(made, f.valueTypeOrdinal(passedValue[k]));
      }
    }
  }

  private int value(int value, int block, int copy) {
    int loop = loopOf[value];
    if (loop == NONE || !isCopied[loop]) {
      return valueOf[value];
    }
    if (loops.contains(loop, block)) {
      return valueOf[copy * f.valueCount() + value];
    }
    return passedParam[find(exit(loop, block), value)];
  }

  private void copyBlock(int block, int copy) {
    if (block != f.entry()) {
      out.switchTo(blockOf[copy * f.blockCount() + block]);
    }
    int end = f.terminator(block);
    for (int inst = f.firstInst(block); inst < end; inst++) {
      copyInstruction(inst, block, copy);
    }
    copyTerminator(end, block, copy);
  }

  private int loadArgs(int inst, int block, int copy) {
    int n = f.argCount(inst);
    reserve(n);
    for (int k = 0; k < n; k++) {
      args[k] = value(f.arg(inst, k), block, copy);
    }
    return n;
  }

  private void reserve(int n) {
    if (args.length < n) {
      args = new int[n * 2];
    }
  }

  private void copyInstruction(int inst, int block, int copy) {
    int n = loadArgs(inst, block, copy);
    int first = copier.copy(f, inst, f.aux(inst), args, n);
    for (int r = 0; r < f.resultCount(inst); r++) {
      valueOf[copy * f.valueCount() + f.firstResult(inst) + r] = first + r;
    }
  }

  private void copyTerminator(int inst, int block, int copy) {
    int n = loadArgs(inst, block, copy);
    int edge = f.firstEdge(inst);
    int copied = copier.copyTerminator(f, inst, args, n, e -> target(e, block, copy));
    for (int e = 0; e < f.edgeCount(inst); e++) {
      copyEdgeArgs(edge + e, copied + e, block, copy);
    }
  }

  private int target(int edge, int block, int copy) {
    int target = f.edgeTarget(edge);
    int to = 0;
    if (isTwice(target)) {
      int loop = loops.loopOf(target);
      boolean inside = loops.contains(loop, block);
      boolean isHeader = loops.header(loop) == target;
      if (mode == Mode.PEEL) {
        to = inside ? isHeader ? 0 : copy : 1;
      } else {
        to = inside ? isHeader ? 1 - copy : copy : 0;
      }
    }
    return blockOf[to * f.blockCount() + target];
  }

  private void copyEdgeArgs(int edge, int copied, int block, int copy) {
    int n = f.edgeArgCount(edge);
    reserve(n + passedCount);
    for (int k = 0; k < n; k++) {
      args[k] = value(f.edgeArg(edge, k), block, copy);
    }
    for (int k = firstPassed[f.edgeTarget(edge)]; k != NONE; k = nextPassed[k]) {
      if (isPassed(k)) {
        args[n++] = value(passedValue[k], block, copy);
      }
    }
    out.setEdgeArgs(copied, args, 0, n);
  }
}
