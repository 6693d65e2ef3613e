package paretojit.wasm;

import static paretojit.wasm.Kinds.F32;
import static paretojit.wasm.Kinds.F64;
import static paretojit.wasm.Kinds.I32;
import static paretojit.wasm.Kinds.I64;

import paretojit.ir.Op;

/**
 * Tables over the opcodes of the binary format: what numeric and memory instructions become in the
 * IR, what immediates follow an opcode, and which proposal an unknown one belongs to.
 */
public final class Opcodes {
  public static final int UNREACHABLE = 0x00;
  public static final int NOP = 0x01;
  public static final int BLOCK = 0x02;
  public static final int LOOP = 0x03;
  public static final int IF = 0x04;
  public static final int ELSE = 0x05;
  public static final int END = 0x0b;
  public static final int BR = 0x0c;
  public static final int BR_IF = 0x0d;
  public static final int BR_TABLE = 0x0e;
  public static final int RETURN = 0x0f;
  public static final int CALL = 0x10;
  public static final int CALL_INDIRECT = 0x11;
  public static final int DROP = 0x1a;
  public static final int SELECT = 0x1b;
  public static final int SELECT_TYPED = 0x1c;
  public static final int LOCAL_GET = 0x20;
  public static final int LOCAL_SET = 0x21;
  public static final int LOCAL_TEE = 0x22;
  public static final int GLOBAL_GET = 0x23;
  public static final int GLOBAL_SET = 0x24;
  public static final int TABLE_GET = 0x25;
  public static final int TABLE_SET = 0x26;
  public static final int FIRST_LOAD = 0x28;
  public static final int FIRST_STORE = 0x36;
  public static final int LAST_STORE = 0x3e;
  public static final int MEMORY_SIZE = 0x3f;
  public static final int MEMORY_GROW = 0x40;
  public static final int I32_CONST = 0x41;
  public static final int I64_CONST = 0x42;
  public static final int F32_CONST = 0x43;
  public static final int F64_CONST = 0x44;
  public static final int I32_EQZ = 0x45;
  public static final int I64_EQZ = 0x50;
  public static final int FIRST_NUMERIC = 0x45;
  public static final int LAST_NUMERIC = 0xc4;
  public static final int REF_NULL = 0xd0;
  public static final int REF_IS_NULL = 0xd1;
  public static final int REF_FUNC = 0xd2;
  public static final int PREFIX_MISC = 0xfc;

  // Second opcodes after PREFIX_MISC.
  public static final int LAST_SATURATING = 7;
  public static final int MEMORY_INIT = 8;
  public static final int DATA_DROP = 9;
  public static final int MEMORY_COPY = 10;
  public static final int MEMORY_FILL = 11;
  public static final int TABLE_INIT = 12;
  public static final int ELEM_DROP = 13;
  public static final int TABLE_COPY = 14;
  public static final int TABLE_GROW = 15;
  public static final int TABLE_SIZE = 16;
  public static final int TABLE_FILL = 17;

  /** Shapes of immediates, for skipping over instructions. */
  static final byte SHAPE_NONE = 0;

  static final byte SHAPE_LEB = 1;
  static final byte SHAPE_TWO_LEBS = 2;
  static final byte SHAPE_MEMORY = 3;
  static final byte SHAPE_BYTES_4 = 4;
  static final byte SHAPE_BYTES_8 = 5;
  static final byte SHAPE_TABLE = 6;
  static final byte SHAPE_TYPES = 7;
  static final byte SHAPE_MISC = 8;
  static final byte SHAPE_LOCAL_SET = 9;
  static final byte SHAPE_OPEN = 10;
  static final byte SHAPE_LOOP = 11;
  static final byte SHAPE_END = 12;

  /** How {@link FunctionReader} may read an instruction. */
  static final int USUAL_NOT = 0;

