package paretojit.ir;

import static paretojit.ir.Semantics.checkDivisor;
import static paretojit.ir.Semantics.compare;
import static paretojit.ir.Semantics.floats;
import static paretojit.ir.Semantics.ints;
import static paretojit.ir.Semantics.rounding;
import static paretojit.ir.Semantics.signBit;
import static paretojit.ir.Semantics.signed;
import static paretojit.ir.Semantics.toInt;
import static paretojit.ir.Semantics.unsigned;
import static paretojit.ir.TrapCode.BAD_CONVERSION_TO_INTEGER;
import static paretojit.ir.TrapCode.BAD_SIGNATURE;
import static paretojit.ir.TrapCode.HEAP_OUT_OF_BOUNDS;
import static paretojit.ir.TrapCode.INDIRECT_CALL_TO_NULL;
import static paretojit.ir.TrapCode.INTEGER_DIVISION_BY_ZERO;
import static paretojit.ir.TrapCode.INTEGER_OVERFLOW;
import static paretojit.ir.TrapCode.TABLE_OUT_OF_BOUNDS;
import static paretojit.ir.Typing.Domain.ANY;
import static paretojit.ir.Typing.Domain.FLOAT;
import static paretojit.ir.Typing.Domain.INT;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The opcode table: one row gives an operation's spelling, encoding, types, effects and meaning.
 *
 * <p>Everything that must know the operations reads this table: the text form, the verifier, the
 * builder, constant folding, the interpreter's tests, the stencil keys, the rule checker and {@code
 * docs/opcodes.md}. Mnemonics and semantics are Cranelift's CLIF where it has the operation;
 * shift amounts have the shifted value's type and count modulo its width; conditions are I32, any
 * non-zero value being true; comparisons give I32 0 or 1.
 */
public enum Op {
  ICONST("iconst", Format.CONST, "T:", INT),
  F32CONST("f32const", Format.CONST, "f:", FLOAT),
  F64CONST("f64const", Format.CONST, "d:", FLOAT),

