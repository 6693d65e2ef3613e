package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Journal;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.measure.Visit;
import paretojit.report.SampleResults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that read results folders. */
class ResultsCommandsTest {
  @TempDir static Path folder;

  @BeforeAll
  static void writeResults() throws IOException {
    RunResults results = SampleResults.full();
    try (Journal journal = Journal.create(folder, results.suite())) {
      for (Visit visit : results.visits()) {
        journal.append(visit);
      }
    }
    Provenance provenance = Provenance.collect(results.suite(), List.of());
    provenance.finish("complete");
    provenance.write(folder);
  }

  private static JsonNode json(Cli.Ended ended) {
    return new JsonMapper().readTree(ended.isFine().out());
  }

  @Test
  void figureWritesWhatWasAskedFor(@TempDir Path out) throws IOException {
    String results = folder.toString();
    Cli.Ended ended =
        Cli.run(
            "figure",
            results,
            "code-size",
            "--format",
            "svg,png",
            "--width",
            "column",
            "--out",
            out.toString());
    assertEquals(
        out.resolve("code-size-column.svg") + " " + out.resolve("code-size-column.png") + "\n",
        ended.isFine().out());
    assertTrue(Files.size(out.resolve("code-size-column.svg")) > 1000);
    assertFalse(Files.exists(out.resolve("code-size-column.pdf")));
    JsonNode written = json(Cli.run("figure", results, "noise", "--json", "--format", "svg"));
    assertEquals("noise", written.path(0).path("name").stringValue());
    assertTrue(Files.exists(folder.resolve("figures/noise.svg")));
    JsonNode all = json(Cli.run("figure", "--list", "--json"));
    assertTrue(all.size() >= 13, "" + all);
    assertEquals(all.size(), Cli.run("figure", "--list").isFine().out().lines().count());
  }

  @Test
  void tableWritesWhatWasAskedFor(@TempDir Path out) throws IOException {
    String results = folder.toString();
    Cli.run("table", results, "summary-O2", "numbers", "--format", "latex", "--out", out.toString())
        .isFine();
    assertTrue(Files.readString(out.resolve("summary-O2.tex")).contains("\\toprule"));
    assertTrue(Files.readString(out.resolve("numbers.tex")).contains("\\PJrunEgraphOtwo}"));
    assertFalse(Files.exists(out.resolve("summary-O0.tex")));
    String csvOnly = Cli.run("table", results, "--format", "csv").isFine().out();
    assertTrue(csvOnly.contains("numbers: skipped, for macros are for LaTeX only"), csvOnly);
    assertTrue(Files.exists(folder.resolve("tables/workloads-O0.csv")));
    assertTrue(json(Cli.run("table", "--list", "--json")).size() >= 8);
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    String results = folder.toString();
    for (String command : new String[] {"figure", "table"}) {
      Cli.run(command).isRefusedWith("which results?");
      Cli.run(command, folder.resolve("nope").toString()).isRefusedWith("holds no results");
      Cli.run(command, results, "nonsense").isRefusedWith("no " + command + " 'nonsense'");
      Cli.run(command, results, "--format", "gif").isRefusedWith("gif");
    }
    Cli.run("figure", results, "--width", "wide").isRefusedWith("wide");
  }
}
