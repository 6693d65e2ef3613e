/**
 * The system interface that C programs compiled for wasm32-wasi expect: host functions of {@code
 * wasi_snapshot_preview1}.
 *
 * <pre>
 *   arguments, streams --Wasi.builder()--> Wasi --imports()--> Imports for Instance.create
 *                                            |
 *                   program calls fd_write --+--> OutputStream;  proc_exit --> ProcExit
 * </pre>
 *
 * <p>Invariants: a wrong pointer is answered with EFAULT, never with a failure of the host; nothing
 * outside the given streams is read or written.
 *
 * <p>To serve another call, move it from the unserved list in {@link paretojit.wasi.Wasi} to its
 * imports.
 */
@NullMarked
package paretojit.wasi;

import org.jspecify.annotations.NullMarked;
