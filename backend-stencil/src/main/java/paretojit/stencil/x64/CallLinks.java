package paretojit.stencil.x64;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Calls between the functions of a module, to be patched when all of them have an address. */
public final class CallLinks {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private int[] hole = new int[64];
  private int[] callee = new int[64];
  private int count;

  /** Notes a call: position of the distance's hole and the function called. */
  public void add(int holePosition, int function) {
    if (count == hole.length) {
      hole = Arrays.copyOf(hole, 2 * count);
      callee = Arrays.copyOf(callee, 2 * count);
    }
    hole[count] = holePosition;
    callee[count++] = function;
  }

  /** Fills all holes of code, given where the functions begin in it. */
  public void patch(byte[] code, int[] functionOffset) {
    for (int k = 0; k < count; k++) {
      INT.set(code, hole[k], functionOffset[callee[k]] - hole[k] - 4);
    }
  }
}
