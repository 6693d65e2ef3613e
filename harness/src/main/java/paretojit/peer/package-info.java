/**
 * Peers: other people's compilers as engines, so that a comparison says where the project's own stand.
 *
 * <pre>
 *   peer.llvm       shared IR  --> LLVM IR --> machine code     a CodeGenerator, in this process
 *   peer.cranelift  wasm bytes --> Wasmtime's Module            a WasmEngine, in this process
 *   peer.chicory    wasm bytes --> class files                  a WasmEngine, in this process
 *   peer.v8         wasm bytes --> Node                         a ProcessEngine (peer.process)
 *   peer.graalwasm  wasm bytes --> a JVM with Graal's compiler  a ProcessEngine (peer.process)
 * </pre>
 *
 * <p>Invariants: a peer gets the same bytes (or IR) as every other engine and is checked against the
 * oracle like them; a peer whose parts are missing says what is missing and is skipped; what a peer's
 * compile time contains is a row of docs/methodology.md.
 *
 * <p>To add a peer, implement {@link paretojit.engine.WasmEngine}, or let a program speak the protocol
 * of {@link paretojit.peer.process.ProcessEngine}, and offer it in an {@link
 * paretojit.engine.EngineProvider}.
 */
@NullMarked
package paretojit.peer;

import org.jspecify.annotations.NullMarked;
