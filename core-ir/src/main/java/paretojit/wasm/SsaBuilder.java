package paretojit.wasm;

import java.util.Arrays;
import java.util.List;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.Op;
import paretojit.ir.Signature;

/**
 * Turns a function's locals into SSA values while its code is read, once, from front to back.
 *
 * <p>The idea is Braun et al.'s ("Simple and Efficient Construction of Static Single Assignment
 * Form", CC 2013), made lazier: where edges meet, a local on which they disagree gets a
 * <em>record</em> of its value on each edge, and only if the local is read does the record become a
 * block parameter. So the form is pruned without a liveness pass.
 *
 * <pre>
 *   current[local] = value &lt;&lt; 3 | kind        a packed value
 *                  = ~record                   what edges disagree on, not read so far
 *
 *   log of assignments    b1 [x y | z]   one segment per open construct: a merge looks only at the
 *                                        locals assigned since its construct began
 *   edge to a label  -->  saved values of those locals, in the pool
 *   end of construct -->  join: records for the locals on which the edges differ
 * </pre>
 *
 * <p>At a loop's header every local that the loop assigns ({@link LoopScan}) gets a record, whose
 * values for the back edges are known when the loop ends. Records hold packed values or records
 * themselves; {@link #finish} completes the block parameters that came to be, which may make more.
 */
final class SsaBuilder {
  /** In {@link #recordValue}: a block parameter if it is ever read. */
  private static final int OPEN = Integer.MIN_VALUE;

  private static final int NONE = ControlStack.NONE;

  /**
   * In {@link #recordJoin}: no join, but the zero that locals start with. Record number {@code kind}
   * is that kind's; the constant is made when it is read.
   */
  private static final int ZERO = -1;

  /** Ints that saved values and records may take: what bounds edges times locals. */
  private static final int POOL_LIMIT = 1 << 25;

  private final ControlStack control;
  private final LoopScan loops = new LoopScan();
  private FunctionBuilder builder = new FunctionBuilder("", Signature.of(List.of(), List.of()));
  private int codeOffset;
  private int nextLoop;
  private int localCount;
  private int[] current = new int[64];
  private byte[] kinds = {};

  // The log: which local was assigned, its value before, and its previous entry.
  private int segment;
  private int logSize;
  private int[] logLocal = new int[64];
  private int[] logOld = new int[64];
  private int[] logPrevious = new int[64];
  private int[] loggedAt = new int[64];

  // Edges to labels.
  private int edgeCount;
  private int[] edgeId = new int[64];
  private int[] edgeNext = new int[64];
  private int[] edgeValues = new int[64];
  private int[] edgeLocals = new int[64];

  // Joins: a block and its incoming edges.
  private int joinCount;
  private int[] joinBlock = new int[16];
  private int[] joinEdges = new int[16];
  private int[] joinEdgeCount = new int[16];
  private int[] joinFirstParam = new int[16];
  private int[] joinLastParam = new int[16];

  // Records, and those of them that became block parameters.
  private int recordCount;
  private int[] recordJoin = new int[64];
  private int[] recordLocal = new int[64];
  private int[] recordArgs = new int[64];
  private int[] recordValue = new int[64];
  private int[] recordNext = new int[64];
  private byte[] recordKind = new byte[64];
  private int paramCount;
  private int[] params = new int[64];

  private int poolSize;
  private int[] pool = new int[256];
  private int[] slotOf = new int[64];
  private int[] scratch = new int[16];

  SsaBuilder(ControlStack control) {
    this.control = control;
  }

