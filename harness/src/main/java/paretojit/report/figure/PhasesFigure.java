package paretojit.report.figure;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.report.Phases;
import paretojit.report.Text;
import paretojit.suite.InputLevel;

/** Where compile time goes: a bar of phases' shares for each engine, with its time beside it. */
final class PhasesFigure {
  private static final double NUMBER = 74;

  private final Comparison comparison;
  private final List<String> engines;
  private final List<String> phases;

  private PhasesFigure(Comparison comparison) {
    this.comparison = comparison;
    Cells cells = new Cells(comparison);
    this.engines =
        comparison.engines().stream()
            .filter(
                e ->
                    cells.of(e).stream()
                        .anyMatch(c -> !c.phases().isEmpty() && Cells.has(c, Metric.COMPILE_NANOS)))
            .toList();
    TreeSet<String> names = new TreeSet<>(Phases.BY_PIPELINE);
    engines.forEach(e -> cells.of(e).forEach(c -> names.addAll(c.phases().keySet())));
    this.phases = List.copyOf(names);
  }

  static Rendering render(Comparison comparison, Width width) {
    return new PhasesFigure(comparison).sheet(width);
  }

  private Rendering sheet(Width width) {
    if (engines.isEmpty()) {
      return Rendering.skipped("no engine tells the phases of its compilations");
    }
    List<Panel> panels = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      panels.add(panel(level));
    }
    List<Sheet.Key> keys = new ArrayList<>();
    for (int k = 0; k < phases.size(); k++) {
      keys.add(Sheet.Key.of(phases.get(k), Fill.of(k)));
    }
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.rows(width.columns(panels.size()), engines, Bars.ROW + 2, NUMBER),
            panels,
            keys,
            "Shares of the sum over workloads of the median time in each phase; behind each bar,"
                + " compile time for each IR instruction (geometric mean over workloads). Shares"
                + " have no intervals; phases.csv has that of every phase. Engines that do not tell"
                + " their phases are left out."));
  }

  private Panel panel(InputLevel level) {
    Panel panel =
        new Panel(
            "input level " + level,
            Panel.linear("share of compile time (%)", 0, 100),
            new RowAxis(engines));
    for (int row = 0; row < engines.size(); row++) {
      int at = row;
      Map<String, Double> sums = sums(level, engines.get(row));
      panel.add(pen -> draw(pen, at, sums));
      Optional<Double> nanos =
          comparison.nanosPerInstruction(level, engines.get(row), Metric.COMPILE_NANOS);
      nanos.ifPresent(each -> panel.around(Bars.number(at, 0, Text.time(each))));
    }
    return panel;
  }

  private Map<String, Double> sums(InputLevel level, String engine) {
    Map<String, Double> sums = new TreeMap<>(Phases.BY_PIPELINE);
    new Cells(comparison)
        .of(level, engine)
        .forEach(c -> c.phases().forEach((phase, e) -> sums.merge(phase, e.value(), Double::sum)));
    return sums;
  }

  private void draw(Pen pen, int row, Map<String, Double> sums) {
    double all = sums.values().stream().mapToDouble(Double::doubleValue).sum();
    double thick = 0.72 * pen.row();
    double from = 0;
    for (Map.Entry<String, Double> phase : sums.entrySet()) {
      double to = from + 100 * phase.getValue() / all;
      pen.bar(from, to, pen.y(row), thick, Fill.of(phases.indexOf(phase.getKey())));
      pen.pen(Color.WHITE, Style.line(1));
      pen.line(pen.x(to), pen.y(row) - thick / 2, pen.x(to), pen.y(row) + thick / 2);
      name(pen, phase.getKey(), pen.x(from), pen.x(to), pen.y(row));
      from = to;
    }
  }

  /** Writes a phase's name into its part of a bar, if there is room. */
  private static void name(Pen pen, String phase, double left, double right, double middle) {
    String name = phase.substring(phase.lastIndexOf('.') + 1);
    if (Style.width(Style.SMALL, name) + 8 < right - left) {
      pen.veiledText(name, (left + right) / 2, middle, Style.TEXT);
    }
  }
}
