package paretojit.isel.x64;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.Type;

/**
 * How large a value can be at most, seen as unsigned, from the operations that make it.
 *
 * <p>An address is an I32 that wraps around; only where it provably does not can an addition or a
 * shift become part of a 64-bit address.
 */
final class UpperBounds {
  /** How many operations below a value are looked at, so that a question takes constant time. */
  private static final int MAX_DEPTH = 6;

  private static final long ALL_32 = 0xffff_ffffL;

  private UpperBounds() {}

  /** A bound of an I32 value. */
  static long of(Function f, int value) {
    return bound(f, value, MAX_DEPTH);
  }

  private static long bound(Function f, int value, int depth) {
    int def = f.valueDef(value);
    if (f.valueType(value) != Type.I32 || def < 0 || depth == 0) {
      return ALL_32;
    }
    Op op = f.op(def);
    return switch (op) {
      case ICONST -> f.imm(def) & ALL_32;
      case ULOAD8 -> 0xff;
      case ULOAD16 -> 0xffff;
      case CLZ, CTZ, POPCNT -> 64;
      case BAND -> Math.min(operand(f, def, 0, depth), operand(f, def, 1, depth));
      case BOR, BXOR -> bitsOf(operand(f, def, 0, depth) | operand(f, def, 1, depth));
      case USHR -> {
        long count = constant(f, def);
        yield count < 0 ? operand(f, def, 0, depth) : operand(f, def, 0, depth) >>> (count & 31);
      }
      case ISHL -> {
        long count = constant(f, def);
        yield count < 0 ? ALL_32 : unlessWrapped(operand(f, def, 0, depth) << (count & 31));
      }
      case IADD -> unlessWrapped(operand(f, def, 0, depth) + operand(f, def, 1, depth));
      case IMUL -> {
        long a = operand(f, def, 0, depth);
        long b = operand(f, def, 1, depth);
        yield a <= 0xffff && b <= 0xffff ? a * b : ALL_32;
      }
      case UREM -> {
        long divisor = constant(f, def);
        yield divisor > 0 ? divisor - 1 : ALL_32;
      }
      case UDIV -> {
        long divisor = constant(f, def);
        yield divisor > 0 ? operand(f, def, 0, depth) / divisor : operand(f, def, 0, depth);
      }
      case SELECT -> Math.max(operand(f, def, 1, depth), operand(f, def, 2, depth));
      case UMIN -> Math.min(operand(f, def, 0, depth), operand(f, def, 1, depth));
      default -> op.isCompare() ? 1 : ALL_32;
    };
  }

  private static long operand(Function f, int def, int k, int depth) {
    return bound(f, f.arg(def, k), depth - 1);
  }

  /** The second operand if it is a constant, as an unsigned number, else -1. */
  private static long constant(Function f, int inst) {
    int def = f.valueDef(f.arg(inst, 1));
    return def >= 0 && f.opcode(def) == Op.ICONST.ordinal() ? f.imm(def) & ALL_32 : -1;
  }

  private static long unlessWrapped(long bound) {
    return bound <= ALL_32 ? bound : ALL_32;
  }

  private static long bitsOf(long bound) {
    return bound == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(bound);
  }
}
