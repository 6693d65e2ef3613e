package paretojit.stencil.x64;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.Type;

/**
 * Which operation another one can do on its way, by one stencil or a few that are less code: the
 * table of supernodes.
 *
 * <p>A producer is folded into the only instruction that uses its result, in the same block; it is
 * then done there, with its operands alive until there. One byte per instruction says so: {@link
 * #FOLDED} for the producer, the kind for its user. Which kinds pairs of opcodes can have is a table,
 * so that most instructions cost {@link Placement} one look-up; what else must hold is checked for
 * the few that are left.
 *
 * <p>A load may only be folded past instructions that neither write nor trap, other loads excepted:
 * those trap with the same code.
 *
 * <p>Of what is folded itself, only comparisons can have something folded into them.
 */
final class SuperNodes {
  /** The instruction is done by its user. */
  static final int FOLDED = 0x80;

  /** The bits that say what an instruction does besides. */
  static final int KIND = 0x7f;

  static final int NONE = 0;

  /** A branch or select whose comparison sets the flags it uses. */
  static final int CONDITION = 1;

  /** An operation or comparison on a value in memory. */
  static final int OF_LOAD = 2;

  /** {@code a + (b << k)}. */
  static final int SUM_SHL = 3;

  /** {@code (b << k) + constant}. */
  static final int SHL_IMM = 4;

  /** {@code a + b + constant}. */
  static final int SUM_IMM = 5;

  /** A branch or comparison with zero of {@code a & b}. */
  static final int TEST = 6;

  private static final int I32 = Type.I32.ordinal();
  private static final int OPS = Op.count();
  private static final int BRIF = Op.BRIF.ordinal();
  private static final int LARGEST_SCALE = 3;

  private final byte[] kinds = new byte[OPS * OPS];
  private final boolean guarded;
  private final boolean immediates;

  /**
   * The table.
   *
   * @param guarded whether accesses to memory 0 are checked by page protection
   * @param immediates whether constants may be in the code
   */
  SuperNodes(boolean guarded, boolean immediates) {
    this.guarded = guarded;
    this.immediates = immediates;
    for (Op op : Op.values()) {
      if (op.isCompare()) {
        add(op, Op.BRIF, CONDITION);
      }
      if (op.isIntCompare()) {
        add(op, Op.SELECT, CONDITION);
        add(Op.LOAD, op, OF_LOAD);
      }
    }
    for (Op op : new Op[] {Op.IADD, Op.ISUB, Op.IMUL, Op.BAND, Op.BOR, Op.BXOR}) {
      add(Op.LOAD, op, OF_LOAD);
    }
    for (Op op : new Op[] {Op.FADD, Op.FSUB, Op.FMUL, Op.FDIV}) {
      add(Op.LOAD, op, OF_LOAD);
    }
    add(Op.ISHL, Op.IADD, SUM_SHL);
    if (immediates) {
      withConstants();
    }
    add(Op.BAND, Op.BRIF, TEST);
    add(Op.BAND, Op.ICMP_EQ, TEST);
    add(Op.BAND, Op.ICMP_NE, TEST);
  }

  private void withConstants() {
    add(Op.IADD, Op.IADD, SUM_IMM);
    for (Op op : Op.values()) {
      if (op.isIntCompare()) {
        add(Op.ULOAD8, op, OF_LOAD);
      }
    }
  }

  private void add(Op producer, Op user, int kind) {
    kinds[producer.ordinal() * OPS + user.ordinal()] = (byte) kind;
  }

  /** Whether operations can be folded at all. */
  static boolean isProducer(Op op) {
    return op.isCompare()
        || op == Op.LOAD
        || op == Op.ULOAD8
        || op == Op.IADD
        || op == Op.ISHL
        || op == Op.BAND;
  }

  /**
   * Folds an instruction into its user, if it can be.
   *
   * @param fusion one byte per instruction, set for both if so
   * @param inst whose one result is used once
   * @param at the instruction at whose place that use is: the user, or what the user is folded into
   */
  boolean fold(Function f, byte[] fusion, int inst, int at) {
    int value = f.firstResult(inst);
    int user = at;
    if (fusion[at] == CONDITION && f.arg(at, 0) != value) {
      user = f.valueDef(f.arg(at, 0));
    }
    int kind = kinds[f.opcode(inst) * OPS + f.opcode(user)];
    boolean isFree =
        fusion[user] == NONE || fusion[user] == (byte) FOLDED && f.op(user).isIntCompare();
    if (kind == NONE || !isFree || !isOperand(f, user, value)) {
      return false;
    }
    kind = check(f, kind, inst, user, value);
    if (kind == NONE) {
      return false;
    }
    fusion[inst] |= (byte) FOLDED;
    fusion[user] |= (byte) kind;
    return true;
  }