  /**
   * Starts a function.
   *
   * @param code the module, {@code offset} the place of the function's body in it
   * @param localKinds kind of each local
   * @param arguments how many locals are parameters of the function; the others are zero
   */
  void begin(
      FunctionBuilder to, byte[] code, int offset, byte[] localKinds, int count, int arguments) {
    builder = to;
    codeOffset = offset;
    loops.reset(code);
    nextLoop = 0;
    localCount = count;
    kinds = localKinds;
    if (count > current.length) {
      int capacity = Math.max(count, current.length * 2);
      current = new int[capacity];
      loggedAt = new int[capacity];
      slotOf = new int[capacity];
    }
    Arrays.fill(loggedAt, 0, count, NONE);
    Arrays.fill(slotOf, 0, count, NONE);
    segment = 0;
    logSize = 0;
    edgeCount = 0;
    joinCount = 0;
    recordCount = 0;
    paramCount = 0;
    poolSize = 0;
    for (int kind = 0; kind < Kinds.COUNT; kind++) {
      newRecord(ZERO, kind, NONE);
    }
    for (int local = 0; local < count; local++) {
      current[local] = local < arguments ? local << 3 | localKinds[local] : ~localKinds[local];
    }
  }

  /** The packed value of a local. */
  int get(int local) {
    int value = current[local];
    return value >= 0 ? value : read(local, value);
  }

  private int read(int local, int marker) {
    int value = force(marker);
    current[local] = value; // The same value in another form: nothing to log.
    return value;
  }

  /** Assigns a packed value to a local. */
  void set(int local, int value) {
    if (loggedAt[local] < segment) {
      log(local);
    }
    current[local] = value;
  }

  private void log(int local) {
    if (logSize == logLocal.length) {
      logLocal = Arrays.copyOf(logLocal, logSize * 2);
      logOld = Arrays.copyOf(logOld, logSize * 2);
      logPrevious = Arrays.copyOf(logPrevious, logSize * 2);
    }
    logLocal[logSize] = local;
    logOld[logSize] = current[local];
    logPrevious[logSize] = loggedAt[local];
    loggedAt[local] = logSize++;
  }

  // ---- constructs ----

  /** Opens a block or if: its merge will look at the assignments from here on. */
  void openForward(int depth) {
    control.log[depth] = logSize;
    segment = logSize;
  }

  /** Closes a block or if; its assignments become those of the construct around it. */
  void closeForward(int depth) {
    int from = control.log[depth];
    segment = control.log[depth - 1];
    int kept = from;
    for (int k = from; k < logSize; k++) {
      int local = logLocal[k];
      int previous = logPrevious[k];
      if (previous >= segment) {
        loggedAt[local] = previous;
      } else {
        logLocal[kept] = local;
        logOld[kept] = logOld[k];
        logPrevious[kept] = previous;
        loggedAt[local] = kept++;
      }
    }
    logSize = kept;
  }

  /** Gives all locals the values they had when the construct was opened. */
  void rollBack(int depth) {
    for (int k = control.log[depth]; k < logSize; k++) {
      current[logLocal[k]] = logOld[k];
    }
  }

  /** Notes a branch to a label; the topmost {@code count} operands go along. */
  void addEdge(int depth, int id, int[] stack, int height, int count) {
    addEdge(depth, id, saveValues(stack, height, count), saveLocals(depth));
  }

  /**
   * As {@link #addEdge(int, int, int[], int, int)} for another edge of the branch noted last, to the
   * same label.
   */
  void addSameEdge(int depth, int id) {
    addEdge(depth, id, edgeValues[control.lastEdge[depth]], edgeLocals[control.lastEdge[depth]]);
  }

  /** Notes the edge that skips an if: locals are as when the construct was opened. */
  void addSkippingEdge(int depth, int id, int values) {
    int none = reserve(1);
    pool[none] = 0;
    addEdge(depth, id, values, none);
  }

  private void addEdge(int depth, int id, int values, int locals) {
    if (edgeCount == edgeId.length) {
      int capacity = edgeCount * 2;
      edgeId = Arrays.copyOf(edgeId, capacity);
      edgeNext = Arrays.copyOf(edgeNext, capacity);
      edgeValues = Arrays.copyOf(edgeValues, capacity);
      edgeLocals = Arrays.copyOf(edgeLocals, capacity);
    }
    edgeId[edgeCount] = id;
    edgeNext[edgeCount] = NONE;
    edgeValues[edgeCount] = values;
    edgeLocals[edgeCount] = locals;
    if (control.firstEdge[depth] == NONE) {
      control.firstEdge[depth] = edgeCount;
    } else {
      edgeNext[control.lastEdge[depth]] = edgeCount;
    }
    control.lastEdge[depth] = edgeCount++;
    control.edgeCount[depth]++;
  }

