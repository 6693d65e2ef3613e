package paretojit.report.html;

import java.util.List;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Comparison;

/** Tables of single cells: those without numbers, and all. */
final class CellSections {
  private static final List<Metric> METRICS =
      List.of(
          Metric.COMPILE_NANOS,
          Metric.CODEGEN_NANOS,
          Metric.FIRST_CALL_NANOS,
          Metric.RUN_NANOS,
          Metric.CODE_BYTES,
          Metric.IR_INSTRUCTIONS);

  private final Comparison comparison;

  CellSections(Comparison comparison) {
    this.comparison = comparison;
  }

  void failures(Html html) {
    List<CellSummary> failures = comparison.failures();
    if (failures.isEmpty()) {
      return;
    }
    html.element("h2", "Cells without numbers");
    List<String> columns = List.of("workload", "level", "engine", "status", "detail");
    html.beginTable(
        "tall", "class=sortable id=failures", "Cells without numbers", columns, columns);
    for (CellSummary cell : failures) {
      html.raw("<tr>").word(cell.cell().workload()).word(cell.cell().level().name());
      html.word(cell.cell().engine()).element("td class=bad", cell.status());
      html.element("td class=bad", cell.detail()).raw("</tr>\n");
    }
    html.endTable();
  }

  void all(Html html) {
    html.element("h2 id=all", "Every cell");
    html.raw(
        "<label>Show rows with <input data-filter=cells placeholder=\"matmul O2"
            + " stencil\"></label>\n");
    html.beginTable(
        "tall",
        "class=sortable id=cells",
        "Every cell",
        List.of(
            "workload",
            "level",
            "engine",
            "compile",
            "codegen",
            "first call",
            "run",
            "code bytes",
            "IR instr",
            "status"),
        List.of("workload", "level", "engine", "status"));
    for (CellSummary cell : comparison.results().cells()) {
      html.raw("<tr>").word(cell.cell().workload()).word(cell.cell().level().name());
      html.word(cell.cell().engine());
      METRICS.forEach(metric -> html.metric(metric, cell.estimate(metric)));
      html.element(cell.isOk() ? "td class=t" : "td class=bad", cell.status()).raw("</tr>\n");
    }
    html.endTable();
  }
}
