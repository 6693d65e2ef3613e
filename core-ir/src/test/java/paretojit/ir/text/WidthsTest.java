package paretojit.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.engine.CompileStats;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.IrModule;
import paretojit.ir.TrapException;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/**
 * Integer instructions of every width mean what unbounded arithmetic says, reduced to the width. It
 * is what holds the legalization of i8 and i16 and the expansions of CLIF's instructions.
 */
class WidthsTest {
  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger ZERO = BigInteger.ZERO;

  /** Operands are given as the unsigned numbers of {@code w} bits; any result is reduced. */
  @FunctionalInterface
  private interface Meaning {
    List<BigInteger> of(Width w, BigInteger a, BigInteger b);
  }

  private record Width(int bits) {
    BigInteger size() {
      return ONE.shiftLeft(bits);
    }

    BigInteger signed(BigInteger a) {
      return a.testBit(bits - 1) ? a.subtract(size()) : a;
    }

    BigInteger unsigned(BigInteger a) {
      return a.mod(size());
    }

    int count(BigInteger a) {
      return a.mod(BigInteger.valueOf(bits)).intValue();
    }

    List<BigInteger> flagged(BigInteger exact, boolean isSigned) {
      BigInteger reduced = isSigned ? signed(unsigned(exact)) : unsigned(exact);
      return List.of(exact, reduced.equals(exact) ? ZERO : ONE);
    }

    BigInteger clamped(BigInteger exact, boolean isSigned) {
      BigInteger low = isSigned ? size().shiftRight(1).negate() : ZERO;
      return exact.max(low).min(low.add(size()).subtract(ONE));
    }
  }

  private static List<BigInteger> bool(boolean holds) {
    return List.of(holds ? ONE : ZERO);
  }

  private static BigInteger trapping(Width w, BigInteger quotient) {
    if (!w.signed(w.unsigned(quotient)).equals(quotient)) {
      throw new ArithmeticException("int_ovf");
    }
    return quotient;
  }

  private static BigInteger nonZero(BigInteger divisor) {
    if (divisor.signum() == 0) {
      throw new ArithmeticException("int_divz");
    }
    return divisor;
  }

  private static BigInteger rotated(Width w, BigInteger a, int left) {
    return a.shiftLeft(left).or(a.shiftRight(w.bits - left));
  }

  private static BigInteger reversed(Width w, BigInteger a, int unit) {
    BigInteger result = ZERO;
    for (int at = 0; at < w.bits; at += unit) {
      BigInteger piece = a.shiftRight(at).mod(ONE.shiftLeft(unit));
      result = result.or(piece.shiftLeft(w.bits - unit - at));
    }
    return result;
  }