  IADD("iadd", "T:TT", INT, Effect.COMMUTES, ints((a, b) -> a + b, (a, b) -> a + b)),
  ISUB("isub", "T:TT", INT, Effect.NONE, ints((a, b) -> a - b, (a, b) -> a - b)),
  IMUL("imul", "T:TT", INT, Effect.COMMUTES, ints((a, b) -> a * b, (a, b) -> a * b)),
  UDIV(
      "udiv",
      "T:TT",
      INT,
      Effect.TRAPS,
      ints(
          (a, b) -> Integer.divideUnsigned(a, (int) checkDivisor(b)),
          (a, b) -> Long.divideUnsigned(a, checkDivisor(b))),
      INTEGER_DIVISION_BY_ZERO),
  SDIV(
      "sdiv",
      "T:TT",
      INT,
      Effect.TRAPS,
      ints((a, b) -> Semantics.divide(a, b), (a, b) -> Semantics.divide(a, b)),
      INTEGER_DIVISION_BY_ZERO,
      INTEGER_OVERFLOW),
  UREM(
      "urem",
      "T:TT",
      INT,
      Effect.TRAPS,
      ints(
          (a, b) -> Integer.remainderUnsigned(a, (int) checkDivisor(b)),
          (a, b) -> Long.remainderUnsigned(a, checkDivisor(b))),
      INTEGER_DIVISION_BY_ZERO),
  SREM(
      "srem",
      "T:TT",
      INT,
      Effect.TRAPS,
      ints((a, b) -> a % (int) checkDivisor(b), (a, b) -> a % checkDivisor(b)),
      INTEGER_DIVISION_BY_ZERO),
  BAND("band", "T:TT", INT, Effect.COMMUTES, ints((a, b) -> a & b, (a, b) -> a & b)),
  BOR("bor", "T:TT", INT, Effect.COMMUTES, ints((a, b) -> a | b, (a, b) -> a | b)),
  BXOR("bxor", "T:TT", INT, Effect.COMMUTES, ints((a, b) -> a ^ b, (a, b) -> a ^ b)),
  ISHL("ishl", "T:TT", INT, Effect.NONE, ints((a, b) -> a << b, (a, b) -> a << b)),
  USHR("ushr", "T:TT", INT, Effect.NONE, ints((a, b) -> a >>> b, (a, b) -> a >>> b)),
  SSHR("sshr", "T:TT", INT, Effect.NONE, ints((a, b) -> a >> b, (a, b) -> a >> b)),
  ROTL(
      "rotl",
      "T:TT",
      INT,
      Effect.NONE,
      ints(Integer::rotateLeft, (a, b) -> Long.rotateLeft(a, (int) b))),
  ROTR(
      "rotr",
      "T:TT",
      INT,
      Effect.NONE,
      ints(Integer::rotateRight, (a, b) -> Long.rotateRight(a, (int) b))),
  SMIN("smin", "T:TT", INT, Effect.COMMUTES, ints(Math::min, Math::min)),
  SMAX("smax", "T:TT", INT, Effect.COMMUTES, ints(Math::max, Math::max)),
  UMIN(
      "umin",
      "T:TT",
      INT,
      Effect.COMMUTES,
      ints(
          (a, b) -> Integer.compareUnsigned(a, b) <= 0 ? a : b,
          (a, b) -> Long.compareUnsigned(a, b) <= 0 ? a : b)),
  UMAX(
      "umax",
      "T:TT",
      INT,
      Effect.COMMUTES,
      ints(
          (a, b) -> Integer.compareUnsigned(a, b) >= 0 ? a : b,
          (a, b) -> Long.compareUnsigned(a, b) >= 0 ? a : b)),
  SMULHI(
      "smulhi",
      "T:TT",
      INT,
      Effect.COMMUTES,
      ints((a, b) -> (int) ((long) a * b >> 32), Math::multiplyHigh)),
  UMULHI(
      "umulhi",
      "T:TT",
      INT,
      Effect.COMMUTES,
      ints(
          (a, b) -> (int) ((a & 0xffff_ffffL) * (b & 0xffff_ffffL) >>> 32),
          Math::unsignedMultiplyHigh)),

  BNOT("bnot", "T:T", INT, Effect.NONE, ints(a -> ~a, a -> ~a)),
  INEG("ineg", "T:T", INT, Effect.NONE, ints(a -> -a, a -> -a)),
  IABS("iabs", "T:T", INT, Effect.NONE, ints(a -> Math.abs(a), a -> Math.abs(a))),
  CLZ(
      "clz",
      "T:T",
      INT,
      Effect.NONE,
      ints(Integer::numberOfLeadingZeros, a -> Long.numberOfLeadingZeros(a))),
  CTZ(
      "ctz",
      "T:T",
      INT,
      Effect.NONE,
      ints(Integer::numberOfTrailingZeros, a -> Long.numberOfTrailingZeros(a))),
  POPCNT("popcnt", "T:T", INT, Effect.NONE, ints(Integer::bitCount, a -> Long.bitCount(a))),
  BSWAP("bswap", "T:T", INT, Effect.NONE, ints(Integer::reverseBytes, Long::reverseBytes)),
  BITREV("bitrev", "T:T", INT, Effect.NONE, ints(Integer::reverse, Long::reverse)),
  SEXTEND8("sextend8", "T:T", INT, Effect.NONE, ints(a -> (byte) a, a -> (byte) a)),
  SEXTEND16("sextend16", "T:T", INT, Effect.NONE, ints(a -> (short) a, a -> (short) a)),
  SEXTEND32("sextend32", "l:l", INT, Effect.NONE, ints(a -> a, a -> (int) a)),

