/**
 * Copies the bodies of small functions to where they are called: IR in, IR out, before anything else
 * a mid-end does.
 *
 * <pre>
 *   calls in the caller --Callees: read once, small?--&gt; chosen by size, loops and room
 *   caller --Inliner: block split after the call, results become block parameters--&gt; Function
 * </pre>
 *
 * <p>Invariants: what a program does stays the same, traps included, though a trap of inlined code is
 * the caller's; code grows by no more than {@link paretojit.inline.Limits} says, so that time stays
 * linear in the program; recursion stays recursion.
 */
@NullMarked
package paretojit.inline;

import org.jspecify.annotations.NullMarked;
