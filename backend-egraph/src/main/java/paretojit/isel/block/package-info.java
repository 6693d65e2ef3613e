/**
 * What every target's selection starts from: the order in which blocks are emitted.
 *
 * <pre>
 *   Function --> BlockPlan --> blocks in order, critical edges split
 * </pre>
 *
 * <p>Invariant: nothing here names a register or an instruction of a target.
 */
@NullMarked
package paretojit.isel.block;

import org.jspecify.annotations.NullMarked;
