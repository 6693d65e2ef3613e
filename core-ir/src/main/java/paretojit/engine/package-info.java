/**
 * The seams of the workbench: what a mid-end, a code generator and an engine are, how they are named
 * and composed, and where compile time is booked.
 *
 * <pre>
 *   "egraph:midend=eqsat@x64" --EngineId--> Engines --> Pipeline = MidEnd × CodeGenerator
 *
 *   IrModule --MidEndPass--> Function --ModuleCompiler--> Artifact --install--> Code in a Store
 *        \________________________ CompileStats ________________________/
 * </pre>
 *
 * <p>Invariants: mid-ends and code generators never see each other; descriptions ({@code MidEnd},
 * {@code CodeGenerator}, {@code Engine}) are stateless and shared, passes and compilers belong to
 * one compilation; an artifact is position-independent and can be installed any number of times.
 *
 * <p>To add an engine, implement {@link paretojit.engine.MidEnd}, {@link
 * paretojit.engine.CodeGenerator} or {@link paretojit.engine.EngineFactory}, offer it in an {@link
 * paretojit.engine.EngineProvider} and name that in {@code META-INF/services}.
 */
@NullMarked
package paretojit.engine;

import org.jspecify.annotations.NullMarked;
