/**
 * V8's two compilers for WebAssembly, Liftoff and TurboFan, each on its own.
 *
 * <pre>
 *   v8-liftoff@x64, v8-turbofan@x64 --flags of a tier--> node --eval v8-host.js
 * </pre>
 *
 * <p>Invariants: a process has one tier only, compiles whole modules eagerly on one thread, and never
 * finds a module in V8's cache; Node comes from the PATH, and its version is in the provenance.
 *
 * <p>To change what the process does, edit {@code resources/peer/v8-host.js}; to change V8's flags,
 * {@link paretojit.peer.v8.V8Provider}.
 */
@NullMarked
package paretojit.peer.v8;

import org.jspecify.annotations.NullMarked;
