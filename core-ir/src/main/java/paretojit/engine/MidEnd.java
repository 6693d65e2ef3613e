package paretojit.engine;

import java.util.List;
import java.util.function.Supplier;
import paretojit.ir.IrModule;

/**
 * IR in, better IR out. A mid-end serves every code generator alike.
 *
 * <p>Instances are stateless descriptions, offered by an {@link EngineProvider}; what a compilation
 * needs to remember lives in the {@link MidEndPass} it begins.
 */
public interface MidEnd {
  /** The name in engine ids: {@code gvn}, {@code aegraph}. */
  String name();

  /** One line for {@code ./pareto engines}. */
  String summary();

  default List<OptionSpec> options() {
    return List.of();
  }

  /**
   * Starts on a module; the pass keeps its scratch arrays from one function to the next.
   *
   * @param costs what operations cost in the code generator that follows; asked only by mid-ends that
   *     choose by it, since a generator may have to read its tables first
   */
  MidEndPass begin(
      IrModule module, EngineOptions options, Supplier<OpCosts> costs, CompileStats stats);

  /**
   * A picture of what the mid-end knows of one function, in Graphviz's language.
   *
   * @param costs as for {@link #begin}
   * @throws Unsupported if it has none
   */
  default String dot(IrModule module, int index, EngineOptions options, Supplier<OpCosts> costs) {
    throw new Unsupported("mid-end " + name() + " has no graph to draw");
  }

  /**
   * What is done to one function, in comment lines of the IR's text: its IR before, and which rules
   * fired.
   *
   * @throws Unsupported if the mid-end keeps no record
   */
  default String explain(
      IrModule module, int index, EngineOptions options, Supplier<OpCosts> costs) {
    throw new Unsupported("mid-end " + name() + " keeps no record of what it does");
  }
}
