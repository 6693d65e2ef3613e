package paretojit.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.measure.AtomicFile;
import paretojit.report.Comparison;
import paretojit.report.Findings;
import paretojit.report.Illustrator;
import paretojit.report.Text;
import paretojit.suite.Suite;

/** The report: one HTML file that needs nothing else, findings first. */
public final class HtmlReport {
  private final Comparison comparison;
  private final Map<?, ?> provenance;
  private final Html html = new Html();

  private HtmlReport(Comparison comparison, Map<?, ?> provenance) {
    this.comparison = comparison;
    this.provenance = provenance;
  }

  /**
   * Writes the report, as a {@link paretojit.report.PageWriter}. Workloads are compiled for their
   * listings.
   */
  public static void write(
      Path file,
      Comparison comparison,
      Map<?, ?> provenance,
      List<Illustrator.Illustration> figures,
      List<String> notes)
      throws IOException {
    String text = new HtmlReport(comparison, provenance).text(figures, notes);
    AtomicFile.write(file, writer -> writer.write(text));
  }

  private String text(List<Illustrator.Illustration> figures, List<String> notes)
      throws IOException {
    WorkloadPages pages = WorkloadPages.of(comparison);
    Suite suite = comparison.results().suite();
    html.raw("<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n");
    html.raw("<meta name=viewport content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<link rel=icon href=\"data:,\">\n");
    html.element("title", "ParetoJIT: " + suite.name());
    html.raw("<style>\n" + resource("report.css") + "</style>\n");
    // Before anything is shown, so that pages do not appear for a moment.
    html.raw("<script>document.documentElement.classList.add(\"js\")</script>\n</head>\n<body>\n");
    html.raw("<a class=skip href=\"#main\">Skip to the content</a>\n<header>\n");
    html.element("h1", "ParetoJIT: " + suite.name());
    html.element("p class=sub", suite.description());
    if (!suite.note().isEmpty()) {
      html.element("p class=note", suite.note());
    }
    html.element("p class=sub", origin());
    html.raw("</header>\n<main id=main tabindex=-1>\n<div id=overview>\n");
    contents();
    findings(notes);
    illustrations(figures);
    new LevelSections(comparison).write(html);
    CellSections cells = new CellSections(comparison);
    cells.failures(html);
    pages.index(html);
    cells.all(html);
    ProvenanceSection.write(html, provenance);
    html.raw("</div>\n");
    pages.write(html);
    html.raw("</main>\n<script>\n" + resource("report.js") + "</script>\n</body>\n</html>\n");
    return html.toString();
  }

  private String origin() {
    return "Measured %s on %s (%s)%s"
        .formatted(
            String.valueOf(provenance.get("started")).replaceAll("T(\\d+:\\d+).*", " $1 UTC"),
            fact("machine", "host"),
            fact("machine", "cpu"),
            "complete".equals(provenance.get("state"))
                ? ""
                : "; the run is " + provenance.get("state"));
  }

  private @Nullable Object fact(String group, String name) {
    return provenance.get(group) instanceof Map<?, ?> facts ? facts.get(name) : null;
  }

  private void contents() {
    html.raw(
        """
        <nav aria-label=Contents class=contents>
        <a href="#findings">Findings</a> <a href="#figures">Figures</a> <a href="#means">Geometric means</a>
        <a href="#phases">Compile time by phase</a> <a href="#workloads">Workloads: IR and machine code</a>
        <a href="#all">Every cell</a> <a href="#provenance">Provenance</a>
        </nav>
        """);
  }

  private void findings(List<String> notes) {
    html.element("h2 id=findings", "Findings");
    html.raw("<ul class=findings>\n");
    Findings.of(comparison).forEach(finding -> html.element("li", finding));
    long failures = comparison.failures().size();
    html.element(
        "li",
        failures == 0
            ? "Every result was compared with the interpreter's before and after timing, and all"
                + " were right."
            : Text.count(failures, "cell") + " have no numbers; see below.");
    notes.forEach(note -> html.element("li", note));
    html.raw("</ul>\n");
  }

  private void illustrations(List<Illustrator.Illustration> figures) {
    html.element("h2 id=figures", "Figures");
    if (figures.isEmpty()) {
      html.element("p class=note", "There are none.");
    }
    for (Illustrator.Illustration each : figures) {
      html.element("h3", each.title());
      html.beginBox("paper", each.title());
      html.raw(
          "<figure role=img aria-label=\"%s; the tables below hold its numbers\">%n"
              .formatted(Html.escape(each.title())));
      html.raw(each.svg()).raw("\n</figure></div>\n");
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("/report/" + name)) {
      if (in == null) {
        throw new AssertionError("report/" + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
