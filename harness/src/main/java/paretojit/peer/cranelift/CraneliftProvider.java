package paretojit.peer.cranelift;

import java.util.List;
import paretojit.engine.Engine;
import paretojit.engine.EngineFactory;
import paretojit.engine.EngineId;
import paretojit.engine.EngineOptions;
import paretojit.engine.EngineProvider;
import paretojit.engine.OptionSpec;
import paretojit.engine.Target;

/** Offers Cranelift, the compiler on which the project's e-graph back end is modelled. */
public final class CraneliftProvider implements EngineProvider {
  static final String SUMMARY = "Cranelift 0.94 with its e-graphs, in Wasmtime 7, in this process";
  private static final String LEVEL = "opt";

  @Override
  public List<EngineFactory> engines() {
    return List.of(new Factory("cranelift", Target.X64.text(), SUMMARY));
  }

  private record Factory(String name, String target, String summary) implements EngineFactory {
    @Override
    public List<OptionSpec> options() {
      return List.of(
          OptionSpec.bareChoice(
              LEVEL, "speed", "Cranelift's opt_level", "none", "speed", "speed_and_size"));
    }

    @Override
    public Engine create(EngineId id, EngineOptions options) {
      return new CraneliftEngine(id, options.text(LEVEL));
    }
  }
}
