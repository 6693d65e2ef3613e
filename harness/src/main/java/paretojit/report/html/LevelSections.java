package paretojit.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.CatchUps;
import paretojit.report.Comparison;
import paretojit.report.Phases;
import paretojit.report.Text;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/** What all workloads of a level say together: geometric means, and where compile time goes. */
final class LevelSections {
  private final Comparison comparison;

  LevelSections(Comparison comparison) {
    this.comparison = comparison;
  }

  void write(Html html) {
    html.element("h2 id=means", "Geometric means");
    html.element(
        "p class=note",
        "Ratios to %s. The interval is for choosing other workloads (95 %%, bootstrap over workloads); compile/instr is compile time for each IR instruction; break-even is how long %s's code has run when the engine has paid for its dearer compilation, on the median workload; on frontier is the share of draws, over workloads and samples, in which no other engine beats it in both compile time and run time."
            .formatted(comparison.baseline(), comparison.baseline()));
    comparison.levels().forEach(level -> means(html, level));
    html.element("h2 id=phases", "Compile time by phase");
    html.element(
        "p class=note",
        "Shares of the sum over workloads of the median time in each phase. Engines that do not"
            + " tell their phases are left out.");
    comparison.levels().forEach(level -> phases(html, level));
  }

  private void means(Html html, InputLevel level) {
    html.element("h3", "Input level " + level);
    List<Metric> metrics = new ArrayList<>(List.of(Metric.COMPILE_NANOS, Metric.CODEGEN_NANOS));
    metrics.addAll(List.of(Metric.RUN_NANOS, Metric.FIRST_CALL_NANOS));
    Metric.COLD_STARTS.stream().filter(comparison::hasMeasured).forEach(metrics::add);
    metrics.add(Metric.CODE_BYTES);
    List<String> heads = new ArrayList<>(List.of("engine", "checked", "compile/instr"));
    metrics.forEach(metric -> heads.add(Text.name(metric)));
    heads.addAll(List.of("break-even", "on frontier"));
    html.beginTable(
        "",
        "class=sortable id=means-" + level,
        "Geometric means at input level " + level,
        heads,
        List.of("engine"));
    Map<String, Double> shares = comparison.frontierShares(level);
    for (String engine : comparison.engines()) {
      html.raw("<tr>").head(engine);
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
    html.endTable();
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
    CatchUps breakEven = comparison.breakEven(level, engine);
    if (breakEven.all().isEmpty() || engine.equals(comparison.baseline())) {
      html.none();
    } else {
      html.number(breakEven.medianNanos(), breakEven.brief());
    }
  }

  private void phases(Html html, InputLevel level) {
    Map<String, Map<String, Double>> byEngine = new LinkedHashMap<>();
    for (CellSummary cell : comparison.results().cells()) {
      if (cell.cell().level() == level && !cell.phases().isEmpty()) {
        Map<String, Double> sums =
            byEngine.computeIfAbsent(cell.cell().engine(), e -> new TreeMap<>(Phases.BY_PIPELINE));
        cell.phases().forEach((phase, e) -> sums.merge(phase, e.value(), Double::sum));
      }
    }
    html.element("h3", "Input level " + level);
    new PhaseBars(comparison).write(html, byEngine);
  }
}
