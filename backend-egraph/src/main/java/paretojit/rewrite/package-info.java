/**
 * Mid-ends that rewrite SSA in an e-graph: the IR goes in, better IR comes out.
 *
 * <pre>
 *   *.rules --RuleReader--> Rule --RuleSet--> int code -.
 *                                                       v
 *   Function --GraphBuilder--> AeGraph (hash-consed, eager rewriting) --Elaborator--> Function
 *              skeleton of side effects        classes, best nodes       placement, LICM
 *                                                     ^
 *                            eqsat: Saturation -------' with paretojit.egraph
 * </pre>
 *
 * <p>The graph is acyclic in the sense of Cranelift's aegraphs (Fallin, EGRAPHS 2023): nodes are
 * made once, bottom-up, rewritten when they are made, and never visited again. Pure operations float
 * in the graph; everything with an effect stays where it was, in the side-effect skeleton, and names
 * e-classes as operands.
 *
 * <p>To add a rewrite, add one line to a file under {@code src/main/rules}; what is cheap is the
 * code generator's to say ({@link paretojit.engine.OpCosts}).
 */
@NullMarked
package paretojit.rewrite;

import org.jspecify.annotations.NullMarked;
