package paretojit.ir;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The body of one function in SSA form: records of ints over dense int ids. One that {@link
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

  // Records of ints, so that what belongs together is in one cache line and behind one bounds
  // check.

  /** Ints of an instruction's record, as a shift; and its fields. */
  static final int INST_SHIFT = 3;

  /** Opcode in the low byte, type ordinal (signed) in the next. */
  static final int INST_OP = 0;

  /** Number of arguments, and of results shifted by 16. */
  static final int INST_COUNTS = 1;

  /** Place of the first argument in the pool. */
  static final int INST_ARGS = 2;

  static final int INST_RESULT = 3;
  static final int INST_IMM_LOW = 4;
  static final int INST_IMM_HIGH = 5;
  static final int INST_AUX = 6;
  static final int INST_SOURCE = 7;

  /** Ints of a block's record, as a shift; and its fields. */
  static final int BLOCK_SHIFT = 3;

  static final int BLOCK_FIRST = 0;
  static final int BLOCK_END = 1;
  static final int BLOCK_PARAM_COUNT = 2;

  /** Place of the first parameter in the pool of parameters. */
  static final int BLOCK_PARAMS = 3;

  /** For the builder: its list of parameters. */
  static final int BLOCK_PARAM_HEAD = 4;

  static final int BLOCK_PARAM_TAIL = 5;

  /** Ints of an edge's record, as a shift; and its fields. */
  static final int EDGE_SHIFT = 2;

  static final int EDGE_TARGET = 0;
  static final int EDGE_ARGS = 1;
  static final int EDGE_ARG_COUNT = 2;

  /** A value is its definition, shifted so, and its type's ordinal. */
  static final int VALUE_SHIFT = 3;

  static final int VALUE_TYPE = 7;

  final IntFunction<String> names;
  final int nameIndex;
  final Signature signature;
  final int valueCount;
  final int instCount;
  final int blockCount;
  final int layoutCount;
  final int edgeCount;
  final int slotCount;
  private final int paramPoolSize;
  private final int argPoolSize;
  final int[] values;
  final int[] insts;
  final int[] blocks;
  final int[] layout;
  final int[] paramPool;
  final int[] edges;

  /** Arguments of instructions and edges. */
  final int[] argPool;

  final int[] slotSize;
  final int[] slotAlign;

  /** Takes the arrays of {@code b}, which are longer than what they hold. */
  Function(FunctionBuilder b) {
    this.names = b.names;
    this.nameIndex = b.nameIndex;
    this.signature = b.signature;
    this.valueCount = b.valueCount;
    this.instCount = b.instCount;
    this.blockCount = b.blockCount;
    this.layoutCount = b.layoutCount;
    this.edgeCount = b.edgeCount;
    this.slotCount = b.slotCount;
    this.paramPoolSize = b.paramPoolSize;
    this.argPoolSize = b.argPoolSize;
    this.values = b.values;
    this.insts = b.insts;
    this.blocks = b.blocks;
    this.layout = b.layout;
    this.paramPool = b.paramPool;
    this.edges = b.edges;
    this.argPool = b.argPool;
    this.slotSize = b.slotSize;
    this.slotAlign = b.slotAlign;
  }

  /** Copies just what is used of the arrays of {@code f}. */
  private Function(Function f) {
    this.names = f.names;
    this.nameIndex = f.nameIndex;
    this.signature = f.signature;
    this.valueCount = f.valueCount;
    this.instCount = f.instCount;
    this.blockCount = f.blockCount;
    this.layoutCount = f.layoutCount;
    this.edgeCount = f.edgeCount;
    this.slotCount = f.slotCount;
    this.paramPoolSize = f.paramPoolSize;
    this.argPoolSize = f.argPoolSize;
    this.values = Arrays.copyOf(f.values, valueCount);
    this.insts = Arrays.copyOf(f.insts, instCount << INST_SHIFT);
    this.blocks = Arrays.copyOf(f.blocks, blockCount << BLOCK_SHIFT);
    this.layout = Arrays.copyOf(f.layout, layoutCount);
    this.paramPool = Arrays.copyOf(f.paramPool, paramPoolSize);
    this.edges = Arrays.copyOf(f.edges, edgeCount << EDGE_SHIFT);
    this.argPool = Arrays.copyOf(f.argPool, argPoolSize);
    this.slotSize = Arrays.copyOf(f.slotSize, slotCount);
    this.slotAlign = Arrays.copyOf(f.slotAlign, slotCount);
  }

  /** The same function to keep, whatever becomes of the builder that this one may be a view of. */
  public Function copy() {
    return new Function(this);
  }

  public String name() {
    return names.apply(nameIndex);
  }

  public Signature signature() {
    return signature;
  }

  // ---- values ----

  public int valueCount() {
    return valueCount;
  }

  public Type valueType(int value) {
    return Type.of(values[value] & VALUE_TYPE);
  }

  public int valueTypeOrdinal(int value) {
    return values[value] & VALUE_TYPE;
  }

  /** The defining instruction, or {@code ~block} for a parameter of that block. */
  public int valueDef(int value) {
    return values[value] >> VALUE_SHIFT;
  }

  /**
   * Which result of its instruction, or which parameter of its block, the value is; linear in that.
   */
  public int valueIndex(int value) {
    int def = valueDef(value);
    if (def >= 0) {
      return value - firstResult(def);
    }
    int index = 0;
    while (param(~def, index) != value) {
      index++;
    }
    return index;
  }

  // ---- instructions ----

  public int instCount() {
    return instCount;
  }

  public Op op(int inst) {
    return Op.of(opcode(inst));
  }

  /** {@link Op#ordinal()} of the instruction. */
  public int opcode(int inst) {
    return insts[inst << INST_SHIFT] & 0xff;
  }

  /** Type of the (first) result; of the stored value for stores; {@link #NO_TYPE} otherwise. */
  public int typeOrdinal(int inst) {
    return (byte) (insts[inst << INST_SHIFT] >> 8);
  }

  /** As {@link #typeOrdinal}, for instructions that have a type. */
  public Type type(int inst) {
    return Type.of(typeOrdinal(inst));
  }

  /** Type of the first operand: what tells I32 from I64 in comparisons and conversions. */
  public Type operandType(int inst) {
    return valueType(arg(inst, 0));
  }

  public int argCount(int inst) {
    return insts[(inst << INST_SHIFT) + INST_COUNTS] & 0xffff;
  }

  public int arg(int inst, int k) {
    return argPool[insts[(inst << INST_SHIFT) + INST_ARGS] + k];
  }

  public long imm(int inst) {
    int at = inst << INST_SHIFT;
    return (long) insts[at + INST_IMM_HIGH] << 32 | insts[at + INST_IMM_LOW] & 0xffff_ffffL;
  }

  public int aux(int inst) {
    return insts[(inst << INST_SHIFT) + INST_AUX];
  }

  public int resultCount(int inst) {
    return insts[(inst << INST_SHIFT) + INST_COUNTS] >>> 16;
  }

  /** The first of the results, whose value ids are consecutive; meaningless without results. */
  public int firstResult(int inst) {
    return insts[(inst << INST_SHIFT) + INST_RESULT];
  }

  /** Where the instruction came from: byte offset in a module, line of a text, or -1. */
  public int source(int inst) {
    return insts[(inst << INST_SHIFT) + INST_SOURCE];
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
    return blocks[block << BLOCK_SHIFT];
  }

  /** One past the block's last instruction, its terminator. */
  public int endInst(int block) {
    return blocks[(block << BLOCK_SHIFT) + BLOCK_END];
  }

  public int terminator(int block) {
    return endInst(block) - 1;
  }

  public int paramCount(int block) {
    return blocks[(block << BLOCK_SHIFT) + BLOCK_PARAM_COUNT];
  }

  public int param(int block, int k) {
    return paramPool[blocks[(block << BLOCK_SHIFT) + BLOCK_PARAMS] + k];
  }

  // ---- edges ----

  public int edgeCount() {
    return edgeCount;
  }

  /** Number of edges that leave a terminator; 0 for returns and traps. */
  public int edgeCount(int terminator) {
    return hasEdges(terminator) ? insts[(terminator << INST_SHIFT) + INST_IMM_LOW] : 0;
  }

  /** The first of a terminator's consecutive edges; meaningless if it has none. */
  public int firstEdge(int terminator) {
    return aux(terminator);
  }

  private boolean hasEdges(int inst) {
    int code = opcode(inst);
    return code >= Op.JUMP.ordinal() && code <= Op.BR_TABLE.ordinal();
  }

  public int edgeTarget(int edge) {
    return edges[edge << EDGE_SHIFT];
  }

  public int edgeArgCount(int edge) {
    return edges[(edge << EDGE_SHIFT) + EDGE_ARG_COUNT];
  }

  public int edgeArg(int edge, int k) {
    return argPool[edges[(edge << EDGE_SHIFT) + EDGE_ARGS] + k];
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

  // ---- arrays and places in them, for compilers that go through many; not to be written, and
  // perhaps longer than the counts ----

  /** Arguments of instructions and edges. */
  public int[] argPool() {
    return argPool;
  }

  /** Place of an instruction's first argument in {@link #argPool()}. */
  public int argStart(int inst) {
    return insts[(inst << INST_SHIFT) + INST_ARGS];
  }

  /** Place of an edge's first argument in {@link #argPool()}. */
  public int edgeArgStart(int edge) {
    return edges[(edge << EDGE_SHIFT) + EDGE_ARGS];
  }

  public int[] layout() {
    return layout;
  }

  @Override
  public String toString() {
    return "%" + name() + signature;
  }
}
