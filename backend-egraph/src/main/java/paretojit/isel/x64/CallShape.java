package paretojit.isel.x64;

import paretojit.ir.Signature;

/**
 * How a signature is called: a register number or {@code ~slot} for each parameter and result.
 *
 * @param slots stack slots of parameters and results together
 */
record CallShape(int[] params, int[] results, int slots) {
  static CallShape of(Signature signature) {
    int[] params = Convention.places(signature.params(), false, 0);
    int paramSlots = Convention.slots(params);
    int[] results = Convention.places(signature.results(), true, paramSlots);
    return new CallShape(params, results, paramSlots + Convention.slots(results));
  }
}
