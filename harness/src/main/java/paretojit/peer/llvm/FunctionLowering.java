package paretojit.peer.llvm;

import java.util.Arrays;
import java.util.List;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.analysis.Cfg;
import paretojit.runtime.VmContext;

/**
 * Lowers one function after the other to LLVM IR: blocks, edges, calls of the runtime's trap exit.
 *
 * <p>Block parameters become phis. Blocks are lowered in reverse postorder, so that what an
 * instruction uses has been lowered before; unreachable blocks are left out. An IR block may become
 * several LLVM blocks, because every check that may trap ends one.
 */
final class FunctionLowering {
  final LlvmContext c;
  final Declarations d;
  final IrBuilder b;
  private final PureLowering pure;
  private final MemoryLowering memory;
  private final CallLowering calls;
  private final Cfg cfg = new Cfg();

  private Function f = nothing();
  private int index;
  private long context;

  /** LLVM value of each IR value; for comparisons used as conditions only, 0. */
  private long[] values = new long[256];

  /** The i1 of each value that is a comparison's result, else 0. */
  private long[] conditions = new long[256];

  /** Whether a value is used other than as a condition. */
  private boolean[] isUsed = new boolean[256];

  /** First LLVM block of each IR block. */
  private long[] blocks = new long[64];

  /** The last edge of the terminator at hand that went to a block. */
  private int[] edgeTo = new int[64];

  FunctionLowering(Declarations declarations, IrBuilder builder) {
    this.c = declarations.c;
    this.d = declarations;
    this.b = builder;
    this.pure = new PureLowering(this);
    this.memory = new MemoryLowering(this);
    this.calls = new CallLowering(this, memory);
  }

  private static Function nothing() {
    FunctionBuilder empty = new FunctionBuilder("", Signature.of(List.of(), List.of()));
    empty.createEntry();
    empty.ret();
    return empty.finish();
  }

  // ---- what the parts ask for

  Function f() {
    return f;
  }

  /** The context, a pointer. */
  long context() {
    return context;
  }

  /** The LLVM value of argument {@code k} of instruction {@code i}. */
  long arg(int i, int k) {
    return values[f.arg(i, k)];
  }

  long value(int v) {
    return values[v];
  }

  /** Gives instruction {@code i} its result. */
  void define(int i, long value) {
    values[f.firstResult(i)] = value;
  }

  void defineResult(int i, int k, long value) {
    values[f.firstResult(i) + k] = value;
  }

  /** Gives a comparison its result, an i1; it is widened if anybody wants the number. */
  void defineCondition(int i, long bit) {
    int v = f.firstResult(i);
    conditions[v] = bit;
    if (isUsed[v]) {
      values[v] = b.cast(Opcodes.ZEXT, bit, c.i32);
    }
  }

  /** Argument {@code k} of {@code i} as an i1: is it not zero? */
  long condition(int i, int k) {
    int v = f.arg(i, k);
    return conditions[v] != 0 ? conditions[v] : b.isTrue(values[v], c.i32);
  }

  /** True if argument {@code k} of {@code i} is a constant. */
  boolean isConst(int i, int k) {
    int def = f.valueDef(f.arg(i, k));
    return def >= 0 && f.op(def) == Op.ICONST;
  }

  /** The constant that argument {@code k} of {@code i} is. */
  long constOf(int i, int k) {
    return f.imm(f.valueDef(f.arg(i, k)));
  }

  /** Traps if the i1 holds, and goes on in a new block if not. */
  void trapIf(int i, long bit, TrapCode code) {
    trapIf(i, bit, c.constInt(c.i32, code.ordinal()), 0);
  }

  /** As above; {@code code} is an i32. */
  void trapIf(int i, long bit, long code, int user) {
    long bad = b.newBlock();
    long good = b.newBlock();
    b.condBr(bit, bad, good);
    b.startBlock(bad);
    trap(i, code, user);
    b.startBlock(good);
  }

