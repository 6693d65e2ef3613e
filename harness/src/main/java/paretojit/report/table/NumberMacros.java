package paretojit.report.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.report.Text;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/**
 * A run's numbers as LaTeX macros. A geometric mean is {@code \PJ}, the metric, the engine and the
 * level, such as {@code \PJrunEgraphOtwo}; behind it come {@code Low}, {@code High} and {@code CI},
 * the number with its interval. Digits are spelled, and the target x64 goes without saying.
 */
final class NumberMacros {
  private final Comparison comparison;
  private final Map<?, ?> provenance;
  private final Map<String, String> macros = new LinkedHashMap<>();

  NumberMacros(Comparison comparison, Map<?, ?> provenance) {
    this.comparison = comparison;
    this.provenance = provenance;
  }

  /** Names without backslash, and what they stand for. */
  Map<String, String> macros() {
    if (macros.isEmpty()) {
      addFacts();
      comparison.meanRatios().stream()
          .filter(ratio -> !ratio.metric().unit().equals("count"))
          .forEach(this::add);
      for (InputLevel level : comparison.levels()) {
        for (String engine : comparison.engines()) {
          comparison
              .nanosPerInstruction(level, engine, Metric.COMPILE_NANOS)
              .ifPresent(
                  nanos -> put("PJperInstruction" + suffix(level, engine), Text.time(nanos)));
        }
      }
    }
    return macros;
  }

  /** The file. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "% Written by ./pareto table. Ratios are geometric means over workloads, relative to ");
    text.append(LatexText.escape(comparison.baseline()));
    text.append(",\n% with 95 % intervals for choosing other workloads (Low, High; CI is all).\n");
    macros()
        .forEach(
            (name, value) ->
                text.append("\\newcommand{\\%s}{%s}%n".formatted(name, LatexText.escape(value))));
    return text.toString();
  }

  private void addFacts() {
    put("PJsuite", comparison.results().suite().name());
    put("PJbaseline", comparison.baseline());
    put("PJworkloads", Integer.toString(comparison.results().suite().workloads().size()));
    put("PJengines", Integer.toString(comparison.engines().size()));
    put("PJfailures", Integer.toString(comparison.failures().size()));
    put("PJdate", String.valueOf(provenance.get("started")).replaceAll("T.*", ""));
    put("PJcpu", fact("machine", "cpu"));
    put("PJos", fact("machine", "os"));
    put("PJjava", fact("software", "java"));
    put("PJcommit", fact("software", "git_commit"));
  }

  private String fact(String group, String name) {
    return provenance.get(group) instanceof Map<?, ?> facts && facts.get(name) != null
        ? String.valueOf(facts.get(name))
        : "unknown";
  }

  private void add(Comparison.MeanRatio ratio) {
    Estimate e = ratio.generalization();
    String name = "PJ" + word(ratio.metric()) + suffix(ratio.level(), ratio.engine());
    List<String> parts = List.of("", "Low", "High", "CI");
    List<String> values =
        List.of(
            Text.number(e.value()),
            Text.number(e.low()),
            Text.number(e.high()),
            Text.withInterval(e));
    String free = free(name);
    for (int k = 0; k < parts.size(); k++) {
      macros.put(free + parts.get(k), values.get(k));
    }
  }

  private void put(String name, String value) {
    macros.put(free(name), value);
  }

  /** The name, or if another engine has taken it, the name with letters behind it. */
  private String free(String name) {
    String free = name;
    for (char c = 'B'; macros.containsKey(free) && c <= 'Z'; c++) {
      free = name + "X" + c;
    }
    return free;
  }

  private static String suffix(InputLevel level, String engine) {
    String id = engine.endsWith("@x64") ? engine.substring(0, engine.length() - 4) : engine;
    return LatexText.letters(id) + LatexText.letters(level.name());
  }

  /** A metric's name without its unit: {@code firstCall}. */
  private static String word(Metric metric) {
    String letters = LatexText.letters(metric.key().replaceAll("_(nanos|bytes)$", ""));
    return Character.toLowerCase(letters.charAt(0)) + letters.substring(1);
  }
}
