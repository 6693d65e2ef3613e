package paretojit.interp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paretojit.engine.CompileStats;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;
import paretojit.ir.IrModule.SegmentMode;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/** Control flow, calls, memory, tables, globals and traps of the interpreter. */
final class InterpreterTest {
  private static final Signature I32_TO_I32 = Signature.of(List.of(Type.I32), List.of(Type.I32));
  private static final Signature I64_TO_I64 = Signature.of(List.of(Type.I64), List.of(Type.I64));
  private static final Signature PAIR =
      Signature.of(List.of(Type.I32, Type.I32), List.of(Type.I32, Type.I32));

  private final Store store = new Store();
  private final IrModule.Builder module = new IrModule.Builder("m");

  @AfterEach
  void close() {
    store.close();
  }

  private Instance instantiate() {
    return instantiate(new Imports());
  }

  private Instance instantiate(Imports imports) {
    return InterpreterProvider.oracle()
        .compile(module.build(), new CompileStats())
        .instantiate(store, imports);
  }

  /** A function whose entry block {@code body} fills. */
  private int define(Signature signature, Consumer<FunctionBuilder> body) {
    FunctionBuilder b = new FunctionBuilder("f", signature);
    b.createEntry();
    body.accept(b);
    return module.addFunction(b.finish());
  }

  private static long[] call(Instance instance, int function, long... args) {
    long[] results = new long[8];
    instance.invoke(function, args, results);
    return Arrays.copyOf(results, instance.module().functionSignature(function).results().size());
  }

  private static TrapException trap(Instance instance, int function, long... args) {
    return assertThrows(TrapException.class, () -> call(instance, function, args));
  }

  @Test
  void loopsWithSwappedParameters() {
    // Fibonacci by (a, b) <- (b, a + b): the moves of the back edge overlap.
    int f =
        define(
            I64_TO_I64,
            b -> {
              int n = b.param(0, 0);
              int loop = b.createBlock();
              int i = b.addParam(loop, Type.I64);
              int x = b.addParam(loop, Type.I64);
              int y = b.addParam(loop, Type.I64);
              int exit = b.createBlock();
              b.jump(loop, n, b.iconst(Type.I64, 0), b.iconst(Type.I64, 1));
              b.switchTo(loop);
              int less = b.binary(Op.ISUB, i, b.iconst(Type.I64, 1));
              int sum = b.binary(Op.IADD, x, y);
              int done = b.binary(Op.ICMP_EQ, i, b.iconst(Type.I64, 0));
              int edge = b.brif(done, exit, loop);
              b.setEdgeArgs(edge + 1, new int[] {less, y, sum}, 0, 3);
              b.switchTo(exit);
              b.ret(x);
            });
    assertArrayEquals(new long[] {12586269025L}, call(instantiate(), f, 50));
  }

  @Test
  void movesThatFormCycles() {
    // Rotates four values n times; a rotation is a cycle of moves through the scratch register.
    Signature signature =
        Signature.of(
            List.of(Type.I32, Type.I32, Type.I32, Type.I32, Type.I32),
            List.of(Type.I32, Type.I32, Type.I32, Type.I32));
    int f =
        define(
            signature,
            b -> {
              int loop = b.createBlock();
              int[] v = new int[5];
              for (int k = 0; k < 5; k++) {
                v[k] = b.addParam(loop, Type.I32);
              }
              int exit = b.createBlock();
              b.jump(
                  loop, b.param(0, 0), b.param(0, 1), b.param(0, 2), b.param(0, 3), b.param(0, 4));
              b.switchTo(loop);
              int less = b.binary(Op.ISUB, v[0], b.iconst(Type.I32, 1));
              int edge = b.brif(v[0], loop, exit);
              b.setEdgeArgs(edge, new int[] {less, v[2], v[3], v[4], v[1]}, 0, 5);
              b.switchTo(exit);
              b.ret(v[1], v[2], v[3], v[4]);
            });
    Instance instance = instantiate();
    assertArrayEquals(new long[] {1, 2, 3, 4}, call(instance, f, 0, 1, 2, 3, 4));
    assertArrayEquals(new long[] {2, 3, 4, 1}, call(instance, f, 1, 1, 2, 3, 4));
    assertArrayEquals(new long[] {4, 1, 2, 3}, call(instance, f, 7, 1, 2, 3, 4));
  }

