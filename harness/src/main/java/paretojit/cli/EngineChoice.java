package paretojit.cli;

import java.util.List;
import paretojit.engine.BadEngineId;
import paretojit.engine.Engine;
import paretojit.engine.Engines;

/** Engines by what a user says, or by what there is. */
final class EngineChoice {
  /** What programs run on if nobody says: the best code first. */
  private static final List<String> PREFERRED =
      List.of("egraph@x64", "isel@x64", "stencil@x64", "interp");

  private EngineChoice() {}

  /** The engine of that id, or the best there is for an empty one. */
  static Engine find(Engines engines, String id) {
    if (!id.isEmpty()) {
      return engines.find(id);
    }
    for (String preferred : PREFERRED) {
      try {
        return engines.find(preferred);
      } catch (BadEngineId e) {
        // It is not built in; the next one may be.
      }
    }
    throw new UserError("no engine is built in");
  }
}
