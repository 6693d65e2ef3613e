package paretojit.report.html;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Provenance;

/** Where the results come from, a table for each group of facts. */
final class ProvenanceSection {
  private ProvenanceSection() {}

  static void write(Html html, Map<?, ?> provenance) {
    html.element("h2 id=provenance", "Provenance");
    if (provenance.get("during") instanceof Map<?, ?> during
        && during.get("steal_percent") instanceof Double steal
        && steal > Provenance.MOST_STEAL_PERCENT) {
      html.element(
          "p class=bad",
          "While this was measured, the host gave %.1f %% of this machine's processor time to others"
                  .formatted(steal)
              + " (steal). Times are disturbed: trust ratios over many workloads only, or measure"
              + " again.");
    }
    html.element(
        "p class=note",
        "provenance.json beside this file also holds the order of all measurements; samples.csv"
            + " holds every sample.");
    Map<String, @Nullable Object> run = new LinkedHashMap<>();
    provenance.forEach(
        (name, value) -> {
          if (!(value instanceof Map<?, ?>) && !"order".equals(name)) {
            run.put(String.valueOf(name), value);
          }
        });
    table(html, "run", run);
    provenance.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> facts) {
            table(html, String.valueOf(name), facts);
          }
        });
  }

  private static void table(Html html, String name, Map<?, ?> facts) {
    if (facts.isEmpty()) {
      return;
    }
    html.element("h3", name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1));
    html.raw("<table class=facts><tbody>\n");
    rows(html, "", facts);
    html.raw("</tbody></table>\n");
  }

  private static void rows(Html html, String prefix, Map<?, ?> facts) {
    facts.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            rows(html, prefix + words(name) + ": ", inner);
          } else {
            html.raw("<tr>").element("th scope=row", prefix + words(name));
            html.element("td", text(name, value)).raw("</tr>\n");
          }
        });
  }

  private static String words(@Nullable Object name) {
    return String.valueOf(name).replace('_', ' ');
  }

  private static String text(@Nullable Object name, @Nullable Object value) {
    return switch (value) {
      case null -> "not visible";
      case java.util.Collection<?> all when all.isEmpty() -> "none";
      case java.util.Collection<?> all ->
          all.stream().map(String::valueOf).collect(Collectors.joining(", "));
      case Map<?, ?> _ -> "none";
      case Number bytes when "memory_bytes".equals(name) ->
          "%d (%.1f GiB)".formatted(bytes.longValue(), bytes.doubleValue() / (1L << 30));
      case String empty when empty.isEmpty() -> "none";
      default -> value.toString();
    };
  }
}
