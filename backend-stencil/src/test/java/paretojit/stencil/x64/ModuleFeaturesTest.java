package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
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
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/** What random programs do not reach: imports, many values at calls, odd memories, odd layouts. */
class ModuleFeaturesTest {
  private static final List<String> ENGINES =
      List.of(
          "stencil@x64",
          "stencil:bounds=explicit@x64",
          "stencil:regs=0@x64",
          "stencil:profile=paper@x64",
          "stencil:profile=cpython@x64",
          "stencil:regs=2:elide=off:imm=off@x64");

  private final Engines engines = Engines.load();

  /** Calls the last function of a module with each argument, on every engine; all must agree. */
  private List<String> agree(IrModule module, Imports imports, long... args) {
    List<String> expected = run(engines.findIr("interp"), module, imports, args);
    for (String id : ENGINES) {
      assertEquals(expected, run(engines.findIr(id), module, imports, args), id);
    }
    return expected;
  }

  private static List<String> run(IrEngine engine, IrModule module, Imports imports, long... args) {
    List<String> outcomes = new ArrayList<>();
    try (Store store = new Store()) {
      Instance instance =
          engine.compile(module, CompileStats.untimed()).instantiate(store, imports);
      int last = module.functionCount() - 1;
      List<Type> types = module.functionSignature(last).results();
      for (long arg : args) {
        long[] results = new long[types.size()];
        try {
          instance.invoke(last, new long[] {arg}, results);
          StringBuilder text = new StringBuilder();
          for (int k = 0; k < results.length; k++) {
            boolean isNarrow = types.get(k).bytes() == 4;
            text.append(isNarrow ? (int) results[k] : results[k]).append(' ');
          }
          outcomes.add(text.toString().strip());
        } catch (TrapException e) {
          outcomes.add("trap " + e.code() + " user " + e.userCode());
        }
      }
    }
    return outcomes;
  }

  private static FunctionBuilder begin(Type result) {
    FunctionBuilder b = new FunctionBuilder("f", Signature.of(List.of(Type.I32), List.of(result)));
    b.createEntry();
    return b;
  }

  private static IrModule module(Function... functions) {
    IrModule.Builder module = new IrModule.Builder("m");
    for (Function function : functions) {
      module.addFunction(function);
    }
    return module.build();
  }

  @Test
  void passesTwentyValuesOfEveryTypeThereAndBack() {
    List<Type> types = new ArrayList<>();
    for (int k = 0; k < 20; k++) {
      types.add(Type.of(k % 4));
    }
    List<Type> reversed = new ArrayList<>(types);
    Collections.reverse(reversed);
    FunctionBuilder b = new FunctionBuilder("reverse", Signature.of(types, reversed));
    int entry = b.createEntry();
    int[] values = new int[20];
    for (int k = 0; k < 20; k++) {
      values[k] = b.param(entry, 19 - k);
    }
    b.ret(values);
    Function reverse = b.finish();

    b = begin(Type.I64);
    int x = b.param(b.currentBlock(), 0);
    int[] args = new int[20];
    for (int k = 0; k < 20; k++) {
      int number = b.binary(Op.IADD, x, b.iconst(Type.I32, k));
      args[k] =
          switch (types.get(k)) {
            case I32 -> number;
            case I64 -> b.convert(Op.SEXTEND, Type.I64, number);
            case F32 -> b.convert(Op.FCVT_FROM_SINT, Type.F32, number);
            case F64 -> b.convert(Op.FCVT_FROM_SINT, Type.F64, number);
          };
    }
    int first = b.call(Op.CALL, reverse.signature(), 0, 0, args, 20);
    int sum = b.iconst(Type.I64, 0);
    for (int k = 0; k < 20; k++) {
      int wide =
          switch (reversed.get(k)) {
            case I32 -> b.convert(Op.SEXTEND, Type.I64, first + k);
            case I64 -> first + k;
            case F32, F64 -> b.convert(Op.FCVT_TO_SINT, Type.I64, first + k);
          };
      sum = b.binary(Op.IADD, b.binary(Op.IMUL, sum, b.iconst(Type.I64, 31)), wide);
    }
    b.ret(sum);
    agree(module(reverse, b.finish()), new Imports(), 0, 1, -5, 1000);
  }

