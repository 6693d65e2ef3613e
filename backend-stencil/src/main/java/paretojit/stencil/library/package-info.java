/**
 * The stencil library: which stencils there are, their bytes and holes, and their disassembly.
 *
 * <pre>
 *  Catalog: family = operation on types       OperandKind per operand = key
 *      iadd_i32  (d: R|S, a: R|S|T, b: R|S|T|I)   r14, rdi, imm
 *                 |                                   |
 *                 base ---------- + ------------------+--&gt; id --&gt; code bytes, holes
 * </pre>
 *
 * <p>Invariants: every combination of kinds that a family allows is in the library, which the
 * code generator relies on without checking; a stencil falls through to what is placed behind it.
 *
 * <p>To add an operation, add a family to {@link paretojit.stencil.library.Catalog} and a C function
 * of its name to one of the headers in {@code src/main/c}.
 */
@NullMarked
package paretojit.stencil.library;

import org.jspecify.annotations.NullMarked;
