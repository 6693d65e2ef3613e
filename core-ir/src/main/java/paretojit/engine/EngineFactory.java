package paretojit.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Offers an engine that is not composed of a mid-end and a code generator, such as a peer. */
public interface EngineFactory {
  String name();

  /** The text after {@code @} in its ids, or null if they have none. */
  @Nullable String target();

  /** One line for {@code ./pareto engines}. */
  String summary();

  default List<OptionSpec> options() {
    return List.of();
  }

  /** Makes the engine; {@code options} have been checked. */
  Engine create(EngineId id, EngineOptions options);
}
