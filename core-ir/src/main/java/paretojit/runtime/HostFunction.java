package paretojit.runtime;

/**
 * A function of the host's, called from a program.
 *
 * <p>Values are bits in {@code long}s: i32 and f32 as the sign-extended 32-bit pattern (upper bits
 * of results are ignored), references as FuncRef addresses or {@link Store#handle handles}.
 */
@FunctionalInterface
public interface HostFunction {
  /**
   * Whatever it throws stops the program: a {@link paretojit.ir.TrapException} or {@link ProcExit}
   * as it is, any other exception as the cause of a HOST trap.
   *
   * @param args as many as the signature has parameters; not to be kept
   * @param results to be filled, one for each result of the signature; not to be kept
   */
  void call(Caller caller, long[] args, long[] results) throws Exception;
}
