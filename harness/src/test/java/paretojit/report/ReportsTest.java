package paretojit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Metric;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.report.figure.Figures;
import paretojit.report.html.HtmlReport;
import paretojit.stats.BreakEven.Kind;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/** Reports of invented results. */
class ReportsTest {
  @TempDir static Path folder;
  private static RunResults results = SampleResults.quick();
  private static List<String> notes = List.of();

  @BeforeAll
  static void writeOnce() throws IOException {
    writeTo(folder);
  }

  /** Writes a report to look at: {@code ReportsTest FOLDER}. */
  public static void main(String[] args) throws IOException {
    Path target = Files.createDirectories(Path.of(args[0]));
    writeTo(target);
    System.out.print(Reports.terminalSummary(results));
  }

  private static void writeTo(Path target) throws IOException {
    Provenance provenance = Provenance.collect(results.suite(), List.of());
    provenance.finish("complete");
    provenance.write(target);
    notes = Reports.write(target, results, Figures::illustrate, HtmlReport::write);
  }

  @Test
  void ratiosAreThoseThatWereInvented() {
    Comparison comparison = new Comparison(results);
    var compile =
        comparison.meanRatio(InputLevel.O2, "egraph@x64", Metric.COMPILE_NANOS).orElseThrow();
    assertEquals(14, compile.noise().value(), 1.5);
    assertTrue(compile.noise().high() - compile.noise().low() < 0.5, "" + compile.noise());
    assertTrue(
        compile.generalization().high() - compile.generalization().low()
            > compile.noise().high() - compile.noise().low());
    assertEquals(
        List.of("stencil@x64", "isel@x64", "gvn+isel@x64", "egraph@x64"),
        comparison.frontier(InputLevel.O2));
    // Cells that failed take no part.
    int all = results.suite().workloads().size();
    assertEquals(all - 2, comparison.checked(InputLevel.O0, "hybrid@x64"));
    assertEquals(
        all - 2,
        comparison
            .meanRatio(InputLevel.O0, "hybrid@x64", Metric.RUN_NANOS)
            .orElseThrow()
            .noise()
            .n());
  }

  @Test
  void breakEvenFollowsFromTheMedians() {
    Comparison comparison = new Comparison(results);
    List<Comparison.CatchUp> all = comparison.breakEven(InputLevel.O2, "egraph@x64").all();
    assertFalse(all.isEmpty());
    for (Comparison.CatchUp each : all) {
      Estimate calls = each.breakEven().calls();
      assertTrue(calls.low() <= calls.value() && calls.value() <= calls.high(), "" + each);
    }
  }

  @Test
  void beingAheadAtFirstIsNotNever() throws IOException {
    CatchUps dearer = new Comparison(results).breakEven(InputLevel.O2, "egraph@x64");
    assertTrue(dearer.sentence().startsWith("; on the median workload it has paid for itself"));
    // Seen from the dearer compiler with faster code, the other one is ahead at first.
    CatchUps cheaper =
        new Comparison(results, "egraph@x64").breakEven(InputLevel.O2, "stencil@x64");
    int until = cheaper.count(Kind.UNTIL);
    assertEquals(dearer.count(Kind.AFTER), until);
    String sentence = cheaper.sentence();
    assertTrue(
        sentence.startsWith("; on %d of 43 workloads it is ahead only at first".formatted(until)),
        sentence);
    assertTrue(cheaper.brief().startsWith("until "), cheaper.brief());
    String never = new Comparison(results).breakEven(InputLevel.O2, "v8-liftoff@x64").sentence();
    assertTrue(never.startsWith("; on 4"), never);
    assertTrue(never.contains(" of 43 workloads it is never ahead"), never);
    String csv = Files.readString(folder.resolve("break_even.csv"));
    for (Kind kind : Kind.values()) {
      boolean isThere = csv.contains("," + kind.key() + ",");
      assertTrue(isThere || kind == Kind.ALWAYS || kind == Kind.UNTIL, kind + " in no row");
    }
  }

  @Test
  void anEngineWithoutCompileTimeIsComparedByRunTimeOnly() {
    Comparison comparison = new Comparison(results);
    String engine = SampleResults.WITHOUT_COMPILE_TIME;
    assertFalse(comparison.meanRatio(InputLevel.O2, engine, Metric.COMPILE_NANOS).isPresent());
    assertFalse(comparison.frontier(InputLevel.O2).contains(engine));
    assertEquals(List.of(), comparison.breakEven(InputLevel.O2, engine).all());
    String findings = String.join("\n", Findings.of(comparison));
    assertTrue(findings.contains("code of " + engine + " runs"), findings);
    String row =
        Reports.terminalSummary(results)
            .lines()
            .filter(line -> line.startsWith(engine))
            .findFirst()
            .orElseThrow();
    assertTrue(row.matches(engine + " +43/43 +- +- +[\\d.]+ \\[.*] +-"), row);
  }

  @Test
  void theTerminalSummaryCountsFailures() {
    String text = Reports.terminalSummary(results);
    int all = results.suite().workloads().size();
    assertTrue(text.contains((all - 2) + "/" + all), text);
    assertTrue(text.contains("4 × hybrid@x64: unsupported: a sample of what is missing"), text);
    assertTrue(text.contains("2 × isel@x64: wrong-result"), text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 110), text);
  }

  @Test
  void theReportIsOneSelfContainedFile() throws IOException {
    String html = Files.readString(folder.resolve("report.html"));
    // Namespaces are names, not places.
    String outside =
        html.replaceAll("xmlns(:[a-z]+)?=\"[^\"]*\"", "").replaceAll("\"-//W3C[^>]*>", "");
    assertFalse(
        Pattern.compile("(src|href)=(?!\"?(data:|#))|url\\(http|@import|//[a-z]+\\.")
            .matcher(outside)
            .find());
    assertTrue(html.contains("some &lt;detail&gt;"));
    assertTrue(html.indexOf("Findings") < html.indexOf("<table"));
    String cells = html.substring(html.indexOf("id=cells"));
    assertEquals(results.cells().size(), cells.split("<tr><td").length - 1);
  }

  @Test
  void figuresAreDrawnAndTheReportShowsSomeOfThem() throws IOException {
    Assumptions.assumeTrue(notes.isEmpty(), () -> "no fonts: " + notes);
    Path figures = folder.resolve("figures");
    assertTrue(Files.size(figures.resolve("pareto.png")) > 10_000);
    assertTrue(Files.size(figures.resolve("heatmap.svg")) > 10_000);
    String html = Files.readString(folder.resolve("report.html"));
    assertTrue(html.split("<svg ").length - 1 >= 4, "too few figures");
    assertTrue(html.length() < 6_000_000, html.length() + " characters");
    // Identifiers that two figures had in common would clip one by the other's shapes.
    List<String> ids =
        Pattern.compile(" id=\"([^\"]+)\"").matcher(html).results().map(m -> m.group(1)).toList();
    assertEquals(ids.stream().distinct().count(), ids.size());
  }
}