  private static Map<String, Meaning> meanings() {
    Map<String, Meaning> m = new LinkedHashMap<>();
    m.put("iadd", (w, a, b) -> List.of(a.add(b)));
    m.put("isub", (w, a, b) -> List.of(a.subtract(b)));
    m.put("imul", (w, a, b) -> List.of(a.multiply(b)));
    m.put("udiv", (w, a, b) -> List.of(a.divide(nonZero(b))));
    m.put("urem", (w, a, b) -> List.of(a.mod(nonZero(b))));
    m.put("sdiv", (w, a, b) -> List.of(trapping(w, w.signed(a).divide(w.signed(nonZero(b))))));
    m.put("srem", (w, a, b) -> List.of(w.signed(a).remainder(w.signed(nonZero(b)))));
    m.put("band", (w, a, b) -> List.of(a.and(b)));
    m.put("bor", (w, a, b) -> List.of(a.or(b)));
    m.put("bxor", (w, a, b) -> List.of(a.xor(b)));
    m.put("band_not", (w, a, b) -> List.of(a.and(b.not())));
    m.put("bor_not", (w, a, b) -> List.of(a.or(b.not())));
    m.put("bxor_not", (w, a, b) -> List.of(a.xor(b.not())));
    m.put("ishl", (w, a, b) -> List.of(a.shiftLeft(w.count(b))));
    m.put("ushr", (w, a, b) -> List.of(a.shiftRight(w.count(b))));
    m.put("sshr", (w, a, b) -> List.of(w.signed(a).shiftRight(w.count(b))));
    m.put("rotl", (w, a, b) -> List.of(rotated(w, a, w.count(b))));
    m.put("rotr", (w, a, b) -> List.of(rotated(w, a, w.bits - w.count(b))));
    m.put("smin", (w, a, b) -> List.of(w.signed(a).min(w.signed(b))));
    m.put("smax", (w, a, b) -> List.of(w.signed(a).max(w.signed(b))));
    m.put("umin", (w, a, b) -> List.of(a.min(b)));
    m.put("umax", (w, a, b) -> List.of(a.max(b)));
    m.put("smulhi", (w, a, b) -> List.of(w.signed(a).multiply(w.signed(b)).shiftRight(w.bits)));
    m.put("umulhi", (w, a, b) -> List.of(a.multiply(b).shiftRight(w.bits)));
    m.put("bnot", (w, a, b) -> List.of(a.not()));
    m.put("ineg", (w, a, b) -> List.of(a.negate()));
    m.put("iabs", (w, a, b) -> List.of(w.signed(a).abs()));
    m.put("clz", (w, a, b) -> List.of(BigInteger.valueOf(w.bits - a.bitLength())));
    m.put("ctz", (w, a, b) -> List.of(BigInteger.valueOf(a.or(w.size()).getLowestSetBit())));
    m.put("cls", (w, a, b) -> List.of(BigInteger.valueOf(w.bits - 1 - w.signed(a).bitLength())));
    m.put("popcnt", (w, a, b) -> List.of(BigInteger.valueOf(a.bitCount())));
    m.put("bswap", (w, a, b) -> List.of(reversed(w, a, 8)));
    m.put("bitrev", (w, a, b) -> List.of(reversed(w, a, 1)));
    m.put("icmp eq", (w, a, b) -> bool(a.equals(b)));
    m.put("icmp slt", (w, a, b) -> bool(w.signed(a).compareTo(w.signed(b)) < 0));
    m.put("icmp sge", (w, a, b) -> bool(w.signed(a).compareTo(w.signed(b)) >= 0));
    m.put("icmp ult", (w, a, b) -> bool(a.compareTo(b) < 0));
    m.put("icmp ugt", (w, a, b) -> bool(a.compareTo(b) > 0));
    m.put("uadd_overflow", (w, a, b) -> w.flagged(a.add(b), false));
    m.put("sadd_overflow", (w, a, b) -> w.flagged(w.signed(a).add(w.signed(b)), true));
    m.put("usub_overflow", (w, a, b) -> w.flagged(a.subtract(b), false));
    m.put("ssub_overflow", (w, a, b) -> w.flagged(w.signed(a).subtract(w.signed(b)), true));
    m.put("umul_overflow", (w, a, b) -> w.flagged(a.multiply(b), false));
    m.put("smul_overflow", (w, a, b) -> w.flagged(w.signed(a).multiply(w.signed(b)), true));
    m.put("uadd_overflow_cin", (w, a, b) -> w.flagged(a.add(b).add(ONE), false));
    m.put("usub_overflow_bin", (w, a, b) -> w.flagged(a.subtract(b).subtract(ONE), false));
    m.put("sadd_overflow_cin", (w, a, b) -> w.flagged(w.signed(a).add(w.signed(b)).add(ONE), true));
    m.put(
        "ssub_overflow_bin",
        (w, a, b) -> w.flagged(w.signed(a).subtract(w.signed(b)).subtract(ONE), true));
    m.put("uadd_sat", (w, a, b) -> List.of(w.clamped(a.add(b), false)));
    m.put("usub_sat", (w, a, b) -> List.of(w.clamped(a.subtract(b), false)));
    m.put("sadd_sat", (w, a, b) -> List.of(w.clamped(w.signed(a).add(w.signed(b)), true)));
    m.put("ssub_sat", (w, a, b) -> List.of(w.clamped(w.signed(a).subtract(w.signed(b)), true)));
    return m;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64})
  void meansWhatUnboundedArithmeticSays(int bits) {
    Width w = new Width(bits);
    Map<String, Meaning> meanings = new LinkedHashMap<>(meanings());
    if (bits == 8) {
      meanings.remove("bswap");
    }
    StringBuilder text = new StringBuilder();
    meanings.forEach((name, meaning) -> text.append(function(name, meaning, w)));
    IrModule module = IrReader.read("widths.clif", text.toString()).module();
    List<BigInteger> left = operands(w, bits == 8 ? 256 : 60);
    List<BigInteger> right = operands(w, 30);
    try (Store store = new Store()) {
      Instance instance =
          InterpreterProvider.oracle()
              .compile(module, new CompileStats())
              .instantiate(store, new Imports());
      meanings.forEach(
          (name, meaning) -> {
            for (BigInteger a : left) {
              for (BigInteger b : right) {
                String what = name + " " + w.bits + ": " + a + ", " + b;
                assertEquals(expected(meaning, w, a, b), got(instance, w, name, a, b), what);
              }
            }
          });
    }
  }

  private static String function(String name, Meaning meaning, Width w) {
    String type = "i" + w.bits;
    boolean unary =
        List.of("bnot", "ineg", "iabs", "clz", "ctz", "cls", "popcnt", "bswap", "bitrev")
            .contains(name);
    boolean carries = name.endsWith("_cin") || name.endsWith("_bin");
    boolean compares = name.startsWith("icmp");
    boolean flagged = meaning.of(w, ONE, ONE).size() == 2;
    String results = compares ? "i8" : flagged ? type + ", i8" : type;
    String operands = unary ? " v0" : " v0, v1" + (carries ? ", v9" : "");
    return """
    function %%"%s"(%s, %s) -> %s {
    block0(v0: %s, v1: %s):
        v9 = iconst.i8 1
        %s = %s%s
        return %s
    }
    """
        .formatted(
            name,
            type,
            type,
            results,
            type,
            type,
            flagged ? "v2, v3" : "v2",
            name,
            operands,
            flagged ? "v2, v3" : "v2");
  }

  private static List<BigInteger> operands(Width w, int count) {
    List<BigInteger> operands = new ArrayList<>();
    if (count >= 256) {
      for (int k = 0; k < 256; k++) {
        operands.add(BigInteger.valueOf(k));
      }
      return operands;
    }
    for (int k = -3; k <= 3; k++) {
      operands.add(w.unsigned(BigInteger.valueOf(k)));
      operands.add(w.unsigned(w.size().shiftRight(1).add(BigInteger.valueOf(k))));
      operands.add(w.unsigned(BigInteger.valueOf(w.bits + k)));
    }
    Random random = new Random(w.bits);
    while (operands.size() < count) {
      operands.add(new BigInteger(1 + random.nextInt(w.bits), random));
    }
    return operands;
  }

  private static Object expected(Meaning meaning, Width w, BigInteger a, BigInteger b) {
    try {
      return meaning.of(w, a, b).stream().map(w::unsigned).toList();
    } catch (ArithmeticException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Also checks that narrow results come with zeros above their width. */
  private static Object got(Instance instance, Width w, String name, BigInteger a, BigInteger b) {
    @Nullable String trap = null;
    long[] results = {};
    try {
      results = instance.invoke(name, slot(w, a), slot(w, b));
    } catch (TrapException e) {
      trap = e.trapName();
    }
    if (trap != null) {
      return trap;
    }
    List<BigInteger> numbers = new ArrayList<>();
    for (long result : results) {
      BigInteger number = BigInteger.valueOf(result);
      numbers.add(w.bits < 32 ? number : w.unsigned(number));
    }
    return numbers;
  }

  private static long slot(Width w, BigInteger a) {
    return w.bits == 32 ? a.intValue() : a.longValue();
  }
}
