package paretojit.stencil.x64;

import java.util.EnumSet;
import java.util.Set;
import paretojit.ir.Op;

/**
 * What placement and emission ask of every instruction, as bits by opcode: the walks over the IR read
 * numbers of one small table instead of fields of {@link Op}.
 */
final class Traits {
  /** No effect and no trap. */
  static final int PURE = 1;

  static final int CONSTANT = 1 << 1;
  static final int COMPARE = 1 << 2;
  static final int COMMUTES = 1 << 3;

  /** Another function is called. */
  static final int CALL = 1 << 4;

  /** No register survives: a call, or an operation that the runtime does. */
  static final int CLOBBERS = 1 << 5;

  static final int INT_COMPARE = 1 << 6;

  /** May be done by the instruction that uses its result; see {@link SuperNodes}. */
  static final int FOLDS = 1 << 7;

  static final int LOAD = 1 << 8;

  /** No load may be moved past it. */
  static final int BARRIER = 1 << 9;

  private static final Set<Op> LOADS =
      EnumSet.of(Op.LOAD, Op.ULOAD8, Op.SLOAD8, Op.ULOAD16, Op.SLOAD16, Op.ULOAD32, Op.SLOAD32);

  private static final Set<Op> RUNTIME =
      EnumSet.of(
          Op.MEMORY_GROW,
          Op.MEMORY_FILL,
          Op.MEMORY_COPY,
          Op.MEMORY_INIT,
          Op.DATA_DROP,
          Op.TABLE_GROW,
          Op.TABLE_FILL,
          Op.TABLE_COPY,
          Op.TABLE_INIT,
          Op.ELEM_DROP);

  private static final short[] BITS = new short[Op.count()];

  static {
    for (int code = 0; code < BITS.length; code++) {
      BITS[code] = (short) bits(Op.of(code));
    }
  }

  private Traits() {}

  private static int bits(Op op) {
    return (op.isPure() ? PURE : 0)
        | (op.isConst() ? CONSTANT : 0)
        | (op.isCompare() ? COMPARE : 0)
        | (op.isIntCompare() ? INT_COMPARE : 0)
        | (op.commutes() ? COMMUTES : 0)
        | (op.isCall() ? CALL | CLOBBERS : 0)
        | (RUNTIME.contains(op) ? CLOBBERS : 0)
        | (SuperNodes.isProducer(op) ? FOLDS : 0)
        | (LOADS.contains(op) ? LOAD : 0)
        | (op.writes() || op.canTrap() && !LOADS.contains(op) ? BARRIER : 0);
  }

  /** The traits of an opcode, {@link Op#ordinal()}. */
  static int of(int opcode) {
    return BITS[opcode];
  }
}
