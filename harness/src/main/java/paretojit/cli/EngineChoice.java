package paretojit.cli;

import java.util.ArrayList;
import java.util.List;
import paretojit.engine.BadEngineId;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.engine.Session;
import paretojit.engine.WasmEngine;
import paretojit.measure.IrSession;
import paretojit.program.Program;
import paretojit.runtime.CodeCache;
import paretojit.wasm.WasmReader;

/** Engines by what a user says, or by what there is. */
final class EngineChoice {
  /** The project's own, those with the best code first; peers are asked for by name. */
  private static final List<String> OWN =
      List.of("egraph@x64", "isel@x64", "hybrid@x64", "stencil@x64", "interp");

  private EngineChoice() {}

  /**
   * The engine of that id, or the best there is for an empty one, prepared.
   *
   * @throws UserError if this machine lacks something for it
   */
  static Engine find(Engines engines, String id, Io io) {
    Engine engine = id.isEmpty() ? own(engines).getFirst() : engines.find(id);
    engine
        .missing()
        .ifPresent(
            what -> {
              throw new UserError("engine %s: %s; see ./pareto doctor".formatted(id, what));
            });
    engine.prepare(io.err()::println);
    return engine;
  }

  /**
   * A program on an engine of either kind.
   *
   * @param cache where code is installed; it has to outlive the session
   * @throws UserError if the engine wants WebAssembly and there is none
   */
  static Session open(Engine engine, Program program, CodeCache cache) {
    byte[] wasm = program.wasm();
    return switch (engine) {
      case IrEngine compiler ->
          new IrSession(
              compiler, wasm == null ? program::module : () -> WasmReader.open(wasm), cache);
      case WasmEngine runtime -> {
        if (wasm == null) {
          throw new UserError(
              "engine %s: takes WebAssembly, and %s is none"
                  .formatted(engine.id(), program.name()));
        }
        yield runtime.open(wasm);
      }
    };
  }

  /** Whether an engine is the project's own, which has to work everywhere. */
  static boolean isOwn(String id) {
    return OWN.contains(id);
  }

  /** The project's own engines, as far as they are built in. */
  static List<IrEngine> own(Engines engines) {
    List<IrEngine> own = new ArrayList<>();
    for (String id : OWN) {
      try {
        own.add(engines.findIr(id));
      } catch (BadEngineId e) {
        // It is not built in.
      }
    }
    return own;
  }
}
