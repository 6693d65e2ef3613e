package paretojit.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import paretojit.ir.IrModule;

/**
 * Turns IR into code for one target.
 *
 * <p>Instances are stateless descriptions, offered by an {@link EngineProvider}; what a compilation
 * needs to remember lives in the {@link ModuleCompiler} it begins.
 */
public interface CodeGenerator {
  /** The name in engine ids: {@code stencil}, {@code isel}. */
  String name();

  Target target();

  /** One line for {@code ./pareto engines}. */
  String summary();

  default List<OptionSpec> options() {
    return List.of();
  }

  /** What this machine lacks to run it; see {@link Engine#missing}. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /** What this machine lacks to run it with these options. */
  default Optional<String> missing(EngineOptions options) {
    return missing();
  }

  /** See {@link Engine#prepare}. */
  default void prepare(EngineOptions options, Consumer<String> progress) {}

  /** See {@link Engine#version}. */
  default String version() {
    return "";
  }

  /** See {@link Engine#version}; of a compiler that these options bring in. */
  default String version(EngineOptions options) {
    return version();
  }

  /**
   * What operations cost in the generator's code, for the mid-end before it. Asked once for every
   * module compiled.
   */
  default OpCosts costs(EngineOptions options) {
    return OpCosts.uniform();
  }

  /**
   * Starts on a module. The functions to compile may differ from {@code module}'s own bodies (a
   * mid-end rewrote them); everything else in it holds.
   */
  ModuleCompiler begin(IrModule module, EngineOptions options, CompileStats stats);

  /**
   * Whether, under these options, modules are compiled as a whole by {@link #compile} and not from the
   * IR of their functions; there is nothing for a mid-end to rewrite then.
   */
  default boolean takesWholeModules(EngineOptions options) {
    return false;
  }

  /**
   * Compiles a module as a whole, if {@link #takesWholeModules}.
   *
   * @throws Unsupported if the generator cannot compile it
   */
  default Artifact compile(IrModule module, EngineOptions options, CompileStats stats) {
    throw new AssertionError(name() + " takes functions");
  }

  /** Ways to look at the generator's work that {@link #show} knows, such as {@code stencils}. */
  default List<String> views() {
    return List.of();
  }

  /**
   * One of the {@link #views} of some functions of a module, as text for people.
   *
   * @param functions indices of defined functions
   */
  default String show(
      String view, IrModule module, List<Integer> functions, EngineOptions options) {
    throw new AssertionError(name() + " has no view " + view);
  }
}