  /** Copies the topmost operands to the pool and gives their place. */
  int saveValues(int[] stack, int height, int count) {
    int at = reserve(count);
    System.arraycopy(stack, height - count, pool, at, count);
    return at;
  }

  void restoreValues(int place, int[] stack, int height, int count) {
    System.arraycopy(pool, place, stack, height, count);
  }

  private int saveLocals(int depth) {
    if (control.construct[depth] == ControlStack.LOOP) {
      return saveLoopLocals(depth);
    }
    if (depth == 0) {
      return NONE;
    }
    int from = control.log[depth];
    int count = logSize - from;
    int at = reserve(1 + 2 * count);
    pool[at] = count;
    for (int k = 0; k < count; k++) {
      int local = logLocal[from + k];
      pool[at + 1 + 2 * k] = local;
      pool[at + 2 + 2 * k] = current[local];
    }
    return at;
  }

  private int saveLoopLocals(int depth) {
    int first = control.firstRecord[depth];
    int count = control.recordCount[depth];
    int at = reserve(count);
    for (int k = 0; k < count; k++) {
      pool[at + k] = current[recordLocal[first + k]];
    }
    return at;
  }

  private int reserve(long count) {
    int at = poolSize;
    if (count > pool.length - at) {
      if (count > POOL_LIMIT - at) {
        throw WasmException.limit("function too complex: branches times locals", codeOffset);
      }
      pool = Arrays.copyOf(pool, Math.max(pool.length * 2, at + (int) count));
    }
    poolSize += (int) count;
    return at;
  }

  // ---- merges ----

  /**
   * Ends a construct that is branched to: the builder is at its label's block, all edges are known.
   * Leaves the label's values on the operand stack, from {@code height}, and sets the locals.
   */
  void merge(int depth, byte[] labelKinds, int[] stack, int height) {
    int edges = control.edgeCount[depth];
    if (edges == 1) {
      int edge = control.firstEdge[depth];
      System.arraycopy(pool, edgeValues[edge], stack, height, labelKinds.length);
      if (depth > 0) {
        rollBack(depth);
        int at = edgeLocals[edge];
        for (int k = 0; k < pool[at]; k++) {
          current[pool[at + 1 + 2 * k]] = pool[at + 2 + 2 * k];
        }
      }
      return;
    }
    int join = newJoin(control.block[depth]);
    fixEdges(join, depth);
    for (int k = 0; k < labelKinds.length; k++) {
      int args = reserve(edges);
      int to = args;
      for (int edge = control.firstEdge[depth]; edge != NONE; edge = edgeNext[edge]) {
        pool[to++] = pool[edgeValues[edge] + k];
      }
      int common = agreed(args, edges);
      stack[height + k] = common >= 0 ? common : force(~newRecord(join, labelKinds[k], args));
    }
    if (depth > 0) {
      mergeLocals(join, depth, edges);
    }
  }

  /** One row of values per assigned local, one column per edge; rows that agree are dropped. */
  private void mergeLocals(int join, int depth, int edges) {
    int from = control.log[depth];
    int assigned = logSize - from;
    int rows = reserve((long) assigned * edges);
    for (int k = 0; k < assigned; k++) {
      slotOf[logLocal[from + k]] = k;
      Arrays.fill(pool, rows + k * edges, rows + (k + 1) * edges, logOld[from + k]);
    }
    int column = rows;
    for (int edge = control.firstEdge[depth]; edge != NONE; edge = edgeNext[edge], column++) {
      int at = edgeLocals[edge];
      int end = at + 1 + 2 * pool[at];
      for (int pair = at + 1; pair < end; pair += 2) {
        int row = slotOf[pool[pair]];
        if (row != NONE) {
          pool[column + row * edges] = pool[pair + 1];
        }
      }
    }
    int kept = rows;
    for (int k = 0; k < assigned; k++) {
      int local = logLocal[from + k];
      slotOf[local] = NONE;
      int args = rows + k * edges;
      int common = agreed(args, edges);
      if (common != OPEN) {
        current[local] = common;
      } else {
        System.arraycopy(pool, args, pool, kept, edges);
        current[local] = ~newRecord(join, kinds[local], kept);
        kept += edges;
      }
    }
    poolSize = kept;
  }

