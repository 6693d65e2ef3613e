package paretojit.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import paretojit.ir.text.IrWriter;

class FunctionBuilderTest {
  /** sum(n) = n + (n - 1) + … + 1, as a loop with two block parameters. */
  private static Function sum() {
    FunctionBuilder b = new FunctionBuilder("", Signature.of(List.of(), List.of()));
    buildSum(b);
    return b.finish();
  }

  private static void buildSum(FunctionBuilder b) {
    b.reset("sum", Signature.of(List.of(Type.I32), List.of(Type.I32)));
    int entry = b.createEntry();
    int loop = b.createBlock();
    int exit = b.createBlock();
    int zero = b.iconst(Type.I32, 0);
    b.jump(loop, b.param(entry, 0), zero);
    int n = b.addParam(loop, Type.I32);
    b.switchTo(loop);
    int total = b.addParam(loop, Type.I32);
    int next = b.binary(Op.IADD, total, n);
    int less = b.binary(Op.ISUB, n, b.iconst(Type.I32, 1));
    int first = b.brif(less, loop, exit);
    b.setEdgeArgs(first, new int[] {less, next}, 0, 2);
    b.switchTo(exit);
    b.ret(next);
  }

  /** Makes a function that fills every array of the builder further than {@link #sum} does. */
  private static void buildLarge(FunctionBuilder b) {
    b.reset("large", Signature.of(List.of(Type.I64), List.of()));
    int value = b.param(b.createEntry(), 0);
    for (int k = 0; k < 200; k++) {
      b.createSlot(8, 8);
      int next = b.createBlock();
      int square = b.binary(Op.IMUL, value, value);
      b.jump(next, square, value);
      value = b.addParam(next, Type.I64);
      b.addParam(next, Type.I64);
      b.switchTo(next);
    }
    b.ret();
  }

  @Test
  void keepsWhatWasBuilt() {
    Function f = sum();
    assertEquals(3, f.layoutCount());
    int loop = f.layoutBlock(1);
    assertEquals(2, f.paramCount(loop));
    assertEquals(~loop, f.valueDef(f.param(loop, 1)));
    assertEquals(1, f.valueIndex(f.param(loop, 1)));
    int branch = f.terminator(loop);
    assertEquals(Op.BRIF, f.op(branch));
    assertEquals(2, f.edgeCount(branch));
    int back = f.firstEdge(branch);
    assertEquals(loop, f.edgeTarget(back));
    assertEquals(2, f.edgeArgCount(back));
    assertEquals(f.arg(branch, 0), f.edgeArg(back, 0));
    assertEquals(0, f.edgeArgCount(back + 1));
    int add = f.firstInst(loop);
    assertEquals(Op.IADD, f.op(add));
    assertEquals(Type.I32, f.type(add));
    assertEquals(f.param(loop, 1), f.arg(add, 0));
    assertEquals(f.edgeArg(back, 1), f.firstResult(add));
  }

  @Test
  void resetForgetsTheFunctionBefore() {
    FunctionBuilder b = new FunctionBuilder("a", Signature.of(List.of(Type.I64), List.of()));
    b.createEntry();
    b.ret();
    b.finish();
    b.reset("b", Signature.of(List.of(), List.of(Type.F64)));
    b.createEntry();
    b.ret(b.f64const(2.5));
    Function f = b.finish();
    assertEquals("b", f.name());
    assertEquals(1, f.valueCount());
    assertEquals(2, f.instCount());
    assertEquals(2.5, Double.longBitsToDouble(f.imm(0)));
    assertEquals(0, f.paramCount(f.entry()));
  }

