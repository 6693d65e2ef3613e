package paretojit.isel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
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
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Store;

/** Large functions of extreme shapes are compiled right, and their code grows no faster than they. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LargeFunctionsTest {
  /** What a function consists of; but for the first, sixty values are live all the time. */
  enum Shape {
    STRAIGHT_LINE,
    PRESSURE,
    CALLS,
    DIAMONDS,
    LOOPS,
    SWITCH
  }

  private static final int LIVE = 60;
  private static final Op[] OPS = {Op.IADD, Op.ISUB, Op.BXOR, Op.IMUL, Op.BAND, Op.BOR, Op.ROTL};
  private static final Signature SIGNATURE =
      Signature.of(List.of(Type.I64, Type.I64), List.of(Type.I64));

  private final SplittableRandom random = new SplittableRandom(1);
  private FunctionBuilder b = new FunctionBuilder("large", SIGNATURE);
  private int[] values = new int[LIVE];

  @ParameterizedTest
  @EnumSource(Shape.class)
  void runAsInterpreted(Shape shape) {
    Engines engines = new Engines(List.of(new IselProvider()));
    IrModule checked = module(shape, 600);
    assertArrayEquals(
        run(InterpreterProvider.oracle(), checked),
        run(engines.findIr("isel:check=on@x64"), checked));
    IrModule large = module(shape, 15_000);
    assertArrayEquals(
        run(InterpreterProvider.oracle(), large), run(engines.findIr("isel@x64"), large));
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void codeGrowsLinearly(Shape shape) {
    IrEngine engine = new Engines(List.of(new IselProvider())).findIr("isel@x64");
    long small = engine.compile(module(shape, 1_500), new CompileStats()).codeBytes();
    long large = engine.compile(module(shape, 15_000), new CompileStats()).codeBytes();
    assertTrue(large < 13 * small, () -> small + " bytes, then " + large);
  }

  private static long[] run(IrEngine engine, IrModule module) {
    try (Store store = new Store()) {
      return engine
          .compile(module, new CompileStats())
          .instantiate(store, new Imports())
          .invoke("large", 12345, -999);
    }
  }

  /** A module with one function of about six instructions for each of {@code parts}. */
  private IrModule module(Shape shape, int parts) {
    IrModule.Builder module = new IrModule.Builder("large");
    FunctionBuilder callee = new FunctionBuilder("sum", SIGNATURE);
    int entry = callee.createEntry();
    callee.ret(callee.binary(Op.IADD, callee.param(entry, 0), callee.param(entry, 1)));
    module.addFunction(callee.finish());
    b = new FunctionBuilder("large", SIGNATURE);
    entry = b.createEntry();
    values = new int[shape == Shape.STRAIGHT_LINE ? 8 : LIVE];
    for (int k = 0; k < values.length; k++) {
      values[k] = b.binary(Op.IMUL, b.param(entry, k & 1), b.iconst(Type.I64, k * 77L + 1));
    }
    if (shape == Shape.SWITCH) {
      switchInLoop(parts);
    }
    for (int k = 0; k < parts; k++) {
      switch (shape) {
        case STRAIGHT_LINE, PRESSURE -> replaceAny(operation());
        case CALLS -> replaceAny(b.call(Op.CALL, SIGNATURE, 0, 0, new int[] {any(), any()}, 2));
        case DIAMONDS -> diamond();
        case LOOPS -> loop();
        case SWITCH -> {}
      }
    }
    int all = values[0];
    for (int k = 1; k < values.length; k++) {
      all = b.binary(Op.BXOR, all, values[k]);
    }
    b.ret(all);
    int index = module.addFunction(b.finish());
    module.addExport(new IrModule.Export("large", IrModule.ExportKind.FUNCTION, index));
    return module.build();
  }

  private int any() {
    return values[random.nextInt(values.length)];
  }

  private void replaceAny(int value) {
    values[random.nextInt(values.length)] = value;
  }

  private int operation() {
    return b.binary(OPS[random.nextInt(OPS.length)], any(), any());
  }

  private void diamond() {
    int yes = b.createBlock();
    int no = b.createBlock();
    int join = b.createBlock();
    b.brif(b.binary(Op.ICMP_SLT, any(), any()), yes, no);
    b.switchTo(yes);
    b.jump(join, operation());
    b.switchTo(no);
    b.jump(join, operation());
    b.switchTo(join);
    replaceAny(b.addParam(join, Type.I64));
  }

  /** Runs once for each bit of a value. */
  private void loop() {
    int head = b.createBlock();
    int exit = b.createBlock();
    b.jump(head, any(), any());
    b.switchTo(head);
    int sum = b.addParam(head, Type.I64);
    int bits = b.addParam(head, Type.I64);
    int next = b.binary(Op.BXOR, b.binary(Op.IADD, sum, any()), any());
    int fewer = b.binary(Op.USHR, bits, b.iconst(Type.I64, 1));
    int more = b.binary(Op.ICMP_NE, fewer, b.iconst(Type.I64, 0));
    int edge = b.brif(more, head, exit);
    b.setEdgeArgs(edge, new int[] {next, fewer}, 0, 2);
    b.switchTo(exit);
    replaceAny(next);
  }

  /** As an interpreter has it: half of the values go round the loop, each case changes some. */
  private void switchInLoop(int cases) {
    int head = b.createBlock();
    int exit = b.createBlock();
    int[] carried = Arrays.copyOf(values, LIVE / 2);
    carried[0] = b.iconst(Type.I64, 100);
    b.jump(head, carried);
    b.switchTo(head);
    for (int k = 0; k < carried.length; k++) {
      values[k] = b.addParam(head, Type.I64);
    }
    int[] targets = new int[cases + 1];
    for (int k = 0; k < cases; k++) {
      targets[k] = b.createBlock();
    }
    targets[cases] = exit;
    int fuel = values[0];
    int less = b.binary(Op.ISUB, fuel, b.iconst(Type.I64, 1));
    int next = b.binary(Op.UREM, values[1], b.iconst(Type.I64, cases));
    int more = b.binary(Op.ICMP_NE, fuel, b.iconst(Type.I64, 0));
    int index = b.select(more, next, b.iconst(Type.I64, cases));
    b.brTable(b.convert(Op.IREDUCE, Type.I32, index), targets);
    for (int k = 0; k < cases; k++) {
      b.switchTo(targets[k]);
      int[] changed = Arrays.copyOf(values, carried.length);
      for (int n = 0; n < 3; n++) {
        changed[random.nextInt(changed.length)] = operation();
      }
      changed[0] = less;
      b.jump(head, changed);
    }
    b.switchTo(exit);
  }
}