  ICMP_EQ("icmp eq", "i:TT", INT, Effect.COMMUTES, signed((a, b) -> a == b)),
  ICMP_NE("icmp ne", "i:TT", INT, Effect.COMMUTES, signed((a, b) -> a != b)),
  ICMP_SLT("icmp slt", "i:TT", INT, Effect.NONE, signed((a, b) -> a < b)),
  ICMP_SGE("icmp sge", "i:TT", INT, Effect.NONE, signed((a, b) -> a >= b)),
  ICMP_SGT("icmp sgt", "i:TT", INT, Effect.NONE, signed((a, b) -> a > b)),
  ICMP_SLE("icmp sle", "i:TT", INT, Effect.NONE, signed((a, b) -> a <= b)),
  ICMP_ULT("icmp ult", "i:TT", INT, Effect.NONE, unsigned((a, b) -> a < b)),
  ICMP_UGE("icmp uge", "i:TT", INT, Effect.NONE, unsigned((a, b) -> a >= b)),
  ICMP_UGT("icmp ugt", "i:TT", INT, Effect.NONE, unsigned((a, b) -> a > b)),
  ICMP_ULE("icmp ule", "i:TT", INT, Effect.NONE, unsigned((a, b) -> a <= b)),

  FCMP_EQ("fcmp eq", "i:TT", FLOAT, Effect.COMMUTES, compare((a, b) -> a == b)),
  FCMP_NE("fcmp ne", "i:TT", FLOAT, Effect.COMMUTES, compare((a, b) -> a != b)),
  FCMP_LT("fcmp lt", "i:TT", FLOAT, Effect.NONE, compare((a, b) -> a < b)),
  FCMP_LE("fcmp le", "i:TT", FLOAT, Effect.NONE, compare((a, b) -> a <= b)),
  FCMP_GT("fcmp gt", "i:TT", FLOAT, Effect.NONE, compare((a, b) -> a > b)),
  FCMP_GE("fcmp ge", "i:TT", FLOAT, Effect.NONE, compare((a, b) -> a >= b)),
  FCMP_ORD(
      "fcmp ord",
      "i:TT",
      FLOAT,
      Effect.COMMUTES,
      compare((a, b) -> !Double.isNaN(a) && !Double.isNaN(b))),
  FCMP_UNO(
      "fcmp uno",
      "i:TT",
      FLOAT,
      Effect.COMMUTES,
      compare((a, b) -> Double.isNaN(a) || Double.isNaN(b))),
  FCMP_ONE("fcmp one", "i:TT", FLOAT, Effect.COMMUTES, compare((a, b) -> a < b || a > b)),
  FCMP_UEQ("fcmp ueq", "i:TT", FLOAT, Effect.COMMUTES, compare((a, b) -> !(a < b || a > b))),
  FCMP_ULT("fcmp ult", "i:TT", FLOAT, Effect.NONE, compare((a, b) -> !(a >= b))),
  FCMP_ULE("fcmp ule", "i:TT", FLOAT, Effect.NONE, compare((a, b) -> !(a > b))),
  FCMP_UGT("fcmp ugt", "i:TT", FLOAT, Effect.NONE, compare((a, b) -> !(a <= b))),
  FCMP_UGE("fcmp uge", "i:TT", FLOAT, Effect.NONE, compare((a, b) -> !(a < b))),

  /** {@code select cond, a, b}: {@code a} when the condition is non-zero. */
  SELECT("select", "T:iTT", ANY, Effect.NONE, (r, o, a, b, c) -> (int) a != 0 ? b : c),

