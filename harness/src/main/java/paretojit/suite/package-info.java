/**
 * Workloads and the suites made of them.
 *
 * <pre>
 *  src/main/c/*.c ----BuildWorkloads, clang----&gt; workloads/NAME.LEVEL.wasm
 *  src/main/c/workloads.toml --copied--&gt; Workloads: names, sizes, checksums
 *  synthetic/SHAPE-SIZE --suite.synthetic--&gt; generated when wanted;   path/of.wasm --read--&gt;
 *  suites/NAME.toml | a user's .toml --SuiteReader--&gt; Suite: what to run, on what, how often
 * </pre>
 *
 * <p>Invariants: every workload exports {@code run(int)}, whose checksum depends on the argument
 * alone: not on the engine, the level, or the calls before it.
 *
 * <p>To add a workload, add a C file and its entry in {@code workloads.toml}; to add a suite, add a
 * file to {@code src/main/resources/suites} and its name to {@link paretojit.suite.Suites}.
 */
@NullMarked
package paretojit.suite;

import org.jspecify.annotations.NullMarked;
