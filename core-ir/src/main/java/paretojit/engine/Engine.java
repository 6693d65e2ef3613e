package paretojit.engine;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * A way to run modules: a cell of the matrix of mid-ends, code generators and targets, or a peer.
 * What takes the shared IR is an {@link IrEngine}; what takes WebAssembly is a {@link WasmEngine}.
 */
public sealed interface Engine permits IrEngine, WasmEngine {
  EngineId id();

  /** One line: what it is composed of. */
  String summary();

  /**
   * What this machine lacks to run the engine, as a clause: {@code node is not on PATH}. Engines
   * that lack something can still be named; suites skip them.
   */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /**
   * Does what has to be done once on a machine before the engine is first used and may take long, such
   * as building a library; does nothing the next time. Whoever measures calls it first.
   *
   * @param progress is told what is going on, if there is anything
   */
  default void prepare(Consumer<String> progress) {}

  /** Which release of somebody else's compiler this is, for provenance; empty if it is none. */
  default String version() {
    return "";
  }

  /** Whether the compiler itself gets faster at first, as Java programs do. */
  default boolean compilerWarmsUp() {
    return true;
  }

  /** Whether code of this engine gets faster while it runs, as code on HotSpot does. */
  default boolean codeWarmsUp() {
    return false;
  }
}
