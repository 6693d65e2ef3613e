/**
 * Register allocation: linear scan with splitting over machine code whose operands are virtual.
 *
 * <pre>
 *  MachineCode --Liveness--&gt; live ranges --LinearScan--&gt; a location for each piece of a range
 *  (virtual)     Intervals       |                               |
 *                                +---------- Resolver -----------+--&gt; Allocation: a location for
 *                                            ParallelMoves            each operand, and moves
 *  Checker: MachineCode + Allocation --&gt; every operand reads the value that was meant, or a report
 * </pre>
 *
 * <p>Invariants: nothing here knows an instruction set, only a {@link
 * paretojit.regalloc.RegisterFile}; blocks are numbered in the order of the code, definitions come
 * before uses in it, and no edge is critical (a block with several successors leads only to blocks
 * with one predecessor).
 *
 * <p>To add a kind of constraint, extend {@link paretojit.regalloc.Operand}, then {@link
 * paretojit.regalloc.Intervals} and {@link paretojit.regalloc.Checker}.
 */
@NullMarked
package paretojit.regalloc;

import org.jspecify.annotations.NullMarked;
