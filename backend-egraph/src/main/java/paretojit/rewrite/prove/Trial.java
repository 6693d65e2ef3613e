package paretojit.rewrite.prove;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.rewrite.TypedExpr;
import paretojit.rewrite.TypedRule;

/**
 * What {@code Op.eval} says of a rule on given values.
 *
 * @param applied at how many of the values the left side has a value and the condition holds
 * @param counterExample the first at which the rule is wrong, or null
 */
public record Trial(int applied, @Nullable CounterExample counterExample) {

  /** Tries one set of values. */
  static Trial of(TypedRule rule, Map<TypedExpr.Variable, Long> values) {
    long left;
    try {
      left = rule.left().eval(values);
      TypedExpr condition = rule.condition();
      if (condition != null && condition.eval(values) == 0) {
        return new Trial(0, null);
      }
    } catch (TrapException e) {
      return new Trial(0, null); // Where the left side traps there is no such node.
    }
    Type type = rule.left().type();
    String right;
    try {
      long bits = rule.right().eval(values);
      if (isSame(type, left, bits)) {
        return new Trial(1, null);
      }
      right = CounterExample.text(type, bits);
    } catch (TrapException e) {
      right = "a trap, " + e.code().text();
    }
    String leftText = CounterExample.text(type, left);
    return new Trial(1, new CounterExample(rule, Map.copyOf(values), leftText, right));
  }

  /** Tries edge and random values, the same ones each time. */
  public static Trial onManyValues(TypedRule rule, int rounds) {
    Random random = new Random(rule.rule().name().hashCode());
    int applied = 0;
    for (int round = 0; round < rounds; round++) {
      Map<TypedExpr.Variable, Long> values = new HashMap<>();
      long last = 0;
      for (TypedExpr.Variable variable : rule.variables()) {
        Type type = variable.type();
        boolean complement = type.isInt() && random.nextInt(6) == 0;
        last = complement ? type.bits() - last : pick(random, type);
        values.put(variable, type == Type.I32 ? (int) last : last);
      }
      Trial trial = of(rule, values);
      applied += trial.applied();
      if (trial.counterExample() != null) {
        return new Trial(applied, trial.counterExample());
      }
    }
    return new Trial(applied, null);
  }

  /** Same bits, or both a quiet NaN, whose payload the IR leaves open. */
  static boolean isSame(Type type, long x, long y) {
    return x == y || isQuietNan(type, x) && isQuietNan(type, y);
  }

  private static boolean isQuietNan(Type type, long bits) {
    return switch (type) {
      case F32 -> Float.isNaN(Float.intBitsToFloat((int) bits)) && (bits & 0x40_0000) != 0;
      case F64 ->
          Double.isNaN(Double.longBitsToDouble(bits)) && (bits & 0x0008_0000_0000_0000L) != 0;
      case I32, I64 -> false;
    };
  }

  /** A value near an edge of its type more often than not. */
  static long pick(Random random, Type type) {
    int kind = random.nextInt(4);
    long bits =
        switch (type) {
          case I32, I64 ->
              switch (kind) {
                case 0 -> random.nextInt(70) - 2;
                case 1 ->
                    random.nextBoolean() ? 1L << random.nextInt(64) : -1L << random.nextInt(64);
                case 2 -> (1L << random.nextInt(64)) - 1;
                default -> random.nextLong() >> random.nextInt(64);
              };
          case F32 ->
              switch (kind) {
                case 0 -> Float.floatToRawIntBits(random.nextInt(5) - 2f);
                case 1 -> Float.floatToRawIntBits(Math.scalb(1f, random.nextInt(280) - 140));
                case 2 -> 0x7f80_0000 | random.nextInt(4) << 31 | random.nextInt(3) << 22;
                default -> random.nextInt();
              };
          case F64 ->
              switch (kind) {
                case 0 -> Double.doubleToRawLongBits(random.nextInt(5) - 2.0);
                case 1 -> Double.doubleToRawLongBits(Math.scalb(1.0, random.nextInt(2200) - 1100));
                case 2 ->
                    0x7ff0_0000_0000_0000L | random.nextLong(2) << 63 | random.nextLong(3) << 51;
                default -> random.nextLong();
              };
        };
    return type.bits() == 32 ? (int) bits : bits;
  }
}