  FADD("fadd", "T:TT", FLOAT, Effect.COMMUTES, floats((a, b) -> a + b, (a, b) -> a + b)),
  FSUB("fsub", "T:TT", FLOAT, Effect.NONE, floats((a, b) -> a - b, (a, b) -> a - b)),
  FMUL("fmul", "T:TT", FLOAT, Effect.COMMUTES, floats((a, b) -> a * b, (a, b) -> a * b)),
  FDIV("fdiv", "T:TT", FLOAT, Effect.NONE, floats((a, b) -> a / b, (a, b) -> a / b)),
  FMIN("fmin", "T:TT", FLOAT, Effect.COMMUTES, floats(Math::min, Math::min)),
  FMAX("fmax", "T:TT", FLOAT, Effect.COMMUTES, floats(Math::max, Math::max)),
  FCOPYSIGN("fcopysign", "T:TT", FLOAT, Effect.NONE, signBit((sign, other) -> other, true)),
  /** {@code fma a, b, c}: a * b + c, rounded once. */
  FMA("fma", "T:TTT", FLOAT, Effect.NONE, Semantics.fma()),
  SQRT("sqrt", "T:T", FLOAT, Effect.NONE, rounding(Math::sqrt)),
  FNEG("fneg", "T:T", FLOAT, Effect.NONE, signBit((sign, mask) -> ~sign, false)),
  FABS("fabs", "T:T", FLOAT, Effect.NONE, signBit((sign, mask) -> 0, false)),
  CEIL("ceil", "T:T", FLOAT, Effect.NONE, rounding(Math::ceil)),
  FLOOR("floor", "T:T", FLOAT, Effect.NONE, rounding(Math::floor)),
  TRUNC("trunc", "T:T", FLOAT, Effect.NONE, rounding(a -> a < 0 ? Math.ceil(a) : Math.floor(a))),
  NEAREST("nearest", "T:T", FLOAT, Effect.NONE, rounding(Math::rint)),

  UEXTEND("uextend", "l:i", INT, Effect.NONE, (r, o, a, b, c) -> a & 0xffff_ffffL),
  SEXTEND("sextend", "l:i", INT, Effect.NONE, (r, o, a, b, c) -> (int) a),
  IREDUCE("ireduce", "i:l", INT, Effect.NONE, (r, o, a, b, c) -> (int) a),
  FPROMOTE("fpromote", "d:f", FLOAT, Effect.NONE, Semantics.promote()),
  FDEMOTE("fdemote", "f:d", FLOAT, Effect.NONE, Semantics.demote()),
  BITCAST("bitcast", "T:B", ANY, Effect.NONE, (r, o, a, b, c) -> a),
  FCVT_TO_SINT(
      "fcvt_to_sint",
      "T:X",
      INT,
      Effect.TRAPS,
      toInt(true, false),
      BAD_CONVERSION_TO_INTEGER,
      INTEGER_OVERFLOW),
  FCVT_TO_UINT(
      "fcvt_to_uint",
      "T:X",
      INT,
      Effect.TRAPS,
      toInt(false, false),
      BAD_CONVERSION_TO_INTEGER,
      INTEGER_OVERFLOW),
  FCVT_TO_SINT_SAT("fcvt_to_sint_sat", "T:X", INT, Effect.NONE, toInt(true, true)),
  FCVT_TO_UINT_SAT("fcvt_to_uint_sat", "T:X", INT, Effect.NONE, toInt(false, true)),
  FCVT_FROM_SINT("fcvt_from_sint", "T:X", FLOAT, Effect.NONE, Semantics.fromSigned()),
  FCVT_FROM_UINT("fcvt_from_uint", "T:X", FLOAT, Effect.NONE, Semantics.fromUnsigned()),

  /** Loads: {@code imm} is the byte offset, {@code aux} the memory. Stores: (value, address). */
  LOAD("load", Format.LOAD, "T:A", ANY, Effect.READS, HEAP_OUT_OF_BOUNDS),
  ULOAD8("uload8", Format.LOAD, "T:A", INT, Effect.READS, HEAP_OUT_OF_BOUNDS),
  SLOAD8("sload8", Format.LOAD, "T:A", INT, Effect.READS, HEAP_OUT_OF_BOUNDS),
  ULOAD16("uload16", Format.LOAD, "T:A", INT, Effect.READS, HEAP_OUT_OF_BOUNDS),
  SLOAD16("sload16", Format.LOAD, "T:A", INT, Effect.READS, HEAP_OUT_OF_BOUNDS),
  ULOAD32("uload32", Format.LOAD, "l:A", INT, Effect.READS, HEAP_OUT_OF_BOUNDS),
  SLOAD32("sload32", Format.LOAD, "l:A", INT, Effect.READS, HEAP_OUT_OF_BOUNDS),
  STORE("store", Format.STORE, "-:TA", ANY, Effect.WRITES, HEAP_OUT_OF_BOUNDS),
  ISTORE8("istore8", Format.STORE, "-:TA", INT, Effect.WRITES, HEAP_OUT_OF_BOUNDS),
  ISTORE16("istore16", Format.STORE, "-:TA", INT, Effect.WRITES, HEAP_OUT_OF_BOUNDS),
  ISTORE32("istore32", Format.STORE, "-:lA", INT, Effect.WRITES, HEAP_OUT_OF_BOUNDS),

