/**
 * Random programs: well-typed, terminating, deterministic, the same for the same seed.
 *
 * <pre>
 *   seed --> ProgramGenerator --> IrModule (verified) --> any two engines, which must agree
 * </pre>
 *
 * <p>What WebAssembly leaves open is kept from showing: NaN payloads are made canonical before
 * anything can look at their bits. To cover a new opcode nothing is needed if it takes values only;
 * others get a case in {@link paretojit.fuzz.ProgramGenerator}.
 */
@NullMarked
package paretojit.fuzz;

import org.jspecify.annotations.NullMarked;
