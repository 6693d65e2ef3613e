package paretojit.wasm.script;

import java.util.List;
import java.util.stream.Collectors;
import paretojit.ir.Signature;
import paretojit.runtime.Store;
import paretojit.wasm.script.Command.Argument;
import paretojit.wasm.script.Command.Expected;
import paretojit.wasm.script.Command.ExpectedValue;
import paretojit.wasm.script.Command.Kind;
import paretojit.wasm.script.Command.Match;

/** Arguments of scripts as bits, and results compared with what a script expects. */
final class Values {
  private static final int F32_QUIET = 0x7fc0_0000;
  private static final long F64_QUIET = 0x7ff8_0000_0000_0000L;

  private Values() {}

  /** The object a script knows by a number. */
  private record HostObject(long number) {}

  static long bits(Store store, Argument argument) {
    return argument.kind() == Kind.HOST
        ? store.handle(new HostObject(argument.bits()))
        : argument.bits();
  }

  static boolean matches(Store store, List<Expected> expected, ScriptRunner.Results results) {
    if (expected.size() != results.kinds().size()) {
      return false;
    }
    for (int k = 0; k < expected.size(); k++) {
      Signature.Kind kind = results.kinds().get(k);
      long bits = results.bits()[k];
      if (expected.get(k).values().stream().noneMatch(each -> matches(store, each, kind, bits))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(
      Store store, ExpectedValue expected, Signature.Kind kind, long bits) {
    return switch (expected.kind()) {
      case I32 -> kind == Signature.Kind.I32 && bits == expected.bits();
      case I64 -> kind == Signature.Kind.I64 && bits == expected.bits();
      case F32 -> kind == Signature.Kind.F32 && matchesFloat(expected, (int) bits);
      case F64 -> kind == Signature.Kind.F64 && matchesDouble(expected, bits);
      case NULL -> isReference(kind) && bits == 0;
      case FUNCTION -> kind == Signature.Kind.FUNCREF && bits != 0;
      case HOST ->
          kind == Signature.Kind.EXTERNREF
              && (expected.bits() < 0
                  ? bits != 0
                  : new HostObject(expected.bits()).equals(store.object(bits)));
    };
  }

  private static boolean isReference(Signature.Kind kind) {
    return kind == Signature.Kind.FUNCREF || kind == Signature.Kind.EXTERNREF;
  }

  private static boolean matchesFloat(ExpectedValue expected, int bits) {
    return switch (expected.match()) {
      case BITS -> bits == (int) expected.bits();
      case CANONICAL_NAN -> (bits & 0x7fff_ffff) == F32_QUIET;
      case ARITHMETIC_NAN -> (bits & F32_QUIET) == F32_QUIET;
    };
  }

  private static boolean matchesDouble(ExpectedValue expected, long bits) {
    return switch (expected.match()) {
      case BITS -> bits == expected.bits();
      case CANONICAL_NAN -> (bits & Long.MAX_VALUE) == F64_QUIET;
      case ARITHMETIC_NAN -> (bits & F64_QUIET) == F64_QUIET;
    };
  }

  static String text(List<Expected> expected) {
    return expected.stream()
        .map(each -> each.values().stream().map(Values::text).collect(Collectors.joining(" or ")))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String text(ExpectedValue value) {
    return switch (value.kind()) {
      case I32, I64, F32, F64 ->
          value.match() == Match.BITS
              ? text(Signature.Kind.valueOf(value.kind().name()), value.bits())
              : value.match() == Match.CANONICAL_NAN ? "nan:canonical" : "nan:arithmetic";
      case NULL -> "null";
      case FUNCTION -> "a function";
      case HOST -> value.bits() < 0 ? "a host object" : "host object " + value.bits();
    };
  }

  static String text(List<Signature.Kind> kinds, long[] bits) {
    StringBuilder text = new StringBuilder("[");
    for (int k = 0; k < bits.length; k++) {
      text.append(k == 0 ? "" : ", ").append(text(kinds.get(k), bits[k]));
    }
    return text.append(']').toString();
  }

  private static String text(Signature.Kind kind, long bits) {
    return switch (kind) {
      case I32 -> "i32:" + (int) bits;
      case I64 -> "i64:" + bits;
      case F32 -> "f32:%s (0x%08x)".formatted(Float.intBitsToFloat((int) bits), (int) bits);
      case F64 -> "f64:%s (0x%016x)".formatted(Double.longBitsToDouble(bits), bits);
      case FUNCREF, EXTERNREF -> bits == 0 ? "null" : "reference 0x" + Long.toHexString(bits);
    };
  }
}