  static final int USUAL_GET = 1;
  static final int USUAL_SET = 2;
  static final int USUAL_CONSTANT = 3;
  static final int USUAL_NUMERIC = 4;
  static final int USUAL_ACCESS = 5;
  static final int USUAL_EQZ = 6;

  /**
   * What an opcode means, packed. Of operands and results of operations (and comparisons with zero)
   * there are only numbers, whose kinds are the ordinals of their types.
   *
   * <pre>
   *   bits  0 USUAL_      4 arguments     6 results       7 the first argument is the topmost operand
   *         8 type of the result, or the value that is stored
   *        12 kind of the topmost operand, and of the one below     18 mask of what of that matters
   *        24 the IR's opcode            32 greatest alignment
   * </pre>
   */
  private static final long[] INFO = new long[256];

  /** Bits of {@link #skip}: the length, if all numbers have one byte. */
  static final int SKIP_LENGTH = 3;

  /** Where the bit is that says that a local is assigned. */
  static final int SKIP_SETS = 2;

  /** The instruction is none to be skipped so. */
  static final int SKIP_NOT = 1 << 3;

  /** What may not be set in the two bytes behind the opcode. */
  static final int SKIP_UNUSUAL = 0xffff << 8;

  /** Where the number of constructs is that are opened. */
  static final int SKIP_DEPTH = 24;

  private static final byte[] SHAPE = new byte[256];
  private static final int[] SKIP = new int[256];
  private static final Op[] SATURATING = new Op[LAST_SATURATING + 1];

  static {
    usualTable();
    numericTable();
    memoryTable();
    shapeTable();
  }

  private Opcodes() {}

  /** What there is to know about an opcode (a byte, signed or not), for the methods that follow. */
  static long info(int opcode) {
    return INFO[opcode & 0xff];
  }

  static int usual(long info) {
    return (int) info & 0xf;
  }

  /** Number of operands that are taken, at most two. */
  static int arguments(long info) {
    return (int) info >> 4 & 3;
  }

  /** Number of results, at most one. */
  static int results(long info) {
    return (int) info >> 6 & 1;
  }

  /** Whether the IR's first argument is the topmost operand: all but operations on two numbers. */
  static boolean topFirst(long info) {
    return ((int) info & 1 << 7) != 0;
  }

  /** Type of the result, or of the value a store takes; and its kind. */
  static int type(long info) {
    return (int) info >> 8 & 3;
  }

  /** Kind of the topmost operand. */
  static int kind(long info) {
    return (int) info >> 12 & 7;
  }

  /** Kind of the operand below the topmost one. */
  static int kindBelow(long info) {
    return (int) info >> 15 & 7;
  }

  /** Zero if these are the kinds wanted: the topmost operand's, and by three bits higher the next one's. */
  static int wrongKinds(long info, int kinds) {
    return ((int) info >> 12 ^ kinds) & (int) info >>> 18 & 0x3f;
  }

  /** The greatest alignment of a load or store, as a power of two. */
  static int align(long info) {
    return (int) (info >>> 32);
  }

  /** Opcode in the IR. */
  static int ir(long info) {
    return (int) info >>> 24;
  }

  /** The IR's operation of a numeric, load or store opcode. */
  public static Op op(int opcode) {
    return Op.of(ir(info(opcode)));
  }

  /** Kind of the operands of a numeric opcode, or of the value a store takes. */
  public static int in(int opcode) {
    return kind(info(opcode));
  }

  /** Kind of the result of a numeric opcode or a load. */
  public static int out(int opcode) {
    return type(info(opcode));
  }

  /** Operands of a numeric opcode, 1 or 2; 0 for other opcodes. */
  public static int arity(int opcode) {
    return usual(info(opcode)) == USUAL_NUMERIC ? arguments(info(opcode)) : 0;
  }

  /** The greatest alignment of a load or store, as a power of two. */
  public static int align(int opcode) {
    return align(info(opcode));
  }

  /** The shape of the immediates after an opcode. */
  static int shape(int opcode) {
    return SHAPE[opcode];
  }