  /** Leaves through the trap exit: the block ends. */
  void trap(int i, long code, int user) {
    long place = (long) index << 32 | i;
    b.call(d.trap(), context, code, c.constInt(c.i64, place), c.constInt(c.i32, user));
    b.unreachable();
  }

  // ---- the walk

  /**
   * Lowers a function.
   *
   * @param functionIndex its index in the module, imports included
   */
  void lower(int functionIndex, Function function) {
    f = function;
    index = functionIndex;
    cfg.compute(f);
    prepare();
    long llvmFunction = d.function(index).function();
    b.startFunction(llvmFunction);
    context = c.parameter(llvmFunction, 0);
    memory.enter();
    checkStack();
    createBlocks(llvmFunction);
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      b.startBlock(blocks[block]);
      for (int i = f.firstInst(block); i < f.endInst(block); i++) {
        lower(i);
      }
    }
  }

  private void prepare() {
    if (values.length < f.valueCount()) {
      int room = 2 * f.valueCount();
      values = new long[room];
      conditions = new long[room];
      isUsed = new boolean[room];
    }
    if (blocks.length < f.blockCount()) {
      blocks = new long[2 * f.blockCount()];
      edgeTo = new int[2 * f.blockCount()];
    }
    Arrays.fill(values, 0, f.valueCount(), 0);
    Arrays.fill(conditions, 0, f.valueCount(), 0);
    Arrays.fill(isUsed, 0, f.valueCount(), false);
    Arrays.fill(edgeTo, 0, f.blockCount(), -1);
    memory.start();
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      for (int i = f.firstInst(block); i < f.endInst(block); i++) {
        scan(i);
      }
    }
  }

  /** Notes which values are wanted as numbers, and what memory needs. */
  private void scan(int i) {
    Op op = f.op(i);
    boolean takesCondition =
        switch (op) {
          case BRIF, SELECT, TRAPZ, TRAPNZ -> true;
          default -> false;
        };
    for (int k = takesCondition ? 1 : 0; k < f.argCount(i); k++) {
      isUsed[f.arg(i, k)] = true;
    }
    for (int e = 0; e < f.edgeCount(i); e++) {
      int edge = f.firstEdge(i) + e;
      for (int k = 0; k < f.edgeArgCount(edge); k++) {
        isUsed[f.edgeArg(edge, k)] = true;
      }
    }
    memory.scan(i, op);
  }

  /** A leaf without room of its own needs little stack; the limit leaves that much. */
  private void checkStack() {
    if (!memory.needsStackCheck()) {
      return;
    }
    long limit = d.loadField(b, c.i64, context, VmContext.STACK_LIMIT, Declarations.Region.LENGTH);
    long low = b.icmp(Opcodes.ULT, d.stackPointer(b), limit);
    trapIf(0, low, TrapCode.STACK_OVERFLOW);
  }

  /**
   * Makes the LLVM blocks and their phis. LLVM's entry block can be no branch's target, so the IR's
   * is a block of its own if it is one, with phis for the function's parameters.
   */
  private void createBlocks(long llvmFunction) {
    long prologue = b.block();
    int entry = f.entry();
    boolean entryIsTarget = cfg.predecessorCount(entry) > 0;
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      if (block == entry && !entryIsTarget) {
        blocks[block] = prologue;
        for (int p = 0; p < f.paramCount(block); p++) {
          values[f.param(block, p)] = c.parameter(llvmFunction, 1 + p);
        }
        continue;
      }
      blocks[block] = b.newBlock();
      b.startBlock(blocks[block]);
      for (int p = 0; p < f.paramCount(block); p++) {
        values[f.param(block, p)] = b.phi(c.type(f.valueTypeOrdinal(f.param(block, p))));
      }
    }
    if (entryIsTarget) {
      b.startBlock(prologue);
      for (int p = 0; p < f.paramCount(entry); p++) {
        b.addIncoming(values[f.param(entry, p)], c.parameter(llvmFunction, 1 + p), prologue);
      }
      b.br(blocks[entry]);
    }
  }

  private void lower(int i) {
    Op op = f.op(i);
    switch (op.format()) {
      case PLAIN, CONST -> pure.lower(i, op);
      case LOAD,
          STORE,
          STACK_ADDR,
          NULLARY,
          GLOBAL,
          MEMORY,
          MEMORY_PAIR,
          TABLE,
          TABLE_PAIR,
          SEGMENT,
          FUNCTION ->
          memory.lower(i, op);
      case CALL, CALL_INDIRECT, CALL_REF -> calls.lower(i, op);
      case JUMP -> {
        passArguments(f.firstEdge(i), b.block());
        b.br(blocks[f.edgeTarget(f.firstEdge(i))]);
      }
      case BRIF -> brif(i);
      case BR_TABLE -> brTable(i);
      case RETURN -> {
        long[] results = new long[f.argCount(i)];
        for (int k = 0; k < results.length; k++) {
          results[k] = arg(i, k);
        }
        d.ret(b, results);
      }
      case TRAP -> trapInstruction(i, op);
    }
  }

  private void trapInstruction(int i, Op op) {
    long code = c.constInt(c.i32, f.imm(i));
    if (op == Op.TRAP) {
      trap(i, code, f.aux(i));
      return;
    }
    long bit = condition(i, 0);
    if (op == Op.TRAPZ) {
      bit = b.binary(Opcodes.XOR, bit, c.constInt(c.i1, 1));
    }
    trapIf(i, bit, code, f.aux(i));
  }

  // ---- edges

  private void brif(int i) {
    long bit = condition(i, 0);
    int edge = f.firstEdge(i);
    long from = b.block();
    long then = destination(edge, from);
    long otherwise = destination(edge + 1, from);
    b.startBlock(from);
    b.condBr(bit, then, otherwise);
    forget(i);
  }

  private void brTable(int i) {
    long selector = arg(i, 0);
    int edge = f.firstEdge(i);
    int cases = f.edgeCount(i) - 1;
    long from = b.block();
    long fallback = destination(edge + cases, from);
    long inst = 0;
    if (cases == 0) {
      b.startBlock(from);
      b.br(fallback);
    } else {
      b.startBlock(from);
      inst = b.switchOf(selector, fallback, cases);
    }
    for (int k = 0; k < cases; k++) {
      b.addCase(inst, c.constInt(c.i32, k), destination(edge + k, from));
    }
    forget(i);
  }

  /**
   * The block to branch to for an edge out of {@code from}. Phis tell predecessors apart, not edges:
   * a second edge to the same target with other arguments goes through a block of its own.
   */
  private long destination(int edge, long from) {
    int target = f.edgeTarget(edge);
    int earlier = edgeTo[target];
    if (earlier < 0 || sameArguments(earlier, edge)) {
      edgeTo[target] = edge;
      passArguments(edge, from);
      return blocks[target];
    }
    long between = b.newBlock();
    b.startBlock(between);
    passArguments(edge, between);
    b.br(blocks[target]);
    return between;
  }

  private boolean sameArguments(int a, int e) {
    for (int k = 0; k < f.edgeArgCount(a); k++) {
      if (f.edgeArg(a, k) != f.edgeArg(e, k)) {
        return false;
      }
    }
    return true;
  }

  private void passArguments(int edge, long from) {
    int target = f.edgeTarget(edge);
    for (int k = 0; k < f.edgeArgCount(edge); k++) {
      b.addIncoming(values[f.param(target, k)], values[f.edgeArg(edge, k)], from);
    }
  }

  private void forget(int terminator) {
    for (int e = 0; e < f.edgeCount(terminator); e++) {
      edgeTo[f.edgeTarget(f.firstEdge(terminator) + e)] = -1;
    }
  }
}
