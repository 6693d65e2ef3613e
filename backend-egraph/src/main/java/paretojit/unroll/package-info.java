/**
 * Copies of loop bodies, before the mid-end proper: IR in, IR out.
 *
 * <pre>
 *   small innermost loops --Unroller--&gt; two copies in a row (unrolled) or one before the other (peeled)
 * </pre>
 */
@NullMarked
package paretojit.unroll;

import org.jspecify.annotations.NullMarked;
