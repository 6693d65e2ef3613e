package paretojit.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import paretojit.measure.AtomicFile;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.measure.Provenance;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;

/** The report: one HTML file that needs nothing else, findings first. */
final class HtmlReport {
  private static final List<String> PHASE_COLOURS =
      List.of(
          "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999", "#000000",
          "#F0E442", "#8C564B", "#17BECF", "#7F3C8D");

  private final Comparison comparison;
  private final Map<?, ?> provenance;
  private final List<Illustrator.Illustration> figures;
  private final List<String> notes;

  /**
   * A report to be written.
   *
   * @param figures in the order in which they are shown
   * @param notes what readers should know about how the report came to be
   */
  HtmlReport(
      Comparison comparison,
      Map<?, ?> provenance,
      List<Illustrator.Illustration> figures,
      List<String> notes) {
    this.comparison = comparison;
    this.provenance = provenance;
    this.figures = figures;
    this.notes = notes;
  }

  void write(Path file) throws IOException {
    String text = text();
    AtomicFile.write(file, writer -> writer.write(text));
  }

  private String text() throws IOException {
    Html html = new Html();
    Suite suite = comparison.results().suite();
    html.raw("<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n");
    html.raw("<meta name=viewport content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<link rel=icon href=\"data:,\">\n");
    html.element("title", "ParetoJIT: " + suite.name());
    html.raw("<style>\n" + resource("report.css") + "</style>\n</head>\n<body>\n");
    html.element("h1", "ParetoJIT: " + suite.name());
    html.element("p class=sub", suite.description());
    if (!suite.note().isEmpty()) {
      html.element("p class=note", suite.note());
    }
    html.element("p class=sub", origin());
    findings(html);
    illustrations(html);
    comparison.levels().forEach(level -> means(html, level));
    comparison.levels().forEach(level -> phases(html, level));
    failures(html);
    workloads(html);
    provenance(html);
    html.raw("<script>\n" + resource("report.js") + "</script>\n</body>\n</html>\n");
    return html.toString();
  }

  private String origin() {
    return "Measured %s on %s (%s)%s"
        .formatted(
            String.valueOf(provenance.get("started")).replaceAll("T(\\d+:\\d+).*", " $1 UTC"),
            fact("machine", "host"),
            fact("machine", "cpu"),
            "complete".equals(provenance.get("state"))
                ? ""
                : "; the run is " + provenance.get("state"));
  }

  private @Nullable Object fact(String group, String name) {
    return provenance.get(group) instanceof Map<?, ?> facts ? facts.get(name) : null;
  }

  // ---- sections ----

  private void findings(Html html) {
    html.element("h2", "Findings");
    html.raw("<ul class=findings>\n");
    Findings.of(comparison).forEach(finding -> html.element("li", finding));
    long failures = comparison.failures().size();
    html.element(
        "li",
        failures == 0
            ? "Every result was compared with the interpreter's before and after timing, and all"
                + " were right."
            : Text.count(failures, "cell") + " have no numbers; see below.");
    notes.forEach(note -> html.element("li", note));
    html.raw("</ul>\n");
  }

  private void illustrations(Html html) {
    for (Illustrator.Illustration each : figures) {
      html.element("h2", each.title());
      html.raw(
          "<figure role=img aria-label=\"%s; the tables below hold its numbers\">%n"
              .formatted(Html.escape(each.title())));
      html.raw(each.svg()).raw("\n</figure>\n");
    }
  }