  /** Address of stack slot {@code aux} plus {@code imm} bytes. */
  STACK_ADDR("stack_addr", Format.STACK_ADDR, "l:", INT, Effect.NONE),
  /** Address of the instance's context structure. */
  VMCTX("vmctx", Format.NULLARY, "l:", INT, Effect.NONE),
  GLOBAL_GET("global_get", Format.GLOBAL, "T:", ANY, Effect.READS),
  GLOBAL_SET("global_set", Format.GLOBAL, "-:T", ANY, Effect.WRITES),

  /** Size in pages of 64 KiB. */
  MEMORY_SIZE("memory_size", Format.MEMORY, "i:", INT, Effect.READS),
  /** Grows by some pages; gives the old size, or -1 if that many cannot be had. */
  MEMORY_GROW("memory_grow", Format.MEMORY, "i:i", INT, Effect.WRITES),
  /** (address, byte value, length). */
  MEMORY_FILL("memory_fill", Format.MEMORY, "-:iii", INT, Effect.WRITES, HEAP_OUT_OF_BOUNDS),
  /** (destination, source, length); {@code aux} and {@code imm} name the two memories. */
  MEMORY_COPY("memory_copy", Format.MEMORY_PAIR, "-:iii", INT, Effect.WRITES, HEAP_OUT_OF_BOUNDS),
  /** (destination, offset in the segment, length); {@code imm} is the data segment. */
  MEMORY_INIT("memory_init", Format.MEMORY_PAIR, "-:iii", INT, Effect.WRITES, HEAP_OUT_OF_BOUNDS),
  DATA_DROP("data_drop", Format.SEGMENT, "-:", INT, Effect.WRITES),

  TABLE_GET("table_get", Format.TABLE, "l:i", INT, Effect.READS, TABLE_OUT_OF_BOUNDS),
  /** (index, reference). */
  TABLE_SET("table_set", Format.TABLE, "-:il", INT, Effect.WRITES, TABLE_OUT_OF_BOUNDS),
  TABLE_SIZE("table_size", Format.TABLE, "i:", INT, Effect.READS),
  /** (initial reference, delta); gives the old size, or -1. */
  TABLE_GROW("table_grow", Format.TABLE, "i:li", INT, Effect.WRITES),
  /** (index, reference, length). */
  TABLE_FILL("table_fill", Format.TABLE, "-:ili", INT, Effect.WRITES, TABLE_OUT_OF_BOUNDS),
  TABLE_COPY("table_copy", Format.TABLE_PAIR, "-:iii", INT, Effect.WRITES, TABLE_OUT_OF_BOUNDS),
  TABLE_INIT("table_init", Format.TABLE_PAIR, "-:iii", INT, Effect.WRITES, TABLE_OUT_OF_BOUNDS),
  ELEM_DROP("elem_drop", Format.SEGMENT, "-:", INT, Effect.WRITES),
  /** The reference of function {@code aux} in this instance. */
  REF_FUNC("ref_func", Format.FUNCTION, "l:", INT, Effect.NONE),

  CALL("call", Format.CALL, "*:*", ANY, Effect.CALLS),
  /** Table index first, then the arguments; {@code aux} is the signature, {@code imm} the table. */
  CALL_INDIRECT(
      "call_indirect",
      Format.CALL_INDIRECT,
      "*:*",
      ANY,
      Effect.CALLS,
      TABLE_OUT_OF_BOUNDS,
      INDIRECT_CALL_TO_NULL,
      BAD_SIGNATURE),
  /** Function reference first, then the arguments; {@code aux} is the signature. */
  CALL_REF(
      "call_ref", Format.CALL_REF, "*:*", ANY, Effect.CALLS, INDIRECT_CALL_TO_NULL, BAD_SIGNATURE),

