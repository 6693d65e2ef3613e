/**
 * Chicory's compiler: WebAssembly to class files, which HotSpot then compiles as it sees fit.
 *
 * <pre>
 *   chicory@jvm: wasm bytes --Parser--> WasmModule --MachineFactoryCompiler--> classes, loaded
 *                            {@code read}                {@code chicory.compile}
 * </pre>
 *
 * <p>Invariants: every compilation makes and loads classes of its own; functions that Chicory leaves
 * to its interpreter are counted; {@link paretojit.peer.chicory.ChicorySession} is the only class that
 * needs the library.
 *
 * <p>To offer another of Chicory's options, declare it in {@link
 * paretojit.peer.chicory.ChicoryProvider}.
 */
@NullMarked
package paretojit.peer.chicory;

import org.jspecify.annotations.NullMarked;
