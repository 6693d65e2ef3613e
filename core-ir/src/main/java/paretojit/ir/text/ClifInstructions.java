package paretojit.ir.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.ir.text.Narrow.Val;

/**
 * CLIF instructions that are no opcode of the IR, each as the opcodes it stands for. Operands are
 * values; forms with other operands are read in {@link InstReader}.
 */
final class ClifInstructions {
  /** Expands an instruction. {@code type} is the one spelled after the mnemonic, or null. */
  @FunctionalInterface
  interface Expansion {
    List<Val> expand(ClifInstructions self, @Nullable TextType type, List<Val> args);
  }

  /** {@code operands} counts values; {@code typed} if the result's type must be spelled. */
  record Row(int operands, boolean typed, Expansion expansion) {}

  private static final Map<String, Row> ROWS = rows();

  private final Narrow n;

  /** Whether comparisons give i8 as in CLIF, or i32 as in the IR. */
  private final TextType bool;

  ClifInstructions(Narrow narrow, TextType bool) {
    this.n = narrow;
    this.bool = bool;
  }

  static @Nullable Row find(String mnemonic) {
    return ROWS.get(mnemonic);
  }

  private static Map<String, Row> rows() {
    Map<String, Row> rows = new HashMap<>();
    add(rows, "copy", 1, (s, t, a) -> List.of(a.get(0)));
    add(rows, "nop", 0, (s, t, a) -> List.of());
    add(rows, "cls", 1, (s, t, a) -> List.of(s.countLeadingSigns(a.get(0))));
    add(rows, "band_not", 2, (s, t, a) -> List.of(s.withNot(Op.BAND, a)));
    add(rows, "bor_not", 2, (s, t, a) -> List.of(s.withNot(Op.BOR, a)));
    add(rows, "bxor_not", 2, (s, t, a) -> List.of(s.withNot(Op.BXOR, a)));
    add(rows, "bitselect", 3, (s, t, a) -> List.of(s.bitselect(a)));
    add(rows, "select_spectre_guard", 3, (s, t, a) -> List.of(s.select(a)));
    rows.put("bmask", new Row(1, true, (s, t, a) -> List.of(s.bitMask(typed(t), a.get(0)))));
    rows.put(
        "bint",
        new Row(1, true, (s, t, a) -> List.of(s.n.convert(Op.UEXTEND, typed(t), a.get(0)))));

    add(rows, "uadd_overflow", 2, (s, t, a) -> s.unsignedAdd(a.get(0), a.get(1)));
    add(rows, "sadd_overflow", 2, (s, t, a) -> s.signedAdd(a.get(0), a.get(1), null));
    add(rows, "usub_overflow", 2, (s, t, a) -> s.unsignedSub(a.get(0), a.get(1)));
    add(rows, "ssub_overflow", 2, (s, t, a) -> s.signedSub(a.get(0), a.get(1), null));
    add(rows, "umul_overflow", 2, (s, t, a) -> s.multiply(a.get(0), a.get(1), Op.UMULHI));
    add(rows, "smul_overflow", 2, (s, t, a) -> s.multiply(a.get(0), a.get(1), Op.SMULHI));
    add(rows, "uadd_overflow_cin", 3, (s, t, a) -> s.unsignedAddCarry(a));
    add(rows, "sadd_overflow_cin", 3, (s, t, a) -> s.signedAdd(a.get(0), a.get(1), a.get(2)));
    add(rows, "usub_overflow_bin", 3, (s, t, a) -> s.unsignedSubBorrow(a));
    add(rows, "ssub_overflow_bin", 3, (s, t, a) -> s.signedSub(a.get(0), a.get(1), a.get(2)));
    add(rows, "uadd_sat", 2, (s, t, a) -> List.of(s.saturate(a, Op.IADD, false)));
    add(rows, "sadd_sat", 2, (s, t, a) -> List.of(s.saturate(a, Op.IADD, true)));
    add(rows, "usub_sat", 2, (s, t, a) -> List.of(s.saturate(a, Op.ISUB, false)));
    add(rows, "ssub_sat", 2, (s, t, a) -> List.of(s.saturate(a, Op.ISUB, true)));
    return Map.copyOf(rows);
  }

  private static void add(Map<String, Row> rows, String name, int operands, Expansion expansion) {
    rows.put(name, new Row(operands, false, expansion));
  }

  private static TextType typed(@Nullable TextType type) {
    if (type == null) {
      throw new AssertionError("the reader checks that the type is there");
    }
    return type;
  }

  // ---- bits ----

  /** {@code x op ~y}, on floats as on the integers of their bits. */
  private Val withNot(Op op, List<Val> args) {
    Val x = bits(args.get(0));
    Val y = bits(args.get(1));
    return unbits(args.get(0).type(), n.binary(op, x, n.unary(Op.BNOT, y)));
  }

  /** {@code bitselect c, x, y}: the bits of x where c has ones, else those of y. */
  private Val bitselect(List<Val> args) {
    Val mask = bits(args.get(0));
    Val ones = n.binary(Op.BAND, mask, bits(args.get(1)));
    Val zeros = n.binary(Op.BAND, n.unary(Op.BNOT, mask), bits(args.get(2)));
    return unbits(args.get(0).type(), n.binary(Op.BOR, ones, zeros));
  }

  /** A float's bits as an integer of its width; integers as they are. */
  Val bits(Val a) {
    if (a.type().isInt()) {
      return a;
    }
    TextType to = a.type() == TextType.F32 ? TextType.I32 : TextType.I64;
    return n.convert(Op.BITCAST, to, a);
  }

