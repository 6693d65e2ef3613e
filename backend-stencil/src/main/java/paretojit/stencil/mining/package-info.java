/**
 * Mining programs for supernodes: which operations feed which, and how often.
 *
 * <pre>
 *  IrModule, IrModule, ... --PairCounts--&gt; rows: iadd.i32(_, ishl.i32(_, 1..3))  count, share, weight
 * </pre>
 *
 * <p>Invariants: a pair is counted only where one stencil could do both operations: the first has no
 * other use, is in the same block, and nothing between them could be told from it. Programs weigh
 * the same, however large.
 *
 * <p>To tell apart more shapes of operations, edit {@link paretojit.stencil.mining.Shapes}.
 */
@NullMarked
package paretojit.stencil.mining;

import org.jspecify.annotations.NullMarked;
