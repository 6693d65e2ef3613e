package paretojit.report.html;

import java.util.ArrayList;
import java.util.List;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Comparison;
import paretojit.report.Text;

/** Tables of single cells: those without numbers, and all. */
final class CellSections {
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
    List<Metric> metrics = new ArrayList<>(List.of(Metric.COMPILE_NANOS, Metric.CODEGEN_NANOS));
    metrics.addAll(List.of(Metric.FIRST_CALL_NANOS, Metric.RUN_NANOS));
    Metric.COLD_STARTS.stream().filter(comparison::hasMeasured).forEach(metrics::add);
    metrics.addAll(List.of(Metric.CODE_BYTES, Metric.IR_INSTRUCTIONS));
    List<String> heads = new ArrayList<>(List.of("workload", "level", "engine"));
    metrics.forEach(metric -> heads.add(Text.name(metric)));
    heads.add("status");
    html.beginTable(
        "tall",
        "class=sortable id=cells",
        "Every cell",
        heads,
        List.of("workload", "level", "engine", "status"));
    for (CellSummary cell : comparison.results().cells()) {
      html.raw("<tr>").word(cell.cell().workload()).word(cell.cell().level().name());
      html.word(cell.cell().engine());
      metrics.forEach(metric -> html.metric(metric, cell.estimate(metric)));
      html.element(cell.isOk() ? "td class=t" : "td class=bad", cell.status()).raw("</tr>\n");
    }
    html.endTable();
  }
}
