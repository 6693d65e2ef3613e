/**
 * Proves rewrite rules: for all values, not only for those that a test happens to try.
 *
 * <pre>
 *   Rule --TypedRule--> one claim for each assignment of types
 *     --Trial-->   Op.eval on edge and random values             counter-example, or tested
 *     --Prover-->  bit-vectors and floats by Encoding, to Z3     proof, counter-example, or unknown
 *   RuleVerifier: both, as a Verdict
 * </pre>
 *
 * <p>Invariants: an {@link paretojit.rewrite.prove.Encoding} means what {@code Op.eval} computes (a
 * test compares them operation by operation); a counter-example of the solver is confirmed by {@code
 * Op.eval}; limits in steps give the same outcome on every machine.
 *
 * <p>Z3 is loaded when the first proof is asked for; nothing that compiles a program comes here. To
 * add an operation, add its line to one of the two tables of encodings.
 */
@NullMarked
package paretojit.rewrite.prove;

import org.jspecify.annotations.NullMarked;
