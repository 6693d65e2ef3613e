package paretojit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.suite.InputLevel;

/** The summary that {@code ./pareto run} ends with. */
final class SummaryTable {
  private static final int MOST_FAILURES = 12;
  private static final int WIDTH = 100;

  /** With more engines than these, sentences on each of them would hide the table. */
  private static final int MOST_ENGINES = 6;

  private final Comparison comparison;

  SummaryTable(Comparison comparison) {
    this.comparison = comparison;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (InputLevel level : comparison.levels()) {
      appendLevel(text, level);
    }
    appendFailures(text);
    boolean isLong = comparison.engines().size() > MOST_ENGINES;
    for (String finding : isLong ? Findings.inShort(comparison) : Findings.of(comparison)) {
      text.append(Text.wrapped(finding, WIDTH));
    }
    return text.toString();
  }

  private void appendLevel(StringBuilder text, InputLevel level) {
    int workloads = comparison.results().suite().workloads().size();
    text.append(
        "\nInput level %s, %s; ratios to %s: geometric mean [95 %% interval over workloads]%n%n"
            .formatted(level, Text.count(workloads, "workload"), comparison.baseline()));
    AlignedText table = new AlignedText(1);
    List<String> heads = new ArrayList<>(List.of("engine", "checked", "compile/instr"));
    heads.addAll(List.of("compile time", "run time", "code size"));
    List<Metric> cold = Metric.COLD_STARTS.stream().filter(comparison::hasMeasured).toList();
    cold.forEach(metric -> heads.add(Text.name(metric)));
    table.row(heads);
    for (String engine : comparison.engines()) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  engine,
                  comparison.checked(level, engine) + "/" + workloads,
                  comparison
                      .nanosPerInstruction(level, engine, Metric.COMPILE_NANOS)
                      .map(Text::time)
                      .orElse("-"),
                  ratio(level, engine, Metric.COMPILE_NANOS),
                  ratio(level, engine, Metric.RUN_NANOS),
                  size(level, engine)));
      cold.forEach(metric -> row.add(ratio(level, engine, metric)));
      table.row(row);
    }
    text.append(table);
  }

  private String ratio(InputLevel level, String engine, Metric metric) {
    return comparison
        .meanRatio(level, engine, metric)
        .map(
            r -> engine.equals(comparison.baseline()) ? "1" : Text.withInterval(r.generalization()))
        .orElse("-");
  }

  private String size(InputLevel level, String engine) {
    Optional<Comparison.MeanRatio> ratio = comparison.meanRatio(level, engine, Metric.CODE_BYTES);
    return ratio
        .map(r -> engine.equals(comparison.baseline()) ? "1" : Text.number(r.noise().value()))
        .orElse("-");
  }

  private void appendFailures(StringBuilder text) {
    List<CellSummary> failures = comparison.failures();
    text.append('\n');
    if (failures.isEmpty()) {
      text.append("Every result was right, before and after timing.\n");
      return;
    }
    Map<String, Integer> byStatus = new TreeMap<>();
    failures.forEach(f -> byStatus.merge(f.cell().engine() + ": " + f.status(), 1, Integer::sum));
    text.append(Text.count(failures.size(), "cell")).append(" without numbers:\n");
    byStatus.entrySet().stream()
        .limit(MOST_FAILURES)
        .forEach(e -> text.append("  %4d × %s%n".formatted(e.getValue(), e.getKey())));
    if (byStatus.size() > MOST_FAILURES) {
      text.append("  and more, in summary.csv\n");
    }
  }
}