  @Test
  void branchTable() {
    int f =
        define(
            I32_TO_I32,
            b -> {
              int[] blocks = {b.createBlock(), b.createBlock(), b.createBlock()};
              int value = b.addParam(blocks[2], Type.I32);
              int edge = b.brTable(b.param(0, 0), blocks[0], blocks[1], blocks[2], blocks[2]);
              int[] args = {b.param(0, 0)};
              b.setEdgeArgs(edge + 2, args, 0, 1);
              b.setEdgeArgs(edge + 3, args, 0, 1);
              b.switchTo(blocks[0]);
              b.ret(b.iconst(Type.I32, 10));
              b.switchTo(blocks[1]);
              b.ret(b.iconst(Type.I32, 11));
              b.switchTo(blocks[2]);
              b.ret(value);
            });
    Instance instance = instantiate();
    assertArrayEquals(new long[] {10}, call(instance, f, 0));
    assertArrayEquals(new long[] {11}, call(instance, f, 1));
    assertArrayEquals(new long[] {2}, call(instance, f, 2));
    assertArrayEquals(new long[] {3}, call(instance, f, 3));
    assertArrayEquals(new long[] {-1}, call(instance, f, -1));
  }

  @Test
  void callsWithSeveralResults() {
    int swap = define(PAIR, b -> b.ret(b.param(0, 1), b.param(0, 0)));
    int twice =
        define(
            PAIR,
            b -> {
              int[] args = {b.param(0, 0), b.param(0, 1)};
              int first = b.call(Op.CALL, PAIR, 0, swap, args, 2);
              int second = b.call(Op.CALL, PAIR, 0, swap, new int[] {first, first + 1}, 2);
              int sum = b.binary(Op.IADD, first, second);
              b.ret(sum, second + 1);
            });
    assertArrayEquals(new long[] {11, 7}, call(instantiate(), twice, 4, 7));
  }

  @Test
  void recursionAndItsLimit() {
    int f = module.declareFunction(module.signatureIndex(I32_TO_I32));
    FunctionBuilder b = new FunctionBuilder("sum", I32_TO_I32);
    int n = b.param(b.createEntry(), 0);
    int more = b.createBlock();
    int done = b.createBlock();
    b.brif(n, more, done);
    b.switchTo(more);
    int less = b.binary(Op.ISUB, n, b.iconst(Type.I32, 1));
    int rest = b.call(Op.CALL, I32_TO_I32, 0, f, new int[] {less}, 1);
    b.ret(b.binary(Op.IADD, n, rest));
    b.switchTo(done);
    b.ret(n);
    module.addBody(b.finish());
    Instance instance = instantiate();
    assertArrayEquals(new long[] {500_500}, call(instance, f, 1000));
    assertEquals(TrapCode.STACK_OVERFLOW, trap(instance, f, -1).code());
    assertArrayEquals(new long[] {500_500}, call(instance, f, 1000), "usable after the trap");
  }