  /** How to skip an opcode and its immediates as far as these are in one word: SKIP_ bits. */
  static int skip(int opcode) {
    return SKIP[opcode];
  }

  /** The operation of a saturating conversion, {@code PREFIX_MISC} 0 to 7. */
  static Op saturating(int second) {
    return SATURATING[second];
  }

  static int saturatingIn(int second) {
    return (second & 2) == 0 ? F32 : F64;
  }

  static int saturatingOut(int second) {
    return (second & 4) == 0 ? I32 : I64;
  }

  private static void numericTable() {
    Op[] compare = {
      Op.ICMP_EQ,
      Op.ICMP_NE,
      Op.ICMP_SLT,
      Op.ICMP_ULT,
      Op.ICMP_SGT,
      Op.ICMP_UGT,
      Op.ICMP_SLE,
      Op.ICMP_ULE,
      Op.ICMP_SGE,
      Op.ICMP_UGE
    };
    row(0x46, 2, I32, I32, compare);
    row(0x51, 2, I64, I32, compare);
    Op[] floatCompare = {Op.FCMP_EQ, Op.FCMP_NE, Op.FCMP_LT, Op.FCMP_GT, Op.FCMP_LE, Op.FCMP_GE};
    row(0x5b, 2, F32, I32, floatCompare);
    row(0x61, 2, F64, I32, floatCompare);
    Op[] bits = {Op.CLZ, Op.CTZ, Op.POPCNT};
    Op[] arithmetic = {
      Op.IADD, Op.ISUB, Op.IMUL, Op.SDIV, Op.UDIV, Op.SREM, Op.UREM, Op.BAND, Op.BOR, Op.BXOR,
      Op.ISHL, Op.SSHR, Op.USHR, Op.ROTL, Op.ROTR
    };
    row(0x67, 1, I32, I32, bits);
    row(0x6a, 2, I32, I32, arithmetic);
    row(0x79, 1, I64, I64, bits);
    row(0x7c, 2, I64, I64, arithmetic);
    Op[] rounding = {Op.FABS, Op.FNEG, Op.CEIL, Op.FLOOR, Op.TRUNC, Op.NEAREST, Op.SQRT};
    Op[] floats = {Op.FADD, Op.FSUB, Op.FMUL, Op.FDIV, Op.FMIN, Op.FMAX, Op.FCOPYSIGN};
    row(0x8b, 1, F32, F32, rounding);
    row(0x92, 2, F32, F32, floats);
    row(0x99, 1, F64, F64, rounding);
    row(0xa0, 2, F64, F64, floats);
    conversions();
  }

  private static void conversions() {
    row(0xa7, 1, I64, I32, Op.IREDUCE);
    row(0xa8, 1, F32, I32, Op.FCVT_TO_SINT, Op.FCVT_TO_UINT);
    row(0xaa, 1, F64, I32, Op.FCVT_TO_SINT, Op.FCVT_TO_UINT);
    row(0xac, 1, I32, I64, Op.SEXTEND, Op.UEXTEND);
    row(0xae, 1, F32, I64, Op.FCVT_TO_SINT, Op.FCVT_TO_UINT);
    row(0xb0, 1, F64, I64, Op.FCVT_TO_SINT, Op.FCVT_TO_UINT);
    row(0xb2, 1, I32, F32, Op.FCVT_FROM_SINT, Op.FCVT_FROM_UINT);
    row(0xb4, 1, I64, F32, Op.FCVT_FROM_SINT, Op.FCVT_FROM_UINT);
    row(0xb6, 1, F64, F32, Op.FDEMOTE);
    row(0xb7, 1, I32, F64, Op.FCVT_FROM_SINT, Op.FCVT_FROM_UINT);
    row(0xb9, 1, I64, F64, Op.FCVT_FROM_SINT, Op.FCVT_FROM_UINT);
    row(0xbb, 1, F32, F64, Op.FPROMOTE);
    row(0xbc, 1, F32, I32, Op.BITCAST);
    row(0xbd, 1, F64, I64, Op.BITCAST);
    row(0xbe, 1, I32, F32, Op.BITCAST);
    row(0xbf, 1, I64, F64, Op.BITCAST);
    row(0xc0, 1, I32, I32, Op.SEXTEND8, Op.SEXTEND16);
    row(0xc2, 1, I64, I64, Op.SEXTEND8, Op.SEXTEND16, Op.SEXTEND32);
    for (int k = 0; k <= LAST_SATURATING; k++) {
      SATURATING[k] = (k & 1) == 0 ? Op.FCVT_TO_SINT_SAT : Op.FCVT_TO_UINT_SAT;
    }
  }

