package paretojit.inline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.engine.CompileStats;
import paretojit.engine.IrEngine;
import paretojit.fuzz.Outcome;
import paretojit.fuzz.ProgramGenerator;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.ir.verify.Verifier;

class InlinerTest {
  private static final int PROGRAMS = Integer.getInteger("pareto.programs", 150);
  private static final IrEngine INTERP = InterpreterProvider.oracle();
  private static final Signature ONE = Signature.of(List.of(Type.I32), List.of(Type.I32));

  /** Functions of any size, so that generated programs have something to inline. */
  private static final Limits GENEROUS = new Limits(10_000, 0, 0, 4, 20_000, 0);

  private static IrModule inline(IrModule module, Limits limits, CompileStats stats) {
    Inliner inliner = new Inliner(module, limits, stats);
    List<Function> bodies = new ArrayList<>();
    for (int f = module.importedFunctions(); f < module.functionCount(); f++) {
      bodies.add(inliner.run(f, module.function(f)).copy());
    }
    return module.withFunctions(bodies);
  }

  private static int count(Function f, Op op) {
    int n = 0;
    for (int k = 0; k < f.layoutCount(); k++) {
      for (int i = f.firstInst(f.layoutBlock(k)); i < f.endInst(f.layoutBlock(k)); i++) {
        n += f.op(i) == op ? 1 : 0;
      }
    }
    return n;
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 60, 200})
  void programsMeanTheSame(int size) {
    CompileStats stats = new CompileStats();
    int compared = 0;
    for (long seed = 0; seed < PROGRAMS; seed++) {
      IrModule module = ProgramGenerator.generate(seed, size);
      IrModule better = inline(module, GENEROUS, stats);
      String at = "seed " + seed + ", size " + size;
      assertEquals(List.of(), Verifier.verify(better), at);
      long[] args = {seed, ~seed << 20, Float.floatToRawIntBits(seed / 3f), seed << 50};
      Outcome before = Outcome.of(INTERP, module, args);
      if (!before.isUnknown()) {
        assertEquals(before, Outcome.of(INTERP, better, args), at);
        compared++;
      }
    }
    assertTrue(compared > PROGRAMS * 9 / 10);
    long inlined = stats.counters().getOrDefault("inlined-calls", 0L);
    assertTrue(inlined > PROGRAMS / 4, inlined + " calls");
  }

  /** Calls function {@code callee} with the first parameter and returns the result. */
  private static Function calls(String name, int callee, int times) {
    FunctionBuilder b = new FunctionBuilder(name, ONE);
    int entry = b.createEntry();
    int value = b.param(entry, 0);
    for (int k = 0; k < times; k++) {
      value = b.call(Op.CALL, ONE, 0, callee, new int[] {value}, 1);
    }
    b.ret(value);
    return b.finish();
  }

  private static Function adds(String name, int instructions) {
    FunctionBuilder b = new FunctionBuilder(name, ONE);
    int value = b.param(b.createEntry(), 0);
    for (int k = 1; k < instructions; k++) {
      value = b.binary(Op.IADD, value, value);
    }
    b.ret(value);
    return b.finish();
  }

  private static IrModule module(Function... functions) {
    IrModule.Builder builder = new IrModule.Builder("m");
    for (Function function : functions) {
      builder.addFunction(function);
    }
    return builder.build();
  }

  @Test
  void onlySmallFunctionsAreInlined() {
    int small = Limits.STANDARD.small();
    for (int size : new int[] {small, small + 1}) {
      IrModule m = module(adds("callee", size), calls("caller", 0, 2));
      Function f = inline(m, Limits.STANDARD, new CompileStats()).function(1);
      assertEquals(size == small ? 0 : 2, count(f, Op.CALL), "callee of " + size);
      if (size > small) {
        Function original = m.function(1);
        assertSame(original, new Inliner(m, Limits.STANDARD, new CompileStats()).run(1, original));
      }
    }
  }

  @Test
  void callsInLoopsMayBeOfLargerFunctions() {
    FunctionBuilder b = new FunctionBuilder("caller", ONE);
    int entry = b.createEntry();
    int loop = b.createBlock();
    int exit = b.createBlock();
    int before = b.call(Op.CALL, ONE, 0, 0, new int[] {b.param(entry, 0)}, 1);
    b.jump(loop, before);
    int value = b.addParam(loop, Type.I32);
    b.switchTo(loop);
    int next = b.call(Op.CALL, ONE, 0, 0, new int[] {value}, 1);
    b.setEdgeArgs(b.brif(next, loop, exit), new int[] {next}, 0, 1);
    b.switchTo(exit);
    b.ret(next);
    int size = Limits.STANDARD.small() + Limits.STANDARD.perLoop();
    IrModule m = module(adds("callee", size), b.finish());
    Function f = inline(m, Limits.STANDARD, new CompileStats()).function(1);
    assertEquals(List.of(), Verifier.verify(m, f));
    assertEquals(1, count(f, Op.CALL));
    assertEquals(Op.CALL, f.op(f.firstInst(f.entry())), "the one before the loop");
  }

  @Test
  void growthIsBounded() {
    IrModule m = module(adds("callee", 20), calls("caller", 0, 1000));
    Function caller = m.function(1);
    Function f = inline(m, Limits.STANDARD, new CompileStats()).function(1);
    int growth = f.instCount() - caller.instCount();
    assertTrue(growth > 100, growth + " instructions");
    assertTrue(growth <= Limits.STANDARD.growth(caller.instCount()), growth + " instructions");
  }

  @Test
  void recursionStays() {
    IrModule m = module(calls("f", 1, 1), calls("g", 0, 1), calls("h", 2, 1));
    IrModule better = inline(m, Limits.STANDARD, new CompileStats());
    for (int k = 0; k < 3; k++) {
      Function f = better.function(k);
      assertEquals(1, count(f, Op.CALL), f.name());
      int call = f.firstInst(f.entry());
      assertEquals(k, f.aux(call), "it calls itself after its callee is inlined");
    }
  }

  @Test
  void callsInCalleesAreInlinedTooButNotEndlessly() {
    List<Function> chain = new ArrayList<>();
    chain.add(adds("f0", 5));
    for (int k = 1; k < 8; k++) {
      chain.add(calls("f" + k, k - 1, 1));
    }
    CompileStats stats = new CompileStats();
    IrModule m = module(chain.toArray(new Function[0]));
    Function f = inline(m, Limits.STANDARD, stats).function(7);
    assertEquals(1, count(f, Op.CALL));
    assertEquals(7 - Limits.STANDARD.depth() - 1, f.aux(f.firstInst(f.entry())));
    assertEquals(0, count(inline(m, Limits.STANDARD, stats).function(2), Op.CALL));
  }
}
