package paretojit.stencil.x64;

import java.util.List;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.stencil.library.OperandKind;

/**
 * Where a signature's parameters and results are at a call between stencil functions: the first six
 * general and six vector values in pinned registers, the rest in 8-byte slots of the caller's
 * outgoing area, which stack results overwrite.
 *
 * <p>No register survives a call. The context register holds the callee's context on entry and on
 * return.
 *
 * @param params place of each parameter; slot offsets count from the outgoing area's start
 * @param results place of each result, likewise
 * @param stackBytes size of the outgoing area
 */
public record CallConvention(int[] params, int[] results, int stackBytes) {
  private static final int REGISTERS_PER_FILE = 6;

  /** The convention of a signature. */
  public static CallConvention of(Signature signature) {
    int[] params = new int[signature.params().size()];
    int[] results = new int[signature.results().size()];
    int stack = Math.max(assign(signature.params(), params), assign(signature.results(), results));
    return new CallConvention(params, results, stack);
  }

  private static int assign(List<Type> types, int[] places) {
    int general = 0;
    int vector = 0;
    int stack = 0;
    for (int k = 0; k < places.length; k++) {
      boolean isInt = types.get(k).isInt();
      int register = isInt ? general++ : vector++;
      if (register < Math.min(REGISTERS_PER_FILE, OperandKind.VECTOR_REGISTERS)) {
        places[k] = register;
      } else {
        places[k] = Loc.slot(stack);
        stack += 8;
      }
    }
    return stack;
  }
}
