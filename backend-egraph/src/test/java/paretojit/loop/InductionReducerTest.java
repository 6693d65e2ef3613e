package paretojit.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.engine.CompileStats;
import paretojit.fuzz.Outcome;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.ir.verify.Verifier;

class InductionReducerTest {
  /** The sum of {@code i * factor} for i from {@code start} in steps below n, in two nested loops. */
  private static Function sums(Op op, long start, long step, long factor) {
    Signature one = Signature.of(List.of(Type.I32), List.of(Type.I32));
    FunctionBuilder b = new FunctionBuilder("f", one);
    b.createEntry();
    int outer = b.createBlock();
    int inner = b.createBlock();
    int after = b.createBlock();
    int exit = b.createBlock();
    int i = b.addParam(outer, Type.I32);
    int sum = b.addParam(outer, Type.I32);
    int k = b.addParam(inner, Type.I32);
    int total = b.addParam(inner, Type.I32);
    int by = b.iconst(Type.I32, factor);
    int from = b.iconst(Type.I32, start);
    int steps = b.iconst(Type.I32, step);
    b.jump(outer, from, b.iconst(Type.I32, 0));
    b.switchTo(outer);
    b.jump(inner, i, sum);
    b.switchTo(inner);
    int more = b.binary(Op.IADD, total, b.binary(op, k, by));
    more = b.binary(Op.BXOR, more, b.binary(op, i, by));
    int next = b.binary(Op.IADD, k, steps);
    int edge = b.brif(b.binary(Op.ICMP_ULT, next, b.param(0, 0)), inner, after);
    b.setEdgeArgs(edge, new int[] {next, more}, 0, 2);
    b.switchTo(after);
    int nextOuter = b.binary(Op.IADD, i, steps);
    int edge2 = b.brif(b.binary(Op.ICMP_ULT, nextOuter, b.param(0, 0)), outer, exit);
    b.setEdgeArgs(edge2, new int[] {nextOuter, more}, 0, 2);
    b.switchTo(exit);
    b.ret(more);
    return b.finish();
  }

  private static IrModule module(Function f) {
    IrModule.Builder builder = new IrModule.Builder("m");
    builder.addMemory(new IrModule.Memory(1, 1, null)); // An outcome says what is in it.
    builder.addFunction(f);
    builder.addExport(new IrModule.Export("main", IrModule.ExportKind.FUNCTION, 0));
    return builder.build();
  }

  private static long inLoops(Function f, Op op) {
    long n = 0;
    for (int k = 1; k < f.layoutCount(); k++) {
      for (int i = f.firstInst(f.layoutBlock(k)); i < f.endInst(f.layoutBlock(k)); i++) {
        n += f.op(i) == op ? 1 : 0;
      }
    }
    return n;
  }

  @ParameterizedTest
  @CsvSource({"IMUL,0,1,12", "IMUL,5,7,-100003", "IMUL,-3,2,0x7fffffff", "ISHL,1,3,9"})
  void productsOfInductionVariablesBecomeVariables(Op op, int start, int step, String factor) {
    Function f = sums(op, start, step, Long.decode(factor));
    IrModule before = module(f);
    Function better = new InductionReducer(before, CompileStats.untimed()).run(f).copy();
    IrModule after = module(better);
    assertEquals(List.of(), Verifier.verify(after));
    // What the outer loop's variable is times the factor comes into the inner loop by
    // multiplication.
    assertEquals(1, inLoops(better, Op.IMUL));
    assertEquals(0, inLoops(better, Op.ISHL));
    for (long n : new long[] {0, 1, 2, 10, 57}) {
      long[] args = {n};
      assertEquals(
          Outcome.of(InterpreterProvider.oracle(), before, args),
          Outcome.of(InterpreterProvider.oracle(), after, args));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "8", "3", "9"})
  void whatAnAddressCanDoIsLeftAlone(long factor) {
    Function f = sums(Op.IMUL, 0, 1, factor);
    assertSame(f, new InductionReducer(module(f), CompileStats.untimed()).run(f));
  }
}
