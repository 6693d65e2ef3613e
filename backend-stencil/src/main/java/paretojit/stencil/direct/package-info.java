/**
 * {@code stencil:direct@x64}: from WebAssembly's bytes to copied stencils in one pass, without SSA and
 * without an IR.
 *
 * <pre>
 *  WasmModule --FunctionCompiler--&gt; the frequent cases, in one loop --------------+
 *                   |                                                            |
 *                   +--General--&gt; Conditions, Branches, Calls, Frames --keys,----+--Output--&gt; bytes
 *                                  |                            hole values
 *                               Operands: for each operand a constant, a local not loaded yet,
 *                                         a register, or its slot in the frame
 * </pre>
 *
 * <p>Invariants: locals live in the frame; where ways meet, no operand is in a register; code is of the
 * convention of {@link paretojit.stencil.x64}, so that either's functions can call the other's; the
 * place of a trap is the offset of its instruction in the module's bytes.
 *
 * <p>To add an instruction, add it to {@link paretojit.wasm.Opcodes} or {@link
 * paretojit.wasm.RareInstruction}, and here to {@code OpTable} with the shape its stencils have, or to
 * {@code Calls} if the runtime serves it.
 */
@NullMarked
package paretojit.stencil.direct;

import org.jspecify.annotations.NullMarked;
