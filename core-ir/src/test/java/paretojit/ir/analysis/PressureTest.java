package paretojit.ir.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;

class PressureTest {
  @Test
  void countsWhatIsLiveAtOnceButNoConstants() {
    FunctionBuilder b =
        new FunctionBuilder("f", Signature.of(List.of(Type.I32, Type.I32), List.of(Type.I32)));
    int entry = b.createEntry();
    int x = b.param(entry, 0);
    int y = b.param(entry, 1);
    int sum = b.binary(Op.IADD, x, b.iconst(Type.I32, 1));
    int product = b.binary(Op.IMUL, sum, y);
    b.ret(b.binary(Op.BXOR, product, b.binary(Op.ISUB, x, y)));
    // After the sum: x, y and the sum; after the product: x, y and the product.
    assertEquals(3, Pressure.maxLive(b.finish()));
  }

  @Test
  void whatALoopCarriesIsLiveAllTheWayRound() {
    FunctionBuilder b =
        new FunctionBuilder("f", Signature.of(List.of(Type.I32, Type.I32), List.of(Type.I32)));
    int entry = b.createEntry();
    int loop = b.createBlock();
    int exit = b.createBlock();
    b.jump(loop, b.param(entry, 0));
    int i = b.addParam(loop, Type.I32);
    b.switchTo(loop);
    int next = b.binary(Op.ISUB, i, b.param(entry, 1));
    int edge = b.brif(next, loop, exit);
    b.setEdgeArgs(edge, new int[] {next}, 0, 1);
    b.switchTo(exit);
    b.ret(b.param(entry, 1));
    assertEquals(2, Pressure.maxLive(b.finish()));
  }
}
