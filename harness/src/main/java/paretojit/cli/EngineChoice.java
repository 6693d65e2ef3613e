package paretojit.cli;

import java.util.ArrayList;
import java.util.List;
import paretojit.engine.BadEngineId;
import paretojit.engine.Engine;
import paretojit.engine.Engines;

/** Engines by what a user says, or by what there is. */
final class EngineChoice {
  /** The project's own, those with the best code first; peers are asked for by name. */
  private static final List<String> OWN =
      List.of("egraph@x64", "isel@x64", "hybrid@x64", "stencil@x64", "interp");

  private EngineChoice() {}

  /** The engine of that id, or the best there is for an empty one. */
  static Engine find(Engines engines, String id) {
    return id.isEmpty() ? own(engines).getFirst() : engines.find(id);
  }

  /** Whether an engine is the project's own, which has to work everywhere. */
  static boolean isOwn(String id) {
    return OWN.contains(id);
  }

  /** The project's own engines, as far as they are built in. */
  static List<Engine> own(Engines engines) {
    List<Engine> own = new ArrayList<>();
    for (String id : OWN) {
      try {
        own.add(engines.find(id));
      } catch (BadEngineId e) {
        // It is not built in.
      }
    }
    return own;
  }
}
