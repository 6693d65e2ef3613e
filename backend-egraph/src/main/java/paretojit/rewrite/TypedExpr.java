package paretojit.rewrite;

import java.util.List;
import java.util.Map;
import paretojit.ir.Op;
import paretojit.ir.TrapException;
import paretojit.ir.Type;

/** A side or the condition of a rule when the types of its variables are chosen. */
public sealed interface TypedExpr {
  Type type();

  /**
   * A matched value.
   *
   * @param name as the rule's text has it: {@code x}, or {@code #c} for a constant
   */
  record Variable(String name, Type type) implements TypedExpr {}

  /**
   * A literal at its type.
   *
   * @param bits as {@link Op#eval} wants them: 32-bit patterns are sign-extended
   */
  record Constant(Type type, long bits) implements TypedExpr {}

  /** An operation with a value, and the type of that value. */
  record Apply(Op op, Type type, List<TypedExpr> operands) implements TypedExpr {}

  /**
   * The value by {@link Op#eval} for values of the variables.
   *
   * @throws TrapException if an operation traps
   */
  default long eval(Map<Variable, Long> values) {
    return switch (this) {
      case Constant c -> c.bits();
      case Variable v -> {
        Long bits = values.get(v);
        if (bits == null) {
          throw new AssertionError("no value for " + v);
        }
        yield bits;
      }
      case Apply apply -> {
        long[] bits = new long[3];
        for (int k = 0; k < apply.operands().size(); k++) {
          bits[k] = apply.operands().get(k).eval(values);
        }
        Type first = apply.operands().getFirst().type();
        yield apply.op().eval(apply.type(), first, bits[0], bits[1], bits[2]);
      }
    };
  }
}