  /** Whether an instruction could be folded into its user, other ones aside. */
  boolean pairs(Function f, int inst, int user) {
    int kind = kinds[f.opcode(inst) * OPS + f.opcode(user)];
    int value = f.firstResult(inst);
    return kind != NONE && isOperand(f, user, value) && check(f, kind, inst, user, value) != NONE;
  }

  /** The use may be one by an edge, or by something else that is folded. */
  private static boolean isOperand(Function f, int user, int value) {
    return f.arg(user, 0) == value || f.argCount(user) > 1 && f.arg(user, 1) == value;
  }

  private int check(Function f, int kind, int inst, int user, int value) {
    return switch (kind) {
      case CONDITION -> isCondition(f, user, value) ? kind : NONE;
      case OF_LOAD -> isOfLoad(f, inst, user, value) ? kind : NONE;
      case SUM_SHL -> sumOfShift(f, inst, user, value);
      case SUM_IMM -> isSumWithConstant(f, inst, user, value) ? kind : NONE;
      case TEST -> isTest(f, inst, user, value) ? kind : NONE;
      default -> throw new AssertionError(kind);
    };
  }

  private static boolean isCondition(Function f, int user, int value) {
    return f.arg(user, 0) == value && (f.opcode(user) == BRIF || f.type(user).isInt());
  }

  private boolean isOfLoad(Function f, int inst, int user, int value) {
    int position = f.arg(user, 1) == value ? 1 : 0;
    int other = f.arg(user, 1 - position);
    boolean isConstant = isConstant(f, other);
    Op op = f.op(user);
    if (f.arg(user, position) != value || !isFreeAccess(f, inst)) {
      return false;
    }
    if (op.isIntCompare()) {
      return f.op(inst) == Op.LOAD || isConstant && f.imm(f.valueDef(other)) >>> 8 == 0;
    }
    return f.op(inst) == Op.LOAD && !isConstant && (position == 1 || op.commutes());
  }

  /** An access to memory 0 that needs no check and no address of its own. */
  private boolean isFreeAccess(Function f, int inst) {
    return guarded && f.aux(inst) == 0 && f.imm(inst) >= 0 && f.imm(inst) < Integer.MAX_VALUE - 8;
  }

  private int sumOfShift(Function f, int inst, int user, int value) {
    int amount = f.valueDef(f.arg(inst, 1));
    if (f.typeOrdinal(user) != I32
        || amount < 0
        || !f.op(amount).isConst()
        || f.imm(amount) < 1
        || f.imm(amount) > LARGEST_SCALE
        || isConstant(f, f.arg(inst, 0))) {
      return NONE;
    }
    if (!isConstant(f, other(f, user, value))) {
      return SUM_SHL;
    }
    return immediates ? SHL_IMM : NONE;
  }

  private static boolean isSumWithConstant(Function f, int inst, int user, int value) {
    return f.typeOrdinal(user) == I32
        && isConstant(f, other(f, user, value))
        && !isConstant(f, f.arg(inst, 0))
        && !isConstant(f, f.arg(inst, 1));
  }

  private static boolean isTest(Function f, int inst, int user, int value) {
    if (isConstant(f, f.arg(inst, 0)) && isConstant(f, f.arg(inst, 1))) {
      return false;
    }
    if (f.opcode(user) == BRIF) {
      return f.arg(user, 0) == value;
    }
    int other = f.valueDef(other(f, user, value));
    return other >= 0 && f.op(other).isConst() && f.imm(other) == 0;
  }

  /** The other one of an instruction's two operands. */
  static int other(Function f, int inst, int value) {
    return f.arg(inst, 0) == value ? f.arg(inst, 1) : f.arg(inst, 0);
  }

  static boolean isConstant(Function f, int value) {
    int definer = f.valueDef(value);
    return definer >= 0 && f.op(definer).isConst();
  }
}
