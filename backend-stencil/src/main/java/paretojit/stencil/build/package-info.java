/**
 * Compiles stencils into tables: for the standard library when the project is built, for those of
 * other compilers and levels at their first use.
 *
 * <pre>
 *  src/main/c/*.c --clang--&gt; objects --StencilReader (gate)--&gt; tables, listing, origin
 *                 --gcc--&gt; assembly --JumpThreading, clang--&gt; objects   ... else the standard's
 *
 *  BuildLibrary    the standard one, into target/classes; a step of the build
 *  LibraryCache    the others, into the cache folder
 * </pre>
 *
 * <p>Invariants: a library is complete; no stencil is in it that the gate refuses, whoever compiled it.
 * Both steps do nothing while their inputs are unchanged. No compilation of a program waits for
 * one, if whoever measures prepares the engine first.
 *
 * <p>To add a stencil, edit its C source; to add a compiler, add an {@link
 * paretojit.stencil.build.AotCompiler}.
 */
@NullMarked
package paretojit.stencil.build;

import org.jspecify.annotations.NullMarked;
