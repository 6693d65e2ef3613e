package paretojit.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paretojit.report.CatchUps;
import paretojit.report.Comparison;
import paretojit.stats.BreakEven.Kind;
import paretojit.suite.InputLevel;

/** When engines have caught up with the baseline, or lose their lead: a row of workloads for each. */
final class BreakEvenFigure {
  /** Columns of counts at the right, and how wide they are. */
  private static final List<Kind> COUNTED = List.of(Kind.ALWAYS, Kind.UNTIL, Kind.NEVER);

  private static final double COUNT = 62;

  private BreakEvenFigure() {}

  private static String words(Kind kind) {
    return switch (kind) {
      case ALWAYS -> "at once";
      case AFTER -> "later";
      case UNTIL -> "at first";
      case NEVER -> "never";
    };
  }

  static Rendering render(Comparison comparison, Width width) {
    List<EngineStyle> styles =
        EngineStyle.of(comparison.engines()).stream()
            .filter(style -> !style.engine().equals(comparison.baseline()))
            .filter(
                style ->
                    Cells.levels(comparison).stream()
                        .anyMatch(l -> !comparison.breakEven(l, style.engine()).all().isEmpty()))
            .toList();
    if (styles.isEmpty()) {
      return Rendering.skipped("there is no engine to compare with " + comparison.baseline());
    }
    List<List<CatchUps>> byLevel = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      byLevel.add(styles.stream().map(s -> comparison.breakEven(level, s.engine())).toList());
    }
    double[] finite =
        byLevel.stream()
            .flatMap(List::stream)
            .flatMapToDouble(row -> Arrays.stream(row.nanos(Kind.AFTER, Kind.UNTIL)))
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
            Sheet.Layout.rows(
                width.columns(panels.size()), names, Bars.ROW + 4, COUNTED.size() * COUNT + 6),
            panels,
            List.of(),
            "How long %s's code runs until an engine has caught up (filled dots), or until one that is ahead at first no longer is (open dots). %s over the filled ones. Counted at the right: workloads on which an engine is ahead at once, only at first, or never. A dot has no interval here: break_even.csv holds each workload's (95 %%, joint bootstrap)."
                .formatted(comparison.baseline(), Strip.EXPLAINED)));
  }

  private static Panel panel(
      Comparison comparison,
      InputLevel level,
      List<EngineStyle> styles,
      List<CatchUps> rows,
      double least,
      double most) {
    Panel panel =
        new Panel(
            "input level " + level,
            RatioAxis.ofTimes("run time of " + comparison.baseline() + "'s code", least, most),
            new RowAxis(styles.stream().map(EngineStyle::engine).toList()));
    panel.around(BreakEvenFigure::heading);
    for (int row = 0; row < rows.size(); row++) {
      CatchUps of = rows.get(row);
      double[] filled = of.nanos(Kind.ALWAYS, Kind.AFTER, Kind.NEVER);
      if (filled.length > 0) {
        panel.add(new Strip(row, styles.get(row), filled));
      }
      panel.add(Strip.open(row, styles.get(row), of.nanos(Kind.UNTIL)));
      if (!of.all().isEmpty()) {
        panel.around(counts(row, of));
      }
    }
    return panel;
  }

  private static void heading(Pen pen) {
    int column = 0;
    for (Kind kind : COUNTED) {
      text(pen, words(kind), column++, pen.area.getMinY() - 11);
    }
  }

  private static Panel.Layer counts(int row, CatchUps of) {
    return pen -> {
      int column = 0;
      for (Kind kind : COUNTED) {
        int count = of.count(kind);
        text(pen, count == 0 ? "–" : Integer.toString(count), column++, pen.y(row));
      }
    };
  }

  private static void text(Pen pen, String text, int column, double y) {
    double x = pen.area.getMaxX() + 6 + COUNT * (column + 0.5);
    pen.text(text, x, y, 0.5, Style.SMALL, Style.TEXT);
  }
}
