/**
 * Generated programs: one shape of code each, in sizes from a hundred to a hundred thousand
 * instructions, to see how the cost of a compiler grows.
 *
 * <pre>
 *   synthetic/SHAPE-SIZE --SyntheticProgram--> statements on a few variables --+--> wasm bytes
 *                                                                              +--> checksums, by
 *                                                                                   doing the same
 * </pre>
 *
 * <p>Invariants: a name gives the same bytes on every machine; checksums come from this package's own
 * evaluation of the statements, so they check the interpreter too; every program ends.
 *
 * <p>To add a shape, add it to {@link paretojit.suite.synthetic.Shape}.
 */
@NullMarked
package paretojit.suite.synthetic;

import org.jspecify.annotations.NullMarked;
