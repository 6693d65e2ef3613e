package paretojit.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/**
 * What a program costs that is compiled and then runs a few times: compile time, first call and
 * calls, stacked, for each engine; before it, where it was measured, the time that a JVM takes from
 * its start to the first result.
 */
final class StartupFigure {
  private static final List<Integer> CALLS = List.of(1, 10);

  private static final Fill COMPILE = new Fill(Style.PALETTE.get(1), 1);
  private static final Fill FIRST = new Fill(Style.YELLOW, 2);
  private static final Fill RUN = new Fill(Style.PALETTE.get(5), 0);
  private static final Fill COLD = new Fill(Style.PALETTE.get(0), 0);
  private static final Fill CACHED = new Fill(Style.PALETTE.get(4), 1);

  /** The share of a row that one of its two bars takes. */
  private static final double HALF = 0.36;

  /** Room for {@code 1234 | 1234} behind two bars. */
  private static final double TWO_NUMBERS = 94;

  private static final String COLD_NOTE =
      "Cold starts: geometric means over workloads, at size test, with 95 % intervals over"
          + " workloads. ";

  private final Comparison comparison;
  private final Cells cells;

  private StartupFigure(Comparison comparison) {
    this.comparison = comparison;
    this.cells = new Cells(comparison);
  }

  /** An engine's total, relative to the baseline's, and the shares of its parts. */
  private record Stack(int row, Estimate total, double compile, double first) {}

  static Rendering render(Comparison comparison, Width width) {
    return new StartupFigure(comparison).sheet(width);
  }

  private Rendering sheet(Width width) {
    List<Panel> panels = new ArrayList<>();
    List<String> names = comparison.engines();
    boolean isCold = comparison.hasMeasured(Metric.COLD_START_NANOS);
    if (isCold) {
      Cells.levels(comparison).forEach(level -> panels.add(cold(level)));
    }
    for (int calls : CALLS) {
      for (InputLevel level : Cells.levels(comparison)) {
        List<Stack> stacks = stacks(level, calls);
        if (!stacks.isEmpty()) {
          panels.add(panel(level, calls, stacks));
        }
      }
    }
    if (panels.isEmpty()) {
      return Rendering.skipped("no engine has both first calls and run times");
    }
    return Rendering.of(
        new Sheet(
            width,
            Sheet.Layout.rows(
                width.columns(Cells.levels(comparison).size()),
                names,
                Bars.ROW,
                isCold ? TWO_NUMBERS : Bars.NUMBER),
            panels,
            keys(isCold),
            (isCold ? COLD_NOTE : "")
                + "Compile time, first call (at size test) and calls at the suite's size: "
                + Bars.interval(comparison)
                + "; a bar is divided by the mean shares of its parts. Engines without compile time"
                + " compile while they run."));
  }

  private static List<Sheet.Key> keys(boolean isCold) {
    List<Sheet.Key> keys = new ArrayList<>();
    if (isCold) {
      keys.add(Sheet.Key.of("cold start", COLD));
      keys.add(Sheet.Key.of("with an AOT cache", CACHED));
    }
    keys.add(Sheet.Key.of("compile", COMPILE));
    keys.add(Sheet.Key.of("first call", FIRST));
    keys.add(Sheet.Key.of("calls", RUN));
    return keys;
  }

  /** Two bars for each engine, in milliseconds. */
  private Panel cold(InputLevel level) {
    List<Panel.Layer> bars = new ArrayList<>();
    List<Panel.Layer> numbers = new ArrayList<>();
    double most = 1;
    for (int row = 0; row < comparison.engines().size(); row++) {
      int at = row;
      String engine = comparison.engines().get(row);
      List<String> texts = new ArrayList<>();
      for (Metric metric : Metric.COLD_STARTS) {
        boolean isPlain = metric == Metric.COLD_START_NANOS;
        Optional<Estimate> mean =
            cells.mean(level, engine, cell -> Cells.value(cell, metric) / 1e6);
        mean.ifPresent(e -> bars.add(half(at, isPlain ? -0.5 : 0.5, e, isPlain ? COLD : CACHED)));
        most = Math.max(most, mean.map(Estimate::high).orElse(0.0));
        mean.ifPresent(e -> texts.add("%.0f".formatted(e.value())));
      }
      numbers.add(Bars.number(row, 0, String.join(" | ", texts)));
    }
    Panel panel =
        new Panel(
            "input level %s, from a JVM's start to the first result".formatted(level),
            Panel.linear("milliseconds", 0, most * 1.03),
            new RowAxis(comparison.engines()));
    bars.forEach(panel::add);
    numbers.forEach(panel::around);
    return panel;
  }

  private static Panel.Layer half(int row, double offset, Estimate e, Fill fill) {
    return pen -> {
      double middle = pen.y(row) + offset * HALF * pen.row();
      pen.bar(0, e.value(), middle, HALF * pen.row(), fill);
      pen.interval(e, middle);
    };
  }

  private Panel panel(InputLevel level, int calls, List<Stack> stacks) {
    double most = stacks.stream().mapToDouble(s -> s.total.high()).max().orElse(1);
    Panel panel =
        new Panel(
            "input level %s, %d call%s".formatted(level, calls, calls == 1 ? "" : "s"),
            Panel.linear("total time, relative to " + comparison.baseline(), 0, most * 1.03),
            new RowAxis(comparison.engines()));
    panel.add(Bars.one());
    for (Stack stack : stacks) {
      panel.add(pen -> draw(pen, stack));
      panel.around(Bars.number(stack.row, 0, Bars.times(stack.total.value())));
    }
    return panel;
  }

  private static void draw(Pen pen, Stack stack) {
    double middle = pen.y(stack.row);
    double thick = 0.62 * pen.row();
    double total = stack.total.value();
    double compiled = total * stack.compile;
    double called = compiled + total * stack.first;
    pen.bar(0, compiled, middle, thick, COMPILE);
    pen.bar(compiled, called, middle, thick, FIRST);
    pen.bar(called, total, middle, thick, RUN);
    pen.interval(stack.total, middle);
  }

  private List<Stack> stacks(InputLevel level, int calls) {
    List<Stack> stacks = new ArrayList<>();
    for (int row = 0; row < comparison.engines().size(); row++) {
      String engine = comparison.engines().get(row);
      Optional<Estimate> total =
          cells.meanRatio(level, engine, comparison.baseline(), cell -> total(cell, calls));
      if (total.isPresent()) {
        List<CellSummary> of = cells.of(level, engine);
        double compile = share(of, calls, Metric.COMPILE_NANOS);
        double first = share(of, calls, Metric.FIRST_CALL_NANOS);
        stacks.add(new Stack(row, total.get(), compile, first));
      }
    }
    return stacks;
  }

  private static double share(List<CellSummary> of, int calls, Metric part) {
    return of.stream()
        .mapToDouble(cell -> orZero(cell, part) / total(cell, calls))
        .filter(Double::isFinite)
        .average()
        .orElse(0);
  }

  private static double total(CellSummary cell, int calls) {
    return orZero(cell, Metric.COMPILE_NANOS)
        + Cells.value(cell, Metric.FIRST_CALL_NANOS)
        + calls * Cells.value(cell, Metric.RUN_NANOS);
  }

  private static double orZero(CellSummary cell, Metric metric) {
    return cell.estimate(metric).map(Estimate::value).orElse(0.0);
  }
}
