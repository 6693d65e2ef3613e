package paretojit.isel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paretojit.engine.CompileStats;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/** Calls, traps, memories and tables do natively what they do interpreted. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ModulesTest {
  private static final IrEngine INTERP = InterpreterProvider.oracle();
  private static final IrEngine ISEL =
      new Engines(List.of(new IselProvider())).findIr("isel:check=on@x64");
  private static final Signature I32_TO_I32 = Signature.of(List.of(Type.I32), List.of(Type.I32));
  private static final Signature I64_TO_I64 = Signature.of(List.of(Type.I64), List.of(Type.I64));

  private final IrModule.Builder module = new IrModule.Builder("test");

  /** Runs the last function on both engines; the outcomes must be equal. Gives the native one. */
  private String run(long... args) {
    return run(new Imports(), args);
  }

  private String run(Imports imports, long... args) {
    IrModule built = module.build();
    String expected = outcome(INTERP, built, imports, args);
    String actual = outcome(ISEL, built, imports, args);
    assertEquals(expected, actual);
    return actual;
  }

  private static String outcome(IrEngine engine, IrModule built, Imports imports, long[] args) {
    try (Store store = new Store()) {
      Instance instance = engine.compile(built, new CompileStats()).instantiate(store, imports);
      int main = built.functionCount() - 1;
      Signature signature = built.functionSignature(main);
      long[] results = new long[signature.results().size()];
      String text;
      try {
        instance.invoke(main, args, results);
        for (int k = 0; k < results.length; k++) {
          results[k] = signature.results().get(k).bits() == 32 ? (int) results[k] : results[k];
        }
        text = Arrays.toString(results);
      } catch (TrapException e) {
        text = e.trapName() + " in " + e.function();
      }
      if (!built.memories().isEmpty()) {
        text += " memory " + Arrays.hashCode(instance.memory(0).read(0, 65_536));
      }
      return text;
    }
  }

  // ---- Calls

  private static List<Type> mixed(int count) {
    List<Type> types = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      types.add(Type.of((k * 7 + k / 3) % 4));
    }
    return types;
  }

  /** A function of {@code n} parameters that gives them back in reverse, some of them changed. */
  private int reversing(int n) {
    List<Type> params = mixed(n);
    FunctionBuilder b = new FunctionBuilder("reverse", Signature.of(params, params.reversed()));
    int entry = b.createEntry();
    int[] results = new int[n];
    for (int k = 0; k < n; k++) {
      int v = b.param(entry, n - 1 - k);
      results[k] =
          switch (b.valueType(v)) {
            case I32 -> b.binary(Op.IADD, v, b.iconst(Type.I32, k));
            case I64 -> b.binary(Op.IMUL, v, b.iconst(Type.I64, k + 2));
            case F32, F64 -> b.unary(Op.FNEG, v);
          };
    }
    b.ret(results);
    return module.addFunction(b.finish());
  }

  @Test
  void passesManyArgumentsAndResults() {
    for (int n : new int[] {0, 1, 5, 12, 20, 40}) {
      ModulesTest test = new ModulesTest();
      test.callsTwice(n);
    }
  }

  /** Calls a function with its own results, while other values live across the calls. */
  private void callsTwice(int n) {
    int callee = reversing(n);
    Signature signature = Signature.of(mixed(n), mixed(n).reversed());
    FunctionBuilder b = new FunctionBuilder("main", Signature.of(mixed(n), mixed(n)));
    int entry = b.createEntry();
    int[] args = new int[n];
    for (int k = 0; k < n; k++) {
      args[k] = b.param(entry, k);
    }
    int first = b.call(Op.CALL, signature, 0, callee, args, n);
    int[] back = new int[n];
    for (int k = 0; k < n; k++) {
      back[k] = first + n - 1 - k;
    }
    int second = b.call(Op.CALL, signature, 0, callee, back, n);
    int[] results = new int[n];
    for (int k = 0; k < n; k++) {
      int v = second + n - 1 - k;
      results[k] =
          b.valueType(v).isInt() ? b.binary(Op.IADD, v, args[k]) : b.binary(Op.FADD, v, args[k]);
    }
    b.ret(results);
    module.addFunction(b.finish());
    long[] values = new long[n];
    for (int k = 0; k < n; k++) {
      values[k] =
          switch (mixed(n).get(k)) {
            case I32 -> -k;
            case I64 -> 1L << k;
            case F32 -> Float.floatToRawIntBits(k + 0.5f);
            case F64 -> Double.doubleToRawLongBits(k * 1e10);
          };
    }
    run(values);
  }

  @Test
  void importsGetAndGiveEverything() {
    int n = 18;
    Signature signature = Signature.of(mixed(n), mixed(n).reversed());
    module.addImport(
        new IrModule.FunctionImport(
            new IrModule.ImportName("env", "swap"), module.signatureIndex(signature)));
    FunctionBuilder b = new FunctionBuilder("main", signature);
    int entry = b.createEntry();
    int[] args = new int[n];
    for (int k = 0; k < n; k++) {
      args[k] = b.param(entry, k);
    }
    int first = b.call(Op.CALL, signature, 0, 0, args, n);
    int[] results = new int[n];
    for (int k = 0; k < n; k++) {
      results[k] = first + k;
    }
    b.ret(results);
    module.addFunction(b.finish());
    Imports imports =
        new Imports()
            .add(
                "env",
                "swap",
                signature,
                (caller, in, out) -> {
                  for (int k = 0; k < n; k++) {
                    out[k] = in[n - 1 - k];
                  }
                });
    long[] values = new long[n];
    for (int k = 0; k < n; k++) {
      values[k] = 3 + k * 5L;
    }
    run(imports, values);
  }

  @Test
  void hostExceptionsTrap() {
    module.addImport(
        new IrModule.FunctionImport(
            new IrModule.ImportName("env", "fail"), module.signatureIndex(I32_TO_I32)));
    FunctionBuilder b = new FunctionBuilder("main", I32_TO_I32);
    int entry = b.createEntry();
    b.ret(b.call(Op.CALL, I32_TO_I32, 0, 0, new int[] {b.param(entry, 0)}, 1));
    module.addFunction(b.finish());
    Imports imports =
        new Imports()
            .add(
                "env",
                "fail",
                I32_TO_I32,
                (caller, in, out) -> {
                  throw new IllegalStateException("as it should");
                });
    assertEquals("host in 0", run(imports, 1));
  }

  @Test
  void indirectCallsAreChecked() {
    int good = reversing(1);
    FunctionBuilder other = new FunctionBuilder("other", I64_TO_I64);
    other.createEntry();
    other.ret(other.iconst(Type.I64, 1L << 40));
    int bad = module.addFunction(other.finish());
    module.addTable(new IrModule.Table(Signature.Kind.FUNCREF, 4, 4, null));
    module.addElements(
        new IrModule.ElementSegment(
            IrModule.SegmentMode.ACTIVE,
            0,
            new IrModule.ConstExpr.Bits(0),
            Signature.Kind.FUNCREF,
            List.of(new IrModule.ConstExpr.RefFunc(good), new IrModule.ConstExpr.RefFunc(bad))));
    FunctionBuilder b = new FunctionBuilder("main", I32_TO_I32);
    int entry = b.createEntry();
    int index = b.param(entry, 0);
    int signature = module.signatureIndex(I32_TO_I32);
    int called = b.call(Op.CALL_INDIRECT, I32_TO_I32, 0, signature, new int[] {index, index}, 2);
    int reference = b.emit(Op.TABLE_GET, Type.I64.ordinal(), 0, 0, index);
    int again = b.call(Op.CALL_REF, I32_TO_I32, 0, signature, new int[] {reference, called}, 2);
    b.ret(b.binary(Op.ISUB, again, index));
    module.addFunction(b.finish());
    run(0);
    assertEquals("bad_sig in 2", run(1));
    assertEquals("icall_null in 2", run(2));
    assertEquals("table_oob in 2", run(4));
    assertEquals("table_oob in 2", run(-1));
  }

  // ---- Traps

  @ParameterizedTest
  @EnumSource(TrapCode.class)
  void everyCodeComesBack(TrapCode code) {
    reversing(2);
    FunctionBuilder b = new FunctionBuilder("main", I32_TO_I32);
    int entry = b.createEntry();
    int user = code == TrapCode.USER ? 41 : 0;
    b.trapIf(Op.TRAPNZ, b.param(entry, 0), code, user);
    b.trap(TrapCode.UNREACHABLE, 0);
    module.addFunction(b.finish());
    assertEquals(code.text() + (user == 0 ? "" : "41") + " in 1", run(1));
    assertEquals("unreachable in 1", run(0));
  }

  @Test
  void trapsSayWhere() {
    FunctionBuilder b = new FunctionBuilder("main", I32_TO_I32);
    int entry = b.createEntry();
    int one = b.iconst(Type.I32, 1);
    b.ret(b.binary(Op.UDIV, one, b.param(entry, 0)));
    module.addFunction(b.finish());
    try (Store store = new Store()) {
      Instance instance =
          ISEL.compile(module.build(), new CompileStats()).instantiate(store, new Imports());
      long[] values = {0};
      TrapException trap =
          assertThrows(TrapException.class, () -> instance.invoke(0, values, values));
      assertEquals(1, trap.source());
      instance.invoke(0, new long[] {1}, values);
      assertEquals(1, values[0]);
    }
  }

  @Test
  void endlessRecursionOverflowsTheStack() {
    FunctionBuilder b = new FunctionBuilder("main", I64_TO_I64);
    int entry = b.createEntry();
    int slot = b.createSlot(10_000, 16);
    int address = b.emit(Op.STACK_ADDR, Type.I64.ordinal(), 0, slot);
    b.store(Op.STORE, b.param(entry, 0), -1, address, 0);
    int next = b.binary(Op.IADD, b.param(entry, 0), b.iconst(Type.I64, 1));
    b.ret(b.call(Op.CALL, I64_TO_I64, 0, 0, new int[] {next}, 1));
    module.addFunction(b.finish());
    String overflow = outcome(ISEL, module.build(), new Imports(), new long[] {0});
    assertEquals("stk_ovf in 0", overflow);
  }

  // ---- Memories and tables

  @Test
  void memoriesGrowAndAreChecked() {
    module.addMemory(new IrModule.Memory(1, 3, null));
    module.addMemory(new IrModule.Memory(2, 3, null));
    FunctionBuilder b = new FunctionBuilder("main", Signature.of(List.of(Type.I32), mixedInts()));
    int entry = b.createEntry();
    int address = b.param(entry, 0);
    int before = b.load(Op.ULOAD8, Type.I32, 0, b.iconst(Type.I32, 65_535), 0);
    int one = b.iconst(Type.I32, 1);
    int old = b.emit(Op.MEMORY_GROW, Type.I32.ordinal(), 0, 0, one);
    int old1 = b.emit(Op.MEMORY_GROW, Type.I32.ordinal(), 0, 1, b.iconst(Type.I32, 2));
    b.store(Op.STORE, address, 0, b.iconst(Type.I32, 65_536), 4);
    b.store(Op.ISTORE16, address, 1, address, 0x1_0000);
    int pages = b.emit(Op.MEMORY_SIZE, Type.I32.ordinal(), 0, 0);
    int pages1 = b.emit(Op.MEMORY_SIZE, Type.I32.ordinal(), 0, 1);
    int loaded = b.load(Op.LOAD, Type.I32, 0, address, 4);
    int far = b.load(Op.LOAD, Type.I64, 1, address, 0x0_fff8);
    b.ret(before, old, old1, pages, pages1, loaded, far);
    module.addFunction(b.finish());
    for (long at : new long[] {0, 1, 65_532, 65_533, 65_534, 65_536, 131_064, 131_065, -1}) {
      run(at);
    }
  }

  private static List<Type> mixedInts() {
    List<Type> types = new ArrayList<>(List.of(Type.I32, Type.I32, Type.I32, Type.I32, Type.I32));
    types.add(Type.I32);
    types.add(Type.I64);
    return types;
  }

  @Test
  void offsetsOfAnySizeAreChecked() {
    for (long offset :
        new long[] {0, 1, 65_528, 65_529, 0x7fff_fff0L, 0x8000_0000L, 0xffff_ffffL}) {
      for (Type type : Type.values()) {
        ModulesTest test = new ModulesTest();
        test.module.addMemory(new IrModule.Memory(1, 1, null));
        FunctionBuilder b =
            new FunctionBuilder("main", Signature.of(List.of(Type.I32), List.of(type)));
        int entry = b.createEntry();
        int loaded = b.load(Op.LOAD, type, 0, b.param(entry, 0), offset);
        b.store(Op.STORE, loaded, 0, b.iconst(Type.I32, 8), offset);
        b.ret(loaded);
        test.module.addFunction(b.finish());
        for (long at : new long[] {0, 1, 7, 8, 65_535, 65_532, 0x7fff_ffff, -1, -65_536}) {
          test.run(at);
        }
      }
    }
  }

  @Test
  void tablesGrowAndAreChecked() {
    module.addTable(new IrModule.Table(Signature.Kind.FUNCREF, 2, 9, null));
    module.addTable(new IrModule.Table(Signature.Kind.FUNCREF, 3, 3, null));
    module.addElements(
        new IrModule.ElementSegment(
            IrModule.SegmentMode.PASSIVE,
            0,
            null,
            Signature.Kind.FUNCREF,
            List.of(new IrModule.ConstExpr.RefFunc(0), new IrModule.ConstExpr.RefNull())));
    FunctionBuilder b = new FunctionBuilder("main", I32_TO_I32);
    int entry = b.createEntry();
    int at = b.param(entry, 0);
    int i32 = Type.I32.ordinal();
    int self = b.emit(Op.REF_FUNC, Type.I64.ordinal(), 0, 0);
    int two = b.iconst(Type.I32, 2);
    int zero = b.iconst(Type.I32, 0);
    int old = b.emit(Op.TABLE_GROW, i32, 0, 0, self, two);
    b.emit(Op.TABLE_SET, -1, 0, 0, at, self);
    b.emit(Op.TABLE_FILL, -1, 0, 1, zero, self, two);
    b.emit(Op.TABLE_INIT, -1, 0, 0, zero, zero, two);
    b.emit(Op.ELEM_DROP, -1, 0, 0);
    b.emit(Op.TABLE_COPY, -1, 1, 0, at, zero, two);
    int got = b.emit(Op.TABLE_GET, Type.I64.ordinal(), 0, 0, at);
    int isSelf = b.binary(Op.ICMP_EQ, got, self);
    int size = b.emit(Op.TABLE_SIZE, i32, 0, 0);
    int sum = b.binary(Op.IADD, b.binary(Op.ISHL, size, two), old);
    b.ret(b.binary(Op.IADD, b.binary(Op.ISHL, sum, two), isSelf));
    module.addFunction(b.finish());
    for (long k = -1; k < 6; k++) {
      run(k);
    }
  }

  // ---- Control

  @Test
  void entryBlockMayBeALoop() {
    FunctionBuilder b =
        new FunctionBuilder("main", Signature.of(List.of(Type.I32, Type.I64), List.of(Type.I64)));
    int entry = b.createEntry();
    int exit = b.createBlock();
    int n = b.param(entry, 0);
    int sum = b.binary(Op.IADD, b.param(entry, 1), b.convert(Op.UEXTEND, Type.I64, n));
    int less = b.binary(Op.ISUB, n, b.iconst(Type.I32, 1));
    int edge = b.brif(less, entry, exit);
    b.setEdgeArgs(edge, new int[] {less, sum}, 0, 2);
    b.switchTo(exit);
    b.ret(sum);
    module.addFunction(b.finish());
    assertEquals("[50]", run(9, 5));
  }

  /** A circle of empty blocks, in an order that goes back and forth, which must not vanish. */
  @Test
  void endlessLoopsOfNothingAreCompiled() {
    FunctionBuilder b = new FunctionBuilder("main", I32_TO_I32);
    int entry = b.createEntry();
    int one = b.createBlock();
    int two = b.createBlock();
    int three = b.createBlock();
    int exit = b.createBlock();
    b.brif(b.param(entry, 0), one, exit);
    b.switchTo(one);
    b.jump(three, new int[0]);
    b.switchTo(two);
    b.jump(one, new int[0]);
    b.switchTo(three);
    b.jump(two, new int[0]);
    b.switchTo(exit);
    b.ret(b.iconst(Type.I32, 3));
    module.addFunction(b.finish());
    assertEquals("[3]", run(0));
  }

  @Test
  void tablesOfBranchesShareTargets() {
    FunctionBuilder b = new FunctionBuilder("main", I32_TO_I32);
    int entry = b.createEntry();
    int x = b.param(entry, 0);
    int join = b.createBlock();
    int other = b.createBlock();
    int result = b.addParam(join, Type.I32);
    int first = b.brTable(x, join, join, other, join, join, other, join);
    int one = x;
    for (int k = 0; k < 7; k++) {
      if (k != 2 && k != 5) {
        b.setEdgeArgs(first + k, new int[] {one}, 0, 1);
      }
    }
    b.switchTo(other);
    b.jump(join, b.iconst(Type.I32, 77));
    b.switchTo(join);
    b.ret(result);
    module.addFunction(b.finish());
    for (long k = -1; k < 9; k++) {
      run(k);
    }
  }
}
