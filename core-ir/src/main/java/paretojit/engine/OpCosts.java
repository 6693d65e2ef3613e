package paretojit.engine;

import java.util.function.ToIntBiFunction;
import paretojit.ir.Op;
import paretojit.ir.Type;

/**
 * What operations cost in the code that a {@link CodeGenerator} makes, for mid-ends that choose among
 * equal programs. The unit is a quarter of a {@link #SIMPLE} operation. Every operation costs
 * something, and none less than an integer constant, which costs 1: what constants do cost depends on
 * the operation that takes them.
 *
 * <p>A flat table by opcode and type of the result: a mid-end looks costs up for every operation it
 * considers.
 */
public final class OpCosts {
  /** What a simple operation on registers costs, such as an addition. */
  public static final int SIMPLE = 4;

  /** Two integer operations that a generator may do as one; {@code k} is 1, 2 or 3. */
  public enum Pair {
    /** {@code a + (b << k)}. */
    SUM_SHIFTED,
    /** {@code (b << k) + immediate}. */
    SHIFT_PLUS,
    /** {@code a + b + immediate}. */
    SUM_PLUS
  }

  /** The largest {@code k} of a {@link Pair}. */
  public static final int LARGEST_SCALE = 3;

  private static final int CONSTANT = 1;
  private static final int TYPES = Type.values().length;

  private final int[] general;
  private final int[] immediate;
  private final int[] pairs;

  /**
   * A table; costs below 1 become 1, and {@link Op#ICONST}'s are not asked for.
   *
   * @param general by operation and type of the result
   * @param immediate the same for operations whose last operand is an {@linkplain #isImmediate
   *     immediate}, which is then part of the cost
   */
  public OpCosts(
      ToIntBiFunction<? super Op, Type> general, ToIntBiFunction<? super Op, Type> immediate) {
    this(table(general), table(immediate));
  }

  private OpCosts(int[] general, int[] immediate) {
    this(general, immediate, separate(general, immediate));
  }

  private OpCosts(int[] general, int[] immediate, int[] pairs) {
    this.general = general;
    this.immediate = immediate;
    this.pairs = pairs;
  }

  /** These costs, and what a generator's supernodes cost that do two operations. */
  public OpCosts withPairs(ToIntBiFunction<Pair, Type> costs) {
    int[] cheaper = pairs.clone();
    for (Pair pair : Pair.values()) {
      for (Type type : new Type[] {Type.I32, Type.I64}) {
        int at = pair.ordinal() * TYPES + type.ordinal();
        cheaper[at] = Math.min(cheaper[at], Math.max(1, costs.applyAsInt(pair, type)));
      }
    }
    return new OpCosts(general, immediate, cheaper);
  }

  /** These costs with each operation of a pair done by itself. */
  public OpCosts withoutPairs() {
    return new OpCosts(general, immediate);
  }

  /** What pairs cost when each operation is done by itself. */
  private static int[] separate(int[] general, int[] immediate) {
    int[] table = new int[Pair.values().length * TYPES];
    for (Type type : new Type[] {Type.I32, Type.I64}) {
      int add = general[Op.IADD.ordinal() * TYPES + type.ordinal()];
      int plus = immediate[Op.IADD.ordinal() * TYPES + type.ordinal()];
      int shift = immediate[Op.ISHL.ordinal() * TYPES + type.ordinal()];
      table[Pair.SUM_SHIFTED.ordinal() * TYPES + type.ordinal()] = add + shift;
      table[Pair.SHIFT_PLUS.ordinal() * TYPES + type.ordinal()] = plus + shift;
      table[Pair.SUM_PLUS.ordinal() * TYPES + type.ordinal()] = plus + add;
    }
    return table;
  }

  /** Costs of a generator for which constants are operands like others. */
  public static OpCosts of(ToIntBiFunction<? super Op, Type> general) {
    return new OpCosts(general, (op, type) -> Math.max(1, general.applyAsInt(op, type)) + CONSTANT);
  }

  /** Every operation is a simple one, and constants are nearly free. */
  public static OpCosts uniform() {
    return of((op, type) -> op.isConst() ? CONSTANT : SIMPLE);
  }

  private static int[] table(ToIntBiFunction<? super Op, Type> costs) {
    int[] table = new int[Op.count() * TYPES];
    for (Op op : Op.values()) {
      for (Type type : Type.values()) {
        int cost = costs.applyAsInt(op, type);
        table[op.ordinal() * TYPES + type.ordinal()] =
            op == Op.ICONST ? CONSTANT : Math.max(1, cost);
      }
    }
    return table;
  }

  /** Whether a constant counts as an immediate: an integer that is a sign-extended 32-bit number. */
  public static boolean isImmediate(int type, long bits) {
    return type == Type.I32.ordinal() || type == Type.I64.ordinal() && bits == (int) bits;
  }

  /**
   * The cost of an operation without that of its operands.
   *
   * @param opcode {@link Op#ordinal()}
   * @param type {@link Type#ordinal()} of the result
   */
  public int of(int opcode, int type) {
    return general[opcode * TYPES + type];
  }

  /** The cost of a pair, with its immediates; at most that of the operations by themselves. */
  public int of(Pair pair, int type) {
    return pairs[pair.ordinal() * TYPES + type];
  }

  /** The cost of an operation together with that of its last operand, which is an immediate. */
  public int withImmediate(int opcode, int type) {
    return immediate[opcode * TYPES + type];
  }
}
