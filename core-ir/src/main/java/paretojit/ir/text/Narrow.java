package paretojit.ir.text;

import paretojit.ir.FunctionBuilder;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;

/**
 * Emits integer operations of any width: those of i32 and i64 as they are, those of i8 and i16 as
 * I32 sequences.
 *
 * <p>A narrow value is an I32 whose bits above the width are zero. So unsigned operations, bit
 * operations, equality and conditions are those of I32; signed ones extend the sign first; what can
 * carry into the upper bits is masked after. Comparisons give 0 or 1, which is the same value in
 * every integer type.
 */
final class Narrow {
  /** A value and the type that text gives it. */
  record Val(int id, TextType type) {}

  final FunctionBuilder b;

  Narrow(FunctionBuilder b) {
    this.b = b;
  }

  // ---- building blocks ----

  Val constant(TextType type, long value) {
    return new Val(b.iconst(type.ir(), value & type.mask()), type);
  }

  /** The I32 number {@code value}, of no text type. */
  int i32(long value) {
    return b.iconst(Type.I32, value);
  }

  /** Clears the bits above the width. */
  int mask(TextType type, int id) {
    return type.isNarrow() ? b.binary(Op.BAND, id, i32(type.mask())) : id;
  }

  /** The value's sign extended to the whole of its IR type. */
  int signed(Val a) {
    return switch (a.type()) {
      case I8 -> b.unary(Op.SEXTEND8, a.id());
      case I16 -> b.unary(Op.SEXTEND16, a.id());
      case I32, I64, F32, F64 -> a.id();
    };
  }

  private Val masked(TextType type, int id) {
    return new Val(mask(type, id), type);
  }

  /** An I32 condition that holds when {@code a} is not zero. */
  int condition(Val a) {
    return a.type() == TextType.I64 ? b.binary(Op.ICMP_NE, a.id(), b.iconst(Type.I64, 0)) : a.id();
  }

  /** Traps when the I32 {@code condition} holds. */
  void trapIf(int condition, TrapCode code, int userCode) {
    b.trapIf(Op.TRAPNZ, condition, code, userCode);
  }

  // ---- one operand ----

  Val unary(Op op, Val a) {
    TextType type = a.type();
    if (!type.isNarrow()) {
      return new Val(b.unary(op, a.id()), type);
    }
    int id = a.id();
    int unused = 32 - type.bits();
    return switch (op) {
      case BNOT -> new Val(b.binary(Op.BXOR, id, i32(type.mask())), type);
      case INEG -> masked(type, b.unary(op, id));
      case IABS -> masked(type, b.unary(op, signed(a)));
      case POPCNT -> new Val(b.unary(op, id), type);
      case CLZ -> new Val(b.binary(Op.ISUB, b.unary(op, id), i32(unused)), type);
      // A bit just above the width stops the count for zero.
      case CTZ -> {
        int stop = b.binary(Op.BOR, id, i32(type.mask() + 1));
        yield new Val(b.unary(op, stop), type);
      }
      case BSWAP, BITREV -> new Val(b.binary(Op.USHR, b.unary(op, id), i32(unused)), type);
      default -> throw new OutsideSubset(op.mnemonic() + " of " + type);
    };
  }

  // ---- two operands ----

  /** {@code a op c} for operands of one type; shifts and rotations take any integer amount. */
  Val binary(Op op, Val a, Val c) {
    if (isShift(op)) {
      return shift(op, a, c);
    }
    TextType type = a.type();
    if (!type.isNarrow()) {
      return new Val(b.binary(op, a.id(), c.id()), type);
    }
    return switch (op) {
      case IADD, ISUB, IMUL -> masked(type, b.binary(op, a.id(), c.id()));
      case BAND, BOR, BXOR, UDIV, UREM, UMIN, UMAX -> new Val(b.binary(op, a.id(), c.id()), type);
      case SMIN, SMAX, SREM -> masked(type, b.binary(op, signed(a), signed(c)));
      case SDIV -> divide(a, c);
      case SMULHI -> {
        int product = b.binary(Op.IMUL, signed(a), signed(c));
        yield masked(type, b.binary(Op.SSHR, product, i32(type.bits())));
      }
      case UMULHI -> {
        int product = b.binary(Op.IMUL, a.id(), c.id());
        yield new Val(b.binary(Op.USHR, product, i32(type.bits())), type);
      }
      default -> throw new OutsideSubset(op.mnemonic() + " of " + type);
    };
  }

  /** The one overflow, minimum / -1, does not overflow I32: it shows as a quotient out of range. */
  private Val divide(Val a, Val c) {
    TextType type = a.type();
    int quotient = b.binary(Op.SDIV, signed(a), signed(c));
    long tooMuch = 1L << (type.bits() - 1);
    trapIf(b.binary(Op.ICMP_EQ, quotient, i32(tooMuch)), TrapCode.INTEGER_OVERFLOW, 0);
    return masked(type, quotient);
  }

  static boolean isShift(Op op) {
    return switch (op) {
      case ISHL, USHR, SSHR, ROTL, ROTR -> true;
      default -> false;
    };
  }

