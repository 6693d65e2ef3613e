/**
 * The build step that compiles stencils into tables, run by Maven after this module's classes.
 *
 * <pre>
 *  src/main/c/*.c --clang--&gt; ELF objects --read--&gt; stencil tables in target/classes
 * </pre>
 *
 * <p>Invariants: nothing here is used at run time; the step does nothing while its inputs are
 * unchanged.
 *
 * <p>To add a stencil, edit its C source.
 */
@NullMarked
package paretojit.stencil.build;

import org.jspecify.annotations.NullMarked;
