package paretojit.peer.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import paretojit.engine.CompileStats;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.Typing;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/**
 * Every opcode that {@link Op#eval} defines gives the same under LLVM on combinations of edge values,
 * with operands unknown, with the last one constant, and with all of them constant: LLVM's folding
 * has semantics of its own.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LlvmOpcodeTest {
  private static final long[] INTS = {
    0,
    1,
    2,
    7,
    31,
    32,
    33,
    63,
    64,
    0x80,
    0xffff,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x0123_4567_89ab_cdefL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -129
  };
  private static final double[] FLOATS = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2.5,
    -0.9,
    3.999,
    0.49999999999999994,
    2147483647.5,
    -2147483648.9,
    -2147483649.0,
    4294967295.9,
    0x1p31,
    -0x1p31,
    0x1p32,
    0x1p63,
    -0x1p63,
    0x1.fffffep62,
    0x1p64,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    1e-40,
    16777217.0,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static final Engines ENGINES = new Engines(List.of(new LlvmProvider()));

  /** An operation at definite types. */
  private record Case(Op op, Type result, List<Type> operands) {}

  /** A function to call: the operands from {@code firstFixed} on are constants. */
  private record Form(Case c, int function, long[] operands, int firstFixed) {}

  private final List<Form> forms = new ArrayList<>();
  private final IrModule.Builder module = new IrModule.Builder("opcode");

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"ICONST", "F32CONST", "F64CONST"})
  void equalsEval(Op op) {
    if (!op.isEvaluable()) {
      return;
    }
    for (Case c : cases(op)) {
      int n = c.operands().size();
      add(c, new long[n], n);
      if (n > 1) {
        combinations(c, n - 1, n).forEach(operands -> add(c, operands, n - 1));
      }
      List<long[]> all = combinations(c, 0, n);
      for (int k = 0; k < all.size(); k += n == 1 ? 1 : 5) {
        add(c, all.get(k), 0);
      }
    }
    IrModule built = module.build();
    for (String id : List.of("llvm:O0@x64", "llvm:O2@x64", "llvm:O2:cpu=baseline@x64")) {
      IrEngine engine = ENGINES.findIr(id);
      try (Store store = new Store()) {
        Instance instance =
            engine.compile(built, CompileStats.untimed()).instantiate(store, new Imports());
        for (Form form : forms) {
          for (long[] operands : combinations(form.c(), 0, form.firstFixed())) {
            System.arraycopy(
                form.operands(),
                form.firstFixed(),
                operands,
                form.firstFixed(),
                operands.length - form.firstFixed());
            check(form, operands, instance, id);
          }
        }
      }
    }
  }

  private void add(Case c, long[] operands, int firstFixed) {
    FunctionBuilder b = new FunctionBuilder("f", Signature.of(c.operands(), List.of(c.result())));
    int entry = b.createEntry();
    int[] args = new int[operands.length];
    for (int k = 0; k < args.length; k++) {
      args[k] = k < firstFixed ? b.param(entry, k) : constant(b, c.operands().get(k), operands[k]);
    }
    b.ret(b.emit(c.op(), c.result().ordinal(), 0, 0, args, args.length));
    forms.add(new Form(c, module.addFunction(b.finish()), operands, firstFixed));
  }

  private static int constant(FunctionBuilder b, Type type, long bits) {
    return switch (type) {
      case I32, I64 -> b.iconst(type, bits);
      case F32 -> b.f32const(Float.intBitsToFloat((int) bits));
      case F64 -> b.f64const(Double.longBitsToDouble(bits));
    };
  }

  /** Edge values for some of the operands, thinned out where there are three; 0 for the others. */
  private static List<long[]> combinations(Case c, int from, int to) {
    List<long[]> all = new ArrayList<>();
    combine(c, from, to, new long[c.operands().size()], all);
    return all;
  }

  private static void combine(Case c, int k, int to, long[] operands, List<long[]> all) {
    if (k == to) {
      all.add(operands.clone());
      return;
    }
    long[] values = edges(c.operands().get(k));
    for (int v = 0; v < values.length; v += operands.length == 3 ? 3 : 1) {
      operands[k] = values[v];
      combine(c, k + 1, to, operands, all);
    }
  }

  private static long[] edges(Type type) {
    return switch (type) {
      case I32 -> LongStream.of(INTS).map(v -> (int) v).distinct().toArray();
      case I64 -> INTS;
      case F32 ->
          DoubleStream.of(FLOATS).mapToLong(v -> Float.floatToRawIntBits((float) v)).toArray();
      case F64 -> DoubleStream.of(FLOATS).mapToLong(Double::doubleToRawLongBits).toArray();
    };
  }

  private static void check(Form form, long[] operands, Instance instance, String engine) {
    Case c = form.c();
    String expected;
    try {
      long b = operands.length > 1 ? operands[1] : 0;
      long d = operands.length > 2 ? operands[2] : 0;
      expected = show(c, c.op().eval(c.result(), c.operands().get(0), operands[0], b, d));
    } catch (TrapException e) {
      expected = e.trapName();
    }
    long[] results = new long[1];
    String actual;
    try {
      instance.invoke(form.function(), operands, results);
      actual = show(c, results[0]);
    } catch (TrapException e) {
      actual = e.trapName();
    }
    assertEquals(
        expected,
        actual,
        () -> engine + ": " + c + " constants from " + form.firstFixed() + hex(operands));
  }

  private static String hex(long[] operands) {
    StringBuilder text = new StringBuilder();
    for (long operand : operands) {
      text.append(' ').append(Long.toHexString(operand));
    }
    return text.toString();
  }

  private static String show(Case c, long bits) {
    boolean exact =
        switch (c.op()) {
          case FNEG, FABS, FCOPYSIGN, BITCAST, SELECT -> true;
          default -> false;
        };
    return switch (c.result()) {
      case I32 -> Integer.toString((int) bits);
      case I64 -> Long.toString(bits);
      case F32 ->
          !exact && Float.isNaN(Float.intBitsToFloat((int) bits))
              ? "NaN"
              : Integer.toHexString((int) bits);
      case F64 ->
          !exact && Double.isNaN(Double.longBitsToDouble(bits)) ? "NaN" : Long.toHexString(bits);
    };
  }

  // ---- typings

  private static List<Case> cases(Op op) {
    List<Case> cases = new ArrayList<>();
    Typing typing = op.typing();
    for (Type controlling : Type.values()) {
      for (Type other : Type.values()) {
        if (typing.domain().contains(controlling) && fits(typing, controlling, other)) {
          List<Type> operands =
              typing.operands().chars().mapToObj(x -> type((char) x, controlling, other)).toList();
          Case one = new Case(op, type(typing.result().charAt(0), controlling, other), operands);
          if (!cases.contains(one)) {
            cases.add(one);
          }
        }
      }
    }
    return cases;
  }

  /** {@code X} is a type of the other kind, {@code B} that of the same width. */
  private static boolean fits(Typing typing, Type controlling, Type other) {
    return switch (typing.operands().charAt(0)) {
      case 'X' -> other.isInt() != controlling.isInt();
      case 'B' -> other.isInt() != controlling.isInt() && other.bits() == controlling.bits();
      default -> other == controlling;
    };
  }

  private static Type type(char letter, Type controlling, Type other) {
    Type fixed = Typing.fixed(letter);
    return fixed != null ? fixed : letter == 'T' ? controlling : other;
  }
}
