/**
 * GraalWasm: an interpreter of WebAssembly that Graal's compiler specializes while it runs.
 *
 * <pre>
 *   graalwasm@jvm --flags--> java --upgrade-module-path=compiler… GraalWasmHost --> Context --> calls
 * </pre>
 *
 * <p>Invariants: it runs in a JVM of its own; an implementation that only interprets is reported as
 * unsupported; every load has an engine of its own, so nothing compiled is reused; its compile time is
 * spread over its first calls, so it has none that could be compared.
 *
 * <p>To change the JVM's flags, edit {@link paretojit.peer.graalwasm.GraalWasmProvider}. Its libraries'
 * version is bound to that of the JDK, see {@code graal.version} in the parent's pom.xml.
 */
@NullMarked
package paretojit.peer.graalwasm;

import org.jspecify.annotations.NullMarked;
