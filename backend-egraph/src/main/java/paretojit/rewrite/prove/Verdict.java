package paretojit.rewrite.prove;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import paretojit.rewrite.Rule;

/**
 * What is known of a rule.
 *
 * @param types the assignments of types it can have, each with how sure it is there
 * @param counterExample where it is wrong, if it was refuted
 * @param seconds what it took to find out
 */
public record Verdict(
    Rule rule,
    Status status,
    List<AtTypes> types,
    @Nullable CounterExample counterExample,
    double seconds) {

  /** The status at one assignment of types, such as {@code i32} or {@code c:i32 x:f64}. */
  public record AtTypes(String types, Status status) {}

  /** {@code proved}, or what is proved and what not: {@code proved at i32; tested at i64}. */
  public String text() {
    if (types.stream().allMatch(t -> t.status() == status)) {
      return status.toString();
    }
    return types.stream()
        .map(AtTypes::status)
        .distinct()
        .sorted()
        .map(this::at)
        .collect(Collectors.joining("; "));
  }

  private String at(Status wanted) {
    return types.stream()
        .filter(t -> t.status() == wanted)
        .map(AtTypes::types)
        .collect(Collectors.joining(", ", wanted + " at ", ""));
  }
}
