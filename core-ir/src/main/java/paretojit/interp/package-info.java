/**
 * The oracle: an interpreter of the IR, whose results every compiler's are checked against.
 *
 * <pre>
 *   Function --Translator--> int[] code --Loop--> results | trap
 *               |    |                        |
 *        Registers  Moves          long[] registers, VmContext, linear memory
 * </pre>
 *
 * <p>Invariants: each operation equals {@link paretojit.ir.Op#eval} where that is defined; registers
 * hold 32-bit values sign-extended; the loop's method stays small enough for HotSpot to compile.
 *
 * <p>A new opcode works at once if {@code Op.eval} defines it; to make it fast, add it to {@link
 * paretojit.interp.Bytecode}, {@code Selection} and {@code Loop}.
 */
@NullMarked
package paretojit.interp;

import org.jspecify.annotations.NullMarked;
