/**
 * The text form of the IR, a dialect of Cranelift's CLIF: reader and writer.
 *
 * <pre>
 *   .clif --Lexer--> tokens --Parser--> syntax records --BodyReader--> FunctionBuilder
 *                                                            |
 *                                    Narrow: i8 and i16 become I32, zero-extended
 *
 *   IrModule | Function --IrWriter--> text --IrReader--> an equal IrModule
 * </pre>
 *
 * <p>Invariants: reading what {@link paretojit.ir.text.IrWriter} wrote gives an equal module, down
 * to the numbers of values; text that breaks the grammar is a {@link
 * paretojit.ir.text.TextException} with file, line and column; a function that needs what the IR has
 * not (vectors, i128, atomics) is left out with the reason, and the rest of the file is read.
 *
 * <p>To add an opcode nothing is needed here, for both directions read {@link paretojit.ir.Op}; a new
 * {@link paretojit.ir.Op.Format} needs a case in {@code InstWriter} and one in {@code InstReader}. To
 * accept another CLIF instruction, edit {@code ClifInstructions}.
 */
@NullMarked
package paretojit.ir.text;

import org.jspecify.annotations.NullMarked;