  @Test
  void aViewIsTheFunctionInTheBuildersOwnArrays() {
    FunctionBuilder b = new FunctionBuilder("", Signature.of(List.of(), List.of()));
    buildLarge(b);
    String large = text(b.finish());
    assertEquals(large, text(b.view()));
    buildSum(b);
    Function view = b.view();
    assertEquals(text(sum()), text(view));
    assertEquals(3, view.layoutCount());
    assertEquals(0, view.slotCount());
    assertEquals(3, view.edgeCount());
    int loop = view.layoutBlock(1);
    assertEquals(2, view.paramCount(loop));
    assertEquals(1, view.paramCount(view.entry()));
    int[] arguments = view.argPool();
    assertTrue(arguments.length > 400);
    buildLarge(b);
    Function next = b.view();
    assertSame(arguments, next.argPool());
    assertEquals(large, text(next));
    assertEquals(200, next.slotCount());
  }

  private static String text(Function f) {
    return IrWriter.write(f);
  }

  @Test
  void insertsConstantsInFrontOfEverything() {
    FunctionBuilder b =
        new FunctionBuilder("a", Signature.of(List.of(Type.I32), List.of(Type.I32)));
    int entry = b.createEntry();
    int next = b.createBlock();
    int twice = b.binary(Op.IADD, b.param(entry, 0), b.param(entry, 0));
    b.jump(next);
    b.switchTo(next);
    int zero = b.insertConstant(Op.ICONST, Type.I32.ordinal(), 7);
    int sum = b.binary(Op.IADD, twice, zero);
    b.ret(sum);
    Function f = b.finish();
    assertEquals(Op.ICONST, f.op(0));
    assertEquals(7, f.imm(0));
    assertEquals(0, f.valueDef(zero));
    assertEquals(1, f.valueDef(twice));
    assertEquals(2, f.terminator(entry));
    assertEquals(3, f.firstInst(next));
    assertEquals(sum, f.firstResult(3));
    assertEquals(zero, f.arg(3, 1));
    assertEquals(Op.RETURN, f.op(f.terminator(next)));
  }

  @Test
  void usesTheRoomReservedForConstants() {
    FunctionBuilder b =
        new FunctionBuilder("a", Signature.of(List.of(Type.I32), List.of(Type.I32)));
    int entry = b.createEntry();
    b.reserveConstants(2);
    int twice = b.binary(Op.IADD, b.param(entry, 0), b.param(entry, 0));
    assertEquals(1, twice);
    int seven = b.insertConstant(Op.ICONST, Type.I32.ordinal(), 7);
    b.ret(b.binary(Op.IADD, twice, seven));
    Function f = b.finish();
    int first = f.firstInst(entry);
    assertEquals(7, f.imm(first));
    assertEquals(first, f.valueDef(seven));
    assertEquals(first + 1, f.valueDef(twice));
    assertEquals(4, f.endInst(entry) - first);
    assertEquals(seven, f.arg(f.valueDef(f.arg(f.terminator(entry), 0)), 1));
    assertEquals(4, f.valueCount());
  }

  @Test
  void insertsMoreConstantsThanWereReservedFor() {
    FunctionBuilder b = new FunctionBuilder("a", Signature.of(List.of(), List.of(Type.F64)));
    int entry = b.createEntry();
    b.reserveConstants(1);
    int half = b.f64const(0.5);
    int quarter =
        b.insertConstant(Op.F64CONST, Type.F64.ordinal(), Double.doubleToRawLongBits(.25));
    int eighth =
        b.insertConstant(Op.F64CONST, Type.F64.ordinal(), Double.doubleToRawLongBits(.125));
    b.ret(b.binary(Op.FADD, half, b.binary(Op.FADD, quarter, eighth)));
    Function f = b.finish();
    int[] values = {eighth, quarter, half};
    for (int k = 0; k < values.length; k++) {
      assertEquals(f.firstInst(entry) + k, f.valueDef(values[k]));
      assertEquals(0.125 * (1 << k), Double.longBitsToDouble(f.imm(f.valueDef(values[k]))));
    }
    assertThrows(AssertionError.class, () -> b.reserveConstants(1));
  }

  @Test
  void refusesAnUnfinishedBlock() {
    FunctionBuilder b = new FunctionBuilder("a", Signature.of(List.of(), List.of()));
    b.createEntry();
    assertThrows(AssertionError.class, b::finish);
  }
}
