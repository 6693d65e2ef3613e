package paretojit.peer.chicory;

import java.util.List;
import paretojit.engine.Engine;
import paretojit.engine.EngineFactory;
import paretojit.engine.EngineId;
import paretojit.engine.EngineOptions;
import paretojit.engine.EngineProvider;
import paretojit.engine.OptionSpec;
import paretojit.engine.Target;

/** Offers Chicory's compiler from WebAssembly to class files. */
public final class ChicoryProvider implements EngineProvider {
  static final String SUMMARY = "Chicory's compiler from WebAssembly to class files, under HotSpot";
  static final String MEMORY = "memory";
  static final String ARRAY = "array";

  @Override
  public List<EngineFactory> engines() {
    return List.of(new Factory("chicory", Target.JVM.text(), SUMMARY));
  }

  private record Factory(String name, String target, String summary) implements EngineFactory {
    @Override
    public List<OptionSpec> options() {
      return List.of(
          OptionSpec.choice(
              MEMORY,
              ARRAY,
              "linear memory: a byte[], which its authors recommend on OpenJDK, or a ByteBuffer",
              ARRAY,
              "buffer"));
    }

    @Override
    public Engine create(EngineId id, EngineOptions options) {
      return new ChicoryEngine(id, options.text(MEMORY).equals(ARRAY));
    }
  }
}