  JUMP("jump", Format.JUMP, "-:", ANY, Effect.TERMINATES),
  /** Edge 0 when the condition is non-zero, else edge 1. */
  BRIF("brif", Format.BRIF, "-:i", ANY, Effect.TERMINATES),
  /** Edge number {@code index} (unsigned); the last edge when there are not that many. */
  BR_TABLE("br_table", Format.BR_TABLE, "-:i", ANY, Effect.TERMINATES),
  RETURN("return", Format.RETURN, "-:*", ANY, Effect.TERMINATES),
  TRAP("trap", Format.TRAP, "-:", ANY, Effect.TERMINATES),
  TRAPZ("trapz", Format.TRAP, "-:i", ANY, Effect.TRAPS),
  TRAPNZ("trapnz", Format.TRAP, "-:i", ANY, Effect.TRAPS);

  /** How an instruction of the opcode uses its fields, and so how the text form writes it. */
  public enum Format {
    /** Value operands only. */
    PLAIN,
    CONST,
    LOAD,
    STORE,
    STACK_ADDR,
    NULLARY,
    GLOBAL,
    MEMORY,
    MEMORY_PAIR,
    TABLE,
    TABLE_PAIR,
    SEGMENT,
    FUNCTION,
    CALL,
    CALL_INDIRECT,
    CALL_REF,
    JUMP,
    BRIF,
    BR_TABLE,
    RETURN,
    TRAP
  }

  /** What an instruction does besides giving a result. */
  private enum Effect {
    NONE,
    COMMUTES,
    TRAPS,
    READS,
    WRITES,
    CALLS,
    TERMINATES
  }

  private static final Op[] VALUES = values();
  private static final String[] NEGATIONS = {"EQ NE", "SLT SGE", "SGT SLE", "ULT UGE", "UGT ULE"};
  private static final String[] FLOAT_NEGATIONS = {
    "EQ NE", "LT UGE", "LE UGT", "GT ULE", "GE ULT", "ORD UNO", "ONE UEQ"
  };
  private static final String[] SWAPS = {"SLT SGT", "SGE SLE", "ULT UGT", "UGE ULE"};
  private static final String[] FLOAT_SWAPS = {"LT GT", "LE GE", "ULT UGT", "ULE UGE"};

  static {
    for (Op op : VALUES) {
      op.negated = op.isIntCompare() ? partner(op, NEGATIONS) : partner(op, FLOAT_NEGATIONS);
      op.swapped = op.isIntCompare() ? partner(op, SWAPS) : partner(op, FLOAT_SWAPS);
    }
  }

  private final String mnemonic;
  private final Format format;
  private final Typing typing;
  private final Effect effect;
  private final @Nullable Evaluator evaluator;
  private final Set<TrapCode> traps;
  // Set once by the static initializer, which alone can see the other rows.
  private Op negated = this;
  private Op swapped = this;

  /** A pure operation, or one that is pure but for its traps. */
  Op(
      String mnemonic,
      String typing,
      Typing.Domain domain,
      Effect effect,
      Evaluator evaluator,
      TrapCode... traps) {
    this.mnemonic = mnemonic;
    this.format = Format.PLAIN;
    this.typing = Typing.of(typing, domain);
    this.effect = effect;
    this.evaluator = evaluator;
    this.traps = Set.of(traps);
  }

  Op(
      String mnemonic,
      Format format,
      String typing,
      Typing.Domain domain,
      Effect effect,
      TrapCode... traps) {
    this.mnemonic = mnemonic;
    this.format = format;
    this.typing = Typing.of(typing, domain);
    this.effect = effect;
    this.evaluator = null;
    this.traps = Set.of(traps);
  }

