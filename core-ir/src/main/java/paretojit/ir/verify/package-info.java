/**
 * Checks that a function is well formed before any compiler sees it.
 *
 * <pre>
 *   IrModule + Function --> Verifier --> list of VerifyError(place, instruction, message)
 * </pre>
 *
 * <p>The readers and every mid-end promise verified output; tests hold them to it. To add a rule,
 * add a check to {@link paretojit.ir.verify.Verifier}; type rules come from {@link paretojit.ir.Op}.
 */
@NullMarked
package paretojit.ir.verify;

import org.jspecify.annotations.NullMarked;
