package paretojit.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/** Size of the machine code relative to the baseline's: a bar for each engine. */
final class CodeSizeFigure {
  private CodeSizeFigure() {}

  static Rendering render(Comparison comparison, Width width) {
    List<EngineStyle> styles =
        EngineStyle.of(comparison.engines()).stream()
            .filter(
                style ->
                    Cells.levels(comparison).stream()
                        .anyMatch(l -> size(comparison, l, style).isPresent()))
            .toList();
    if (styles.size() < 2) {
      return Rendering.skipped("fewer than two engines tell the size of their code");
    }
    List<String> names = styles.stream().map(EngineStyle::engine).toList();
    List<Estimate> all = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      styles.forEach(style -> size(comparison, level, style).ifPresent(all::add));
    }
    List<Panel> panels = new ArrayList<>();
    for (InputLevel level : Cells.levels(comparison)) {
      Panel panel =
          new Panel(
                  "input level " + level,
                  Bars.axis("code size, relative to " + comparison.baseline(), all),
                  new RowAxis(names))
              .add(Bars.one());
      for (int row = 0; row < styles.size(); row++) {
        int at = row;
        Fill fill = new Fill(styles.get(row).color(), row % 4);
        size(comparison, level, styles.get(row))
            .ifPresent(
                e ->
                    panel
                        .add(Bars.ratio(at, 0, 0.62, e, fill))
                        .around(Bars.number(at, 0, Bars.times(e.value()))));
      }
      panels.add(panel);
    }
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.rows(width.columns(panels.size()), names, Bars.ROW, Bars.NUMBER),
            panels,
            List.of(),
            "Bytes of machine code with its constants: "
                + Bars.interval(comparison)
                + ". Engines that do not tell it are left out."));
  }

  private static Optional<Estimate> size(
      Comparison comparison, InputLevel level, EngineStyle style) {
    return comparison
        .meanRatio(level, style.engine(), Metric.CODE_BYTES)
        .map(Comparison.MeanRatio::generalization);
  }
}
