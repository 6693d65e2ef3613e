package paretojit.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import paretojit.measure.CellSummary;
import paretojit.report.Comparison;
import paretojit.report.Phases;
import paretojit.report.Text;

/** Bars of how compile time divides into phases, and the same as numbers. */
final class PhaseBars {
  /** Classes {@code p0} to {@code p17} of the style sheet. */
  private static final int COLOURS = 18;

  /** All phases of the run, so that each has one colour throughout. */
  private final List<String> phases;

  PhaseBars(Comparison comparison) {
    Set<String> names = new TreeSet<>(Phases.BY_PIPELINE);
    for (CellSummary cell : comparison.results().cells()) {
      names.addAll(cell.phases().keySet());
    }
    phases = List.copyOf(names);
  }

  /**
   * Writes a bar for each engine.
   *
   * @param byEngine nanoseconds by phase
   */
  void write(Html html, Map<String, Map<String, Double>> byEngine) {
    if (byEngine.isEmpty()) {
      html.element("p class=note", "No engine told its phases.");
      return;
    }
    List<String> shown = new ArrayList<>(phases);
    shown.removeIf(phase -> byEngine.values().stream().noneMatch(n -> n.containsKey(phase)));
    html.raw("<p class=keys>");
    shown.forEach(
        phase ->
            html.raw("<span class=key><i class=" + colour(phase) + "></i>")
                .raw(Html.escape(phase) + "</span>\n"));
    html.raw("</p>\n<div class=bars>\n");
    byEngine.forEach((engine, nanos) -> bar(html, engine, nanos));
    html.raw("</div>\n<details><summary>Phases as numbers</summary>\n");
    numbers(html, shown, byEngine);
    html.raw("</details>\n");
  }

  private String colour(String phase) {
    return "p" + phases.indexOf(phase) % COLOURS;
  }

  private static double total(Map<String, Double> nanos) {
    return nanos.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private void bar(Html html, String engine, Map<String, Double> nanos) {
    double total = total(nanos);
    String words =
        nanos.entrySet().stream()
            .map(e -> e.getKey() + " " + Text.percent(e.getValue() / total))
            .collect(Collectors.joining(", "));
    html.raw("<span class=engine>" + Html.escape(engine) + "</span>");
    html.raw("<span class=total>" + Text.time(total) + "</span>");
    html.raw("<div class=bar role=img aria-label=\"" + Html.escape(words) + "\">");
    nanos.forEach(
        (phase, time) ->
            html.raw(
                "<span class=%s style=\"width:%.2f%%\" title=\"%s %s (%s)\">%s</span>"
                    .formatted(
                        colour(phase),
                        100 * time / total,
                        Html.escape(phase),
                        Text.time(time),
                        Text.percent(time / total),
                        Html.escape(phase.substring(phase.lastIndexOf('.') + 1)))));
    html.raw("</div>\n");
  }

  private static void numbers(
      Html html, List<String> shown, Map<String, Map<String, Double>> byEngine) {
    List<String> columns = new ArrayList<>(List.of("engine", "all"));
    columns.addAll(shown);
    html.beginTable("", "class=sortable", "Compile time by phase", columns, List.of("engine"));
    byEngine.forEach(
        (engine, nanos) -> {
          html.raw("<tr>").head(engine).number(total(nanos), Text.time(total(nanos)));
          for (String phase : shown) {
            Double time = nanos.get(phase);
            (time == null ? html.none() : html.number(time, Text.time(time))).raw("");
          }
          html.raw("</tr>\n");
        });
    html.endTable();
  }
}
