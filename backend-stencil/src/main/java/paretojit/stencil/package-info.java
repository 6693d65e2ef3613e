/**
 * Copy-and-patch: offers the code generator whose code is made of stencils compiled ahead of time.
 *
 * <pre>
 *  build time   C templates --clang--&gt; ELF --gate--&gt; stencil library      (build, library)
 *  run time     IR --place--&gt; values in registers and slots
 *                  --copy, patch--&gt; code of the module --&gt; NativeArtifact   (x64)
 *              WebAssembly --decode, validate, copy, patch--&gt; the same        (direct)
 * </pre>
 *
 * <p>Invariants: nothing outside {@code .x64} assumes its target; no stencil is compiled while a program is.
 *
 * <p>To add a target, add a package beside {@code x64} and name its generator in {@link
 * paretojit.stencil.StencilProvider}.
 */
@NullMarked
package paretojit.stencil;

import org.jspecify.annotations.NullMarked;