  /** Consecutive opcodes of one type. */
  private static void row(int first, int arity, int in, int out, Op... ops) {
    for (int k = 0; k < ops.length; k++) {
      long info = info(USUAL_NUMERIC, ops[k], out) | 1 << 6 | operands(arity, in, in);
      INFO[first + k] = arity == 1 ? info | 1 << 7 : info;
    }
  }

  private static long info(int usual, Op op, int kind) {
    return usual | Kinds.type(kind) << 8 | (op.ordinal() & 0xffL) << 24;
  }

  private static int operands(int count, int top, int below) {
    return count << 4 | (top | below << 3) << 12 | ((1 << 3 * count) - 1) << 18;
  }

  private static void usualTable() {
    INFO[LOCAL_GET] = USUAL_GET;
    INFO[LOCAL_SET] = USUAL_SET | 1 << 4;
    INFO[LOCAL_TEE] = USUAL_SET;
    INFO[I32_CONST] = info(USUAL_CONSTANT, Op.ICONST, I32) | 1 << 6;
    INFO[I64_CONST] = info(USUAL_CONSTANT, Op.ICONST, I64) | 1 << 6;
    INFO[I32_EQZ] = info(USUAL_EQZ, Op.ICMP_EQ, I32) | 1 << 6 | operands(1, I32, 0);
    INFO[I64_EQZ] = info(USUAL_EQZ, Op.ICMP_EQ, I32) | 1 << 6 | operands(1, I64, 0);
  }

  private static void memoryTable() {
    load(0x28, I32, Op.LOAD, 2);
    load(0x29, I64, Op.LOAD, 3);
    load(0x2a, F32, Op.LOAD, 2);
    load(0x2b, F64, Op.LOAD, 3);
    load(0x2c, I32, Op.SLOAD8, 0);
    load(0x2d, I32, Op.ULOAD8, 0);
    load(0x2e, I32, Op.SLOAD16, 1);
    load(0x2f, I32, Op.ULOAD16, 1);
    load(0x30, I64, Op.SLOAD8, 0);
    load(0x31, I64, Op.ULOAD8, 0);
    load(0x32, I64, Op.SLOAD16, 1);
    load(0x33, I64, Op.ULOAD16, 1);
    load(0x34, I64, Op.SLOAD32, 2);
    load(0x35, I64, Op.ULOAD32, 2);
    store(0x36, I32, Op.STORE, 2);
    store(0x37, I64, Op.STORE, 3);
    store(0x38, F32, Op.STORE, 2);
    store(0x39, F64, Op.STORE, 3);
    store(0x3a, I32, Op.ISTORE8, 0);
    store(0x3b, I32, Op.ISTORE16, 1);
    store(0x3c, I64, Op.ISTORE8, 0);
    store(0x3d, I64, Op.ISTORE16, 1);
    store(0x3e, I64, Op.ISTORE32, 2);
  }

  private static void load(int opcode, int out, Op op, int align) {
    INFO[opcode] = access(op, out, align) | 1 << 6 | operands(1, I32, 0);
  }

  private static void store(int opcode, int in, Op op, int align) {
    INFO[opcode] = access(op, in, align) | operands(2, in, I32);
  }

