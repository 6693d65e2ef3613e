package paretojit.rewrite.prove;

import java.util.Map;
import java.util.stream.Collectors;
import paretojit.ir.Type;
import paretojit.rewrite.TypedExpr;
import paretojit.rewrite.TypedRule;

/**
 * Values at which a rule is wrong, as {@code Op.eval} confirms.
 *
 * @param left what the left side gives there
 * @param right what the right side gives, or how it traps
 */
public record CounterExample(
    TypedRule rule, Map<TypedExpr.Variable, Long> values, String left, String right) {

  /** {@code x = 5, #c = 0x7f000001: left gives 1, right gives 0}. */
  @Override
  public String toString() {
    String at =
        rule.variables().stream()
            .map(v -> v.name() + " = " + text(v.type(), values.getOrDefault(v, 0L)))
            .collect(Collectors.joining(", "));
    return "at %s, %s: left gives %s, right gives %s".formatted(rule.types(), at, left, right);
  }

  /** A value for reading: small integers in decimal, others in hexadecimal, a NaN with its bits. */
  static String text(Type type, long bits) {
    return switch (type) {
      case I32 -> Math.abs(bits) < 10_000 ? Long.toString(bits) : "0x%08x".formatted((int) bits);
      case I64 -> Math.abs(bits) < 10_000 ? Long.toString(bits) : "0x%016x".formatted(bits);
      case F32 -> {
        float value = Float.intBitsToFloat((int) bits);
        yield Float.isNaN(value) ? "NaN 0x%08x".formatted((int) bits) : Float.toString(value);
      }
      case F64 -> {
        double value = Double.longBitsToDouble(bits);
        yield Double.isNaN(value) ? "NaN 0x%016x".formatted(bits) : Double.toString(value);
      }
    };
  }
}
