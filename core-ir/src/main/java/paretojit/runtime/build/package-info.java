/**
 * Build-time tools of the runtime.
 *
 * <pre>
 *   entry.S + vm_context.h (rendered from VmContext) --clang, objcopy--> entry-x64.bin
 * </pre>
 *
 * <p>Invariant: the result is a function of the inputs alone, so a rebuild changes nothing.
 *
 * <p>To add a target's entry code, add its assembly source and a line to {@link
 * paretojit.runtime.build.BuildEntryCode}.
 */
@NullMarked
package paretojit.runtime.build;

import org.jspecify.annotations.NullMarked;