  /** The value (or record) that all arguments are, or OPEN. */
  private int agreed(int args, int count) {
    int first = resolve(pool[args]);
    for (int k = 1; k < count; k++) {
      int next = pool[args + k];
      if (next != first && resolve(next) != first) {
        return OPEN;
      }
    }
    return first;
  }

  private void fixEdges(int join, int depth) {
    int count = control.edgeCount[depth];
    int at = reserve(count);
    joinEdges[join] = at;
    joinEdgeCount[join] = count;
    for (int edge = control.firstEdge[depth]; edge != NONE; edge = edgeNext[edge]) {
      pool[at++] = edgeId[edge];
    }
  }

  private int newJoin(int block) {
    if (joinCount == joinBlock.length) {
      int capacity = joinCount * 2;
      joinBlock = Arrays.copyOf(joinBlock, capacity);
      joinEdges = Arrays.copyOf(joinEdges, capacity);
      joinEdgeCount = Arrays.copyOf(joinEdgeCount, capacity);
      joinFirstParam = Arrays.copyOf(joinFirstParam, capacity);
      joinLastParam = Arrays.copyOf(joinLastParam, capacity);
    }
    joinBlock[joinCount] = block;
    joinFirstParam[joinCount] = NONE;
    return joinCount++;
  }

  private int newRecord(int join, int kind, int args) {
    if (recordCount == recordJoin.length) {
      int capacity = recordCount * 2;
      recordJoin = Arrays.copyOf(recordJoin, capacity);
      recordLocal = Arrays.copyOf(recordLocal, capacity);
      recordArgs = Arrays.copyOf(recordArgs, capacity);
      recordValue = Arrays.copyOf(recordValue, capacity);
      recordNext = Arrays.copyOf(recordNext, capacity);
      recordKind = Arrays.copyOf(recordKind, capacity);
    }
    recordJoin[recordCount] = join;
    recordKind[recordCount] = (byte) kind;
    recordArgs[recordCount] = args;
    recordValue[recordCount] = OPEN;
    return recordCount++;
  }

  // ---- loops ----

  /**
   * Opens a loop: {@code entry} is the edge from before it, whose values, the loop's parameters, are
   * replaced on the operand stack by block parameters.
   *
   * @param position offset of the loop's block type, {@code end} that of the body's end
   */
  void openLoop(int depth, int entry, int[] stack, int height, int position, int end) {
    int number = loopNumber(position, end);
    int join = newJoin(control.block[depth]);
    control.join[depth] = join;
    control.log[depth] = segment;
    byte[] paramKinds = control.params[depth];
    int values = saveValues(stack, height, paramKinds.length);
    control.firstRecord[depth] = recordCount;
    for (int k = loops.setsFrom(number); k < loops.setsTo(number); k++) {
      int local = loops.sets()[k];
      if (Integer.compareUnsigned(local, localCount) < 0 && slotOf[local] == NONE) {
        int record = newRecord(join, kinds[local], NONE);
        recordLocal[record] = local;
        slotOf[local] = 0;
      }
    }
    control.recordCount[depth] = recordCount - control.firstRecord[depth];
    addEdge(depth, entry, values, saveLoopLocals(depth));
    for (int r = control.firstRecord[depth]; r < recordCount; r++) {
      slotOf[recordLocal[r]] = NONE;
      set(recordLocal[r], ~r);
    }
    for (int k = 0; k < paramKinds.length; k++) {
      stack[height - paramKinds.length + k] = force(~newRecord(join, paramKinds[k], NONE));
    }
  }

