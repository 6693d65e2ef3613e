/**
 * Workloads and the suites made of them.
 *
 * <pre>
 *  src/main/c/*.c --clang while building--&gt; workloads/*.wasm --&gt; suites/*.toml pick --&gt; runs
 * </pre>
 *
 * <p>Invariants: every workload exports {@code run(int)} and returns a checksum.
 *
 * <p>To add a workload, add a C file.
 */
@NullMarked
package paretojit.suite;

import org.jspecify.annotations.NullMarked;