  @Test
  void indirectCalls() {
    int inc =
        define(I32_TO_I32, b -> b.ret(b.binary(Op.IADD, b.param(0, 0), b.iconst(Type.I32, 1))));
    int wide = define(I64_TO_I64, b -> b.ret(b.param(0, 0)));
    module.addTable(new IrModule.Table(Signature.Kind.FUNCREF, 4, -1, null));
    module.addElements(
        new IrModule.ElementSegment(
            SegmentMode.ACTIVE,
            0,
            new ConstExpr.Bits(1),
            Signature.Kind.FUNCREF,
            List.of(new ConstExpr.RefFunc(inc), new ConstExpr.RefFunc(wide))));
    int signature = module.signatureIndex(I32_TO_I32);
    int f =
        define(
            I32_TO_I32,
            b -> {
              int[] args = {b.param(0, 0), b.iconst(Type.I32, 41)};
              b.ret(b.call(Op.CALL_INDIRECT, I32_TO_I32, 0, signature, args, 2));
            });
    int byReference =
        define(
            I32_TO_I32,
            b -> {
              int reference = b.emit(Op.TABLE_GET, Type.I64.ordinal(), 0, 0, b.param(0, 0));
              int[] args = {reference, b.iconst(Type.I32, 41)};
              b.ret(b.call(Op.CALL_REF, I32_TO_I32, 0, signature, args, 2));
            });
    Instance instance = instantiate();
    for (int g : new int[] {f, byReference}) {
      assertArrayEquals(new long[] {42}, call(instance, g, 1));
      assertEquals(TrapCode.INDIRECT_CALL_TO_NULL, trap(instance, g, 0).code());
      assertEquals(TrapCode.BAD_SIGNATURE, trap(instance, g, 2).code());
      assertEquals(TrapCode.TABLE_OUT_OF_BOUNDS, trap(instance, g, 4).code());
      assertEquals(TrapCode.TABLE_OUT_OF_BOUNDS, trap(instance, g, -1).code());
    }
  }

  @Test
  void memoryOfEveryWidth() {
    module.addMemory(new IrModule.Memory(1, -1, null));
    Signature signature = Signature.of(List.of(Type.I32, Type.I64), List.of(Type.I64));
    Op[] loads = {Op.ULOAD8, Op.SLOAD8, Op.ULOAD16, Op.SLOAD16, Op.ULOAD32, Op.SLOAD32, Op.LOAD};
    Op[] stores = {
      Op.ISTORE8, Op.ISTORE8, Op.ISTORE16, Op.ISTORE16, Op.ISTORE32, Op.ISTORE32, Op.STORE
    };
    long value = 0x8081_8283_8485_8687L;
    long[] expected = {
      0x87, (byte) 0x87, 0x8687, (short) 0x8687, 0x8485_8687L, (int) 0x8485_8687L, value
    };
    int[] bytes = {1, 1, 2, 2, 4, 4, 8};
    int[] functions = new int[loads.length];
    for (int k = 0; k < loads.length; k++) {
      Op load = loads[k];
      Op store = stores[k];
      functions[k] =
          define(
              signature,
              b -> {
                b.store(store, b.param(0, 1), 0, b.param(0, 0), 16);
                b.ret(b.load(load, Type.I64, 0, b.param(0, 0), 16));
              });
    }
    Instance instance = instantiate();
    for (int k = 0; k < loads.length; k++) {
      int last = 65536 - 16 - bytes[k];
      assertArrayEquals(new long[] {expected[k]}, call(instance, functions[k], last, value));
      assertEquals(
          TrapCode.HEAP_OUT_OF_BOUNDS, trap(instance, functions[k], last + 1, value).code());
      assertEquals(TrapCode.HEAP_OUT_OF_BOUNDS, trap(instance, functions[k], -1, value).code());
    }
  }

  @Test
  void secondMemoryAndNativeMemory() {
    module.addMemory(new IrModule.Memory(0, -1, null));
    module.addMemory(new IrModule.Memory(1, 2, null));
    int second =
        define(
            I32_TO_I32,
            b -> {
              b.store(Op.STORE, b.iconst(Type.I32, -5), 1, b.param(0, 0), 0);
              b.ret(b.load(Op.SLOAD8, Type.I32, 1, b.param(0, 0), 0));
            });
    int slots =
        define(
            I64_TO_I64,
            b -> {
              int first = b.createSlot(8, 8);
              int other = b.createSlot(8, 8);
              int low = b.emit(Op.STACK_ADDR, Type.I64.ordinal(), 0, first);
              int high = b.emit(Op.STACK_ADDR, Type.I64.ordinal(), 4, other);
              b.store(Op.STORE, b.param(0, 0), Function.NATIVE_MEMORY, low, 0);
              b.store(Op.ISTORE32, b.param(0, 0), Function.NATIVE_MEMORY, high, 0);
              b.ret(b.load(Op.LOAD, Type.I64, Function.NATIVE_MEMORY, high, -12));
            });
    Instance instance = instantiate();
    assertArrayEquals(new long[] {-5}, call(instance, second, 65532));
    assertEquals(TrapCode.HEAP_OUT_OF_BOUNDS, trap(instance, second, 65533).code());
    assertArrayEquals(new long[] {0x1234_5678_9abcL}, call(instance, slots, 0x1234_5678_9abcL));
  }

