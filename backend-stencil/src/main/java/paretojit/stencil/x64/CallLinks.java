package paretojit.stencil.x64;

import java.util.Arrays;

/** Calls between the functions of a module, to be patched when all of them have an address. */
final class CallLinks {
  private int[] hole = new int[64];
  private int[] callee = new int[64];
  private int count;

  /** Notes a call: position of the distance's hole and the function called. */
  void add(int holePosition, int function) {
    if (count == hole.length) {
      hole = Arrays.copyOf(hole, 2 * count);
      callee = Arrays.copyOf(callee, 2 * count);
    }
    hole[count] = holePosition;
    callee[count++] = function;
  }

  void patch(CodeBuffer code, int[] functionOffset) {
    for (int k = 0; k < count; k++) {
      code.patchDistance(hole[k], functionOffset[callee[k]]);
    }
  }
}