  private void means(Html html, InputLevel level) {
    html.element("h2", "Input level " + level + ": geometric means");
    html.element(
        "p class=note",
        "Ratios to %s. The interval is for choosing other workloads (95 %%, bootstrap over workloads); compile/instr is compile time for each IR instruction; break-even is how long %s's code has run when the engine has paid for its dearer compilation, on the median workload; on frontier is the share of draws, over workloads and samples, in which no other engine beats it in both compile time and run time."
            .formatted(comparison.baseline(), comparison.baseline()));
    html.raw("<div class=scroll>\n");
    List<Metric> metrics = new ArrayList<>(List.of(Metric.COMPILE_NANOS, Metric.CODEGEN_NANOS));
    metrics.addAll(List.of(Metric.RUN_NANOS, Metric.FIRST_CALL_NANOS));
    Metric.COLD_STARTS.stream().filter(comparison::hasMeasured).forEach(metrics::add);
    metrics.add(Metric.CODE_BYTES);
    List<String> heads = new ArrayList<>(List.of("engine", "checked", "compile/instr"));
    metrics.forEach(metric -> heads.add(Text.name(metric)));
    heads.addAll(List.of("break-even", "on frontier"));
    html.beginTable("means-" + level, heads, List.of("engine"));
    Map<String, Double> shares = comparison.frontierShares(level);
    for (String engine : comparison.engines()) {
      html.raw("<tr>").word(engine);
      int checked = comparison.checked(level, engine);
      html.number(checked, checked + "/" + comparison.results().suite().workloads().size());
      number(html, comparison.nanosPerInstruction(level, engine, Metric.COMPILE_NANOS));
      for (Metric metric : metrics) {
        ratio(html, comparison.meanRatio(level, engine, metric));
      }
      breakEven(html, level, engine);
      Double share = shares.get(engine);
      (share == null ? html.none() : html.number(share, Text.percent(share))).raw("</tr>\n");
    }
    html.endTable().raw("</div>\n");
  }

  private static void number(Html html, Optional<Double> nanos) {
    nanos.ifPresentOrElse(value -> html.number(value, Text.time(value)), html::none);
  }

  private void ratio(Html html, Optional<Comparison.MeanRatio> ratio) {
    if (ratio.isEmpty()) {
      html.none();
    } else {
      Estimate e = ratio.get().generalization();
      boolean isBaseline = ratio.get().engine().equals(comparison.baseline());
      html.number(e.value(), isBaseline ? "1" : Text.withInterval(e));
    }
  }

  private void breakEven(Html html, InputLevel level, String engine) {
    Optional<Double> nanos = comparison.medianCatchUpNanos(level, engine);
    if (nanos.isEmpty() || engine.equals(comparison.baseline())) {
      html.none();
    } else {
      html.number(nanos.get(), Double.isInfinite(nanos.get()) ? "never" : Text.time(nanos.get()));
    }
  }

  /** Where compile time goes: each phase's share of the sum of medians over workloads. */
  private void phases(Html html, InputLevel level) {
    Map<String, Map<String, Double>> byEngine = new LinkedHashMap<>();
    Map<String, String> colours = new TreeMap<>(Phases.BY_PIPELINE);
    for (CellSummary cell : comparison.results().cells()) {
      if (cell.cell().level() == level) {
        Map<String, Double> sums =
            byEngine.computeIfAbsent(cell.cell().engine(), e -> new TreeMap<>(Phases.BY_PIPELINE));
        cell.phases().forEach((phase, e) -> sums.merge(phase, e.value(), Double::sum));
        for (String phase : cell.phases().keySet()) {
          colours.computeIfAbsent(
              phase, p -> PHASE_COLOURS.get(colours.size() % PHASE_COLOURS.size()));
        }
      }
    }
    if (colours.isEmpty()) {
      return;
    }
    html.element("h2", "Input level " + level + ": where compile time goes");
    html.raw("<p>");
    colours.forEach(
        (phase, colour) ->
            html.raw("<span class=key><i style=\"background:" + colour + "\"></i>")
                .raw(Html.escape(phase))
                .raw("</span>\n"));
    html.raw("</p>\n<div class=scroll><table><tbody>\n");
    byEngine.forEach((engine, sums) -> bar(html, engine, sums, colours));
    html.raw("</tbody></table></div>\n");
  }

  private static void bar(
      Html html, String engine, Map<String, Double> sums, Map<String, String> colours) {
    double total = sums.values().stream().mapToDouble(Double::doubleValue).sum();
    html.raw("<tr>").word(engine);
    html.element("td", Text.time(total));
    html.raw("<td class=t style=\"width:70%\"><div class=bar>");
    sums.forEach(
        (phase, nanos) ->
            html.raw(
                "<span style=\"background:%s;width:%.2f%%\" title=\"%s %s (%.0f %%)\"></span>"
                    .formatted(
                        colours.get(phase),
                        100 * nanos / total,
                        Html.escape(phase),
                        Text.time(nanos),
                        100 * nanos / total)));
    html.raw("</div></td></tr>\n");
  }

