/**
 * LLVM's command-line tools, taken from the class path and run as processes.
 *
 * <pre>
 *  class path: org/bytedeco/llvm/PLATFORM/...  --unpack once-->  cache folder  --process-->  stdout
 * </pre>
 *
 * <p>Invariants: a cache folder that exists is complete (it is filled under another name and then
 * renamed); nothing outside the cache folder is written.
 *
 * <p>To add a tool, edit {@code LlvmToolchain.PROGRAMS}.
 */
@NullMarked
package paretojit.toolchain;

import org.jspecify.annotations.NullMarked;