  private static long access(Op op, int kind, int align) {
    return info(USUAL_ACCESS, op, kind) | 1 << 7 | (long) align << 32;
  }

  private static void shapeTable() {
    shape(SHAPE_OPEN, BLOCK, IF);
    shape(SHAPE_LOOP, LOOP);
    shape(SHAPE_END, END);
    shape(SHAPE_LEB, BR, BR_IF, CALL, LOCAL_GET, GLOBAL_GET, GLOBAL_SET, TABLE_GET, TABLE_SET);
    shape(SHAPE_LEB, MEMORY_SIZE, MEMORY_GROW, I32_CONST, I64_CONST, REF_NULL, REF_FUNC);
    shape(SHAPE_TWO_LEBS, CALL_INDIRECT);
    shape(SHAPE_LOCAL_SET, LOCAL_SET, LOCAL_TEE);
    shape(SHAPE_BYTES_4, F32_CONST);
    shape(SHAPE_BYTES_8, F64_CONST);
    shape(SHAPE_TABLE, BR_TABLE);
    shape(SHAPE_TYPES, SELECT_TYPED);
    shape(SHAPE_MISC, PREFIX_MISC);
    for (int opcode = FIRST_LOAD; opcode <= LAST_STORE; opcode++) {
      shape(SHAPE_MEMORY, opcode);
    }
    for (int opcode = 0; opcode < SKIP.length; opcode++) {
      SKIP[opcode] = skipOfShape(SHAPE[opcode]);
    }
  }

  private static int skipOfShape(int shape) {
    int oneNumber = 2 | 0x80 << 8;
    int twoNumbers = 3 | 0x8080 << 8;
    return switch (shape) {
      case SHAPE_NONE -> 1;
      case SHAPE_LEB -> oneNumber;
      case SHAPE_TWO_LEBS -> twoNumbers;
      case SHAPE_MEMORY -> twoNumbers | 0x40 << 8;
      case SHAPE_LOCAL_SET -> oneNumber | 1 << SKIP_SETS;
      case SHAPE_OPEN -> oneNumber | 1 << SKIP_DEPTH;
      case SHAPE_END -> 1 | -1 << SKIP_DEPTH;
      default -> SKIP_NOT;
    };
  }

  private static void shape(byte shape, int... opcodes) {
    for (int opcode : opcodes) {
      SHAPE[opcode] = shape;
    }
  }

  /** Number of LEB128 immediates after the second opcode of {@code PREFIX_MISC}. */
  static int miscImmediates(long second) {
    if (second <= LAST_SATURATING || second > TABLE_FILL) {
      return 0;
    }
    return switch ((int) second) {
      case MEMORY_INIT, MEMORY_COPY, TABLE_INIT, TABLE_COPY -> 2;
      default -> 1;
    };
  }

  /** The error for an opcode that is none, or none of a supported proposal. */
  public static WasmException unknown(int opcode, int byteOffset) {
    String spelled = Kinds.hex(opcode);
    String proposal =
        switch (opcode) {
          case 0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f -> "exception-handling";
          case 0x12, 0x13 -> "tail-call";
          case 0x14, 0x15, 0xd4, 0xd5, 0xd6 -> "function-references";
          case 0xd3, 0xfb -> "gc";
          case 0xfd -> "simd";
          case 0xfe -> "threads";
          default -> "";
        };
    return proposal.isEmpty()
        ? WasmException.malformed("illegal opcode " + spelled, byteOffset)
        : WasmException.proposal(proposal, "opcode 0x" + spelled, byteOffset);
  }

  /** The error for a second opcode after {@code PREFIX_MISC} that is not supported. */
  static WasmException unknownMisc(long second, int byteOffset) {
    String spelled = "fc " + Long.toHexString(second);
    return second >= 19 && second <= 22
        ? WasmException.proposal("wide-arithmetic", "opcode " + spelled, byteOffset)
        : WasmException.malformed("illegal opcode " + spelled, byteOffset);
  }
}