  @Test
  void callsImportsDirectlyAndThroughATable() {
    Signature signature =
        Signature.of(List.of(Type.I32, Type.F64, Type.I64), List.of(Type.F32, Type.I32));
    IrModule.Builder module = new IrModule.Builder("m");
    int type = module.addSignature(signature);
    module.addImport(new IrModule.FunctionImport(new IrModule.ImportName("host", "mix"), type));
    module.addTable(new IrModule.Table(Signature.Kind.FUNCREF, 3, 3, null));
    module.addElements(
        new IrModule.ElementSegment(
            IrModule.SegmentMode.ACTIVE,
            0,
            new IrModule.ConstExpr.Bits(1),
            Signature.Kind.FUNCREF,
            List.of(new IrModule.ConstExpr.RefFunc(0))));
    FunctionBuilder b = begin(Type.I32);
    int x = b.param(b.currentBlock(), 0);
    int f = b.f64const(2.5);
    int w = b.iconst(Type.I64, -3);
    int direct = b.call(Op.CALL, signature, 0, 0, new int[] {x, f, w}, 3);
    int indirect = b.call(Op.CALL_INDIRECT, signature, 0, type, new int[] {x, x, f, w}, 4);
    int reference = b.emit(Op.REF_FUNC, Type.I64.ordinal(), 0, 0);
    int byRef = b.call(Op.CALL_REF, signature, 0, type, new int[] {reference, x, f, w}, 4);
    int sum = b.binary(Op.IADD, direct + 1, indirect + 1);
    sum = b.binary(Op.IADD, sum, byRef + 1);
    int floats = b.binary(Op.FADD, b.binary(Op.FADD, direct, indirect), byRef);
    b.ret(b.binary(Op.IADD, sum, b.convert(Op.FCVT_TO_SINT, Type.I32, floats)));
    module.addFunction(b.finish());
    Imports imports =
        new Imports()
            .add(
                "host",
                "mix",
                signature,
                (_, args, results) -> {
                  if ((int) args[0] == 99) {
                    throw new TrapException(TrapCode.USER);
                  }
                  results[0] =
                      Float.floatToRawIntBits((float) Double.longBitsToDouble(args[1]) * 4);
                  results[1] = (int) (args[0] * 7 + args[2]);
                });
    List<String> outcomes = agree(module.build(), imports, 1, 0, 2, 3, -1, 99);
    assertTrue(outcomes.get(1).contains("INDIRECT_CALL_TO_NULL"), outcomes::toString);
    assertTrue(outcomes.get(3).contains("TABLE_OUT_OF_BOUNDS"), outcomes::toString);
    assertTrue(outcomes.get(5).contains("USER"), outcomes::toString);
  }

  @Test
  void reachesSeveralMemoriesAndLargeOffsets() {
    IrModule.Builder module = new IrModule.Builder("m");
    module.addMemory(new IrModule.Memory(1, 1, null));
    module.addMemory(new IrModule.Memory(2, 3, null));
    FunctionBuilder b = begin(Type.I64);
    int x = b.param(b.currentBlock(), 0);
    for (Op op : List.of(Op.STORE, Op.ISTORE8, Op.ISTORE16)) {
      b.store(op, x, 1, x, 65_000);
    }
    b.store(Op.STORE, b.f64const(-1.25), 1, x, 66_000);
    b.store(Op.STORE, b.f32const(3.5f), 0, x, 8);
    b.store(Op.ISTORE32, b.iconst(Type.I64, -2), 0, b.iconst(Type.I32, 16), 0);
    int sum = b.load(Op.LOAD, Type.I64, 1, x, 66_000);
    sum = b.binary(Op.IADD, sum, b.load(Op.SLOAD8, Type.I64, 1, x, 65_000));
    sum = b.binary(Op.IADD, sum, b.load(Op.ULOAD32, Type.I64, 0, x, 8));
    sum = b.binary(Op.IADD, sum, b.load(Op.LOAD, Type.I64, 0, b.iconst(Type.I32, 12), 0));
    int pages = b.emit(Op.MEMORY_SIZE, Type.I32.ordinal(), 0, 1);
    sum = b.binary(Op.IADD, sum, b.convert(Op.UEXTEND, Type.I64, pages));
    int ok = b.createBlock();
    int far = b.createBlock();
    b.brif(b.binary(Op.ICMP_ULT, x, b.iconst(Type.I32, 100)), ok, far);
    b.switchTo(ok);
    b.ret(sum);
    b.switchTo(far);
    b.ret(b.load(Op.LOAD, Type.I64, 0, x, 0xffff_fff0L));
    module.addFunction(b.finish());
    List<String> outcomes = agree(module.build(), new Imports(), 0, 99, 100, 70_000, -1);
    assertTrue(outcomes.get(2).contains("HEAP_OUT_OF_BOUNDS"), outcomes::toString);
  }

