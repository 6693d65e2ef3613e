/**
 * Languages with rules from the literature, and problems of known outcome in them: what the library's
 * tests, benchmarks and the command line's examples share.
 *
 * <pre>
 *   Sample (MathSample, LambdaSample, OpenSample): language + analysis + conditions + rules
 *       |
 *   Problem: start terms + limits + the outcome that egg pins  --start--&gt; Attempt --saturate--&gt; RunReport
 * </pre>
 *
 * <p>The rules are text, in the resources beside this package; what text cannot say (an analysis, a
 * computed right-hand side) is in the classes. The languages and the problems follow the tests and
 * benchmarks of egg (Willsey et al., POPL 2021) and egglog (Zhang et al., PLDI 2023), so that sizes can
 * be compared number by number.
 *
 * <p>To add a problem, add it to {@link paretojit.egraph.samples.Problem#ALL}.
 */
@NullMarked
package paretojit.egraph.samples;

import org.jspecify.annotations.NullMarked;
