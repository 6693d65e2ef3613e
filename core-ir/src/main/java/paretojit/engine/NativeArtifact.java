package paretojit.engine;

import paretojit.runtime.FaultSites;

/**
 * Position-independent machine code of a whole module, with all calls inside it resolved.
 *
 * <p>The arrays are indexed by function index, imports included: an imported function has a thunk.
 * They are handed over, not copied.
 *
 * @param target what the code runs on
 * @param convention the generator's internal calling convention; code of different conventions
 *     cannot share a store
 * @param code the bytes, of which the first {@code length} count
 * @param functionOffset where to call each function in the internal convention
 * @param functionLength bytes of each function's own code from {@code functionOffset} on
 * @param wrapperOffset where to call each function as {@code void wrapper(context, long* buffer,
 *     function)}: parameters and results in 8-byte slots of the buffer, the function's own address,
 *     with which functions can share a wrapper; System V registers rdi, rsi and rdx
 * @param faults accesses that leave their bounds check to guard pages
 * @param contextRegister register that holds the context at these accesses, as Linux numbers them
 *     in a signal's context (r12 is 4, r15 is 7)
 */
public record NativeArtifact(
    Target target,
    String convention,
    byte[] code,
    int length,
    int[] functionOffset,
    int[] functionLength,
    int[] wrapperOffset,
    FaultSites faults,
    int contextRegister)
    implements Artifact {

  /** Code that checks all bounds itself. */
  public NativeArtifact(
      Target target,
      String convention,
      byte[] code,
      int length,
      int[] functionOffset,
      int[] functionLength,
      int[] wrapperOffset) {
    this(
        target,
        convention,
        code,
        length,
        functionOffset,
        functionLength,
        wrapperOffset,
        new FaultSites(),
        0);
  }

  @Override
  public long codeBytes() {
    return length;
  }
}
