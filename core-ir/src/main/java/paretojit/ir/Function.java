package paretojit.ir;

import java.util.Arrays;

/**
 * The body of one function in SSA form: a struct of arrays over dense int ids. One that {@link
 * FunctionBuilder#finish()} made never changes; one from {@link FunctionBuilder#view()} is valid until
 * its builder is reset. Arrays may be longer than what they hold: the counts say how much that is.
 *
 * <pre>
 *   blocks, in layout order        instructions of one block          values
 *   b0(v0, v1)  --firstInst-->     i7 = op type args imm aux   --->   firstResult .. + resultCount
 *      ...      --endInst-->       i8 = terminator --edges--> edge: target + one argument per
 *                                                             parameter of the target
 * </pre>
 *
 * <p>How an instruction uses {@code imm} and {@code aux} depends on {@link Op#format()}:
 *
 * <table>
 * <caption>Fields by format</caption>
 * <tr><th>format</th><th>imm</th><th>aux</th></tr>
 * <tr><td>CONST</td><td>value bits</td><td></td></tr>
 * <tr><td>LOAD, STORE</td><td>byte offset</td><td>memory, or {@link #NATIVE_MEMORY}</td></tr>
 * <tr><td>STACK_ADDR</td><td>byte offset</td><td>stack slot</td></tr>
 * <tr><td>GLOBAL, MEMORY, TABLE, FUNCTION, CALL</td><td></td><td>index of the entity</td></tr>
 * <tr><td>MEMORY_PAIR, TABLE_PAIR</td><td>source memory, table or segment</td><td>destination</td></tr>
 * <tr><td>SEGMENT</td><td>segment</td><td></td></tr>
 * <tr><td>CALL_INDIRECT</td><td>table</td><td>signature</td></tr>
 * <tr><td>CALL_REF</td><td></td><td>signature</td></tr>
 * <tr><td>TRAP</td><td>{@link TrapCode} ordinal</td><td>user code</td></tr>
 * <tr><td>JUMP, BRIF, BR_TABLE</td><td>number of edges</td><td>first edge</td></tr>
 * </table>
 */
public final class Function {
  /** {@code aux} of a load or store whose address is a raw 64-bit pointer, unchecked. */
  public static final int NATIVE_MEMORY = -1;

  /** Stands in {@link #typeOrdinal} where an instruction has no type. */
  public static final int NO_TYPE = -1;

  final String name;
  final Signature signature;
  final int valueCount;
  final int instCount;
  final int blockCount;
  final int layoutCount;
  final int edgeCount;
  final int slotCount;
  // Values.
  final byte[] valueType;
  final int[] valueDef;
  final int[] valueIndex;
  // Instructions.
  final byte[] op;
  final byte[] type;
  final int[] argStart;
  final int[] counts;
  final long[] imm;
  final int[] aux;
  final int[] firstResult;
  final int[] source;
  // Blocks.
  final int[] layout;
  final int[] firstInst;
  final int[] endInst;
  final int[] paramStart;
  final int[] paramPool;
  // Edges, and the pool of instruction and edge arguments.
  final int[] edgeTarget;
  final int[] edgeArgStart;
  final int[] edgeArgCount;
  final int[] argPool;
  // Stack slots.
  final int[] slotSize;
  final int[] slotAlign;

  /**
   * Takes the arrays of {@code b}: copies of just the size that is used if {@code copy}, else the
   * builder's own, which are longer.
   */
  Function(FunctionBuilder b, boolean copy) {
    this.name = b.name;
    this.signature = b.signature;
    this.valueCount = b.valueCount;
    this.instCount = b.instCount;
    this.blockCount = b.blockCount;
    this.layoutCount = b.layoutCount;
    this.edgeCount = b.edgeCount;
    this.slotCount = b.slotCount;
    this.valueType = copy ? Arrays.copyOf(b.valueType, valueCount) : b.valueType;
    this.valueDef = copy ? Arrays.copyOf(b.valueDef, valueCount) : b.valueDef;
    this.valueIndex = copy ? Arrays.copyOf(b.valueIndex, valueCount) : b.valueIndex;
    this.op = copy ? Arrays.copyOf(b.op, instCount) : b.op;
    this.type = copy ? Arrays.copyOf(b.type, instCount) : b.type;
    this.argStart = copy ? Arrays.copyOf(b.argStart, instCount) : b.argStart;
    this.counts = copy ? Arrays.copyOf(b.counts, instCount) : b.counts;
    this.imm = copy ? Arrays.copyOf(b.imm, instCount) : b.imm;
    this.aux = copy ? Arrays.copyOf(b.aux, instCount) : b.aux;
    this.firstResult = copy ? Arrays.copyOf(b.firstResult, instCount) : b.firstResult;
    this.source = copy ? Arrays.copyOf(b.source, instCount) : b.source;
    this.layout = copy ? Arrays.copyOf(b.layout, layoutCount) : b.layout;
    this.firstInst = copy ? Arrays.copyOf(b.firstInst, blockCount) : b.firstInst;
    this.endInst = copy ? Arrays.copyOf(b.endInst, blockCount) : b.endInst;
    this.paramStart = copy ? Arrays.copyOf(b.paramStart, blockCount + 1) : b.paramStart;
    this.paramPool = copy ? Arrays.copyOf(b.paramPool, paramStart[blockCount]) : b.paramPool;
    this.edgeTarget = copy ? Arrays.copyOf(b.edgeTarget, edgeCount) : b.edgeTarget;
    this.edgeArgStart = copy ? Arrays.copyOf(b.edgeArgStart, edgeCount) : b.edgeArgStart;
    this.edgeArgCount = copy ? Arrays.copyOf(b.edgeArgCount, edgeCount) : b.edgeArgCount;
    this.argPool = copy ? Arrays.copyOf(b.argPool, b.argPoolSize) : b.argPool;
    this.slotSize = copy ? Arrays.copyOf(b.slotSize, slotCount) : b.slotSize;
    this.slotAlign = copy ? Arrays.copyOf(b.slotAlign, slotCount) : b.slotAlign;
  }

