package paretojit.report.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Metric;
import paretojit.report.Artifact;
import paretojit.report.Comparison;
import paretojit.report.SampleResults;
import paretojit.report.Text;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/** Tables of invented results. */
class TablesTest {
  private final Comparison comparison = new Comparison(SampleResults.full());
  private final Map<String, Object> provenance =
      Map.of(
          "started",
          "2026-11-25T10:00:00Z",
          "peers",
          Map.of("llvm:O2@x64", "LLVM 20 & more_of 100%"),
          "machine",
          Map.of("cpu", "A #1 {CPU}"));

  @TempDir Path folder;

  private List<Artifact.Written> writeAll() throws IOException {
    return new Tables(comparison, provenance)
        .write(
            folder,
            Tables.all().stream().map(Artifact::name).toList(),
            EnumSet.allOf(Tables.Format.class));
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void everyKindOfTheSummaryHasTheSameRatios() throws IOException {
    writeAll();
    Estimate run =
        comparison
            .meanRatio(InputLevel.O2, "egraph@x64", Metric.RUN_NANOS)
            .orElseThrow()
            .generalization();
    String shown = Text.withInterval(run);
    assertTrue(read("summary-O2.md").contains("| egraph@x64 |"), read("summary-O2.md"));
    assertTrue(read("summary-O2.md").contains(" | " + shown + " | "));
    assertTrue(read("summary-O2.tex").contains(" & " + shown + " & "));
    List<String> csv = Files.readAllLines(folder.resolve("summary-O2.csv"));
    assertEquals(
        "engine,checked,compile_nanos_per_instr,compile_ratio,compile_ratio_low,"
            + "compile_ratio_high,run_ratio,run_ratio_low,run_ratio_high,code_ratio,"
            + "code_ratio_low,code_ratio_high,cold_ratio,cold_ratio_low,cold_ratio_high,cold_aot_ratio,"
            + "cold_aot_ratio_low,cold_aot_ratio_high",
        csv.getFirst());
    String row =
        csv.stream().filter(line -> line.startsWith("egraph@x64,")).findFirst().orElseThrow();
    assertEquals(run.value(), Double.parseDouble(row.split(",")[6]), 1e-4);
    assertEquals(run.low(), Double.parseDouble(row.split(",")[7]), 1e-4);
    int columns = csv.getFirst().split(",").length;
    assertTrue(csv.stream().allMatch(line -> line.split(",", -1).length == columns), "" + csv);
  }

  @Test
  void latexIsBooktabsWithEqualRows() throws IOException {
    for (Artifact.Written written : writeAll()) {
      if (written.name().equals("numbers") || written.name().endsWith("GIVEN")) {
        assertEquals(written.name().equals("numbers"), written.skipped() == null, written.name());
        continue;
      }
      String tex = read(written.name() + ".tex");
      for (String rule : List.of("\\toprule", "\\midrule", "\\bottomrule")) {
        assertEquals(2, tex.split(Pattern.quote(rule), -1).length, written.name() + rule);
      }
      Set<Integer> widths = new HashSet<>();
      tex.lines()
          .filter(line -> line.endsWith(" \\\\"))
          .forEach(line -> widths.add(line.split("(?<!\\\\)&", -1).length));
      assertEquals(1, widths.size(), written.name() + " " + widths);
      assertFalse(tex.contains("×") || tex.contains("∞") || tex.contains("µ"), tex);
    }
  }

  @Test
  void whatComesFromARunIsEscaped() throws IOException {
    writeAll();
    assertTrue(read("peers.tex").contains("LLVM 20 \\& more\\_of 100\\%"), read("peers.tex"));
    assertTrue(read("numbers.tex").contains("{A \\#1 \\{CPU\\}}"), read("numbers.tex"));
    assertEquals(
        "\\textbackslash{}\\{\\}\\$\\&\\#\\%\\_\\textasciicircum{}\\textasciitilde{}",
        LatexText.escape("\\{}$&#%_^~"));
    assertEquals(
        "2$\\times$ 3 $\\mu$s $\\infty$ \\textless{}1 a--b", LatexText.escape("2× 3 µs ∞ <1 a–b"));
  }

  @Test
  void aBarInMarkdownDoesNotEndItsCell() {
    Table table =
        new Table("c", List.of(Table.Column.text("a")), List.of(List.of(Table.Cell.of("x|y"))));
    assertTrue(TableWriter.markdown(table).contains("| x\\|y |"));
  }

  @Test
  void everyGeometricMeanIsAMacro() throws IOException {
    writeAll();
    List<String> names =
        read("numbers.tex")
            .lines()
            .filter(line -> !line.startsWith("%"))
            .map(line -> line.replaceAll("^\\\\newcommand\\{\\\\([^}]*)\\}.*", "$1"))
            .toList();
    assertTrue(names.stream().allMatch(name -> name.matches("PJ[A-Za-z]+")), "" + names);
    assertEquals(names.size(), Set.copyOf(names).size());
    long means =
        comparison.meanRatios().stream()
            .filter(r -> r.metric().isTimed() || r.metric() == Metric.CODE_BYTES)
            .count();
    assertTrue(names.size() >= 4 * means, names.size() + " for " + means);
    Map<String, String> macros = new NumberMacros(comparison, provenance).macros();
    Estimate run =
        comparison
            .meanRatio(InputLevel.O2, "egraph@x64", Metric.RUN_NANOS)
            .orElseThrow()
            .generalization();
    assertEquals(Text.number(run.value()), macros.get("PJrunEgraphOtwo"));
    assertEquals(Text.number(run.low()), macros.get("PJrunEgraphOtwoLow"));
    assertEquals(Text.withInterval(run), macros.get("PJrunEgraphOtwoCI"));
    assertNotNull(macros.get("PJrunLlvmOtwoOtwo"));
    assertNotNull(macros.get("PJrunStencilRegsZeroOzero"));
    assertNotNull(macros.get("PJrunGraalwasmJvmOtwo"));
  }
}
