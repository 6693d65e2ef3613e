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
  /** In {@link #RECORD_VALUE}: a block parameter if it is ever read. */
  private static final int OPEN = Integer.MIN_VALUE;

  private static final int NONE = ControlStack.NONE;

  /**
   * In {@link #RECORD_JOIN}: no join, but the zero that locals start with. Record number {@code kind}
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

  // The log: which local was assigned, its value before, and its previous entry (the last is
  // loggedAt).
  private static final int LOG_SHIFT = 2;
  private static final int LOG_LOCAL = 0;
  private static final int LOG_OLD = 1;
  private static final int LOG_PREVIOUS = 2;
  private int segment;
  private int logSize;
  private int[] logs = new int[64 << LOG_SHIFT];
  private int[] loggedAt = new int[64];

  // Edges to labels.
  private static final int EDGE_SHIFT = 2;
  private static final int EDGE_ID = 0;
  private static final int EDGE_NEXT = 1;
  private static final int EDGE_VALUES = 2;
  private static final int EDGE_LOCALS = 3;
  private int edgeCount;
  private int[] edges = new int[64 << EDGE_SHIFT];

  // Joins: a block and its incoming edges, and the records that became its parameters.
  private static final int JOIN_SHIFT = 3;
  private static final int JOIN_BLOCK = 0;
  private static final int JOIN_EDGES = 1;
  private static final int JOIN_EDGE_COUNT = 2;
  private static final int JOIN_FIRST = 3;
  private static final int JOIN_LAST = 4;
  private int joinCount;
  private int[] joins = new int[16 << JOIN_SHIFT];

  // Records, and those of them that became block parameters.
  private static final int RECORD_SHIFT = 3;
  private static final int RECORD_JOIN = 0;
  private static final int RECORD_KIND = 1;
  private static final int RECORD_LOCAL = 2;
  private static final int RECORD_ARGS = 3;
  private static final int RECORD_VALUE = 4;
  private static final int RECORD_NEXT = 5;
  private int recordCount;
  private int[] records = new int[64 << RECORD_SHIFT];
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
    int at = logSize << LOG_SHIFT;
    if (at == logs.length) {
      logs = Arrays.copyOf(logs, at * 2);
    }
    logs[at + LOG_LOCAL] = local;
    logs[at + LOG_OLD] = current[local];
    logs[at + LOG_PREVIOUS] = loggedAt[local];
    loggedAt[local] = logSize++;
  }

  // ---- constructs ----

  /** Opens a block or if: its merge will look at the assignments from here on. */
  void openForward(int depth) {
    control.set(depth, ControlStack.LOG, logSize);
    segment = logSize;
  }

  /** Closes a block or if; its assignments become those of the construct around it. */
  void closeForward(int depth) {
    int from = control.get(depth, ControlStack.LOG);
    segment = control.get(depth - 1, ControlStack.LOG);
    int kept = from;
    for (int k = from; k < logSize; k++) {
      int at = k << LOG_SHIFT;
      int to = kept << LOG_SHIFT;
      int local = logs[at + LOG_LOCAL];
      int previous = logs[at + LOG_PREVIOUS];
      logs[to + LOG_LOCAL] = local;
      logs[to + LOG_OLD] = logs[at + LOG_OLD];
      logs[to + LOG_PREVIOUS] = previous;
      // Without a branch: all bits if the construct around has logged the local already, else none.
      int again = segment - 1 - previous >> 31;
      loggedAt[local] = previous & again | kept & ~again;
      kept += 1 + again;
    }
    logSize = kept;
  }

  /** Gives all locals the values they had when the construct was opened. */
  void rollBack(int depth) {
    for (int k = control.get(depth, ControlStack.LOG); k < logSize; k++) {
      int at = k << LOG_SHIFT;
      current[logs[at + LOG_LOCAL]] = logs[at + LOG_OLD];
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
    int at = control.get(depth, ControlStack.LAST_EDGE) << EDGE_SHIFT;
    addEdge(depth, id, edges[at + EDGE_VALUES], edges[at + EDGE_LOCALS]);
  }

  /** Notes the edge that skips an if: locals are as when the construct was opened. */
  void addSkippingEdge(int depth, int id, int values) {
    int none = reserve(1);
    pool[none] = 0;
    addEdge(depth, id, values, none);
  }

  private void addEdge(int depth, int id, int values, int locals) {
    int at = edgeCount << EDGE_SHIFT;
    if (at == edges.length) {
      edges = Arrays.copyOf(edges, at * 2);
    }
    edges[at + EDGE_ID] = id;
    edges[at + EDGE_NEXT] = NONE;
    edges[at + EDGE_VALUES] = values;
    edges[at + EDGE_LOCALS] = locals;
    int before = control.appendEdge(depth, edgeCount++);
    if (before != NONE) {
      edges[(before << EDGE_SHIFT) + EDGE_NEXT] = edgeCount - 1;
    }
  }

  /** Copies the topmost operands to the pool and gives their place. */
  int saveValues(int[] stack, int height, int count) {
    int at = reserve(count);
    for (int k = 0; k < count; k++) {
      pool[at + k] = stack[height - count + k];
    }
    return at;
  }

  void restoreValues(int place, int[] stack, int height, int count) {
    for (int k = 0; k < count; k++) {
      stack[height + k] = pool[place + k];
    }
  }

  private int saveLocals(int depth) {
    if (control.get(depth, ControlStack.CONSTRUCT) == ControlStack.LOOP) {
      return saveLoopLocals(depth);
    }
    if (depth == 0) {
      return NONE;
    }
    int from = control.get(depth, ControlStack.LOG);
    int count = logSize - from;
    int at = reserve(1 + 2 * count);
    pool[at] = count;
    for (int k = 0; k < count; k++) {
      int local = logs[(from + k << LOG_SHIFT) + LOG_LOCAL];
      pool[at + 1 + 2 * k] = local;
      pool[at + 2 + 2 * k] = current[local];
    }
    return at;
  }

  private int saveLoopLocals(int depth) {
    int first = control.get(depth, ControlStack.FIRST_RECORD);
    int count = control.get(depth, ControlStack.RECORD_COUNT);
    int at = reserve(count);
    for (int k = 0; k < count; k++) {
      pool[at + k] = current[records[(first + k << RECORD_SHIFT) + RECORD_LOCAL]];
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
    int count = control.get(depth, ControlStack.EDGE_COUNT);
    if (count == 1) {
      int edge = control.get(depth, ControlStack.FIRST_EDGE);
      int values = edges[(edge << EDGE_SHIFT) + EDGE_VALUES];
      restoreValues(values, stack, height, labelKinds.length);
      if (depth > 0) {
        rollBack(depth);
        int at = edges[(edge << EDGE_SHIFT) + EDGE_LOCALS];
        for (int k = 0; k < pool[at]; k++) {
          current[pool[at + 1 + 2 * k]] = pool[at + 2 + 2 * k];
        }
      }
      return;
    }
    int join = newJoin(control.get(depth, ControlStack.BLOCK_ID));
    fixEdges(join, depth);
    for (int k = 0; k < labelKinds.length; k++) {
      int args = reserve(count);
      int to = args;
      for (int edge = control.get(depth, ControlStack.FIRST_EDGE);
          edge != NONE;
          edge = nextEdge(edge)) {
        pool[to++] = pool[edges[(edge << EDGE_SHIFT) + EDGE_VALUES] + k];
      }
      int common = agreed(args, count);
      stack[height + k] = common >= 0 ? common : force(~newRecord(join, labelKinds[k], args));
    }
    if (depth > 0) {
      mergeLocals(join, depth, count);
    }
  }

  /** One row of values per assigned local, one column per edge; rows that agree are dropped. */
  private void mergeLocals(int join, int depth, int count) {
    int from = control.get(depth, ControlStack.LOG);
    int assigned = logSize - from;
    int rows = reserve((long) assigned * count);
    for (int k = 0; k < assigned; k++) {
      int at = from + k << LOG_SHIFT;
      slotOf[logs[at + LOG_LOCAL]] = k;
      for (int cell = rows + k * count; cell < rows + (k + 1) * count; cell++) {
        pool[cell] = logs[at + LOG_OLD];
      }
    }
    int column = rows;
    for (int edge = control.get(depth, ControlStack.FIRST_EDGE);
        edge != NONE;
        edge = nextEdge(edge), column++) {
      int at = edges[(edge << EDGE_SHIFT) + EDGE_LOCALS];
      int end = at + 1 + 2 * pool[at];
      for (int pair = at + 1; pair < end; pair += 2) {
        int row = slotOf[pool[pair]];
        if (row != NONE) {
          pool[column + row * count] = pool[pair + 1];
        }
      }
    }
    int kept = rows;
    for (int k = 0; k < assigned; k++) {
      int local = logs[(from + k << LOG_SHIFT) + LOG_LOCAL];
      slotOf[local] = NONE;
      int args = rows + k * count;
      int common = agreed(args, count);
      if (common != OPEN) {
        current[local] = common;
      } else {
        current[local] = ~newRecord(join, kinds[local], kept);
        for (int cell = args; cell < args + count; cell++) {
          pool[kept++] = pool[cell];
        }
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
    int count = control.get(depth, ControlStack.EDGE_COUNT);
    int at = reserve(count);
    joins[(join << JOIN_SHIFT) + JOIN_EDGES] = at;
    joins[(join << JOIN_SHIFT) + JOIN_EDGE_COUNT] = count;
    for (int edge = control.get(depth, ControlStack.FIRST_EDGE);
        edge != NONE;
        edge = nextEdge(edge)) {
      pool[at++] = edges[(edge << EDGE_SHIFT) + EDGE_ID];
    }
  }

  private int newJoin(int block) {
    int at = joinCount << JOIN_SHIFT;
    if (at == joins.length) {
      joins = Arrays.copyOf(joins, at * 2);
    }
    joins[at + JOIN_BLOCK] = block;
    joins[at + JOIN_FIRST] = NONE;
    return joinCount++;
  }

  private int newRecord(int join, int kind, int args) {
    int at = recordCount << RECORD_SHIFT;
    if (at == records.length) {
      records = Arrays.copyOf(records, at * 2);
    }
    records[at + RECORD_JOIN] = join;
    records[at + RECORD_KIND] = kind;
    records[at + RECORD_ARGS] = args;
    records[at + RECORD_VALUE] = OPEN;
    return recordCount++;
  }

  private int nextEdge(int edge) {
    return edges[(edge << EDGE_SHIFT) + EDGE_NEXT];
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
    int join = newJoin(control.get(depth, ControlStack.BLOCK_ID));
    control.set(depth, ControlStack.JOIN, join);
    control.set(depth, ControlStack.LOG, segment);
    byte[] paramKinds = control.params[depth];
    int values = saveValues(stack, height, paramKinds.length);
    control.set(depth, ControlStack.FIRST_RECORD, recordCount);
    for (int k = loops.setsFrom(number); k < loops.setsTo(number); k++) {
      int local = loops.sets()[k];
      if (Integer.compareUnsigned(local, localCount) < 0 && slotOf[local] == NONE) {
        int record = newRecord(join, kinds[local], NONE);
        records[(record << RECORD_SHIFT) + RECORD_LOCAL] = local;
        slotOf[local] = 0;
      }
    }
    control.set(
        depth,
        ControlStack.RECORD_COUNT,
        recordCount - control.get(depth, ControlStack.FIRST_RECORD));
    addEdge(depth, entry, values, saveLoopLocals(depth));
    for (int r = control.get(depth, ControlStack.FIRST_RECORD); r < recordCount; r++) {
      int local = records[(r << RECORD_SHIFT) + RECORD_LOCAL];
      slotOf[local] = NONE;
      set(local, ~r);
    }
    for (int k = 0; k < paramKinds.length; k++) {
      stack[height - paramKinds.length + k] = force(~newRecord(join, paramKinds[k], NONE));
    }
  }

  /** Keeps count of a loop that cannot be reached. */
  void skipLoop(int depth, int position, int end) {
    control.set(depth, ControlStack.LOG, segment);
    loopNumber(position, end);
  }

  private int loopNumber(int position, int end) {
    loops.reach(position, end);
    return nextLoop++;
  }

  /** Ends a loop: all its back edges are known. */
  void closeLoop(int depth) {
    int join = control.get(depth, ControlStack.JOIN);
    fixEdges(join, depth);
    int edgesIn = control.get(depth, ControlStack.EDGE_COUNT);
    int first = control.get(depth, ControlStack.FIRST_RECORD);
    int count = control.get(depth, ControlStack.RECORD_COUNT);
    for (int k = 0; k < count; k++) {
      int args = reserve(edgesIn);
      int to = args;
      for (int edge = control.get(depth, ControlStack.FIRST_EDGE);
          edge != NONE;
          edge = nextEdge(edge)) {
        pool[to++] = pool[edges[(edge << EDGE_SHIFT) + EDGE_LOCALS] + k];
      }
      closeRecord(first + k, args, edgesIn);
    }
    for (int k = 0; k < control.params[depth].length; k++) {
      int args = reserve(edgesIn);
      int to = args;
      for (int edge = control.get(depth, ControlStack.FIRST_EDGE);
          edge != NONE;
          edge = nextEdge(edge)) {
        pool[to++] = pool[edges[(edge << EDGE_SHIFT) + EDGE_VALUES] + k];
      }
      records[(first + count + k << RECORD_SHIFT) + RECORD_ARGS] = args;
    }
  }

  /** A record nobody has read yet may turn out to be the value from before the loop. */
  private void closeRecord(int record, int args, int count) {
    int at = record << RECORD_SHIFT;
    records[at + RECORD_ARGS] = args;
    if (records[at + RECORD_VALUE] == OPEN) {
      int entry = resolve(pool[args]);
      for (int k = 1; k < count; k++) {
        int value = resolve(pool[args + k]);
        if (value != ~record && value != entry) {
          return;
        }
      }
      records[at + RECORD_VALUE] = entry;
    }
  }

  // ---- records ----

  /** What a packed value or record stands for at present. */
  private int resolve(int marker) {
    int value = marker;
    while (value < 0) {
      int next = records[(~value << RECORD_SHIFT) + RECORD_VALUE];
      if (next == OPEN) {
        break;
      }
      value = next;
    }
    return value;
  }

  /** The packed value of a record, which becomes a block parameter if it must. */
  private int force(int marker) {
    int value = resolve(marker);
    if (value >= 0) {
      return value;
    }
    return make(~value);
  }

  /** Makes the value of a record: a block parameter, or the zero that a local starts with. */
  private int make(int record) {
    int at = record << RECORD_SHIFT;
    int kind = records[at + RECORD_KIND];
    int join = records[at + RECORD_JOIN];
    if (join == ZERO) {
      Op op = kind == Kinds.F32 ? Op.F32CONST : kind == Kinds.F64 ? Op.F64CONST : Op.ICONST;
      int zero = builder.insertConstant(op, Kinds.type(kind), 0) << 3 | kind;
      records[at + RECORD_VALUE] = zero;
      return zero;
    }
    int toJoin = join << JOIN_SHIFT;
    int packed = builder.addParam(joins[toJoin + JOIN_BLOCK], Kinds.type(kind)) << 3 | kind;
    records[at + RECORD_VALUE] = packed;
    records[at + RECORD_NEXT] = NONE;
    if (joins[toJoin + JOIN_FIRST] == NONE) {
      joins[toJoin + JOIN_FIRST] = record;
    } else {
      records[(joins[toJoin + JOIN_LAST] << RECORD_SHIFT) + RECORD_NEXT] = record;
    }
    joins[toJoin + JOIN_LAST] = record;
    if (paramCount == params.length) {
      params = Arrays.copyOf(params, paramCount * 2);
    }
    params[paramCount++] = record;
    return packed;
  }

  /** Gives every edge its arguments; reading them may make more block parameters. */
  void finish() {
    for (int k = 0; k < paramCount; k++) {
      int at = params[k] << RECORD_SHIFT;
      int args = records[at + RECORD_ARGS];
      int end = args + joins[(records[at + RECORD_JOIN] << JOIN_SHIFT) + JOIN_EDGE_COUNT];
      for (int arg = args; arg < end; arg++) {
        if (pool[arg] < 0) {
          pool[arg] = force(pool[arg]);
        }
      }
    }
    int end = joinCount << JOIN_SHIFT;
    for (int at = 0; at < end; at += 1 << JOIN_SHIFT) {
      if (joins[at + JOIN_FIRST] != NONE) {
        setArgs(at);
      }
    }
  }

  private void setArgs(int join) {
    int count = builder.paramCount(joins[join + JOIN_BLOCK]);
    if (count > scratch.length) {
      scratch = new int[Math.max(count, scratch.length * 2)];
    }
    int ids = joins[join + JOIN_EDGES];
    for (int edge = 0; edge < joins[join + JOIN_EDGE_COUNT]; edge++) {
      int size = 0;
      for (int r = joins[join + JOIN_FIRST]; r != NONE; ) {
        int at = r << RECORD_SHIFT;
        scratch[size++] = pool[records[at + RECORD_ARGS] + edge] >> 3;
        r = records[at + RECORD_NEXT];
      }
      builder.setEdgeArgs(pool[ids + edge], scratch, 0, size);
    }
  }
}
