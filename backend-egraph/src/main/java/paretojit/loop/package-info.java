/**
 * Loop transformations around the mid-end proper, IR in, IR out. None is on unless asked for: what
 * they bring is less than what they cost (docs/egraph.md has the figures).
 *
 * <pre>
 *   Function --LoopCopier: small innermost loops peeled or unrolled--&gt; mid-end --InductionReducer--&gt;
 *                                              multiples of induction variables become variables
 * </pre>
 */
@NullMarked
package paretojit.loop;

import org.jspecify.annotations.NullMarked;
