/**
 * The SSA intermediate representation that every compiler of the workbench shares.
 *
 * <pre>
 *   text | wasm --> FunctionBuilder --> Function (records of ints) --> mid-end --> code generator
 *                                          ^                 |
 *                                          +---- Op ---------+   one enum row per opcode
 * </pre>
 *
 * <p>Invariants: values, instructions, blocks and edges are dense {@code int} ids; a {@link
 * paretojit.ir.Function} never changes after {@link paretojit.ir.FunctionBuilder#finish()}, or lives
 * until its builder's reset ({@link paretojit.ir.FunctionBuilder#view()}); a mid-end makes a new one.
 * SSA has block parameters instead of phis: every edge carries one argument for each parameter of its
 * target.
 *
 * <p>To add an opcode, add a row to {@link paretojit.ir.Op} and follow the compiler's errors: the
 * switches over {@code Op} have no {@code default}.
 */
@NullMarked
package paretojit.ir;

import org.jspecify.annotations.NullMarked;
