package paretojit.peer.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import paretojit.engine.BadEngineId;
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

/** Calls, traps, edges, memories and tables do under LLVM what they do interpreted. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LlvmModulesTest {
  private static final IrEngine INTERP = InterpreterProvider.oracle();
  private static final Engines ENGINES = new Engines(List.of(new LlvmProvider()));
  private static final List<String> IDS =
      List.of("llvm:O0:check=on@x64", "llvm:O1@x64", "llvm:O2:check=on@x64", "llvm:O3@x64");
  private static final Signature I32_TO_I32 = Signature.of(List.of(Type.I32), List.of(Type.I32));

  private final IrModule.Builder module = new IrModule.Builder("test");

  /** Runs the last function on all engines; the outcomes must be equal. Gives LLVM's. */
  private String run(Imports imports, long... args) {
    IrModule built = module.build();
    String expected = outcome(INTERP, built, imports, args);
    for (String id : IDS) {
      assertEquals(expected, outcome(ENGINES.findIr(id), built, imports, args), id);
    }
    return expected;
  }

  private String run(long... args) {
    return run(new Imports(), args);
  }

  private static String outcome(IrEngine engine, IrModule built, Imports imports, long[] args) {
    try (Store store = new Store()) {
      Instance instance = engine.compile(built, CompileStats.untimed()).instantiate(store, imports);
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
        int bytes = (int) instance.memory(0).lengthBytes();
        text += " memory " + Arrays.hashCode(instance.memory(0).read(0, bytes));
      }
      return text;
    }
  }

  /** A function from i32 to i32; the body is for the caller to fill. */
  private static FunctionBuilder main() {
    FunctionBuilder b = new FunctionBuilder("main", I32_TO_I32);
    b.createEntry();
    return b;
  }

  // ---- calls

  private static List<Type> mixed(int count) {
    List<Type> types = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      types.add(Type.of((k * 7 + k / 3) % 4));
    }
    return types;
  }

  @Test
  void importsGetAndGiveEverything() {
    for (int n : new int[] {0, 1, 2, 5, 18, 40}) {
      new LlvmModulesTest().swapBack(n);
    }
  }

  /** Passes n values to a host function that gives them back in reverse, and returns those. */
  private void swapBack(int n) {
    Signature signature = Signature.of(mixed(n), mixed(n).reversed());
    var name = new IrModule.ImportName("env", "swap");
    module.addImport(new IrModule.FunctionImport(name, module.signatureIndex(signature)));
    for (int callee = 0; callee < 2; callee++) {
      FunctionBuilder b = new FunctionBuilder("f", signature);
      int entry = b.createEntry();
      int[] args = new int[n];
      Arrays.setAll(args, k -> b.param(entry, k));
      int first = b.call(Op.CALL, signature, 0, callee, args, n);
      int[] results = new int[n];
      Arrays.setAll(results, k -> first + k);
      b.ret(results);
      module.addFunction(b.finish());
    }
    Imports imports = new Imports();
    imports.add(
        "env",
        "swap",
        signature,
        (caller, in, out) -> {
          for (int k = 0; k < n; k++) {
            out[k] = in[n - 1 - k];
          }
        });
    long[] values = new long[n];
    Arrays.setAll(values, k -> 3 + k * 5L);
    run(imports, values);
  }

  @Test
  void hostExceptionsAndDeepRecursionTrap() {
    var name = new IrModule.ImportName("env", "fail");
    module.addImport(new IrModule.FunctionImport(name, module.signatureIndex(I32_TO_I32)));
    FunctionBuilder b = main();
    b.ret(b.call(Op.CALL, I32_TO_I32, 0, 0, new int[] {b.param(0, 0)}, 1));
    module.addFunction(b.finish());
    Imports imports = new Imports();
    imports.add(
        "env",
        "fail",
        I32_TO_I32,
        (caller, in, out) -> {
          throw new IllegalStateException("no");
        });
    assertTrue(run(imports, 1).startsWith("host"));

    b = main();
    int more = b.call(Op.CALL, I32_TO_I32, 0, 2, new int[] {b.param(0, 0)}, 1);
    b.ret(b.binary(Op.IADD, more, b.param(0, 0)));
    module.addFunction(b.finish());
    assertTrue(run(imports, 1).startsWith("stk_ovf"));
  }

  /** Index 0 is null, 1 has another signature, 2 fits, 3 is beyond the end. */
  @Test
  void indirectCallsAreChecked() {
    FunctionBuilder b = new FunctionBuilder("other", Signature.of(List.of(), List.of()));
    b.createEntry();
    b.ret();
    module.addFunction(b.finish());
    b = main();
    b.ret(b.binary(Op.IMUL, b.param(0, 0), b.iconst(Type.I32, 10)));
    module.addFunction(b.finish());
    module.addTable(new IrModule.Table(Signature.Kind.FUNCREF, 3, 3, null));
    module.addElements(
        new IrModule.ElementSegment(
            IrModule.SegmentMode.ACTIVE,
            0,
            new IrModule.ConstExpr.Bits(1),
            Signature.Kind.FUNCREF,
            List.of(new IrModule.ConstExpr.RefFunc(0), new IrModule.ConstExpr.RefFunc(1))));
    b = main();
    int[] args = {b.param(0, 0), b.param(0, 0)};
    b.ret(b.call(Op.CALL_INDIRECT, I32_TO_I32, 0, module.signatureIndex(I32_TO_I32), args, 2));
    module.addFunction(b.finish());
    List<String> outcomes = new ArrayList<>();
    for (int index = 0; index < 4; index++) {
      outcomes.add(run(index));
    }
    assertEquals(List.of("icall_null in 2", "bad_sig in 2", "[20]", "table_oob in 2"), outcomes);
  }

  // ---- edges

  /** Edges of one switch go to one block with different and with the same arguments. */
  @Test
  void switchEdgesKeepTheirArguments() {
    FunctionBuilder b = main();
    int x = b.param(0, 0);
    int meet = b.createBlock();
    int result = b.addParam(meet, Type.I32);
    int seven = b.iconst(Type.I32, 7);
    int eight = b.iconst(Type.I32, 8);
    int edge = b.brTable(x, meet, meet, meet, meet);
    int[] each = {seven, x, seven, eight};
    for (int k = 0; k < each.length; k++) {
      b.setEdgeArgs(edge + k, each, k, 1);
    }
    b.switchTo(meet);
    b.ret(result);
    module.addFunction(b.finish());
    List<String> outcomes = new ArrayList<>();
    for (long index : new long[] {0, 1, 2, 3, -1}) {
      outcomes.add(run(index));
    }
    assertEquals(List.of("[7]", "[1]", "[7]", "[8]", "[8]"), outcomes);
  }

  /** The entry block is a loop's head; both edges of its branch can meet in one block. */
  @Test
  void entryBlockCanBeALoop() {
    FunctionBuilder b = main();
    int x = b.param(0, 0);
    int less = b.binary(Op.ISUB, x, b.iconst(Type.I32, 3));
    int done = b.createBlock();
    int result = b.addParam(done, Type.I32);
    int again = b.binary(Op.ICMP_SGT, less, b.iconst(Type.I32, 0));
    int edge = b.brif(again, 0, done);
    b.setEdgeArgs(edge, new int[] {less, less}, 0, 1);
    b.setEdgeArgs(edge + 1, new int[] {less, again}, 1, 1);
    b.switchTo(done);
    b.ret(b.binary(Op.IADD, result, x));
    module.addFunction(b.finish());
    assertEquals("[2]", run(20));
  }

  // ---- memory

  @Test
  void accessesAreCheckedToTheByteBeforeAndAfterGrowth() {
    module.addMemory(new IrModule.Memory(1, 2, null));
    FunctionBuilder b = main();
    int at = b.param(0, 0);
    int one = b.iconst(Type.I32, 1);
    b.store(Op.STORE, b.iconst(Type.I64, -2), 0, b.iconst(Type.I32, 65_528), 0);
    b.emit(Op.MEMORY_GROW, Type.I32.ordinal(), 0, 0, one);
    b.store(Op.ISTORE16, at, 0, at, 65_534);
    int sum = b.binary(Op.IADD, b.load(Op.SLOAD8, Type.I32, 0, at, 65_534), one);
    b.ret(b.binary(Op.IADD, sum, b.emit(Op.MEMORY_SIZE, Type.I32.ordinal(), 0, 0)));
    module.addFunction(b.finish());
    assertTrue(run(65_536).startsWith("[3]"));
    assertTrue(run(65_537).startsWith("heap_oob in 0"));
    assertTrue(run(-1).startsWith("heap_oob in 0"));
  }

  /** A trap leaves what was stored before it, and nothing after it, at every level. */
  @Test
  void trapsKeepTheOrderOfStores() {
    module.addMemory(new IrModule.Memory(1, 1, null));
    FunctionBuilder b = main();
    int x = b.param(0, 0);
    int zero = b.iconst(Type.I32, 0);
    b.store(Op.STORE, x, 0, zero, 0);
    int ratio = b.binary(Op.SDIV, b.iconst(Type.I32, 100), x);
    b.store(Op.STORE, ratio, 0, zero, 4);
    b.trapIf(Op.TRAPNZ, b.binary(Op.ICMP_EQ, x, b.iconst(Type.I32, 5)), TrapCode.USER, 9);
    b.store(Op.STORE, ratio, 0, zero, 8);
    b.ret(ratio);
    module.addFunction(b.finish());
    assertTrue(run(0).startsWith("int_divz in 0"));
    assertTrue(run(5).startsWith("user9 in 0"));
    assertTrue(run(7).startsWith("[14]"));
  }

  // ---- the engine

  @Test
  void phasesAreTimedApart() {
    FunctionBuilder b = main();
    b.ret(b.param(0, 0));
    module.addFunction(b.finish());
    CompileStats stats = new CompileStats();
    ENGINES.findIr("llvm:O2:vectorize=off@x64").compile(module.build(), stats);
    assertTrue(
        stats
            .phaseNanos()
            .keySet()
            .containsAll(
                Set.of("llvm.setup", "llvm.build", "llvm.passes", "llvm.codegen", "link")));
    assertThrows(BadEngineId.class, () -> ENGINES.find("llvm:O4@x64"));
  }
}
