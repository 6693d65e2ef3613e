/**
 * Tests that live in files: {@code ; run:} lines of {@code .clif} files, and golden outputs.
 *
 * <pre>
 *   .clif --IrReader--> module + run lines --each Engine--> TestOutcome ... --> TestListener
 *                                                                 \--> TestReport (counts)
 *   golden file = input + ";; expect" section --compare or bless--> pass | difference
 * </pre>
 *
 * <p>Invariants: every check gives exactly one outcome; what an engine cannot do is skipped with
 * the reason, never dropped. All kinds of test files share {@link paretojit.filetest.TestOutcome}.
 *
 * <p>To add a kind of test file, write a runner that reports {@code TestOutcome}s; to add a form of
 * run line, edit {@code RunLine}.
 */
@NullMarked
package paretojit.filetest;

import org.jspecify.annotations.NullMarked;