  public String name() {
    return name;
  }

  public Signature signature() {
    return signature;
  }

  // ---- values ----

  public int valueCount() {
    return valueCount;
  }

  public Type valueType(int value) {
    return Type.of(valueType[value]);
  }

  public int valueTypeOrdinal(int value) {
    return valueType[value];
  }

  /** The defining instruction, or {@code ~block} for a parameter of that block. */
  public int valueDef(int value) {
    return valueDef[value];
  }

  /** Which result of its instruction, or which parameter of its block, the value is. */
  public int valueIndex(int value) {
    return valueIndex[value];
  }

  // ---- instructions ----

  public int instCount() {
    return instCount;
  }

  public Op op(int inst) {
    return Op.of(op[inst] & 0xff);
  }

  /** {@link Op#ordinal()} of the instruction. */
  public int opcode(int inst) {
    return op[inst] & 0xff;
  }

  /** Type of the (first) result; of the stored value for stores; {@link #NO_TYPE} otherwise. */
  public int typeOrdinal(int inst) {
    return type[inst];
  }

  /** As {@link #typeOrdinal}, for instructions that have a type. */
  public Type type(int inst) {
    return Type.of(type[inst]);
  }

  /** Type of the first operand: what tells I32 from I64 in comparisons and conversions. */
  public Type operandType(int inst) {
    return valueType(arg(inst, 0));
  }

  public int argCount(int inst) {
    return counts[inst] & 0xffff;
  }

  public int arg(int inst, int k) {
    return argPool[argStart[inst] + k];
  }

  public long imm(int inst) {
    return imm[inst];
  }

  public int aux(int inst) {
    return aux[inst];
  }

  public int resultCount(int inst) {
    return counts[inst] >>> 16;
  }

  /** The first of the results, whose value ids are consecutive; meaningless without results. */
  public int firstResult(int inst) {
    return firstResult[inst];
  }

  /** Where the instruction came from: byte offset in a module, line of a text, or -1. */
  public int source(int inst) {
    return source[inst];
  }

  // ---- blocks ----

  /** Number of block ids; {@link #layoutCount()} of them are in the function. */
  public int blockCount() {
    return blockCount;
  }

  public int layoutCount() {
    return layoutCount;
  }

  /** The {@code k}-th block in layout order; the 0th is the entry. */
  public int layoutBlock(int k) {
    return layout[k];
  }

  public int entry() {
    return layout[0];
  }

  public int firstInst(int block) {
    return firstInst[block];
  }

  /** One past the block's last instruction, its terminator. */
  public int endInst(int block) {
    return endInst[block];
  }

  public int terminator(int block) {
    return endInst[block] - 1;
  }

  public int paramCount(int block) {
    return paramStart[block + 1] - paramStart[block];
  }

  public int param(int block, int k) {
    return paramPool[paramStart[block] + k];
  }

  // ---- edges ----

  public int edgeCount() {
    return edgeCount;
  }

  /** Number of edges that leave a terminator; 0 for returns and traps. */
  public int edgeCount(int terminator) {
    return hasEdges(terminator) ? (int) imm[terminator] : 0;
  }

  /** The first of a terminator's consecutive edges; meaningless if it has none. */
  public int firstEdge(int terminator) {
    return aux[terminator];
  }

  private boolean hasEdges(int inst) {
    int code = op[inst] & 0xff;
    return code >= Op.JUMP.ordinal() && code <= Op.BR_TABLE.ordinal();
  }

  public int edgeTarget(int edge) {
    return edgeTarget[edge];
  }

  public int edgeArgCount(int edge) {
    return edgeArgCount[edge];
  }

  public int edgeArg(int edge, int k) {
    return argPool[edgeArgStart[edge] + k];
  }

  // ---- stack slots ----

  public int slotCount() {
    return slotCount;
  }

  public int slotSize(int slot) {
    return slotSize[slot];
  }

  public int slotAlign(int slot) {
    return slotAlign[slot];
  }

  // ---- the arrays themselves, for compilers that scan them; not to be written, and perhaps longer
  // than the counts ----

  public byte[] valueTypes() {
    return valueType;
  }

  public byte[] opcodes() {
    return op;
  }

  public byte[] types() {
    return type;
  }

  /** Start of each instruction's arguments in {@link #argPool()}. */
  public int[] argStarts() {
    return argStart;
  }

  /** Start of each edge's arguments in {@link #argPool()}. */
  public int[] edgeArgStarts() {
    return edgeArgStart;
  }

  public int[] argPool() {
    return argPool;
  }

  public long[] imms() {
    return imm;
  }

  public int[] auxes() {
    return aux;
  }

  public int[] firstResults() {
    return firstResult;
  }

  public int[] layout() {
    return layout;
  }

  @Override
  public String toString() {
    return "%" + name + signature;
  }
}
