package paretojit.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/**
 * What one option is worth: engines that differ in one option from another engine of the run,
 * relative to that one.
 */
final class AblationFigure {
  private static final List<Metric> METRICS =
      List.of(Metric.COMPILE_NANOS, Metric.RUN_NANOS, Metric.CODE_BYTES);
  private static final List<String> NAMES = List.of("compile time", "run time", "code size");

  private AblationFigure() {}

  /** An engine's name, its options and its target, as in {@code name:option:option@target}. */
  private record Id(String engine, String family, Set<String> options) {
    static Id of(String engine) {
      String[] parts = engine.replaceAll("@[^@]*$", "").split(":");
      String target = engine.contains("@") ? engine.substring(engine.lastIndexOf('@')) : "";
      return new Id(
          engine, parts[0] + target, new HashSet<>(Arrays.asList(parts).subList(1, parts.length)));
    }

    /** Whether this has exactly one option more than another engine of its family. */
    boolean adds(Id base) {
      return family.equals(base.family)
          && options.size() == base.options.size() + 1
          && options.containsAll(base.options);
    }

    /** Whether exactly one option has another value. */
    boolean varies(Id base) {
      Set<String> common = new HashSet<>(options);
      common.retainAll(base.options);
      return family.equals(base.family)
          && options.size() == base.options.size()
          && common.size() == options.size() - 1;
    }
  }

  /** An engine and the one it is compared with. */
  record Pair(String engine, String base) {
    /** In two lines. */
    String text() {
      return engine + "\n: " + base;
    }
  }

  /** Each engine with the one that lacks an option of it, or else the first that has another. */
  static List<Pair> pairs(List<String> engines) {
    List<Id> ids = engines.stream().map(Id::of).toList();
    List<Pair> pairs = new ArrayList<>();
    for (int k = 0; k < ids.size(); k++) {
      Id id = ids.get(k);
      Optional<Id> base = ids.stream().filter(id::adds).findFirst();
      base = base.isPresent() ? base : ids.subList(0, k).stream().filter(id::varies).findFirst();
      base.ifPresent(b -> pairs.add(new Pair(id.engine, b.engine)));
    }
    return pairs;
  }

  static Rendering render(Comparison comparison, Width width) {
    List<Pair> pairs = pairs(comparison.engines());
    if (pairs.isEmpty()) {
      return Rendering.skipped("no two engines of the run differ in one option");
    }
    List<String> names = pairs.stream().map(Pair::text).toList();
    List<Panel> panels = new ArrayList<>();
    for (int k = 0; k < METRICS.size(); k++) {
      panels.add(panel(comparison, pairs, METRICS.get(k), NAMES.get(k)));
    }
    List<Sheet.Key> keys = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      keys.add(Sheet.Key.of("input level " + level, Fill.of(keys.size())));
    }
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.rows(width.columns(panels.size()), names, 46, Bars.NUMBER + 4),
            panels,
            keys,
            "Each engine relative to the one behind the colon, from which it differs in one option:"
                + " geometric means over workloads with 95 % intervals over workloads. Above 1 is"
                + " slower, or larger."));
  }

  private static Panel panel(Comparison comparison, List<Pair> pairs, Metric metric, String name) {
    Cells cells = new Cells(comparison);
    List<Estimate> all = new ArrayList<>();
    List<Panel.Layer> inside = new ArrayList<>();
    List<Panel.Layer> around = new ArrayList<>();
    List<InputLevel> levels = Cells.levels(comparison);
    double thick = 0.78 / levels.size();
    for (int row = 0; row < pairs.size(); row++) {
      for (int k = 0; k < levels.size(); k++) {
        int at = row;
        double offset = thick * (k - (levels.size() - 1) / 2.0);
        Fill fill = Fill.of(k);
        cells
            .meanRatio(
                levels.get(k),
                pairs.get(row).engine,
                pairs.get(row).base,
                cell -> Cells.value(cell, metric))
            .ifPresent(
                e -> {
                  all.add(e);
                  inside.add(Bars.ratio(at, offset, thick * 0.9, e, fill));
                  around.add(Bars.number(at, offset, Bars.times(e.value())));
                });
      }
    }
    Panel panel =
        new Panel(
            name, Bars.axis("ratio", all), new RowAxis(pairs.stream().map(Pair::text).toList()));
    panel.add(Bars.one());
    inside.forEach(panel::add);
    around.forEach(panel::around);
    return panel;
  }
}
