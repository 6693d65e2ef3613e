/**
 * Programs that users bring, and the values they exchange with them.
 *
 * <pre>
 *   .wasm | .wat | .clif | .c --ProgramReader--> Program (IrModule, and wasm bytes where there are)
 *   "3.5", "0x10", "-5"       --Values--> bits --call--> bits --Values--> "f64:3.5"
 * </pre>
 *
 * <p>Invariants: whatever a file holds, reading it ends in a program or in a {@link
 * paretojit.program.BadProgram} that says where the fault is.
 *
 * <p>To add a kind of file, edit {@link paretojit.program.ProgramReader}.
 */
@NullMarked
package paretojit.program;

import org.jspecify.annotations.NullMarked;