  Op(String mnemonic, Format format, String typing, Typing.Domain domain) {
    this(mnemonic, format, typing, domain, Effect.NONE);
  }

  private static Op partner(Op op, String[] pairs) {
    int cut = op.name().indexOf('_');
    if (!op.isCompare()) {
      return op;
    }
    String prefix = op.name().substring(0, cut + 1);
    String condition = op.name().substring(cut + 1);
    for (String pair : pairs) {
      String[] two = pair.split(" ", -1);
      if (two[0].equals(condition)) {
        return valueOf(prefix + two[1]);
      }
      if (two[1].equals(condition)) {
        return valueOf(prefix + two[0]);
      }
    }
    return op;
  }

  /** The opcode with the given {@link #ordinal()}. */
  public static Op of(int ordinal) {
    return VALUES[ordinal];
  }

  /** The number of opcodes. */
  public static int count() {
    return VALUES.length;
  }

  /** The opcode spelled {@code mnemonic} (comparisons with their condition), or null. */
  public static @Nullable Op parse(String mnemonic) {
    return Arrays.stream(VALUES)
        .filter(op -> op.mnemonic.equals(mnemonic))
        .findFirst()
        .orElse(null);
  }

  /** The spelling in the text form; comparisons include the condition: {@code icmp slt}. */
  public String mnemonic() {
    return mnemonic;
  }

  public Format format() {
    return format;
  }

  public Typing typing() {
    return typing;
  }

  /** The traps an instruction can raise by itself (not those of functions it calls). */
  public Set<TrapCode> traps() {
    return traps;
  }

  public boolean isCompare() {
    return ordinal() >= ICMP_EQ.ordinal() && ordinal() <= FCMP_UGE.ordinal();
  }

  public boolean isIntCompare() {
    return ordinal() >= ICMP_EQ.ordinal() && ordinal() <= ICMP_ULE.ordinal();
  }

  public boolean isFloatCompare() {
    return ordinal() >= FCMP_EQ.ordinal() && ordinal() <= FCMP_UGE.ordinal();
  }

  /** For comparisons the one that holds exactly when this does not; else this. */
  public Op negated() {
    return negated;
  }

  /** For comparisons the one with {@code a} and {@code b} exchanged; else this. */
  public Op swapped() {
    return swapped;
  }

  public boolean isConst() {
    return format == Format.CONST;
  }

  public boolean commutes() {
    return effect == Effect.COMMUTES;
  }

  /** No effect and no trap: equal operands give equal results, anywhere, any number of times. */
  public boolean isPure() {
    return effect == Effect.NONE || effect == Effect.COMMUTES;
  }

  /** Can stop the program, be it only because a function it calls does. */
  public boolean canTrap() {
    return !traps.isEmpty() || effect == Effect.TRAPS || effect == Effect.CALLS || this == TRAP;
  }

  /** Depends on memory, globals or tables. */
  public boolean reads() {
    return effect == Effect.READS || effect == Effect.CALLS;
  }

  /** Changes memory, globals or tables. */
  public boolean writes() {
    return effect == Effect.WRITES || effect == Effect.CALLS;
  }

  public boolean isCall() {
    return effect == Effect.CALLS;
  }

  public boolean isTerminator() {
    return effect == Effect.TERMINATES;
  }

  /** True when {@link #eval} gives the meaning of the opcode. */
  public boolean isEvaluable() {
    return evaluator != null;
  }

  /**
   * The meaning of the operation on value bits. I32 and F32 values are the sign-extended 32-bit
   * pattern; the bits above are ignored in operands.
   *
   * @param result type of the result
   * @param operand type of the first operand, which tells I32 from I64 where the result does not;
   *     for {@link #SELECT} that of the condition
   * @throws TrapException if the operation traps on these operands
   */
  public long eval(Type result, Type operand, long a, long b, long c) {
    if (evaluator == null) {
      throw new AssertionError(this + " has no value semantics");
    }
    return evaluator.apply(result, operand, a, b, c);
  }
}
