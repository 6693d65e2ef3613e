package paretojit.rewrite;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.SExpr;
import paretojit.ir.Op;
import paretojit.ir.Type;

/**
 * One named rewrite as its line in a {@code .rules} file says it: {@code left} may be replaced by
 * {@code right} where {@code condition}, an expression over matched constants, is non-zero.
 *
 * @param subsumes the left side is forgotten: the right side is always better
 * @param algebra the comment on its line, which says it in the usual notation; may be empty
 */
public record Rule(
    String name,
    Expr left,
    Expr right,
    @Nullable Expr condition,
    boolean subsumes,
    String algebra,
    SExpr.Position at) {

  /** A pattern on the left, a template on the right and in conditions. */
  public sealed interface Expr {}

  /** Any value: {@code x}. */
  public record Variable(String name) implements Expr {}

  /** Any constant: {@code #c}. */
  public record ConstantVariable(String name) implements Expr {}

  /** An integer, the same for both widths. */
  public record IntLiteral(long value) implements Expr {}

  /** A float, rounded to the width it is used at. */
  public record FloatLiteral(double value) implements Expr {}

  /** {@code bits}: the width of the integer type that its place asks for. */
  public record WidthLiteral() implements Expr {}

  /**
   * An operation on operands; {@code type} is the controlling type where the text names it ({@code
   * iadd.i32}), else null.
   */
  public record Apply(Op op, @Nullable Type type, List<Expr> operands) implements Expr {}

  /** An expression as rule files spell it. */
  public static String text(Expr expr) {
    return switch (expr) {
      case Variable v -> v.name();
      case ConstantVariable v -> "#" + v.name();
      case IntLiteral l ->
          l.value() < 10_000 ? Long.toString(l.value()) : "0x" + Long.toHexString(l.value());
      case FloatLiteral l -> Double.toString(l.value());
      case WidthLiteral l -> "bits";
      case Apply apply -> {
        String type = apply.type() == null ? "" : "." + apply.type();
        String op = apply.op().mnemonic().replace(' ', '_') + type;
        yield apply.operands().stream()
            .map(Rule::text)
            .collect(Collectors.joining(" ", "(" + op + " ", ")"));
      }
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
