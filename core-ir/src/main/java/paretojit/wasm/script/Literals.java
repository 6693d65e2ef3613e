package paretojit.wasm.script;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import paretojit.wasm.script.Command.Argument;
import paretojit.wasm.script.Command.ExpectedValue;
import paretojit.wasm.script.Command.Kind;
import paretojit.wasm.script.Command.Match;

/** The constants of test scripts: arguments and expected results. */
final class Literals {
  private static final long F32_EXPONENT = 0x7f80_0000L;
  private static final long F32_QUIET = 0x7fc0_0000L;
  private static final long F64_EXPONENT = 0x7ff0_0000_0000_0000L;
  private static final long F64_QUIET = 0x7ff8_0000_0000_0000L;

  private Literals() {}

  /** The argument that a form denotes, or null if its type is not supported. */
  static @Nullable Argument argument(Sexpr.Form form) {
    ExpectedValue value = value(form);
    return value == null || value.match() != Match.BITS
        ? null
        : new Argument(value.kind(), value.bits());
  }

  /** The result that a form denotes, or null if its type is not supported. */
  static @Nullable ExpectedValue value(Sexpr.Form form) {
    String text = form.atom(1).replace("_", "");
    try {
      return switch (form.head()) {
        case "i32.const" -> bits(Kind.I32, integer(text).intValue());
        case "i64.const" -> bits(Kind.I64, integer(text).longValue());
        case "f32.const" -> floating(Kind.F32, text);
        case "f64.const" -> floating(Kind.F64, text);
        case "ref.null" -> bits(Kind.NULL, 0);
        case "ref.func" -> bits(Kind.FUNCTION, 0);
        case "ref.extern", "ref.host" ->
            bits(Kind.HOST, text.isEmpty() ? -1 : integer(text).longValue());
        default -> null;
      };
    } catch (NumberFormatException e) {
      throw new ScriptException("malformed number " + form.atom(1), form.line());
    }
  }

  private static ExpectedValue bits(Kind kind, long bits) {
    return new ExpectedValue(kind, Match.BITS, bits);
  }

  private static BigInteger integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    BigInteger value =
        digits.startsWith("0x")
            ? new BigInteger(digits.substring(2), 16)
            : new BigInteger(digits, 10);
    return negative ? value.negate() : value;
  }

  private static ExpectedValue floating(Kind kind, String text) {
    boolean single = kind == Kind.F32;
    switch (text) {
      case "nan:canonical" -> {
        return new ExpectedValue(kind, Match.CANONICAL_NAN, single ? F32_QUIET : F64_QUIET);
      }
      case "nan:arithmetic" -> {
        return new ExpectedValue(kind, Match.ARITHMETIC_NAN, single ? F32_QUIET : F64_QUIET);
      }
      default -> {}
    }
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    long bits;
    if (rest.startsWith("nan")) {
      long payload = rest.length() > 4 ? integer(rest.substring(4)).longValue() : 0;
      bits = single ? F32_EXPONENT : F64_EXPONENT;
      bits |= payload == 0 ? (single ? F32_QUIET : F64_QUIET) : payload;
    } else if (rest.equals("inf")) {
      bits = single ? F32_EXPONENT : F64_EXPONENT;
    } else {
      String java =
          rest.startsWith("0x") && rest.indexOf('p') < 0 && rest.indexOf('P') < 0
              ? rest + "p0"
              : rest;
      bits =
          single
              ? Float.floatToRawIntBits(Float.parseFloat(java))
              : Double.doubleToRawLongBits(Double.parseDouble(java));
    }
    if (negative) {
      bits |= single ? 1L << 31 : 1L << 63;
    }
    return bits(kind, single ? (int) bits : bits);
  }
}
