/**
 * Instruction selection and emission for x86-64.
 *
 * <pre>
 *  Selector: one line for each opcode --&gt; *Rules: lowering rules --Machine--&gt; MachineCode
 *  Emitter: shapes --&gt; Assembler;   Expansions: what takes branches of its own
 *  Frame, Convention, Thunks: the stack, calls, and the way in and out
 * </pre>
 *
 * <p>Invariants: an I32 in a register is zero-extended to 64 bits (so {@code uextend} is free and
 * addresses need no extension); r15 is the context; no value lives in rsp, r15 or xmm15.
 *
 * <p>To change how an opcode is lowered, find its line in {@link paretojit.isel.x64.Selector} and
 * follow it to its rule. To add a machine instruction that fits no {@link
 * paretojit.isel.x64.Shape}, add a shape and its line in {@link paretojit.isel.x64.Emitter}.
 */
@NullMarked
package paretojit.isel.x64;

import org.jspecify.annotations.NullMarked;
