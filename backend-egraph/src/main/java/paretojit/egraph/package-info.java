/**
 * A library for equality saturation: e-graphs, pattern matching, rewriting and extraction.
 *
 * <pre>
 *   text ──SExpr──&gt; Term ────add──&gt; EGraph &lt;──union, rebuild──┐
 *                                      │                      │ apply
 *                                  MatchIndex                 │
 *                                      │ search               │
 *   text ─RuleReader─&gt; Rewrite ──&gt; Matcher ──&gt; Matches ───────┘        all under Runner
 *
 *   EGraph ──Extractor (trees), DagExtractor, ExactExtractor──&gt; Term
 *          ──explain──&gt; Explanation ──ProofChecker──&gt; problems, if any
 *          ──Dot──&gt; picture      ──EGraphJson──&gt; other tools and back
 * </pre>
 *
 * <p>It imports nothing but the JDK and may be used without the rest of the project:
 *
 * <pre>{@code
 * Language math = Language.open();
 * EGraph g = new EGraph(math);
 * int root = g.add(Term.parse(math, "(/ (* a 2) 2)"));
 * new Runner(g).run(List.of(
 *     Rewrite.of(math, "reassociate", "(/ (* ?x ?y) ?z)", "(* ?x (/ ?y ?z))"),
 *     Rewrite.of(math, "cancel", "(/ 2 2)", "1"),
 *     Rewrite.of(math, "one", "(* ?x 1)", "?x")));
 * Extractor.size(g).term(root)   // a
 * }</pre>
 *
 * <p>Learned from egg (Willsey et al., POPL 2021), built otherwise: everything that grows with the
 * e-graph is an int array, nothing is an object per node or per match, and the hash table never holds
 * an outdated key, so counts are exact. What must hold: ids start at 1 and 0 means none; ids stay
 * valid for good, {@code find} leads to the present class; searching and extracting need a clean
 * e-graph, that is one on which {@code rebuild} was called after the last union; equal calls give
 * equal results.
 *
 * <p>To add a check the matcher can make, edit {@code Program}, {@code ProgramCompiler} and {@code
 * Matcher}; to add a fact about classes, implement {@code Analysis}; to add a way to choose rules,
 * implement {@code Scheduler}.
 */
@NullMarked
package paretojit.egraph;

import org.jspecify.annotations.NullMarked;