  private Val shift(Op op, Val a, Val amount) {
    TextType type = a.type();
    int count = resize(amount, type.ir());
    if (!type.isNarrow()) {
      return new Val(b.binary(op, a.id(), count), type);
    }
    int low = b.binary(Op.BAND, count, i32(type.bits() - 1));
    return switch (op) {
      case ISHL -> masked(type, b.binary(op, a.id(), low));
      case USHR -> new Val(b.binary(op, a.id(), low), type);
      case SSHR -> masked(type, b.binary(op, signed(a), low));
      case ROTL -> rotate(a, low, Op.ISHL, Op.USHR);
      case ROTR -> rotate(a, low, Op.USHR, Op.ISHL);
      default -> throw new AssertionError(op);
    };
  }

  /** Shifts both ways; a rotation by zero shifts everything out on the other one. */
  private Val rotate(Val a, int count, Op there, Op back) {
    TextType type = a.type();
    int rest = b.binary(Op.ISUB, i32(type.bits()), count);
    int one = b.binary(there, a.id(), count);
    int other = b.binary(back, a.id(), rest);
    return masked(type, b.binary(Op.BOR, one, other));
  }

  /** A shift amount in another type: only its low bits count, so any extension will do. */
  private int resize(Val amount, Type to) {
    if (amount.type().ir() == to) {
      return amount.id();
    }
    return b.convert(to == Type.I64 ? Op.UEXTEND : Op.IREDUCE, to, amount.id());
  }

  /** {@code icmp} or {@code fcmp}; gives I32 0 or 1. */
  int compare(Op op, Val a, Val c) {
    boolean signed =
        switch (op) {
          case ICMP_SLT, ICMP_SGE, ICMP_SGT, ICMP_SLE -> true;
          default -> false;
        };
    return signed ? b.binary(op, signed(a), signed(c)) : b.binary(op, a.id(), c.id());
  }

  // ---- conversions ----

  Val convert(Op op, TextType to, Val a) {
    TextType from = a.type();
    if (!to.isNarrow() && !from.isNarrow()) {
      return new Val(b.convert(op, to.ir(), a.id()), to);
    }
    return switch (op) {
      case UEXTEND -> new Val(widen(Op.UEXTEND, to, a.id()), to);
      case SEXTEND -> masked(to, widen(Op.SEXTEND, to, signed(a)));
      case IREDUCE -> {
        int low = from == TextType.I64 ? b.convert(op, Type.I32, a.id()) : a.id();
        yield masked(to, low);
      }
      case FCVT_FROM_UINT -> new Val(b.convert(op, to.ir(), a.id()), to);
      case FCVT_FROM_SINT -> new Val(b.convert(op, to.ir(), signed(a)), to);
      case FCVT_TO_UINT -> {
        int wide = b.convert(op, Type.I32, a.id());
        trapIf(b.binary(Op.ICMP_UGT, wide, i32(to.mask())), TrapCode.INTEGER_OVERFLOW, 0);
        yield new Val(wide, to);
      }
      case FCVT_TO_SINT -> {
        int wide = b.convert(op, Type.I32, a.id());
        Val low = masked(to, wide);
        trapIf(b.binary(Op.ICMP_NE, signed(low), wide), TrapCode.INTEGER_OVERFLOW, 0);
        yield low;
      }
      case FCVT_TO_UINT_SAT -> {
        int wide = b.convert(op, Type.I32, a.id());
        yield new Val(b.binary(Op.UMIN, wide, i32(to.mask())), to);
      }
      case FCVT_TO_SINT_SAT -> {
        int wide = b.convert(op, Type.I32, a.id());
        long max = to.mask() >> 1;
        int atMost = b.binary(Op.SMIN, wide, i32(max));
        yield masked(to, b.binary(Op.SMAX, atMost, i32(~max)));
      }
      default -> throw new OutsideSubset(op.mnemonic() + " from " + from + " to " + to);
    };
  }

  private int widen(Op op, TextType to, int id) {
    return to == TextType.I64 ? b.convert(op, Type.I64, id) : id;
  }

  // ---- memory ----

  /** {@code load.i8} and {@code load.i16} are zero-extending loads. */
  Val load(Op op, TextType type, int memory, int address, long offset) {
    Op actual = op;
    if (type.isNarrow()) {
      boolean narrowest = type == TextType.I8;
      actual =
          switch (op) {
            case LOAD -> narrowest ? Op.ULOAD8 : Op.ULOAD16;
            case ULOAD8, SLOAD8 -> op;
            default -> throw new OutsideSubset(op.mnemonic() + " of " + type);
          };
    }
    int loaded = b.load(actual, type.ir(), memory, address, offset);
    return op == Op.SLOAD8 ? masked(type, loaded) : new Val(loaded, type);
  }

  void store(Op op, Val value, int memory, int address, long offset) {
    Op actual =
        switch (value.type()) {
          case I8 -> Op.ISTORE8;
          case I16 -> op == Op.STORE ? Op.ISTORE16 : op;
          case I32, I64, F32, F64 -> op;
        };
    b.store(actual, value.id(), memory, address, offset);
  }
}