  private void failures(Html html) {
    List<CellSummary> failures = comparison.failures();
    if (failures.isEmpty()) {
      return;
    }
    html.element("h2", "Cells without numbers");
    html.raw("<div class=\"scroll tall\">\n");
    List<String> columns = List.of("workload", "level", "engine", "status", "detail");
    html.beginTable("failures", columns, columns);
    for (CellSummary cell : failures) {
      html.raw("<tr>").word(cell.cell().workload()).word(cell.cell().level().name());
      html.word(cell.cell().engine()).element("td class=bad", cell.status());
      html.element("td class=bad", cell.detail()).raw("</tr>\n");
    }
    html.endTable().raw("</div>\n");
  }

  private void workloads(Html html) {
    html.element("h2", "Every workload");
    html.raw(
        "<label>Show rows with <input data-filter=cells placeholder=\"matmul O2"
            + " stencil\"></label>\n");
    html.raw("<div class=\"scroll tall\">\n");
    List<Metric> metrics = new ArrayList<>(List.of(Metric.COMPILE_NANOS, Metric.CODEGEN_NANOS));
    metrics.addAll(List.of(Metric.FIRST_CALL_NANOS, Metric.RUN_NANOS));
    Metric.COLD_STARTS.stream().filter(comparison::hasMeasured).forEach(metrics::add);
    metrics.addAll(List.of(Metric.CODE_BYTES, Metric.IR_INSTRUCTIONS));
    List<String> heads = new ArrayList<>(List.of("workload", "level", "engine"));
    metrics.forEach(metric -> heads.add(Text.name(metric)));
    heads.add("status");
    html.beginTable("cells", heads, List.of("workload", "level", "engine", "status"));
    for (CellSummary cell : comparison.results().cells()) {
      html.raw("<tr>").word(cell.cell().workload()).word(cell.cell().level().name());
      html.word(cell.cell().engine());
      for (Metric metric : metrics) {
        metric(html, metric, cell.estimate(metric));
      }
      html.element(cell.isOk() ? "td class=t" : "td class=bad", cell.status()).raw("</tr>\n");
    }
    html.endTable().raw("</div>\n");
  }

  private static void metric(Html html, Metric metric, Optional<Estimate> estimate) {
    if (estimate.isEmpty()) {
      html.none();
      return;
    }
    Estimate e = estimate.get();
    String shown = metric.isTimed() ? Text.time(e.value()) : "%.0f".formatted(e.value());
    String exact = "%s to %s, n = %d".formatted(Text.number(e.low()), Text.number(e.high()), e.n());
    html.element("td data-v=\"%s\" title=\"%s\"".formatted(e.value(), exact), shown);
  }

  private void provenance(Html html) {
    html.element("h2", "Provenance");
    if (fact("during", "steal_percent") instanceof Double steal
        && steal > Provenance.MOST_STEAL_PERCENT) {
      html.element(
          "p class=bad",
          "While this was measured, the host gave %.1f %% of this machine's processor time to others"
                  .formatted(steal)
              + " (steal). Times are disturbed: trust ratios over many workloads only, or measure"
              + " again.");
    }
    html.raw("<dl>\n");
    flatten("", provenance, html);
    html.raw("</dl>\n");
    html.element(
        "p class=note",
        "provenance.json beside this file also holds the order of all measurements; samples.csv"
            + " holds every sample.");
  }

  private static void flatten(String prefix, Map<?, ?> facts, Html html) {
    facts.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flatten(prefix + name + ".", inner, html);
          } else if (!"order".equals(name)) {
            html.element("dt", prefix + name);
            html.element("dd", value == null ? "not visible" : value.toString());
          }
        });
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("/report/" + name)) {
      if (in == null) {
        throw new AssertionError("report/" + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