  /** Keeps count of a loop that cannot be reached. */
  void skipLoop(int depth, int position, int end) {
    control.log[depth] = segment;
    loopNumber(position, end);
  }

  private int loopNumber(int position, int end) {
    loops.reach(position, end);
    return nextLoop++;
  }

  /** Ends a loop: all its back edges are known. */
  void closeLoop(int depth) {
    int join = control.join[depth];
    fixEdges(join, depth);
    int edges = control.edgeCount[depth];
    int first = control.firstRecord[depth];
    int count = control.recordCount[depth];
    for (int k = 0; k < count; k++) {
      int args = reserve(edges);
      int to = args;
      for (int edge = control.firstEdge[depth]; edge != NONE; edge = edgeNext[edge]) {
        pool[to++] = pool[edgeLocals[edge] + k];
      }
      closeRecord(first + k, args, edges);
    }
    for (int k = 0; k < control.params[depth].length; k++) {
      int args = reserve(edges);
      int to = args;
      for (int edge = control.firstEdge[depth]; edge != NONE; edge = edgeNext[edge]) {
        pool[to++] = pool[edgeValues[edge] + k];
      }
      recordArgs[first + count + k] = args;
    }
  }

  /** A record nobody has read yet may turn out to be the value from before the loop. */
  private void closeRecord(int record, int args, int edges) {
    recordArgs[record] = args;
    if (recordValue[record] == OPEN) {
      int entry = resolve(pool[args]);
      for (int k = 1; k < edges; k++) {
        int value = resolve(pool[args + k]);
        if (value != ~record && value != entry) {
          return;
        }
      }
      recordValue[record] = entry;
    }
  }

  // ---- records ----

  /** What a packed value or record stands for at present. */
  private int resolve(int marker) {
    int value = marker;
    while (value < 0 && recordValue[~value] != OPEN) {
      value = recordValue[~value];
    }
    return value;
  }

  /** The packed value of a record, which becomes a block parameter if it must. */
  private int force(int marker) {
    int value = resolve(marker);
    if (value >= 0) {
      return value;
    }
    int record = ~value;
    int join = recordJoin[record];
    int kind = recordKind[record];
    if (join == ZERO) {
      Op op = kind == Kinds.F32 ? Op.F32CONST : kind == Kinds.F64 ? Op.F64CONST : Op.ICONST;
      recordValue[record] = builder.insertConstant(op, Kinds.type(kind), 0) << 3 | kind;
      return recordValue[record];
    }
    int packed = builder.addParam(joinBlock[join], Kinds.type(kind)) << 3 | kind;
    recordValue[record] = packed;
    recordNext[record] = NONE;
    if (joinFirstParam[join] == NONE) {
      joinFirstParam[join] = record;
    } else {
      recordNext[joinLastParam[join]] = record;
    }
    joinLastParam[join] = record;
    if (paramCount == params.length) {
      params = Arrays.copyOf(params, paramCount * 2);
    }
    params[paramCount++] = record;
    return packed;
  }

  /** Gives every edge its arguments; reading them may make more block parameters. */
  void finish() {
    for (int k = 0; k < paramCount; k++) {
      int args = recordArgs[params[k]];
      int end = args + joinEdgeCount[recordJoin[params[k]]];
      for (int at = args; at < end; at++) {
        if (pool[at] < 0) {
          pool[at] = force(pool[at]);
        }
      }
    }
    for (int join = 0; join < joinCount; join++) {
      if (joinFirstParam[join] != NONE) {
        setArgs(join);
      }
    }
  }

  private void setArgs(int join) {
    int count = builder.paramCount(joinBlock[join]);
    if (count > scratch.length) {
      scratch = new int[Math.max(count, scratch.length * 2)];
    }
    for (int edge = 0; edge < joinEdgeCount[join]; edge++) {
      int size = 0;
      for (int r = joinFirstParam[join]; r != NONE; r = recordNext[r]) {
        scratch[size++] = pool[recordArgs[r] + edge] >> 3;
      }
      builder.setEdgeArgs(pool[joinEdges[join] + edge], scratch, 0, size);
    }
  }
}
