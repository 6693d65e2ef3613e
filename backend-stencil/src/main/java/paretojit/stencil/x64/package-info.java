/**
 * {@code stencil@x64}: from IR to x86-64 code by placing values and copying stencils.
 *
 * <pre>
 *  Function --Layout--&gt; order, loops --Placement--&gt; one place per value
 *                                                        |
 *           --FunctionEmitter, FlowEmitter--&gt; stencil keys, hole values --CodeBuffer--&gt; bytes
 * </pre>
 *
 * <p>Invariants: a value has one place for its whole life; an i32 is zero-extended in registers and
 * slots; between stencils of different instructions only pinned registers and the frame are alive.
 *
 * <p>To add an opcode, give it a case in {@link paretojit.stencil.x64.FunctionEmitter} with the form
 * its stencils have.
 */
@NullMarked
package paretojit.stencil.x64;

import org.jspecify.annotations.NullMarked;