  /** A module of one function and a memory that begins with a byte; signature 0 is as given. */
  private static IrModule withMemory(int first, Signature signature, Function function) {
    IrModule.Builder module = new IrModule.Builder("m");
    module.addSignature(signature);
    module.addMemory(new IrModule.Memory(1, 4, null));
    module.addData(
        new IrModule.DataSegment(
            IrModule.SegmentMode.ACTIVE,
            0,
            new IrModule.ConstExpr.Bits(0),
            new byte[] {(byte) first}));
    module.addFunction(function);
    return module.build();
  }

  @Test
  void findsEachInstancesMemoryAroundACallIntoAnother() {
    FunctionBuilder b = begin(Type.I32);
    int before = b.load(Op.ULOAD8, Type.I32, 0, b.iconst(Type.I32, 0), 0);
    int grown = b.emit(Op.MEMORY_GROW, Type.I32.ordinal(), 0, 0, b.iconst(Type.I32, 1));
    int after = b.load(Op.ULOAD8, Type.I32, 0, b.iconst(Type.I32, 0), 0);
    b.ret(b.binary(Op.IADD, b.binary(Op.IADD, before, grown), after));
    Signature signature = b.signature();
    IrModule callee = withMemory(20, signature, b.finish());

    b = new FunctionBuilder("caller", Signature.of(List.of(Type.I64), List.of(Type.I32)));
    int entry = b.createEntry();
    int zero = b.iconst(Type.I32, 0);
    int mine = b.load(Op.ULOAD8, Type.I32, 0, zero, 0);
    int[] args = {b.param(entry, 0), zero};
    int theirs = b.call(Op.CALL_REF, signature, 0, 0, args, 2);
    int still = b.load(Op.ULOAD8, Type.I32, 0, zero, 0);
    b.ret(b.binary(Op.IADD, b.binary(Op.IADD, mine, theirs), still));
    IrModule caller = withMemory(3, signature, b.finish());

    for (String id : ENGINES) {
      IrEngine engine = engines.findIr(id);
      try (Store store = new Store()) {
        CompileStats untimed = CompileStats.untimed();
        Instance other = engine.compile(callee, untimed).instantiate(store, new Imports());
        Instance own = engine.compile(caller, untimed).instantiate(store, new Imports());
        long[] results = new long[1];
        own.invoke(0, new long[] {other.funcRef(0)}, results);
        assertEquals(3 + 20 + 1 + 20 + 3, results[0], id);
      }
    }
  }

  @Test
  void selectsByComparisonsThatDoMore() {
    FunctionBuilder b = begin(Type.I64);
    int x = b.param(b.currentBlock(), 0);
    int zero = b.iconst(Type.I32, 0);
    int twenty = b.iconst(Type.I32, 20);
    int one = b.f64const(1.5);
    int two = b.f64const(2.5);
    int four = b.f64const(4);
    // Floats by a comparison with memory right before: its truth value is in the temporary.
    int first = b.load(Op.ULOAD8, Type.I32, 0, zero, 0);
    int isTwenty = b.binary(Op.ICMP_EQ, first, twenty);
    int f = b.select(isTwenty, one, two);
    int second = b.load(Op.LOAD, Type.I32, 0, zero, 0);
    int g = b.select(b.binary(Op.ICMP_SLT, x, second), four, f);
    // Integers by the flags that a comparison with memory and a test set.
    int third = b.load(Op.LOAD, Type.I32, 0, zero, 0);
    int h = b.select(b.binary(Op.ICMP_UGT, third, x), x, b.iconst(Type.I32, 1000));
    int low = b.binary(Op.BAND, x, b.iconst(Type.I32, 6));
    int k = b.select(b.binary(Op.ICMP_EQ, low, zero), h, b.iconst(Type.I32, 77));
    int bits = b.convert(Op.BITCAST, Type.I64, b.binary(Op.FADD, f, g));
    b.ret(b.binary(Op.BXOR, bits, b.convert(Op.UEXTEND, Type.I64, k)));
    IrModule module = withMemory(20, b.signature(), b.finish());
    List<String> outcomes = agree(module, new Imports(), 0, 1, 2, 6, 19, 20, 21, 48, -1);
    assertEquals(outcomes.get(0), "" + Double.doubleToLongBits(5.5));
  }

  @Test
  void followsALayoutInWhichUsesComeFirst() {
    FunctionBuilder b = begin(Type.I32);
    int entry = b.currentBlock();
    int x = b.param(entry, 0);
    int use = b.createBlock();
    int define = b.createBlock();
    b.jump(define);
    // The block that uses the sum is laid out before the one that makes it.
    int sum = b.valueCount();
    b.switchTo(use);
    b.ret(sum + 1);
    b.switchTo(define);
    int one = b.iconst(Type.I32, 1);
    assertEquals(sum, one);
    assertEquals(sum + 1, b.binary(Op.IADD, x, one));
    b.jump(use);
    agree(module(b.finish()), new Imports(), 0, 41, -1);
  }

