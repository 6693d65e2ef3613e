package paretojit.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import paretojit.egraph.SyntaxException;
import paretojit.ir.Op;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/**
 * Every shipped rule, in every assignment of types it can have, holds on edge and random values: the
 * left side and the right side of a rule mean the same by {@link Op#eval}.
 */
class RulesTest {
  private static final int RANDOM_ROUNDS = 600;

  /** A value with its type. */
  private record Value(Type type, long bits) {}

  /** The expression has no meaning under the types at hand. */
  private static final class IllTyped extends Exception {
    private static final long serialVersionUID = 1L;
  }

  @TestFactory
  List<DynamicTest> everyRuleHolds() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Rule rule : RuleSet.standard().rules()) {
      tests.add(DynamicTest.dynamicTest(rule.name(), () -> check(rule)));
    }
    return tests;
  }

  @Test
  void thereAreManyRules() {
    assertTrue(RuleSet.standard().rules().size() >= 400);
  }

  @Test
  void aWrongRuleIsRefuted() {
    Rule wrong = RuleReader.read("t", "(rule wrong (isub x y) (isub y x))").get(0);
    assertThrows(AssertionError.class, () -> check(wrong));
    Rule vacuous = RuleReader.read("t", "(rule never (iadd x #c) x :if (icmp_ult #c 0))").get(0);
    assertThrows(AssertionError.class, () -> check(vacuous));
  }

  @Test
  void mistakesAreLocated() {
    assertLocated("t:1:17", "(rule a (iadd x) x)", "t:1:9");
    assertLocated("unbound", "(rule a (iadd x 0) y)", "t:1:20");
    assertLocated("no op", "(rule a (iadd x 0) (foo x))", "t:1:20");
    assertLocated("name twice", "(rule a (iadd x 0) x)\n(rule a (isub x 0) x)", "t:2:1");
    assertLocated("condition on a value", "(rule a (iadd x y) x :if (icmp_eq x 0))", "t:1:26");
  }

  private static void assertLocated(String what, String text, String place) {
    SyntaxException e = assertThrows(SyntaxException.class, () -> RuleReader.read("t", text), what);
    assertTrue(String.valueOf(e.getMessage()).startsWith(place), what + ": " + e.getMessage());
  }

  private static void check(Rule rule) {
    List<Rule.Expr> variables = new ArrayList<>();
    collect(rule.left(), variables);
    int combinations = (int) Math.pow(4, variables.size());
    int checked = 0;
    for (int combination = 0; combination < combinations; combination++) {
      Map<Rule.Expr, Type> types = new LinkedHashMap<>();
      for (int k = 0, rest = combination; k < variables.size(); k++, rest /= 4) {
        types.put(variables.get(k), Type.of(rest % 4));
      }
      for (Type root : Type.values()) {
        checked += check(rule, types, root);
      }
    }
    assertTrue(checked > 0, () -> rule.name() + " never applies to the values tried");
  }

  private static int check(Rule rule, Map<Rule.Expr, Type> types, Type root) {
    Random random = new Random(rule.name().hashCode());
    int checked = 0;
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
      Map<Rule.Expr, Value> values = new LinkedHashMap<>();
      long last = 0;
      for (Map.Entry<Rule.Expr, Type> variable : types.entrySet()) {
        Type type = variable.getValue();
        boolean complement = type.isInt() && random.nextInt(6) == 0;
        last = complement ? type.bits() - last : pick(random, type);
        values.put(variable.getKey(), new Value(type, type == Type.I32 ? (int) last : last));
      }
      try {
        Value left = eval(rule.left(), root, values);
        Rule.Expr condition = rule.condition();
        if (condition != null && eval(condition, null, values).bits() == 0) {
          continue;
        }
        Value right = eval(rule.right(), root, values);
        assertTrue(
            left.type() == right.type() && same(left, right),
            () -> rule.name() + " " + values + ": " + left + " is not " + right);
        checked++;
      } catch (IllTyped e) {
        return 0;
      } catch (TrapException e) {
        // Where the left side traps there is no such node.
      }
    }
    return checked;
  }

  private static boolean same(Value x, Value y) {
    return x.bits() == y.bits() || isQuietNan(x) && isQuietNan(y);
  }

  private static boolean isQuietNan(Value v) {
    return switch (v.type()) {
      case F32 -> Float.isNaN(Float.intBitsToFloat((int) v.bits())) && (v.bits() & 0x40_0000) != 0;
      case F64 ->
          Double.isNaN(Double.longBitsToDouble(v.bits()))
              && (v.bits() & 0x0008_0000_0000_0000L) != 0;
      case I32, I64 -> false;
    };
  }

  private static void collect(Rule.Expr expr, List<Rule.Expr> into) {
    if (expr instanceof Rule.Apply apply) {
      apply.operands().forEach(o -> collect(o, into));
    } else if ((expr instanceof Rule.Variable || expr instanceof Rule.ConstantVariable)
        && !into.contains(expr)) {
      into.add(expr);
    }
  }

  private static long pick(Random random, Type type) {
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

  // ---- an evaluator that infers types by trying, independent of the compiled templates ----

  private static Value eval(Rule.Expr expr, @Nullable Type expected, Map<Rule.Expr, Value> values)
      throws IllTyped {
    return switch (expr) {
      case Rule.Variable v -> expect(values.get(v), expected);
      case Rule.ConstantVariable v -> expect(values.get(v), expected);
      case Rule.IntLiteral l -> {
        if (expected == null || !expected.isInt()) {
          throw new IllTyped();
        }
        yield new Value(expected, expected == Type.I32 ? (int) l.value() : l.value());
      }
      case Rule.WidthLiteral l -> {
        if (expected == null || !expected.isInt()) {
          throw new IllTyped();
        }
        yield new Value(expected, expected.bits());
      }
      case Rule.FloatLiteral l -> {
        if (expected == null || expected.isInt()) {
          throw new IllTyped();
        }
        yield new Value(
            expected,
            expected == Type.F32
                ? Float.floatToRawIntBits((float) l.value())
                : Double.doubleToRawLongBits(l.value()));
      }
      case Rule.Apply apply -> apply(apply, expected, values);
    };
  }

  private static Value expect(@Nullable Value value, @Nullable Type expected) throws IllTyped {
    if (value == null || expected != null && value.type() != expected) {
      throw new IllTyped();
    }
    return value;
  }

  private static Value apply(
      Rule.Apply apply, @Nullable Type expected, Map<Rule.Expr, Value> values) throws IllTyped {
    Typing typing = apply.op().typing();
    Type controlling = apply.type();
    boolean resultIsT = typing.result().equals("T");
    if (controlling == null && resultIsT) {
      controlling = expected;
    }
    for (int k = 0; k < apply.operands().size() && controlling == null; k++) {
      if (typing.operands().charAt(k) == 'T') {
        try {
          controlling = eval(apply.operands().get(k), null, values).type();
        } catch (IllTyped e) {
          // A literal says nothing; another operand may.
        }
      }
    }
    if (controlling != null && !typing.domain().contains(controlling)) {
      throw new IllTyped();
    }
    long[] bits = new long[3];
    Type first = null;
    for (int k = 0; k < apply.operands().size(); k++) {
      Type wanted = operandType(typing.operands().charAt(k), controlling);
      Value value = eval(apply.operands().get(k), wanted, values);
      if (typing.operands().charAt(k) == 'X'
          && (controlling == null || value.type().isInt() == controlling.isInt())) {
        throw new IllTyped();
      }
      bits[k] = value.bits();
      first = first == null ? value.type() : first;
    }
    Type result = Typing.fixed(typing.result().charAt(0));
    result = result == null ? controlling : result;
    if (result == null || first == null || expected != null && expected != result) {
      throw new IllTyped();
    }
    return new Value(result, apply.op().eval(result, first, bits[0], bits[1], bits[2]));
  }

  private static @Nullable Type operandType(char letter, @Nullable Type controlling) {
    return switch (letter) {
      case 'T' -> controlling;
      case 'B' ->
          controlling == null
              ? null
              : switch (controlling) {
                case I32 -> Type.F32;
                case I64 -> Type.F64;
                case F32 -> Type.I32;
                case F64 -> Type.I64;
              };
      default -> Typing.fixed(letter);
    };
  }

  @Test
  void constantsAreRecognizedAtTheirType() {
    Rule rule = RuleReader.read("t", "(rule a (iadd x 0x10) bits)").get(0);
    assertEquals(new Rule.WidthLiteral(), rule.right());
    assertEquals(
        List.of(new Rule.Variable("x"), new Rule.IntLiteral(16)),
        ((Rule.Apply) rule.left()).operands());
  }
}
