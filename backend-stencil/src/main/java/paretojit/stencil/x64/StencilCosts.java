package paretojit.stencil.x64;

import java.util.List;
import paretojit.engine.OpCosts;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.Family.Operand;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.library.StencilLibrary;

/**
 * What operations cost in stencils: the bytes of the library's code, and the time of what is slow.
 *
 * <p>The bytes are the mean of stencils of the operation's family that have their operands in pinned
 * registers, or in frame slots where nothing is pinned, and of the moves that a form in place of its
 * first operand or with a result in the temporary needs. An immediate has stencils of its own; where it has none, it has to
 * be moved to where the operation takes it.
 */
final class StencilCosts {
  /** Bytes of a {@link OpCosts#SIMPLE} operation: a move and an instruction of two operands. */
  private static final int SIMPLE_BYTES = 6;

  /** Cost of a cycle of latency, half of which is hidden by other work. */
  private static final int CYCLE = OpCosts.SIMPLE / 2;

  /** Any kind that an operand usually has. */
  private static final int ANY = -1;

  private final StencilLibrary library;
  private final boolean pinned;
  private final boolean immediates;

  private StencilCosts(StencilLibrary library, boolean pinned, boolean immediates) {
    this.library = library;
    this.pinned = pinned;
    this.immediates = immediates;
  }

  /**
   * The costs in a library.
   *
   * @param pinned whether values live in registers
   * @param immediates whether constants may be in the code
   */
  static OpCosts of(StencilLibrary library, boolean pinned, boolean immediates) {
    StencilCosts costs = new StencilCosts(library, pinned, immediates);
    return new OpCosts(
            (op, type) -> costs.cost(op, type, false), (op, type) -> costs.cost(op, type, true))
        .withPairs(costs::pair);
  }

  /** The cost of a supernode; those there are have the type I32. */
  private int pair(OpCosts.Pair pair, Type type) {
    if (type != Type.I32 || pair != OpCosts.Pair.SUM_SHIFTED && !immediates) {
      return Integer.MAX_VALUE;
    }
    float bytes =
        switch (pair) {
          case SUM_SHIFTED -> bytes("sum_shl2_i32", false);
          case SHIFT_PLUS -> bytes("shl2_imm_i32", false);
          case SUM_PLUS -> bytes("sum_imm_i32", false);
        };
    return scaled(bytes);
  }

  /** Operations with effects are not for a mid-end to choose: they get one cost. */
  private int cost(Op op, Type type, boolean immediate) {
    if (!op.isEvaluable() && !op.isPure()) {
      return OpCosts.SIMPLE;
    }
    return scaled(bytes(op, type, immediate)) + (cycles(op) - 1) * CYCLE;
  }

  private static int scaled(float bytes) {
    return Math.round(bytes * OpCosts.SIMPLE / SIMPLE_BYTES);
  }

  /** Latency of an operation on current processors. */
  private static int cycles(Op op) {
    return switch (op) {
      case IMUL, CLZ, CTZ, POPCNT, BITCAST -> 3;
      case SMULHI, UMULHI, FADD, FSUB, FMUL, FMA, FMIN, FMAX -> 4;
      case UDIV, SDIV, UREM, SREM -> 20;
      case FDIV, SQRT -> 13;
      case CEIL, FLOOR, TRUNC, NEAREST -> 8;
      case FPROMOTE, FDEMOTE, FCVT_FROM_SINT, FCVT_FROM_UINT -> 5;
      case FCVT_TO_SINT, FCVT_TO_UINT, FCVT_TO_SINT_SAT, FCVT_TO_UINT_SAT -> 6;
      default -> 1;
    };
  }

  private float bytes(Op op, Type type, boolean immediate) {
    if (op.isIntCompare()) {
      return bytes("flags_cmp_i64", immediate) + bytes("set_" + Catalog.condition(op), false);
    }
    return switch (op) {
      case F32CONST, F64CONST -> constant(type);
      case UEXTEND -> move(Type.I64);
      case SELECT -> bytes("select_" + (type == Type.I32 ? Type.I64 : type), immediate);
      case ROTL, ROTR ->
          immediate && immediates && type.isInt()
              ? bytes("rotate_" + type, false)
              : general(op, type, immediate);
      default -> general(op, type, immediate);
    };
  }

  /** By the type of the result alone or, the dearest, by that of the operand too; 0 if by none. */
  private float general(Op op, Type type, boolean immediate) {
    String name = Catalog.name(op, type);
    float most = library.catalog().find(name) == null ? 0 : bytes(name, immediate);
    for (Type from : Type.values()) {
      if (library.catalog().find(name + "_" + from) != null) {
        most = Math.max(most, bytes(name + "_" + from, immediate));
      }
    }
    return most;
  }

  private float bytes(String name, boolean immediate) {
    Family family = library.catalog().family(name);
    int last = ANY;
    float moves = 0;
    if (immediate) {
      if (immediates && (family.operands().getLast().kinds() & OperandKind.I) != 0) {
        last = OperandKind.IMM;
      } else {
        moves += constant(family.operands().getLast().type());
      }
    }
    Operand first = family.operands().getFirst();
    boolean isInPlace = family.has(Family.REUSES_RESULT_FIRST | Family.REUSES_RESULT_LAST);
    if (isInPlace || first.isResult() && !isUsual(first)) {
      moves += move(first.type());
    }
    return mean(family, last) + moves;
  }

  /** From one usual place to another. */
  private float move(Type type) {
    return mean(library.catalog().family("move_" + (type == Type.I32 ? Type.I64 : type)), ANY);
  }

  /** From the code to a usual place. */
  private float constant(Type type) {
    int from = type.isInt() ? OperandKind.IMM : OperandKind.WIDE;
    return mean(library.catalog().family("move_" + type), from);
  }

  /**
   * Mean bytes of those stencils of a family that have their operands where they usually are, in
   * different registers, with each register in each place once.
   *
   * @param last kind of the last operand, or {@link #ANY}
   */
  private float mean(Family family, int last) {
    List<Operand> operands = family.operands();
    int bytes = 0;
    for (int r = 0; r < OperandKind.GENERAL_REGISTERS; r++) {
      int key = 0;
      for (int k = 0; k < operands.size(); k++) {
        boolean isLast = k == operands.size() - 1;
        int kind = isLast && last != ANY ? last : usual(operands.get(k), r + k);
        key = key << 4 | kind;
      }
      int id = library.find(family, key);
      if (id < 0) {
        throw new AssertionError("no stencil " + family.text(key));
      }
      bytes += library.codeStart()[id + 1] - library.codeStart()[id];
    }
    return (float) bytes / OperandKind.GENERAL_REGISTERS;
  }

  private boolean isUsual(Operand operand) {
    int usual = OperandKind.S;
    if (pinned) {
      usual = operand.type().isInt() ? OperandKind.R : OperandKind.X;
    }
    return (operand.kinds() & usual) != 0;
  }

  /** The kind of an operand that gets the next register; the temporary's if it can have no other. */
  private int usual(Operand operand, int next) {
    if (!isUsual(operand)) {
      return OperandKind.TEMP;
    }
    boolean isInt = operand.type().isInt();
    int registers = isInt ? OperandKind.GENERAL_REGISTERS : OperandKind.VECTOR_REGISTERS;
    return pinned ? next % registers : OperandKind.SLOT;
  }
}
