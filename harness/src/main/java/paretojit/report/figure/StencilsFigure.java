package paretojit.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.report.Text;
import paretojit.suite.InputLevel;

/** What copy-and-patch makes of programs: how many stencils, how large, how many values in slots. */
final class StencilsFigure {
  private static final String STENCILS = "counter.stencils";
  private static final String SLOTS = "counter.values-in-slots";

  private final Cells cells;
  private final List<Row> rows = new ArrayList<>();

  private record Row(EngineStyle style, InputLevel level) {
    String name() {
      return style.engine() + " " + level;
    }
  }

  private StencilsFigure(Comparison comparison) {
    this.cells = new Cells(comparison);
    for (EngineStyle style : EngineStyle.of(comparison.engines())) {
      for (InputLevel level : Cells.levels(comparison)) {
        if (cells.of(level, style.engine()).stream().anyMatch(c -> Cells.count(c, STENCILS) > 0)) {
          rows.add(new Row(style, level));
        }
      }
    }
  }

  static Rendering render(Comparison comparison, Width width) {
    return new StencilsFigure(comparison).sheet(width);
  }

  private Rendering sheet(Width width) {
    if (rows.isEmpty()) {
      return Rendering.skipped("no engine counts stencils");
    }
    List<Panel> panels =
        List.of(
            panel("stencils for each IR instruction", StencilsFigure::perInstruction),
            panel("bytes of code for each stencil", StencilsFigure::bytes),
            panel("values in slots for 100 instructions", StencilsFigure::inSlots));
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.rows(
                width.columns(panels.size()), rows.stream().map(Row::name).toList(), 44, 48),
            panels,
            List.of(),
            Strip.EXPLAINED
                + ", whose values stand at the right. Slots are places in memory for values that"
                + " found no register. Counters are deterministic and have no intervals."));
  }

  private static double perInstruction(CellSummary cell) {
    return Cells.count(cell, STENCILS) / Cells.value(cell, Metric.IR_INSTRUCTIONS);
  }

  private static double bytes(CellSummary cell) {
    return Cells.value(cell, Metric.CODE_BYTES) / Cells.count(cell, STENCILS);
  }

  /** A counter that was never raised is not among a cell's counts. */
  private static double inSlots(CellSummary cell) {
    return 100.0
        * cell.counts().getOrDefault(SLOTS, 0L)
        / Cells.value(cell, Metric.IR_INSTRUCTIONS);
  }

  private Panel panel(String label, ToDoubleFunction<CellSummary> value) {
    List<double[]> values =
        rows.stream()
            .map(row -> Cells.values(cells.of(row.level, row.style.engine()), value))
            .toList();
    double most = values.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
    Panel panel =
        new Panel(
            "",
            Panel.linear(label, 0, most > 0 ? most * 1.04 : 1),
            new RowAxis(rows.stream().map(Row::name).toList()));
    for (int row = 0; row < rows.size(); row++) {
      double[] of = values.get(row);
      if (of.length > 0) {
        panel.add(new Strip(row, rows.get(row).style, of));
        panel.around(Bars.number(row, 0, Text.number(Cells.quantile(of, 0.5))));
      }
    }
    return panel;
  }
}
