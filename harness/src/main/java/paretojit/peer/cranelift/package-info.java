/**
 * Cranelift, as the compiler of the Wasmtime release that wasmtime-java carries.
 *
 * <pre>
 *   cranelift:none@x64, cranelift:speed@x64: wasm bytes --Wasmtime's Module--> machine code, mapped
 * </pre>
 *
 * <p>Invariants: one compiler thread; every module is compiled afresh and disposed of; {@link
 * paretojit.peer.cranelift.Wasmtime} and {@link paretojit.peer.cranelift.WasmtimeSession} are the only
 * classes that need the library.
 *
 * <p>To offer another of Wasmtime's settings, declare it in {@link
 * paretojit.peer.cranelift.CraneliftProvider}.
 */
@NullMarked
package paretojit.peer.cranelift;

import org.jspecify.annotations.NullMarked;
