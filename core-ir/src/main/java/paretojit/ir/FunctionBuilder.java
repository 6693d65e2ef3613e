package paretojit.ir;

import static paretojit.ir.Function.BLOCK_END;
import static paretojit.ir.Function.BLOCK_FIRST;
import static paretojit.ir.Function.BLOCK_PARAMS;
import static paretojit.ir.Function.BLOCK_PARAM_COUNT;
import static paretojit.ir.Function.BLOCK_PARAM_HEAD;
import static paretojit.ir.Function.BLOCK_PARAM_TAIL;
import static paretojit.ir.Function.BLOCK_SHIFT;
import static paretojit.ir.Function.EDGE_ARGS;
import static paretojit.ir.Function.EDGE_ARG_COUNT;
import static paretojit.ir.Function.EDGE_SHIFT;
import static paretojit.ir.Function.EDGE_TARGET;
import static paretojit.ir.Function.INST_ARGS;
import static paretojit.ir.Function.INST_AUX;
import static paretojit.ir.Function.INST_COUNTS;
import static paretojit.ir.Function.INST_IMM_HIGH;
import static paretojit.ir.Function.INST_IMM_LOW;
import static paretojit.ir.Function.INST_OP;
import static paretojit.ir.Function.INST_RESULT;
import static paretojit.ir.Function.INST_SHIFT;
import static paretojit.ir.Function.INST_SOURCE;
import static paretojit.ir.Function.VALUE_SHIFT;
import static paretojit.ir.Function.VALUE_TYPE;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Builds a {@link Function}, block by block: {@link #switchTo} a block, emit its instructions, end
 * it with a terminator, go on with the next. The order of {@code switchTo} calls is the layout.
 *
 * <p>Blocks, block parameters and edge arguments may be completed late: parameters can be added and
 * {@link #setEdgeArgs} called until {@link #finish()}, as the lazy SSA construction of Braun et al.
 * (CC 2013) needs. {@link #reset} makes the builder ready for another function and keeps its arrays.
 */
public final class FunctionBuilder {
  private static final int NO_BLOCK = -1;
  private static final int RESULT_NONE = -1;
  private static final int RESULT_CONTROLLING = -2;
  private static final byte[] RESULT = new byte[Op.count()];

  static {
    for (int code = 0; code < RESULT.length; code++) {
      String result = Op.of(code).typing().result();
      Type fixed = Typing.fixed(result.charAt(0));
      if (fixed != null) {
        RESULT[code] = (byte) fixed.ordinal();
      } else {
        RESULT[code] = (byte) (result.equals("T") ? RESULT_CONTROLLING : RESULT_NONE);
      }
    }
  }

  IntFunction<String> names;
  int nameIndex;
  Signature signature;
  // The same as in Function, but longer.
  int valueCount;
  int[] values = new int[64];
  int instCount;
  int[] insts = new int[64 << INST_SHIFT];
  int blockCount;
  int[] blocks = new int[16 << BLOCK_SHIFT];
  int layoutCount;
  int[] layout = new int[16];
  int paramPoolSize;
  int[] paramPool = new int[64];
  int edgeCount;
  int[] edges = new int[32 << EDGE_SHIFT];
  int argPoolSize;
  int[] argPool = new int[128];
  int slotCount;
  int[] slotSize = new int[4];
  int[] slotAlign = new int[4];

  /** The next parameter of the same block. */
  private int[] nextParam = new int[64];

  private int current = NO_BLOCK;
  private int sourceNow = -1;

  /** A builder for a function of the given name (without {@code %}) and signature. */
  public FunctionBuilder(String name, Signature signature) {
    this.names = index -> name;
    this.signature = signature;
  }

  /** Forgets everything but the arrays' capacity. */
  public void reset(String newName, Signature newSignature) {
    reset(index -> newName, 0, newSignature);
  }

  /** As {@link #reset(String, Signature)}; the name is {@code newNames} of an index, if it is asked for. */
  public void reset(IntFunction<String> newNames, int index, Signature newSignature) {
    names = newNames;
    nameIndex = index;
    signature = newSignature;
    valueCount = 0;
    instCount = 0;
    blockCount = 0;
    layoutCount = 0;
    edgeCount = 0;
    argPoolSize = 0;
    slotCount = 0;
    current = NO_BLOCK;
    sourceNow = -1;
  }

  // ---- blocks and values ----

  /** A new block without parameters, not yet in the layout. */
  public int createBlock() {
    int block = blockCount++;
    int at = block << BLOCK_SHIFT;
    if (at == blocks.length) {
      blocks = Arrays.copyOf(blocks, at * 2);
    }
    blocks[at + BLOCK_FIRST] = -1;
    blocks[at + BLOCK_END] = -1;
    blocks[at + BLOCK_PARAM_COUNT] = 0;
    return block;
  }

  /** Creates the entry block, with the signature's parameters, and switches to it. */
  public int createEntry() {
    int block = createBlock();
    for (byte param : signature.paramOrdinals()) {
      addParam(block, param);
    }
    switchTo(block);
    return block;
  }

  /** Appends a parameter to a block and gives its value. */
  public int addParam(int block, Type paramType) {
    return addParam(block, paramType.ordinal());
  }

  /** As {@link #addParam(int, Type)}, with the type's ordinal. */
  public int addParam(int block, int typeOrdinal) {
    int value = newValue(typeOrdinal, ~block);
    int at = block << BLOCK_SHIFT;
    if (blocks[at + BLOCK_PARAM_COUNT]++ == 0) {
      blocks[at + BLOCK_PARAM_HEAD] = value;
    } else {
      nextParam[blocks[at + BLOCK_PARAM_TAIL]] = value;
    }
    blocks[at + BLOCK_PARAM_TAIL] = value;
    return value;
  }

  public int paramCount(int block) {
    return blocks[(block << BLOCK_SHIFT) + BLOCK_PARAM_COUNT];
  }

  /** The {@code k}-th parameter of a block; linear in {@code k}. */
  public int param(int block, int k) {
    int value = blocks[(block << BLOCK_SHIFT) + BLOCK_PARAM_HEAD];
    for (int i = 0; i < k; i++) {
      value = nextParam[value];
    }
    return value;
  }

  /** Starts filling a block; the one before must have its terminator. */
  public void switchTo(int block) {
    if (current != NO_BLOCK) {
      throw new AssertionError("block " + current + " has no terminator");
    }
    int at = block << BLOCK_SHIFT;
    if (blocks[at + BLOCK_FIRST] >= 0) {
      throw new AssertionError("block " + block + " is filled already");
    }
    if (layoutCount == layout.length) {
      layout = Arrays.copyOf(layout, layoutCount * 2);
    }
    layout[layoutCount++] = block;
    blocks[at + BLOCK_FIRST] = instCount;
    current = block;
  }

  /** True while a block is being filled, that is between {@link #switchTo} and a terminator. */
  public boolean inBlock() {
    return current != NO_BLOCK;
  }

  public int currentBlock() {
    return current;
  }

  public Type valueType(int value) {
    return Type.of(valueTypeOrdinal(value));
  }

  private int valueTypeOrdinal(int value) {
    return values[value] & VALUE_TYPE;
  }

  public int valueCount() {
    return valueCount;
  }

  public int blockCount() {
    return blockCount;
  }

  public Signature signature() {
    return signature;
  }

  /** Source position given to the instructions emitted from now on. */
  public void setSource(int position) {
    sourceNow = position;
  }

  /** A stack slot of {@code bytes} bytes, aligned to {@code align} bytes (a power of two). */
  public int createSlot(int bytes, int align) {
    if (slotCount == slotSize.length) {
      slotSize = Arrays.copyOf(slotSize, slotCount * 2);
      slotAlign = Arrays.copyOf(slotAlign, slotCount * 2);
    }
    slotSize[slotCount] = bytes;
    slotAlign[slotCount] = align;
    return slotCount++;
  }

  // ---- instructions ----

  /**
   * Appends an instruction.
   *
   * @param typeOrdinal the controlling type ({@code T} of {@link Typing}); ignored where the opcode
   *     fixes its result type, {@link Function#NO_TYPE} where there is none
   * @return the result, or -1
   */
  public int emit(Op opcode, int typeOrdinal, long immediate, int auxiliary) {
    return one(opcode, typeOrdinal, immediate, auxiliary, 0, 0, 0);
  }

  public int emit(Op opcode, int typeOrdinal, long immediate, int auxiliary, int a) {
    return one(opcode, typeOrdinal, immediate, auxiliary, 1, a, 0);
  }

  public int emit(Op opcode, int typeOrdinal, long immediate, int auxiliary, int a, int b) {
    return one(opcode, typeOrdinal, immediate, auxiliary, 2, a, b);
  }

  private int one(
      Op opcode, int typeOrdinal, long immediate, int auxiliary, int argCount, int a, int b) {
    int code = opcode.ordinal();
    int result = RESULT[code];
    int type = result >= 0 ? result : typeOrdinal;
    int results = result == RESULT_NONE ? 0 : 1;
    int value = operation(code, type, immediate, auxiliary, argCount, a, b, results);
    return results > 0 ? value : -1;
  }

  public int emit(Op opcode, int typeOrdinal, long immediate, int auxiliary, int a, int b, int c) {
    int result = one(opcode, typeOrdinal, immediate, auxiliary, 2, a, b);
    ensureArgs(1);
    argPool[argPoolSize++] = c;
    insts[(instCount - 1 << INST_SHIFT) + INST_COUNTS]++;
    return result;
  }

  public int emit(
      Op opcode, int typeOrdinal, long immediate, int auxiliary, int[] args, int count) {
    int result = one(opcode, typeOrdinal, immediate, auxiliary, 0, 0, 0);
    addArgs(args, count);
    return result;
  }

  // The same for those who know the opcode's number and the type of its one result.

  /** Appends an instruction that has one result, of type {@code resultType}, and gives it. */
  public int define(int opcode, int resultType, long immediate, int auxiliary) {
    return operation(opcode, resultType, immediate, auxiliary, 0, 0, 0, 1);
  }

  /** As {@link #define(int, int, long, int)}, with two arguments. */
  public int define(int opcode, int resultType, long immediate, int auxiliary, int a, int b) {
    return operation(opcode, resultType, immediate, auxiliary, 2, a, b, 1);
  }

  /**
   * Appends an instruction of any number of arguments up to two, with or without a result, without
   * branching on that: for readers who cannot foretell it.
   *
   * @param typeOrdinal type of the result; of the stored value for stores
   * @param argCount how many of {@code a} and {@code b} are arguments
   * @param results 1 or 0
   * @return the result if there is one
   */
  public int operation(
      int opcode,
      int typeOrdinal,
      long immediate,
      int auxiliary,
      int argCount,
      int a,
      int b,
      int results) {
    int inst = instCount;
    int value = valueCount;
    int arg = argPoolSize;
    int at = inst << INST_SHIFT;
    if (at == insts.length || value == values.length || arg + 2 > argPool.length) {
      grow();
    }
    instCount = inst + 1;
    valueCount = value + results;
    argPoolSize = arg + argCount;
    argPool[arg] = a;
    argPool[arg + 1] = b;
    values[value] = inst << VALUE_SHIFT | typeOrdinal & VALUE_TYPE;
    int[] to = insts;
    to[at + INST_OP] = opcode | (typeOrdinal & 0xff) << 8;
    to[at + INST_COUNTS] = argCount | results << 16;
    to[at + INST_ARGS] = arg;
    to[at + INST_RESULT] = value;
    to[at + INST_IMM_LOW] = (int) immediate;
    to[at + INST_IMM_HIGH] = (int) (immediate >> 32);
    to[at + INST_AUX] = auxiliary;
    to[at + INST_SOURCE] = sourceNow;
    return value;
  }

  /** Gives the last instruction more arguments. */
  private void addArgs(int[] args, int count) {
    putArgs(args, 0, count);
    insts[(instCount - 1 << INST_SHIFT) + INST_COUNTS] += count;
  }

  /**
   * Puts a constant in front of all instructions of the entry block, which may be complete already,
   * so that it can be used anywhere. Instructions move up by one; values keep their numbers.
   */
  public int insertConstant(Op opcode, int typeOrdinal, long immediate) {
    int entry = layout[0] << BLOCK_SHIFT;
    if (blocks[entry + BLOCK_FIRST] == 0) {
      makeRoom();
    }
    int inst = --blocks[entry + BLOCK_FIRST];
    int all = instCount;
    int source = sourceNow;
    instCount = inst;
    sourceNow = -1;
    int value = emit(opcode, typeOrdinal, immediate, 0);
    instCount = all;
    sourceNow = source;
    return value;
  }

  /** Makes instruction 0 free and no block's. */
  private void makeRoom() {
    if (instCount << INST_SHIFT == insts.length) {
      grow();
    }
    System.arraycopy(insts, 0, insts, 1 << INST_SHIFT, instCount << INST_SHIFT);
    instCount++;
    for (int value = 0; value < valueCount; value++) {
      values[value] += values[value] >= 0 ? 1 << VALUE_SHIFT : 0;
    }
    for (int k = 0; k < layoutCount; k++) {
      int at = layout[k] << BLOCK_SHIFT;
      blocks[at + BLOCK_FIRST]++;
      blocks[at + BLOCK_END] += blocks[at + BLOCK_END] >= 0 ? 1 : 0;
    }
  }

  /**
   * Leaves room for as many constants in front of the entry block, which must be empty: {@link
   * #insertConstant} then moves nothing. What is not used remains as instructions of no block.
   */
  public void reserveConstants(int count) {
    int entry = layout[0] << BLOCK_SHIFT;
    if (instCount != blocks[entry + BLOCK_FIRST] || layoutCount != 1) {
      throw new AssertionError("the entry block has instructions");
    }
    for (int k = 0; k < count; k++) {
      operation(Op.ICONST.ordinal(), 0, 0, 0, 0, 0, 0, 0);
    }
    blocks[entry + BLOCK_FIRST] = instCount;
  }

  /** {@code iconst}; an I32 value is sign-extended from its low 32 bits. */
  public int iconst(Type constType, long value) {
    long bits = constType == Type.I32 ? (int) value : value;
    return emit(Op.ICONST, constType.ordinal(), bits, 0);
  }

  public int f32const(float value) {
    return emit(Op.F32CONST, Type.F32.ordinal(), Float.floatToRawIntBits(value), 0);
  }

  public int f64const(double value) {
    return emit(Op.F64CONST, Type.F64.ordinal(), Double.doubleToRawLongBits(value), 0);
  }

  /** An operation whose controlling type is that of its operand: arithmetic, comparisons. */
  public int unary(Op opcode, int a) {
    return emit(opcode, valueTypeOrdinal(a), 0, 0, a);
  }

  /** An operation whose controlling type is that of its first operand. */
  public int binary(Op opcode, int a, int b) {
    return emit(opcode, valueTypeOrdinal(a), 0, 0, a, b);
  }

  /** A conversion to {@code to}. */
  public int convert(Op opcode, Type to, int a) {
    return emit(opcode, to.ordinal(), 0, 0, a);
  }

  public int select(int condition, int a, int b) {
    return emit(Op.SELECT, valueTypeOrdinal(a), 0, 0, condition, a, b);
  }

  public int load(Op opcode, Type to, int memory, int address, long offset) {
    return emit(opcode, to.ordinal(), offset, memory, address);
  }

  public void store(Op opcode, int value, int memory, int address, long offset) {
    emit(opcode, valueTypeOrdinal(value), offset, memory, value, address);
  }

  /**
   * A call of any kind, with the results that {@code callee} names.
   *
   * @param args the table index or reference first where the opcode has one
   * @return the first of the consecutive result values, or -1 if there are none
   */
  public int call(
      Op opcode, Signature callee, long immediate, int auxiliary, int[] args, int argCount) {
    byte[] types = callee.resultOrdinals();
    int count = types.length;
    int type = count == 0 ? Function.NO_TYPE : types[0];
    int inst = instCount;
    int first =
        operation(opcode.ordinal(), type, immediate, auxiliary, 0, 0, 0, Math.min(count, 1));
    addArgs(args, argCount);
    if (count == 0) {
      return -1;
    }
    insts[(inst << INST_SHIFT) + INST_COUNTS] = argCount | count << 16;
    for (int k = 1; k < count; k++) {
      newValue(types[k], inst);
    }
    return first;
  }

  // ---- terminators ----

  /** Ends the block. Its edges get their arguments from {@link #setEdgeArgs}; this is the first. */
  public int jump(int target) {
    terminate(Op.JUMP, 1, 0, 0);
    return newEdge(target);
  }

  public void jump(int target, int... args) {
    setEdgeArgs(jump(target), args, 0, args.length);
  }

  /** Gives edge 0, taken when {@code condition} is non-zero; the other edge is the next id. */
  public int brif(int condition, int ifTrue, int ifFalse) {
    terminate(Op.BRIF, 2, 1, condition);
    int first = newEdge(ifTrue);
    newEdge(ifFalse);
    return first;
  }

  /** Gives the first edge; {@code targets} ends with the default. */
  public int brTable(int index, int... targets) {
    return brTable(index, targets, targets.length);
  }

  /** As {@link #brTable(int, int...)}, with the first {@code count} of the targets. */
  public int brTable(int index, int[] targets, int count) {
    int first = edgeCount;
    terminate(Op.BR_TABLE, count, 1, index);
    for (int k = 0; k < count; k++) {
      newEdge(targets[k]);
    }
    return first;
  }

  public void ret(int... values) {
    terminate(Op.RETURN, 0, 0, 0);
    addArgs(values, values.length);
  }

  public void trap(TrapCode code, int userCode) {
    operation(Op.TRAP.ordinal(), Function.NO_TYPE, code.ordinal(), userCode, 0, 0, 0, 0);
    endBlock();
  }

  /** {@link Op#TRAPZ} or {@link Op#TRAPNZ}. */
  public void trapIf(Op opcode, int condition, TrapCode code, int userCode) {
    emit(opcode, Function.NO_TYPE, code.ordinal(), userCode, condition);
  }

  private void terminate(Op opcode, int edgesToCome, int argCount, int a) {
    int first = edgesToCome > 0 ? edgeCount : 0;
    operation(opcode.ordinal(), Function.NO_TYPE, edgesToCome, first, argCount, a, 0, 0);
    endBlock();
  }

  private void endBlock() {
    blocks[(current << BLOCK_SHIFT) + BLOCK_END] = instCount;
    current = NO_BLOCK;
  }

  /** Sets the arguments of an edge: one for each parameter of its target. */
  public void setEdgeArgs(int edge, int[] args, int offset, int count) {
    edges[(edge << EDGE_SHIFT) + EDGE_ARGS] = argPoolSize;
    edges[(edge << EDGE_SHIFT) + EDGE_ARG_COUNT] = count;
    putArgs(args, offset, count);
  }

  public int edgeTarget(int edge) {
    return edges[edge << EDGE_SHIFT];
  }

  /** Lets an edge go elsewhere than its terminator said. */
  public void setEdgeTarget(int edge, int target) {
    edges[edge << EDGE_SHIFT] = target;
  }

  public int edgeArgCount(int edge) {
    return edges[(edge << EDGE_SHIFT) + EDGE_ARG_COUNT];
  }

  // ---- the end ----

  /** The finished function; the builder may be {@link #reset} and used again. */
  public Function finish() {
    listParams();
    return new Function(this).copy();
  }

  /**
   * The finished function in the builder's own arrays, without copying: valid until {@link #reset},
   * and before that nothing may be added. For those who compile a function and then forget it.
   */
  public Function view() {
    listParams();
    return new Function(this);
  }

  /** Turns the lists of parameters into places in {@code paramPool}. */
  private void listParams() {
    if (current != NO_BLOCK) {
      throw new AssertionError("block " + current + " has no terminator");
    }
    if (paramPool.length < valueCount) {
      paramPool = new int[values.length];
    }
    int size = 0;
    int end = blockCount << BLOCK_SHIFT;
    for (int at = 0; at < end; at += 1 << BLOCK_SHIFT) {
      blocks[at + BLOCK_PARAMS] = size;
      int value = blocks[at + BLOCK_PARAM_HEAD];
      for (int k = blocks[at + BLOCK_PARAM_COUNT]; k > 0; k--) {
        paramPool[size++] = value;
        value = nextParam[value];
      }
    }
    paramPoolSize = size;
  }

  private int newValue(int typeOrdinal, int def) {
    int value = valueCount++;
    if (value == values.length) {
      growValues();
    }
    values[value] = def << VALUE_SHIFT | typeOrdinal;
    return value;
  }

  private int newEdge(int target) {
    int edge = edgeCount++;
    int at = edge << EDGE_SHIFT;
    if (at == edges.length) {
      edges = Arrays.copyOf(edges, at * 2);
    }
    edges[at + EDGE_TARGET] = target;
    edges[at + EDGE_ARGS] = 0;
    edges[at + EDGE_ARG_COUNT] = 0;
    return edge;
  }

  /** Appends to the pool; a loop, for there are few. */
  private void putArgs(int[] args, int offset, int count) {
    ensureArgs(count);
    int[] to = argPool;
    int at = argPoolSize;
    for (int k = 0; k < count; k++) {
      to[at + k] = args[offset + k];
    }
    argPoolSize = at + count;
  }

  private void ensureArgs(int more) {
    if (argPoolSize + more > argPool.length) {
      argPool = Arrays.copyOf(argPool, Math.max(argPool.length * 2, argPoolSize + more));
    }
  }

  /** Makes room for another instruction of two arguments and one result. */
  private void grow() {
    if (instCount << INST_SHIFT == insts.length) {
      insts = Arrays.copyOf(insts, insts.length * 2);
    }
    if (valueCount == values.length) {
      growValues();
    }
    ensureArgs(2);
  }

  private void growValues() {
    values = Arrays.copyOf(values, values.length * 2);
    nextParam = Arrays.copyOf(nextParam, values.length);
  }
}
