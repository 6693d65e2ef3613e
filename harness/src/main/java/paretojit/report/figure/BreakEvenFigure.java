package paretojit.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paretojit.report.Comparison;
import paretojit.suite.InputLevel;

/** When engines that are dearer to compile have paid for it: a row of workloads for each. */
final class BreakEvenFigure {
  private static final double COUNT = 58;

  private BreakEvenFigure() {}

  static Rendering render(Comparison comparison, Width width) {
    List<EngineStyle> styles =
        EngineStyle.of(comparison.engines()).stream()
            .filter(style -> !style.engine().equals(comparison.baseline()))
            .filter(
                style ->
                    Cells.levels(comparison).stream()
                        .anyMatch(l -> !comparison.breakEven(l, style.engine()).isEmpty()))
            .toList();
    if (styles.isEmpty()) {
      return Rendering.skipped("there is no engine to compare with " + comparison.baseline());
    }
    List<List<double[]>> byLevel = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      byLevel.add(styles.stream().map(s -> nanos(comparison, level, s)).toList());
    }
    double[] finite =
        byLevel.stream()
            .flatMap(List::stream)
            .flatMapToDouble(Arrays::stream)
            .filter(each -> each > 0 && Double.isFinite(each))
            .sorted()
            .toArray();
    double least = finite.length == 0 ? 1e3 : finite[0];
    double most = finite.length == 0 ? 1e9 : finite[finite.length - 1];
    List<Panel> panels = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      panels.add(panel(comparison, level, styles, byLevel.get(panels.size()), least, most));
    }
    List<String> names = styles.stream().map(EngineStyle::engine).toList();
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.rows(width.columns(panels.size()), names, Bars.ROW + 4, 2 * COUNT + 6),
            panels,
            List.of(),
            "How long %s's code runs until an engine has caught up. %s over all workloads; those on which an engine is ahead at once, or never catches up, are counted at the right. A dot has no interval here: break_even.csv holds each workload's (95 %%, joint bootstrap)."
                .formatted(comparison.baseline(), Strip.EXPLAINED)));
  }

  private static double[] nanos(Comparison comparison, InputLevel level, EngineStyle style) {
    return comparison.breakEven(level, style.engine()).stream()
        .mapToDouble(Comparison.CatchUp::baselineRunNanos)
        .toArray();
  }

  private static Panel panel(
      Comparison comparison,
      InputLevel level,
      List<EngineStyle> styles,
      List<double[]> rows,
      double least,
      double most) {
    Panel panel =
        new Panel(
            "input level " + level,
            RatioAxis.ofTimes("run time of " + comparison.baseline() + "'s code", least, most),
            new RowAxis(styles.stream().map(EngineStyle::engine).toList()));
    panel.around(BreakEvenFigure::heading);
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).length > 0) {
        panel.add(new Strip(row, styles.get(row), rows.get(row)));
        panel.around(counts(row, rows.get(row)));
      }
    }
    return panel;
  }

  private static void heading(Pen pen) {
    int column = 0;
    for (String word : List.of("at once", "never")) {
      double x = pen.area.getMaxX() + 6 + COUNT * (column++ + 0.5);
      pen.text(word, x, pen.area.getMinY() - 11, 0.5, Style.SMALL, Style.TEXT);
    }
  }

  private static Panel.Layer counts(int row, double[] values) {
    long atOnce = Arrays.stream(values).filter(each -> each == 0).count();
    long never = Arrays.stream(values).filter(Double::isInfinite).count();
    return pen -> {
      int column = 0;
      for (long count : new long[] {atOnce, never}) {
        double x = pen.area.getMaxX() + 6 + COUNT * (column++ + 0.5);
        String text = count == 0 ? "–" : Long.toString(count);
        pen.text(text, x, pen.y(row), 0.5, Style.SMALL, Style.TEXT);
      }
    };
  }
}