  @Test
  void growingIsSeenByTheLoop() {
    module.addMemory(new IrModule.Memory(1, 3, null));
    int f =
        define(
            I32_TO_I32,
            b -> {
              int old = b.emit(Op.MEMORY_GROW, Type.I32.ordinal(), 0, 0, b.param(0, 0));
              b.store(Op.STORE, old, 0, b.iconst(Type.I32, 131068), 0);
              b.ret(b.load(Op.LOAD, Type.I32, 0, b.iconst(Type.I32, 131068), 0));
            });
    Instance instance = instantiate();
    assertEquals(TrapCode.HEAP_OUT_OF_BOUNDS, trap(instance, f, 3).code(), "over the maximum");
    assertArrayEquals(new long[] {1}, call(instance, f, 1));
    assertArrayEquals(new long[] {2}, call(instance, f, 0));
  }

  @Test
  void bulkMemory() {
    module.addMemory(new IrModule.Memory(1, 1, null));
    module.addData(new IrModule.DataSegment(SegmentMode.PASSIVE, 0, null, new byte[] {1, 2, 3, 4}));
    int f =
        define(
            Signature.of(List.of(Type.I32, Type.I32, Type.I32), List.of()),
            b -> {
              int none = Function.NO_TYPE;
              b.emit(Op.MEMORY_INIT, none, 0, 0, b.param(0, 0), b.param(0, 1), b.param(0, 2));
              b.ret();
            });
    int fillAndCopy =
        define(
            I32_TO_I32,
            b -> {
              int none = Function.NO_TYPE;
              int at = b.param(0, 0);
              int four = b.iconst(Type.I32, 4);
              b.emit(Op.MEMORY_FILL, none, 0, 0, at, b.iconst(Type.I32, 0x1ab), four);
              int to = b.binary(Op.IADD, at, b.iconst(Type.I32, 2));
              b.emit(Op.MEMORY_COPY, none, 0, 0, to, at, four);
              b.ret(b.load(Op.LOAD, Type.I32, 0, to, 0));
            });
    int drop =
        define(
            Signature.of(List.of(), List.of()),
            b -> {
              b.emit(Op.DATA_DROP, Function.NO_TYPE, 0, 0);
              b.ret();
            });
    Instance instance = instantiate();
    call(instance, f, 100, 1, 3);
    assertArrayEquals(new byte[] {0, 2, 3, 4, 0}, instance.memory(0).read(99, 5));
    assertEquals(TrapCode.HEAP_OUT_OF_BOUNDS, trap(instance, f, 100, 2, 3).code());
    assertEquals(TrapCode.HEAP_OUT_OF_BOUNDS, trap(instance, f, 65535, 0, 2).code());
    assertArrayEquals(new long[] {0xabab_abab}, call(instance, fillAndCopy, 10));
    call(instance, drop);
    call(instance, f, 65536, 0, 0);
    assertEquals(TrapCode.HEAP_OUT_OF_BOUNDS, trap(instance, f, 0, 0, 1).code());
  }