  @Test
  void switchesOnEdgesThatSwapValues() {
    FunctionBuilder b = begin(Type.I32);
    int x = b.param(b.currentBlock(), 0);
    int loop = b.createBlock();
    int a = b.addParam(loop, Type.I32);
    int c = b.addParam(loop, Type.I32);
    int n = b.addParam(loop, Type.I32);
    int done = b.createBlock();
    int result = b.addParam(done, Type.I32);
    b.jump(loop, b.iconst(Type.I32, 3), b.iconst(Type.I32, 1000), x);
    b.switchTo(loop);
    int left = b.binary(Op.ISUB, n, b.iconst(Type.I32, 1));
    int edge = b.brTable(n, done, done, loop, loop, loop, done);
    b.setEdgeArgs(edge, new int[] {a}, 0, 1);
    b.setEdgeArgs(edge + 1, new int[] {c}, 0, 1);
    b.setEdgeArgs(edge + 2, new int[] {c, a, left}, 0, 3);
    b.setEdgeArgs(edge + 3, new int[] {a, a, left}, 0, 3);
    b.setEdgeArgs(edge + 4, new int[] {c, n, left}, 0, 3);
    b.setEdgeArgs(edge + 5, new int[] {left}, 0, 1);
    b.switchTo(done);
    b.ret(result);
    agree(module(b.finish()), new Imports(), 0, 1, 2, 3, 4, 5, 6, -1, Integer.MIN_VALUE);
  }

  @Test
  void trapsWithTheProgramsOwnCode() {
    FunctionBuilder b = begin(Type.I32);
    int x = b.param(b.currentBlock(), 0);
    b.trapIf(Op.TRAPZ, x, TrapCode.USER, 17);
    b.trapIf(Op.TRAPNZ, b.binary(Op.ICMP_EQ, x, b.iconst(Type.I32, 5)), TrapCode.USER, 18);
    b.trapIf(Op.TRAPNZ, b.binary(Op.ICMP_EQ, x, b.iconst(Type.I32, 6)), TrapCode.UNREACHABLE, 0);
    b.ret(x);
    assertEquals(
        List.of("trap USER user 17", "1", "trap USER user 18", "trap UNREACHABLE user 0"),
        agree(module(b.finish()), new Imports(), 0, 1, 5, 6));
  }

  @Test
  void keepsStackSlotsApartAndAligned() {
    FunctionBuilder b = begin(Type.I32);
    int x = b.param(b.currentBlock(), 0);
    int small = b.createSlot(5, 1);
    int big = b.createSlot(40, 16);
    int p = b.emit(Op.STACK_ADDR, Type.I64.ordinal(), 0, small);
    int q = b.emit(Op.STACK_ADDR, Type.I64.ordinal(), 8, big);
    b.store(Op.STORE, x, Function.NATIVE_MEMORY, p, 0);
    b.store(Op.STORE, b.iconst(Type.I32, 77), Function.NATIVE_MEMORY, q, -8);
    int aligned = b.convert(Op.IREDUCE, Type.I32, q);
    int low = b.binary(Op.BAND, aligned, b.iconst(Type.I32, 15));
    int sum = b.binary(Op.IADD, low, b.load(Op.LOAD, Type.I32, Function.NATIVE_MEMORY, p, 0));
    b.ret(b.binary(Op.IADD, sum, b.load(Op.LOAD, Type.I32, Function.NATIVE_MEMORY, q, -8)));
    assertEquals(List.of("90"), agree(module(b.finish()), new Imports(), 5));
  }

  @Test
  void recursesUntilTheStackEndsAndGoesOn() {
    FunctionBuilder b = begin(Type.I32);
    int x = b.param(b.currentBlock(), 0);
    int more = b.createBlock();
    int end = b.createBlock();
    b.brif(x, more, end);
    b.switchTo(more);
    int less = b.binary(Op.ISUB, x, b.iconst(Type.I32, 1));
    int rest = b.call(Op.CALL, b.signature(), 0, 0, new int[] {less}, 1);
    b.ret(b.binary(Op.IADD, rest, x));
    b.switchTo(end);
    b.ret(x);
    IrModule module = module(b.finish());
    for (String id : ENGINES) {
      List<String> outcomes = run(engines.findIr(id), module, new Imports(), 100, 10_000_000, 100);
      assertEquals(List.of("5050", "trap STACK_OVERFLOW user 0", "5050"), outcomes, id);
    }
  }
}
