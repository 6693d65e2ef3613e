package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.report.Claim;
import paretojit.report.ClaimsReader;
import paretojit.suite.Suite;
import paretojit.suite.Suites;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pareto reproduce}. */
class ReproduceTest {
  private static final String CLAIM =
      """
      [[claim]]
      text = "double compiles four times as long"
      engine = "double"
      baseline = "interp"
      level = "O2"
      metric = "compile_nanos"
      expected = [3.5, 4.5]
      """;

  @TempDir Path folder;

  private Path claims(String text) throws IOException {
    return Files.writeString(folder.resolve("c.toml"), text);
  }

  @Test
  void claimsPassOrFailByWhatWasMeasured() throws IOException {
    InventedRun.write(folder.resolve("r"), InventedRun.suite());
    String file =
        claims("results = \"r\"\n" + CLAIM + CLAIM.replace("[3.5, 4.5]", "[1, 2]")).toString();
    Cli.Ended ended = Cli.run("reproduce", file);
    assertEquals(1, ended.status());
    assertEquals("", ended.err());
    List<String> lines = ended.out().lines().toList();
    assertEquals("PASS  double compiles four times as long", lines.get(0));
    assertTrue(
        lines
            .get(1)
            .matches(
                " +compile_nanos of double : interp at O2: measured 3\\.97 \\[3\\.9\\d,"
                    + " [34]\\.\\d+\\] over 3 workloads, expected 3\\.50 to 4\\.50"),
        lines.get(1));
    assertEquals("FAIL  double compiles four times as long", lines.get(2));
    assertEquals("1 of 2 claims pass.", lines.getLast());

    JsonNode json = new JsonMapper().readTree(Cli.run("reproduce", file, "--json").out());
    assertTrue(json.path(0).path("passes").booleanValue());
    assertEquals(3.97, json.path(0).path("measured").path("value").doubleValue(), 0.01);
    assertEquals(3, json.path(1).path("measured").path("n").intValue());
  }

  @Test
  void theBaselineNeedNotBeTheSuites() throws IOException {
    Path results = InventedRun.write(folder.resolve("r"), InventedRun.suite());
    String turned =
        CLAIM
            .replace("engine = \"double\"", "engine = \"X\"")
            .replace("\"interp\"", "\"double\"")
            .replace("\"X\"", "\"interp\"")
            .replace("[3.5, 4.5]", "[0.25, 0.26]");
    Cli.Ended ended =
        Cli.run("reproduce", claims("run = ['quick']\n" + turned) + "", "--results", results + "");
    assertEquals(0, ended.isFine().status());
  }

  @Test
  void whatWasNotMeasuredFails() throws IOException {
    Path results = InventedRun.write(folder.resolve("r"), InventedRun.suite());
    String text =
        "results = 'r'\n"
            + CLAIM.replace("\"double\"", "\"isel@x64\"")
            + CLAIM.replace("O2", "O0")
            + CLAIM.replace("compile_nanos", "codegen_nanos");
    Cli.Ended ended = Cli.run("reproduce", claims(text).toString());
    assertEquals(1, ended.status());
    for (String why :
        List.of(
            "isel@x64 was not measured; there are interp, double",
            "level O0 was not measured",
            "no workload gave a ratio of codegen_nanos",
            "0 of 3 claims pass")) {
      assertTrue(ended.out().contains(why), ended.out());
    }
    assertTrue(Files.exists(results));
  }

  @Test
  void runsAreMadeOnceAndKept() throws IOException {
    String run =
        "run = ['smoke', '--workloads', 'crc32', '--levels', 'O2', '--engines', 'interp']\n";
    String claim =
        CLAIM
            .replace("\"double\"", "\"interp\"")
            .replace("[3.5, 4.5]", "[1, 1]")
            .replace("compile_nanos", "ir_instructions");
    String file = claims(run + claim + claim).toString();
    Path out = folder.resolve("runs");
    Cli.Ended ended = Cli.run("reproduce", file, "--out", out.toString());
    assertEquals(0, ended.status(), ended.out() + ended.err());
    try (var runs = Files.list(out)) {
      assertEquals(List.of(out.resolve("run-1")), runs.toList());
    }
    byte[] journal = Files.readAllBytes(out.resolve("run-1/journal.jsonl"));
    assertEquals(0, Cli.run("reproduce", file, "--out", out.toString()).status());
    assertEquals(
        new String(journal, java.nio.charset.StandardCharsets.UTF_8),
        Files.readString(out.resolve("run-1/journal.jsonl")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text | c.toml:3: unknown key 'txt'; there are text, run,",
        "level | c.toml:6: no level 'O7'; there are O0, O2",
        "metric | c.toml:7: no metric 'speed'; there are compile_nanos,",
        "expected | c.toml:8: expected wants the least and the greatest ratio, as in [2.5, 5.0]",
        "source | c.toml:1: wanted either run = ",
        "top | c.toml:1: unknown key 'runs'; there are run, results, claim",
        "run | c.toml:1: run wants a list of texts",
        "out | a run cannot have --out",
        "none | c.toml:1: there is no [[claim]] in it",
        "syntax | c.toml:1: ",
      })
  void mistakesAreLocated(String mistake, String message) throws IOException {
    String good = "results = 'r'\n" + CLAIM;
    String text =
        switch (mistake) {
          case "text" -> good.replace("text =", "txt =");
          case "level" -> good.replace("O2", "O7");
          case "metric" -> good.replace("compile_nanos", "speed");
          case "expected" -> good.replace("[3.5, 4.5]", "[4.5, 3.5]");
          case "source" -> CLAIM;
          case "top" -> good.replace("results", "runs");
          case "run" -> good.replace("results = 'r'", "run = 'quick'");
          case "out" -> good.replace("results = 'r'", "run = ['smoke', '--out', 'x']");
          case "none" -> "results = 'r'\n";
          default -> "results = \n";
        };
    Cli.run("reproduce", claims(text).toString()).isRefusedWith(message);
  }

  /** The example is about what the suite it names measures. */
  @Test
  void theExampleIsRight() throws IOException {
    Path file = Path.of("..", "docs", "claims-example.toml");
    Suite quick = Suites.find("quick");
    for (Claim claim : ClaimsReader.read(file.toString(), Files.readString(file))) {
      Claim.Source.Run run = (Claim.Source.Run) claim.source();
      assertEquals("quick", run.arguments().getFirst());
      List<String> engines = List.of(run.arguments().getLast().split(","));
      assertTrue(quick.engines().containsAll(engines), "" + engines);
      assertTrue(engines.containsAll(List.of(claim.engine(), claim.baseline())), claim.text());
      assertTrue(quick.levels().contains(claim.level()));
    }
  }
}