  @Test
  void globalsAndTraps() {
    module.addGlobal(new IrModule.Global(Signature.Kind.I32, true, null, new ConstExpr.Bits(-7)));
    int f =
        define(
            I32_TO_I32,
            b -> {
              int old = b.emit(Op.GLOBAL_GET, Type.I32.ordinal(), 0, 0);
              b.emit(Op.GLOBAL_SET, Type.I32.ordinal(), 0, 0, b.param(0, 0));
              b.trapIf(Op.TRAPZ, b.param(0, 0), TrapCode.USER, 9);
              b.ret(old);
            });
    Instance instance = instantiate();
    assertArrayEquals(new long[] {-7}, call(instance, f, 3));
    assertArrayEquals(new long[] {3}, call(instance, f, -1));
    TrapException trap = trap(instance, f, 0);
    assertEquals("user9", trap.trapName());
    assertEquals(f, trap.function());
    assertEquals(2, trap.source(), "the third instruction");
    assertEquals(0, instance.global(0).get());
  }

  @Test
  void manyConstants() {
    // More than fit into the frame: the rest is loaded where defined.
    int f =
        define(
            I64_TO_I64,
            b -> {
              int sum = b.param(0, 0);
              for (int k = 1; k <= 200; k++) {
                sum = b.binary(Op.IADD, sum, b.iconst(Type.I64, k * 0x1_0000_0001L));
              }
              b.ret(sum);
            });
    assertArrayEquals(new long[] {20_100 * 0x1_0000_0001L + 5}, call(instantiate(), f, 5));
  }

  @Test
  void bitsAboveThirtyTwoDoNotMatter() {
    // Hosts may pass an i32, and mid-ends may write one, zero-extended.
    int f =
        define(
            I32_TO_I32,
            b -> {
              int minusOne = b.emit(Op.ICONST, Type.I32.ordinal(), 0xffff_ffffL, 0);
              b.ret(b.binary(Op.ICMP_EQ, b.param(0, 0), minusOne));
            });
    Instance instance = instantiate();
    assertArrayEquals(new long[] {1}, call(instance, f, 0xffff_ffffL));
    assertArrayEquals(new long[] {1}, call(instance, f, 0x5_ffff_ffffL));
    assertArrayEquals(new long[] {0}, call(instance, f, 0x5_ffff_fffeL));
  }

  @Test
  void fuelEndsEndlessLoops() {
    int f =
        define(
            Signature.of(List.of(), List.of()),
            b -> {
              int loop = b.createBlock();
              b.jump(loop);
              b.switchTo(loop);
              b.jump(loop);
            });
    Instance instance = instantiate();
    store.setFuel(1000);
    assertEquals(TrapCode.INTERRUPT, trap(instance, f).code());
  }

  @Test
  void hostsCallBack() {
    int host =
        module.addImport(
            new IrModule.FunctionImport(
                new IrModule.ImportName("env", "back"), module.signatureIndex(I32_TO_I32)));
    int[] self = new int[1];
    int f =
        define(
            I32_TO_I32,
            b -> {
              int more = b.createBlock();
              int done = b.createBlock();
              int n = b.param(0, 0);
              b.brif(n, more, done);
              b.switchTo(more);
              int rest = b.call(Op.CALL, I32_TO_I32, 0, host, new int[] {n}, 1);
              b.ret(b.binary(Op.IADD, n, rest));
              b.switchTo(done);
              b.ret(n);
            });
    self[0] = f;
    Imports imports =
        new Imports()
            .add(
                "env",
                "back",
                I32_TO_I32,
                (caller, args, results) -> {
                  if (args[0] == -1) {
                    throw new IllegalStateException("no");
                  }
                  caller.instance().invoke(self[0], new long[] {args[0] - 1}, results);
                });
    Instance instance = instantiate(imports);
    assertArrayEquals(new long[] {55}, call(instance, f, 10));
    TrapException trap = trap(instance, f, -1);
    assertEquals(TrapCode.HOST, trap.code());
    assertEquals("no", Objects.requireNonNull(trap.getCause()).getMessage());
    assertEquals(TrapCode.STACK_OVERFLOW, trap(instance, f, 10_000_000).code());
    assertArrayEquals(new long[] {55}, call(instance, f, 10), "usable after traps");
  }
}
