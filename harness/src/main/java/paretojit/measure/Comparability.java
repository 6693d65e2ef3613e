package paretojit.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether times of two runs may be compared, by their {@code provenance.json}. */
public final class Comparability {
  /** Differences that make times incomparable. */
  private static final List<Fact> OBSTACLES =
      List.of(
          new Fact("machine", "host", "host"),
          new Fact("machine", "cpu", "processor"),
          new Fact("software", "java", "JDK"),
          new Fact("suite", "size", "size of the timed calls"));

  /** Differences that a reader should know. */
  private static final List<Fact> REMARKS =
      List.of(
          new Fact("machine", "processors", "number of processors"),
          new Fact("machine", "microcode", "microcode"),
          new Fact("machine", "os", "kernel"),
          new Fact("machine", "governor", "governor"),
          new Fact("machine", "turbo_off", "turbo switched off"),
          new Fact("software", "worker_flags", "workers' flags"));

  private Comparability() {}

  private record Fact(String group, String name, String words) {
    @Nullable Object of(Map<?, ?> provenance) {
      return provenance.get(group) instanceof Map<?, ?> facts ? facts.get(name) : null;
    }
  }

  /** Why the times of two runs must not be compared, in words; empty if they may. */
  public static List<String> obstacles(Map<?, ?> before, Map<?, ?> after) {
    return differences(OBSTACLES, before, after);
  }

  /** What else differs between the machines. */
  public static List<String> remarks(Map<?, ?> before, Map<?, ?> after) {
    return differences(REMARKS, before, after);
  }

  private static List<String> differences(List<Fact> facts, Map<?, ?> before, Map<?, ?> after) {
    List<String> differences = new ArrayList<>();
    for (Fact fact : facts) {
      Object old = fact.of(before);
      Object now = fact.of(after);
      if (!Objects.equals(old, now)) {
        differences.add("%s: %s and %s".formatted(fact.words(), shown(old), shown(now)));
      }
    }
    return differences;
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "not known" : "'" + value + "'";
  }
}
