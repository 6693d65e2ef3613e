package paretojit.ir;

import java.util.Arrays;
import java.util.List;

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
  private static final int[] NO_ARGS = {};

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

  String name = "";
  Signature signature = Signature.of(List.of(), List.of());
  int valueCount;
  byte[] valueType = new byte[64];
  int[] valueDef = new int[64];
  int[] valueIndex = new int[64];
  int instCount;
  byte[] op = new byte[64];
  byte[] type = new byte[64];
  int[] argStart = new int[64];
  int[] counts = new int[64];
  long[] imm = new long[64];
  int[] aux = new int[64];
  int[] firstResult = new int[64];
  int[] source = new int[64];
  int blockCount;
  int[] firstInst = new int[16];
  int[] endInst = new int[16];
  int layoutCount;
  int[] layout = new int[16];
  int[] paramStart = new int[17];
  int[] paramPool = new int[64];
  int edgeCount;
  int[] edgeTarget = new int[32];
  int[] edgeArgStart = new int[32];
  int[] edgeArgCount = new int[32];
  int argPoolSize;
  int[] argPool = new int[128];
  int slotCount;
  int[] slotSize = new int[4];
  int[] slotAlign = new int[4];

  private int[] paramCount = new int[16];
  private int[] paramHead = new int[16];
  private int[] paramTail = new int[16];
  private int[] nextParam = new int[64];
  private int current = NO_BLOCK;
  private int sourceNow = -1;

  /** A builder for a function of the given name (without {@code %}) and signature. */
  public FunctionBuilder(String name, Signature signature) {
    this.name = name;
    this.signature = signature;
  }

  /** Forgets everything but the arrays' capacity. */
  public void reset(String newName, Signature newSignature) {
    name = newName;
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
    if (block == firstInst.length) {
      int capacity = block * 2;
      firstInst = Arrays.copyOf(firstInst, capacity);
      endInst = Arrays.copyOf(endInst, capacity);
      paramCount = Arrays.copyOf(paramCount, capacity);
      paramHead = Arrays.copyOf(paramHead, capacity);
      paramTail = Arrays.copyOf(paramTail, capacity);
    }
    firstInst[block] = -1;
    endInst[block] = -1;
    paramCount[block] = 0;
    return block;
  }

  /** Creates the entry block, with the signature's parameters, and switches to it. */
  public int createEntry() {
    int block = createBlock();
    for (Type param : signature.params()) {
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
    int index = paramCount[block]++;
    int value = newValue(typeOrdinal, ~block, index);
    if (index == 0) {
      paramHead[block] = value;
    } else {
      nextParam[paramTail[block]] = value;
    }
    paramTail[block] = value;
    return value;
  }

  public int paramCount(int block) {
    return paramCount[block];
  }

  /** The {@code k}-th parameter of a block; linear in {@code k}. */
  public int param(int block, int k) {
    int value = paramHead[block];
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
    if (firstInst[block] >= 0) {
      throw new AssertionError("block " + block + " is filled already");
    }
    if (layoutCount == layout.length) {
      layout = Arrays.copyOf(layout, layoutCount * 2);
    }
    layout[layoutCount++] = block;
    firstInst[block] = instCount;
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
    return Type.of(valueType[value]);
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
    int inst = append(opcode, immediate, auxiliary, 0);
    return result(inst, opcode, typeOrdinal);
  }

  public int emit(Op opcode, int typeOrdinal, long immediate, int auxiliary, int a) {
    int inst = append(opcode, immediate, auxiliary, 1);
    argPool[argPoolSize++] = a;
    return result(inst, opcode, typeOrdinal);
  }

  public int emit(Op opcode, int typeOrdinal, long immediate, int auxiliary, int a, int b) {
    int inst = append(opcode, immediate, auxiliary, 2);
    argPool[argPoolSize++] = a;
    argPool[argPoolSize++] = b;
    return result(inst, opcode, typeOrdinal);
  }

  public int emit(Op opcode, int typeOrdinal, long immediate, int auxiliary, int a, int b, int c) {
    int inst = append(opcode, immediate, auxiliary, 3);
    argPool[argPoolSize++] = a;
    argPool[argPoolSize++] = b;
    argPool[argPoolSize++] = c;
    return result(inst, opcode, typeOrdinal);
  }

  public int emit(
      Op opcode, int typeOrdinal, long immediate, int auxiliary, int[] args, int count) {
    int inst = append(opcode, immediate, auxiliary, count);
    System.arraycopy(args, 0, argPool, argPoolSize, count);
    argPoolSize += count;
    return result(inst, opcode, typeOrdinal);
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
    int inst = append(opcode, typeOrdinal, immediate, auxiliary, 2);
    int[] args = argPool;
    int at = argPoolSize;
    args[at] = a;
    args[at + 1] = b;
    argPoolSize = at + argCount;
    counts[inst] = argCount | results << 16;
    int value = newValue(typeOrdinal, inst, 0);
    firstResult[inst] = value;
    valueCount = value + results;
    return value;
  }

  /**
   * Puts a constant in front of all instructions of the entry block, which may be complete already,
   * so that it can be used anywhere. Instructions move up by one; values keep their numbers.
   */
  public int insertConstant(Op opcode, int typeOrdinal, long immediate) {
    if (instCount == op.length) {
      growInsts();
    }
    System.arraycopy(op, 0, op, 1, instCount);
    System.arraycopy(type, 0, type, 1, instCount);
    System.arraycopy(argStart, 0, argStart, 1, instCount);
    System.arraycopy(counts, 0, counts, 1, instCount);
    System.arraycopy(imm, 0, imm, 1, instCount);
    System.arraycopy(aux, 0, aux, 1, instCount);
    System.arraycopy(firstResult, 0, firstResult, 1, instCount);
    System.arraycopy(source, 0, source, 1, instCount);
    for (int value = 0; value < valueCount; value++) {
      valueDef[value] += valueDef[value] >= 0 ? 1 : 0;
    }
    for (int k = 0; k < layoutCount; k++) {
      int block = layout[k];
      firstInst[block] += k > 0 ? 1 : 0;
      endInst[block] += endInst[block] >= 0 ? 1 : 0;
    }
    int all = instCount;
    instCount = 0;
    append(opcode, immediate, 0, 0);
    source[0] = -1;
    instCount = all + 1;
    return result(0, opcode, typeOrdinal);
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
    return emit(opcode, valueType[a], 0, 0, a);
  }

  /** An operation whose controlling type is that of its first operand. */
  public int binary(Op opcode, int a, int b) {
    return emit(opcode, valueType[a], 0, 0, a, b);
  }

  /** A conversion to {@code to}. */
  public int convert(Op opcode, Type to, int a) {
    return emit(opcode, to.ordinal(), 0, 0, a);
  }

  public int select(int condition, int a, int b) {
    return emit(Op.SELECT, valueType[a], 0, 0, condition, a, b);
  }

  public int load(Op opcode, Type to, int memory, int address, long offset) {
    return emit(opcode, to.ordinal(), offset, memory, address);
  }

  public void store(Op opcode, int value, int memory, int address, long offset) {
    emit(opcode, valueType[value], offset, memory, value, address);
  }

  /**
   * A call of any kind, with the results that {@code callee} names.
   *
   * @param args the table index or reference first where the opcode has one
   * @return the first of the consecutive result values, or -1 if there are none
   */
  public int call(
      Op opcode, Signature callee, long immediate, int auxiliary, int[] args, int argCount) {
    int inst = append(opcode, immediate, auxiliary, argCount);
    System.arraycopy(args, 0, argPool, argPoolSize, argCount);
    argPoolSize += argCount;
    List<Type> results = callee.results();
    int count = results.size();
    if (count == 0) {
      type[inst] = Function.NO_TYPE;
      return -1;
    }
    counts[inst] |= count << 16;
    type[inst] = (byte) results.get(0).ordinal();
    int first = valueCount;
    firstResult[inst] = first;
    for (int k = 0; k < count; k++) {
      newValue(results.get(k).ordinal(), inst, k);
    }
    return first;
  }

  // ---- terminators ----

  /** Ends the block. Its edges get their arguments from {@link #setEdgeArgs}; this is the first. */
  public int jump(int target) {
    return terminate(Op.JUMP, NO_ARGS, 0, target);
  }

  public void jump(int target, int... args) {
    setEdgeArgs(jump(target), args, 0, args.length);
  }

  /** Gives edge 0, taken when {@code condition} is non-zero; the other edge is the next id. */
  public int brif(int condition, int ifTrue, int ifFalse) {
    return terminate(Op.BRIF, new int[] {condition}, 1, ifTrue, ifFalse);
  }

  /** Gives the first edge; {@code targets} ends with the default. */
  public int brTable(int index, int... targets) {
    return terminate(Op.BR_TABLE, new int[] {index}, 1, targets);
  }

  public void ret(int... values) {
    terminate(Op.RETURN, values, values.length);
  }

  public void trap(TrapCode code, int userCode) {
    int inst = append(Op.TRAP, code.ordinal(), userCode, 0);
    type[inst] = Function.NO_TYPE;
    endBlock();
  }

  /** {@link Op#TRAPZ} or {@link Op#TRAPNZ}. */
  public void trapIf(Op opcode, int condition, TrapCode code, int userCode) {
    emit(opcode, Function.NO_TYPE, code.ordinal(), userCode, condition);
  }

  private int terminate(Op opcode, int[] args, int argCount, int... targets) {
    int first = edgeCount;
    boolean branches = targets.length > 0;
    int inst = append(opcode, branches ? targets.length : 0, branches ? first : 0, argCount);
    System.arraycopy(args, 0, argPool, argPoolSize, argCount);
    argPoolSize += argCount;
    type[inst] = Function.NO_TYPE;
    for (int target : targets) {
      newEdge(target);
    }
    endBlock();
    return first;
  }

  private void endBlock() {
    endInst[current] = instCount;
    current = NO_BLOCK;
  }

  /** Sets the arguments of an edge: one for each parameter of its target. */
  public void setEdgeArgs(int edge, int[] args, int offset, int count) {
    ensureArgs(count);
    System.arraycopy(args, offset, argPool, argPoolSize, count);
    edgeArgStart[edge] = argPoolSize;
    edgeArgCount[edge] = count;
    argPoolSize += count;
  }

  public int edgeTarget(int edge) {
    return edgeTarget[edge];
  }

  /** Lets an edge go elsewhere than its terminator said. */
  public void setEdgeTarget(int edge, int target) {
    edgeTarget[edge] = target;
  }

  public int edgeArgCount(int edge) {
    return edgeArgCount[edge];
  }

  // ---- the end ----

  /** The finished function; the builder may be {@link #reset} and used again. */
  public Function finish() {
    listParams();
    return new Function(this, true);
  }

  /**
   * The finished function in the builder's own arrays, without copying: valid until {@link #reset},
   * and before that nothing may be added. For those who compile a function and then forget it.
   */
  public Function view() {
    listParams();
    return new Function(this, false);
  }

  /** Turns the lists of parameters into {@code paramStart} and {@code paramPool}. */
  private void listParams() {
    if (current != NO_BLOCK) {
      throw new AssertionError("block " + current + " has no terminator");
    }
    if (blockCount >= paramStart.length) {
      paramStart = new int[firstInst.length + 1];
    }
    if (paramPool.length < valueCount) {
      paramPool = new int[valueType.length];
    }
    int size = 0;
    for (int block = 0; block < blockCount; block++) {
      paramStart[block] = size;
      int value = paramHead[block];
      for (int k = paramCount[block]; k > 0; k--) {
        paramPool[size++] = value;
        value = nextParam[value];
      }
    }
    paramStart[blockCount] = size;
  }

  private int newValue(int typeOrdinal, int def, int index) {
    int value = valueCount++;
    if (value == valueType.length) {
      growValues();
    }
    valueType[value] = (byte) typeOrdinal;
    valueDef[value] = def;
    valueIndex[value] = index;
    return value;
  }

  private int append(Op opcode, long immediate, int auxiliary, int argCount) {
    return append(opcode.ordinal(), 0, immediate, auxiliary, argCount);
  }

  private int append(int opcode, int typeOrdinal, long immediate, int auxiliary, int argCount) {
    int inst = instCount++;
    if (inst == op.length) {
      growInsts();
    }
    ensureArgs(argCount);
    op[inst] = (byte) opcode;
    type[inst] = (byte) typeOrdinal;
    imm[inst] = immediate;
    aux[inst] = auxiliary;
    argStart[inst] = argPoolSize;
    counts[inst] = argCount;
    source[inst] = sourceNow;
    return inst;
  }

  private int result(int inst, Op opcode, int typeOrdinal) {
    int result = RESULT[opcode.ordinal()];
    if (result == RESULT_NONE) {
      type[inst] = (byte) typeOrdinal;
      return -1;
    }
    int resultType = result == RESULT_CONTROLLING ? typeOrdinal : result;
    type[inst] = (byte) resultType;
    counts[inst] |= 1 << 16;
    int value = newValue(resultType, inst, 0);
    firstResult[inst] = value;
    return value;
  }

  private void newEdge(int target) {
    int edge = edgeCount++;
    if (edge == edgeTarget.length) {
      edgeTarget = Arrays.copyOf(edgeTarget, edge * 2);
      edgeArgStart = Arrays.copyOf(edgeArgStart, edge * 2);
      edgeArgCount = Arrays.copyOf(edgeArgCount, edge * 2);
    }
    edgeTarget[edge] = target;
    edgeArgStart[edge] = 0;
    edgeArgCount[edge] = 0;
  }

  private void ensureArgs(int more) {
    if (argPoolSize + more > argPool.length) {
      growArgs(more);
    }
  }

  private void growArgs(int more) {
    argPool = Arrays.copyOf(argPool, Math.max(argPool.length * 2, argPoolSize + more));
  }

  private void growInsts() {
    int capacity = op.length * 2;
    op = Arrays.copyOf(op, capacity);
    type = Arrays.copyOf(type, capacity);
    argStart = Arrays.copyOf(argStart, capacity);
    counts = Arrays.copyOf(counts, capacity);
    imm = Arrays.copyOf(imm, capacity);
    aux = Arrays.copyOf(aux, capacity);
    firstResult = Arrays.copyOf(firstResult, capacity);
    source = Arrays.copyOf(source, capacity);
  }

  private void growValues() {
    int capacity = valueType.length * 2;
    valueType = Arrays.copyOf(valueType, capacity);
    valueDef = Arrays.copyOf(valueDef, capacity);
    valueIndex = Arrays.copyOf(valueIndex, capacity);
    nextParam = Arrays.copyOf(nextParam, capacity);
  }
}
