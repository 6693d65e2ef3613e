/**
 * The optimizing code generator: instruction selection, register allocation, emission.
 *
 * <pre>
 *  Function --BlockPlan (.block)--&gt; blocks in order, critical edges split
 *           --Selector (.x64)--&gt; MachineCode over virtual registers
 *           --paretojit.regalloc--&gt; Allocation
 *           --Emitter (.x64)--&gt; code bytes, one artifact for the module
 * </pre>
 *
 * <p>Invariants: nothing outside a target's package names a register or an instruction; all arrays
 * are kept from one function to the next; time is linear in the function but for the sizes of its
 * live sets.
 *
 * <p>To add a target, write a package like {@code .x64} and offer its generator in {@link
 * paretojit.isel.IselProvider}.
 */
@NullMarked
package paretojit.isel;

import org.jspecify.annotations.NullMarked;
