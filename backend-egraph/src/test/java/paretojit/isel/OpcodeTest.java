package paretojit.isel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import paretojit.engine.CompileStats;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.isel.Edges.Case;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/**
 * Every opcode that {@link Op#eval} defines gives the same natively, on all combinations of edge
 * values, in each of the forms that instruction selection distinguishes: operands in registers,
 * constants, loads, the low half of a wider value; comparisons as values and as conditions.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class OpcodeTest {
  private static final List<IrEngine> ENGINES =
      List.of("isel:check=on@x64", "isel:check=on:cpu=sse4.1@x64").stream()
          .map(id -> new Engines(List.of(new IselProvider())).findIr(id))
          .toList();
  private static final long GARBAGE = 0xdead_beef_0000_0000L;

  /** A function to call with a case's operands; those with a value in {@code fixed} are constant. */
  private record Form(String name, int function, Long[] fixed, boolean condition) {}

  private final List<Form> forms = new ArrayList<>();
  private IrModule.Builder module = new IrModule.Builder("opcode");

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"ICONST", "F32CONST", "F64CONST"})
  void equalsEval(Op op) {
    if (op.isEvaluable()) {
      for (Case c : Edges.cases(op)) {
        IrModule built = build(c);
        for (IrEngine engine : ENGINES) {
          try (Store store = new Store()) {
            Instance instance =
                engine.compile(built, new CompileStats()).instantiate(store, new Imports());
            forms.forEach(form -> check(c, form, instance, engine));
          }
        }
      }
    }
  }

  // ---- Forms

  private IrModule build(Case c) {
    forms.clear();
    module = new IrModule.Builder("opcode");
    module.addMemory(new IrModule.Memory(1, 1, null));
    int n = c.operands().size();
    Long[] none = new Long[n];
    add(c, "registers", none, false);
    add(c, "loads", none, false);
    add(c, "narrowed", none, false);
    add(c, "used again", none, false);
    for (int k = 0; k < n; k++) {
      for (long value : Edges.of(c.operands().get(k))) {
        Long[] fixed = new Long[n];
        fixed[k] = value;
        add(c, "constant", fixed, false);
      }
    }
    if (c.op().isCompare()) {
      for (String use : List.of("brif", "select", "select float", "trapz", "not brif")) {
        add(c, use, none, true);
      }
    }
    return module.build();
  }

  private void add(Case c, String name, Long[] fixed, boolean condition) {
    boolean narrowed = name.equals("narrowed");
    List<Type> params =
        c.operands().stream().map(t -> narrowed && t == Type.I32 ? Type.I64 : t).toList();
    Type result = condition ? Type.I32 : c.result() == Type.I32 ? Type.I64 : c.result();
    Signature signature = Signature.of(params, List.of(result));
    FunctionBuilder b = new FunctionBuilder(name, signature);
    int entry = b.createEntry();
    int[] args = new int[fixed.length];
    for (int k = 0; k < args.length; k++) {
      args[k] = operand(b, entry, k, c.operands().get(k), name, fixed[k]);
    }
    int v = b.emit(c.op(), c.result().ordinal(), 0, 0, args, args.length);
    if (condition) {
      consume(b, name, v);
    } else {
      if (name.equals("used again")) {
        for (int k = 0; k < args.length; k++) {
          b.store(Op.STORE, args[k], 0, b.iconst(Type.I32, 0), 8L * k);
        }
      }
      // Widened, so that the result shows whether the upper half is zero.
      b.ret(c.result() == Type.I32 ? b.convert(Op.UEXTEND, Type.I64, v) : v);
    }
    Function function = b.finish();
    forms.add(new Form(name, module.addFunction(function), fixed, condition));
  }

  private static int operand(
      FunctionBuilder b, int entry, int k, Type type, String form, Long fixed) {
    if (fixed != null) {
      return switch (type) {
        case I32, I64 -> b.iconst(type, fixed);
        case F32 -> b.f32const(Float.intBitsToFloat(fixed.intValue()));
        case F64 -> b.f64const(Double.longBitsToDouble(fixed));
      };
    }
    int param = b.param(entry, k);
    if (form.equals("loads")) {
      int zero = b.iconst(Type.I32, 0);
      b.store(Op.STORE, param, 0, zero, 16L * k);
      return b.load(Op.LOAD, type, 0, zero, 16L * k);
    } else if (form.equals("narrowed") && type == Type.I32) {
      return b.convert(Op.IREDUCE, Type.I32, param);
    }
    return param;
  }

  /** Gives 1 if the condition holds, else 0 or a trap. */
  private static void consume(FunctionBuilder b, String use, int condition) {
    int one = b.iconst(Type.I32, 1);
    int zero = b.iconst(Type.I32, 0);
    switch (use) {
      case "brif", "not brif" -> {
        int c = condition;
        boolean not = use.equals("not brif");
        if (not) {
          c = b.binary(Op.ICMP_EQ, condition, zero);
        }
        int yes = b.createBlock();
        int no = b.createBlock();
        b.brif(c, not ? no : yes, not ? yes : no);
        b.switchTo(yes);
        b.ret(one);
        b.switchTo(no);
        b.ret(zero);
      }
      case "select" -> b.ret(b.select(condition, one, zero));
      case "select float" -> {
        int f = b.select(condition, b.f32const(1), b.f32const(-0.0f));
        b.ret(b.convert(Op.FCVT_TO_SINT, Type.I32, f));
      }
      default -> {
        b.trapIf(Op.TRAPZ, condition, TrapCode.USER, 7);
        b.ret(one);
      }
    }
  }

  // ---- Comparison

  private void check(Case c, Form form, Instance instance, IrEngine engine) {
    long[] args = new long[c.operands().size()];
    combine(c, form, instance, engine, args, 0);
  }

  private void combine(Case c, Form form, Instance instance, IrEngine engine, long[] args, int k) {
    if (k == args.length) {
      compare(c, form, instance, engine, args);
      return;
    }
    Long fixed = form.fixed()[k];
    long[] values = fixed != null ? new long[] {fixed} : Edges.of(c.operands().get(k));
    int step = args.length == 3 && k > 0 ? 3 : 1;
    for (int v = 0; v < values.length; v += step) {
      args[k] = values[v];
      combine(c, form, instance, engine, args, k + 1);
    }
  }

  private static void compare(Case c, Form form, Instance instance, IrEngine engine, long[] args) {
    String expected;
    try {
      long bits =
          c.op()
              .eval(
                  c.result(),
                  c.operands().get(0),
                  args[0],
                  args.length > 1 ? args[1] : 0,
                  args.length > 2 ? args[2] : 0);
      expected = show(c, c.result(), bits);
    } catch (TrapException e) {
      expected = e.trapName();
    }
    if (form.name().equals("trapz") && expected.equals("0")) {
      expected = "user7";
    }
    long[] passed = args.clone();
    for (int k = 0; k < args.length && form.name().equals("narrowed"); k++) {
      if (c.operands().get(k) == Type.I32) {
        passed[k] = args[k] & 0xffff_ffffL | GARBAGE;
      }
    }
    long[] results = new long[1];
    String actual;
    try {
      instance.invoke(form.function(), passed, results);
      if (c.result() == Type.I32 && !form.condition()) {
        assertEquals(0, results[0] >>> 32, () -> where(c, form, engine, args));
      }
      actual = show(c, c.result(), results[0]);
    } catch (TrapException e) {
      actual = e.trapName();
    }
    assertEquals(expected, actual, () -> where(c, form, engine, args));
  }

  private static String where(Case c, Form form, IrEngine engine, long[] args) {
    StringBuilder text = new StringBuilder("%s: %s, %s".formatted(engine.id(), c, form.name()));
    for (long arg : args) {
      text.append(' ').append(Long.toHexString(arg));
    }
    return text.toString();
  }

  private static String show(Case c, Type type, long bits) {
    boolean exact =
        switch (c.op()) {
          case FNEG, FABS, FCOPYSIGN, BITCAST, SELECT -> true;
          default -> false;
        };
    return switch (type) {
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
}
