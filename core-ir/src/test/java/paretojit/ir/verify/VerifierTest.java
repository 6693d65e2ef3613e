package paretojit.ir.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;

class VerifierTest {
  private static final Signature I32_TO_I32 = Signature.of(List.of(Type.I32), List.of(Type.I32));

  private static List<VerifyError> verify(Consumer<FunctionBuilder> body) {
    FunctionBuilder b = new FunctionBuilder("f", I32_TO_I32);
    b.createEntry();
    body.accept(b);
    Function f = b.finish();
    IrModule.Builder module = new IrModule.Builder("m");
    module.addMemory(new IrModule.Memory(1, 1, null));
    module.addFunction(f);
    return Verifier.verify(module.build());
  }

  private static void rejects(String message, Consumer<FunctionBuilder> body) {
    List<VerifyError> errors = verify(body);
    assertTrue(
        errors.stream().anyMatch(e -> e.toString().contains(message)),
        () -> "wanted '" + message + "' among " + errors);
  }

  @Test
  void acceptsALoopWithMemoryAndCalls() {
    List<VerifyError> errors =
        verify(
            b -> {
              int n = b.param(0, 0);
              int loop = b.createBlock();
              int exit = b.createBlock();
              b.jump(loop, n);
              int i = b.addParam(loop, Type.I32);
              b.switchTo(loop);
              int loaded = b.load(Op.ULOAD8, Type.I32, 0, i, 3);
              b.store(Op.STORE, loaded, 0, i, 0xffff_ffffL);
              int called = b.call(Op.CALL, I32_TO_I32, 0, 0, new int[] {loaded}, 1);
              int wide = b.convert(Op.FCVT_FROM_UINT, Type.F64, called);
              int test = b.binary(Op.FCMP_LT, wide, b.f64const(4));
              int edge = b.brif(test, loop, exit);
              b.setEdgeArgs(edge, new int[] {called}, 0, 1);
              b.switchTo(exit);
              b.ret(called);
            });
    assertEquals(List.of(), errors);
  }

  @Test
  void namesTheBrokenRule() {
    rejects(
        "operand 1 may not be i64",
        b -> b.ret(b.binary(Op.IADD, b.param(0, 0), b.iconst(Type.I64, 1))));
    rejects("operand 0 may not be i32", b -> b.ret(b.unary(Op.FNEG, b.param(0, 0))));
    rejects("takes 1 return values, has 0", FunctionBuilder::ret);
    rejects("return value 0 must be i32, not i64", b -> b.ret(b.iconst(Type.I64, 0)));
    rejects("no memory 7", b -> b.ret(b.load(Op.LOAD, Type.I32, 7, b.param(0, 0), 0)));
    rejects(
        "operand 0 may not be i32",
        b -> b.ret(b.load(Op.LOAD, Type.I32, Function.NATIVE_MEMORY, b.param(0, 0), 0)));
    rejects("offset -1", b -> b.ret(b.load(Op.LOAD, Type.I32, 0, b.param(0, 0), -1)));
    rejects("no function 3", b -> b.ret(b.call(Op.CALL, I32_TO_I32, 0, 3, new int[] {0}, 1)));
    rejects(
        "takes 1 arguments, has 2",
        b -> b.ret(b.call(Op.CALL, I32_TO_I32, 0, 0, new int[] {0, 0}, 2)));
    rejects("no global 0", b -> b.ret(b.emit(Op.GLOBAL_GET, Type.I32.ordinal(), 0, 0)));
  }

  @Test
  void checksEdgesAndDominance() {
    rejects(
        "passes 1 arguments to block1, which has 0",
        b -> {
          int exit = b.createBlock();
          b.jump(exit, b.param(0, 0));
          b.switchTo(exit);
          b.trap(TrapCode.UNREACHABLE, 0);
        });
    rejects("an edge leads to the entry", b -> b.jump(0, b.param(0, 0)));
    rejects(
        "used where its definition does not reach",
        b -> {
          int left = b.createBlock();
          int join = b.createBlock();
          b.brif(b.param(0, 0), left, join);
          b.switchTo(left);
          int only = b.iconst(Type.I32, 1);
          b.jump(join);
          b.switchTo(join);
          b.ret(only);
        });
  }
}
