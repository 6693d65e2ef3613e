/**
 * A reusable e-graph library: it knows nothing of the compiler around it.
 *
 * <pre>
 *  nodes, rules --&gt; e-graph --saturate--&gt; e-classes --extract--&gt; the cheapest nodes
 * </pre>
 *
 * <p>Invariants: imports java.base and the nullness annotations only.
 *
 * <p>To add an extractor or a scheduler, add a class beside the ones here.
 */
@NullMarked
package paretojit.egraph;

import org.jspecify.annotations.NullMarked;