  Val unbits(TextType to, Val a) {
    return to == a.type() ? a : n.convert(Op.BITCAST, to, a);
  }

  Val select(List<Val> args) {
    int condition = n.condition(args.get(0));
    return new Val(n.b.select(condition, args.get(1).id(), args.get(2).id()), args.get(1).type());
  }

  /** All ones if {@code a} is not zero. */
  private Val bitMask(TextType to, Val a) {
    Val zero = n.constant(a.type(), 0);
    int ones = n.b.unary(Op.INEG, n.compare(Op.ICMP_NE, a, zero));
    if (to == TextType.I64) {
      return n.convert(Op.SEXTEND, to, new Val(ones, TextType.I32));
    }
    return new Val(n.mask(to, ones), to);
  }

  /** How many bits after the sign equal it. */
  private Val countLeadingSigns(Val a) {
    int signed = n.signed(a);
    Type type = a.type().ir();
    int sign = n.b.binary(Op.SSHR, signed, n.b.iconst(type, type.bits() - 1));
    int zeros = n.b.unary(Op.CLZ, n.b.binary(Op.BXOR, signed, sign));
    int beside = type.bits() - a.type().bits() + 1;
    return new Val(n.b.binary(Op.ISUB, zeros, n.b.iconst(type, beside)), a.type());
  }

  // ---- sums with overflow ----

  private Val flag(int condition) {
    return new Val(condition, bool);
  }

  /** A carry counts as one whatever non-zero value it has. */
  private Val carry(TextType type, Val carry) {
    int bit = n.compare(Op.ICMP_NE, carry, n.constant(carry.type(), 0));
    return n.convert(Op.UEXTEND, type, new Val(bit, TextType.I8));
  }

  private List<Val> unsignedAdd(Val a, Val c) {
    Val sum = n.binary(Op.IADD, a, c);
    return List.of(sum, flag(n.compare(Op.ICMP_ULT, sum, a)));
  }

  private List<Val> unsignedAddCarry(List<Val> args) {
    List<Val> first = unsignedAdd(args.get(0), args.get(1));
    Val in = carry(args.get(0).type(), args.get(2));
    List<Val> second = unsignedAdd(first.get(0), in);
    int either = n.b.binary(Op.BOR, first.get(1).id(), second.get(1).id());
    return List.of(second.get(0), flag(either));
  }

  private List<Val> unsignedSub(Val a, Val c) {
    Val difference = n.binary(Op.ISUB, a, c);
    return List.of(difference, flag(n.compare(Op.ICMP_ULT, a, c)));
  }

  private List<Val> unsignedSubBorrow(List<Val> args) {
    List<Val> first = unsignedSub(args.get(0), args.get(1));
    Val in = carry(args.get(0).type(), args.get(2));
    List<Val> second = unsignedSub(first.get(0), in);
    int either = n.b.binary(Op.BOR, first.get(1).id(), second.get(1).id());
    return List.of(second.get(0), flag(either));
  }

  /** Overflow shows when both operands' signs differ from the sum's, with a carry too. */
  private List<Val> signedAdd(Val a, Val c, @Nullable Val carry) {
    Val sum = n.binary(Op.IADD, a, c);
    if (carry != null) {
      sum = n.binary(Op.IADD, sum, carry(a.type(), carry));
    }
    return List.of(sum, flag(bothNegative(xor(a, sum), xor(c, sum))));
  }

  /** Overflow shows when a's sign differs from c's and from the difference's. */
  private List<Val> signedSub(Val a, Val c, @Nullable Val borrow) {
    Val difference = n.binary(Op.ISUB, a, c);
    if (borrow != null) {
      difference = n.binary(Op.ISUB, difference, carry(a.type(), borrow));
    }
    return List.of(difference, flag(bothNegative(xor(a, c), xor(a, difference))));
  }

  private Val xor(Val a, Val c) {
    return n.binary(Op.BXOR, a, c);
  }

  private int bothNegative(Val a, Val c) {
    return isNegative(n.binary(Op.BAND, a, c));
  }

  private int isNegative(Val a) {
    return n.compare(Op.ICMP_SLT, a, n.constant(a.type(), 0));
  }

  /** The high half is the low half's extension unless the product overflows. */
  private List<Val> multiply(Val a, Val c, Op high) {
    TextType type = a.type();
    Val low = n.binary(Op.IMUL, a, c);
    Val top = n.binary(high, a, c);
    Val extension =
        high == Op.UMULHI
            ? n.constant(type, 0)
            : n.binary(Op.SSHR, low, n.constant(type, type.bits() - 1));
    return List.of(low, flag(n.compare(Op.ICMP_NE, top, extension)));
  }

  private Val saturate(List<Val> args, Op op, boolean signed) {
    Val a = args.get(0);
    Val c = args.get(1);
    TextType type = a.type();
    List<Val> exact;
    Val bound;
    if (signed) {
      exact = op == Op.IADD ? signedAdd(a, c, null) : signedSub(a, c, null);
      long max = type.mask() >>> 1;
      // On overflow the result's bound lies on a's side.
      Val sign = n.binary(Op.SSHR, a, n.constant(type, type.bits() - 1));
      bound = n.binary(Op.BXOR, sign, n.constant(type, max));
    } else {
      exact = op == Op.IADD ? unsignedAdd(a, c) : unsignedSub(a, c);
      bound = n.constant(type, op == Op.IADD ? type.mask() : 0);
    }
    return new Val(n.b.select(exact.get(1).id(), bound.id(), exact.get(0).id()), type);
  }
}
