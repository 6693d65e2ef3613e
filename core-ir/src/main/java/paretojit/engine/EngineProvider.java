package paretojit.engine;

import java.util.List;

/**
 * What a module of the project adds to the matrix. Implementations are found by {@link
 * java.util.ServiceLoader}: name them in {@code META-INF/services/paretojit.engine.EngineProvider}.
 */
public interface EngineProvider {
  default List<MidEnd> midEnds() {
    return List.of();
  }

  default List<CodeGenerator> codeGenerators() {
    return List.of();
  }

  default List<EngineFactory> engines() {
    return List.of();
  }
}
