package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Provenance;
import paretojit.measure.Status;
import paretojit.suite.InputLevel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code cmp}, {@code rank} and {@code diff} on invented runs whose truth is known. */
class ComparingCommandsTest {
  private static final int MOST_COLUMNS = 110;

  @TempDir static Path folder;
  private static String plain = "";

  /** The same truth measured again, but for one engine on one workload, which takes 1.2 times as long. */
  private static String regressed = "";

  private static String flawed = "";

  @BeforeAll
  static void writeRuns() throws IOException {
    plain = new ComparedRun().write(folder.resolve("plain"));
    regressed =
        new ComparedRun()
            .seed(2)
            .slowdown(
                cell -> cell.workload().equals("lu") && cell.engine().equals("isel@x64") ? 1.2 : 1)
            .write(folder.resolve("regressed"));
    flawed =
        new ComparedRun()
            .failure("sieve", InputLevel.O2, "isel@x64", Status.WRONG_RESULT)
            .failure("json", InputLevel.O2, "stencil@x64", Status.CRASH)
            .write(folder.resolve("flawed"));
  }

  private static JsonNode json(Cli.Ended ended) {
    return new JsonMapper().readTree(ended.out());
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static void isNarrow(String text) {
    assertTrue(text.lines().allMatch(line -> line.length() <= MOST_COLUMNS), text);
  }

  /** The line that begins with these words. */
  private static String line(String text, String start) {
    return text.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  // ---- cmp ----

  @Test
  void cmpHasARowForEachWorkloadAndTheMeanLast() {
    String text = Cli.run("cmp", plain, "--levels", "O2").isFine().out();
    isNarrow(text);
    List<String> lines = text.lines().toList();
    assertTrue(lines.getFirst().contains("O2: run_nanos, ratios to stencil@x64"), text);
    int header = lines.indexOf(line(text, "workload"));
    for (int w = 0; w < ComparedRun.WORKLOADS.size(); w++) {
      String row = lines.get(header + 1 + w);
      assertTrue(row.startsWith(ComparedRun.WORKLOADS.get(w) + " "), row);
      assertTrue(row.contains(" ms ") && row.contains("-1.00"), row);
    }
    String mean = lines.get(header + 1 + ComparedRun.WORKLOADS.size());
    assertTrue(mean.startsWith("geometric mean ") && mean.contains(" 0.50 [0."), mean);
    assertFalse(text.contains("O0:"), text);
  }

  @Test
  void cmpHoldsTheTruthInItsIntervals() {
    JsonNode result =
        json(
            Cli.run(
                    "cmp",
                    plain,
                    "--baseline",
                    "isel@x64",
                    "--engines",
                    "egraph@x64",
                    "--metric",
                    "compile_nanos",
                    "--json")
                .isFine());
    assertEquals("isel@x64", result.path("baseline").stringValue());
    assertEquals(2 * ComparedRun.WORKLOADS.size(), result.path("rows").size());
    for (JsonNode row : result.path("rows")) {
      assertEquals("egraph@x64", row.path("engine").stringValue());
      assertEquals(2, row.path("ratio").path("value").doubleValue(), 0.12, "" + row);
      assertEquals(1, row.path("delta").doubleValue());
      assertEquals("large", row.path("effect").stringValue());
    }
    for (JsonNode mean : result.path("means")) {
      assertTrue(mean.path("noise").path("low").doubleValue() <= 2, "" + mean);
      assertTrue(mean.path("noise").path("high").doubleValue() >= 2, "" + mean);
      assertEquals(8, mean.path("noise").path("n").intValue());
    }
  }

  @Test
  void cmpSortsAndSelects() {
    String text =
        Cli.run("cmp", regressed, "--engines", "stencil@x64,isel@x64", "--sort", "ratio")
            .isFine()
            .out();
    List<String> lines = text.lines().toList();
    int mean = lines.indexOf(line(text, "geometric mean "));
    assertTrue(lines.get(mean - 1).startsWith("lu "), "the slowest comes last: " + text);
    text = Cli.run("cmp", plain, "--sort", "name", "--workloads", "s*,lu").isFine().out();
    lines = text.lines().toList();
    int header = lines.indexOf(line(text, "workload"));
    assertTrue(lines.get(header + 1).startsWith("lu "), text);
    assertTrue(lines.get(header + 3).startsWith("sieve "), text);
    assertTrue(lines.get(header + 4).startsWith("geometric mean"), text);
    // What has no noise has neither interval nor effect.
    text = Cli.run("cmp", plain, "--metric", "code_bytes").isFine().out();
    assertTrue(line(text, "matmul").matches("matmul +1000 +0.50 +0.25"), text);
    assertFalse(text.contains("δ"), text);
    // One workload says nothing of others.
    text = Cli.run("cmp", plain, "--workloads", "lu").isFine().out();
    assertTrue(line(text, "  other workloads").matches(" +other workloads +- +-"), text);
  }

  @Test
  void cmpShowsFailuresInTheirPlaces() {
    String text = Cli.run("cmp", flawed, "--levels", "O2").isFine().out();
    assertTrue(line(text, "sieve ").contains("wrong-result"), text);
    assertTrue(line(text, "json ").matches("json +crash +- +- *"), text);
    JsonNode rows =
        json(Cli.run("cmp", flawed, "--levels", "O2", "--workloads", "json", "--json").isFine())
            .path("rows");
    assertEquals("stencil@x64: crash", rows.path(0).path("status").stringValue());
    assertTrue(rows.path(0).path("ratio").isNull());
  }

  @Test
  void whatIsNotInTheRunIsRefused() {
    Cli.run("cmp", folder.resolve("none").toString()).isRefusedWith("none", "./pareto run");
    Cli.run("cmp", plain, "--engines", "nope@x64").isRefusedWith("nope@x64", "egraph@x64");
    Cli.run("cmp", plain, "--baseline", "nope@x64").isRefusedWith("nope@x64");
    Cli.run("cmp", plain, "--engines", "isel@x64").isRefusedWith("isel@x64 is alone");
    Cli.run("cmp", plain, "--workloads", "zz*").isRefusedWith("zz*", "matmul");
    Cli.run("cmp", plain, "--workloads", "[").isRefusedWith("not a pattern");
    Cli.run("cmp", plain, "--metric", "speed").isRefusedWith("speed", "run_nanos");
    Cli.run("rank", plain, "--sort", "name").isRefusedWith("--sort");
  }

  // ---- rank ----

  @Test
  void rankOrdersByTheMeanAndSaysHowSurely() {
    String text = Cli.run("rank", plain, "--levels", "O2").isFine().out();
    isNarrow(text);
    assertTrue(line(text, "1. ").startsWith("1.  egraph@x64 "), text);
    assertTrue(line(text, "3. ").startsWith("3.  stencil@x64 "), text);
    assertTrue(line(text, "3. ").endsWith(" 0 %"), text);
    JsonNode level =
        json(Cli.run("rank", plain, "--levels", "O2", "--json").isFine()).path("levels").path(0);
    assertEquals(8, level.path("workloads").intValue());
    double sum = 0;
    for (JsonNode place : level.path("places")) {
      sum += place.path("first").doubleValue();
    }
    assertEquals(1, sum, 1e-9);
    JsonNode third = level.path("places").path(2);
    assertEquals(1 / 0.49, third.path("noise").path("value").doubleValue(), 0.05);
  }

  @Test
  void rankTakesOnlyWorkloadsThatAllDidRightly() {
    String text = Cli.run("rank", flawed).isFine().out();
    assertTrue(text.contains("O0: run_nanos, geometric mean over the 8 workloads"), text);
    assertTrue(text.contains("O2: run_nanos, geometric mean over 6 of 8 workloads"), text);
    assertTrue(text.contains("without numbers: stencil@x64 on 1, isel@x64 on 1"), text);
    text = Cli.run("rank", flawed, "--workloads", "json,sieve", "--levels", "O2").isFine().out();
    assertTrue(text.contains("No workload is left"), text);
    // An engine without any number does not take the others' away.
    text = Cli.run("rank", flawed, "--workloads", "json", "--levels", "O2").isFine().out();
    assertTrue(text.contains("1.  egraph@x64 ") && text.contains("2.  isel@x64 "), text);
    assertFalse(text.contains("\n3. "), text);
  }

  // ---- diff ----

  @Test
  void diffFindsThePlantedRegressionAndNothingElse() {
    Cli.Ended ended = Cli.run("diff", plain, regressed);
    assertEquals(4, ended.status(), ended.out());
    assertEquals("", ended.err());
    isNarrow(ended.out());
    assertTrue(ended.out().contains("4 numbers worse"), ended.out());
    for (String metric : List.of("run_nanos", "compile_nanos")) {
      for (String level : List.of("O0", "O2")) {
        assertTrue(
            ended
                .out()
                .lines()
                .anyMatch(
                    line ->
                        line.matches(
                            metric + " +" + level + " +isel@x64 +lu +.*1\\.\\d+ \\[1\\..*")),
            ended.out());
      }
    }
    assertFalse(ended.out().contains("better\n"), ended.out());
    // The mean over eight workloads is 1.2^(1/8) = 1.023: within the floor.
    assertFalse(ended.out().contains(" !\n"), ended.out());
    JsonNode result = json(Cli.run("diff", plain, regressed, "--json"));
    assertTrue(result.path("regression").booleanValue());
    List<JsonNode> worse =
        list(result.path("cells")).stream()
            .filter(c -> c.path("verdict").stringValue().equals("REGRESSION"))
            .toList();
    assertEquals(4, worse.size());
    for (JsonNode cell : worse) {
      assertEquals("lu", cell.path("workload").stringValue());
      assertEquals(1.2, cell.path("ratio").path("value").doubleValue(), 0.06);
    }
  }

  @Test
  void diffLooksTheOtherWayRoundToo() {
    Cli.Ended ended = Cli.run("diff", regressed, plain);
    assertEquals(0, ended.status(), ended.out());
    assertTrue(ended.out().contains("4 numbers better"), ended.out());
  }

  @Test
  void diffDoesNotReportNoise() throws IOException {
    for (int seed = 3; seed < 8; seed++) {
      String again = new ComparedRun().seed(seed).write(folder.resolve("again" + seed));
      Cli.Ended ended = Cli.run("diff", plain, again);
      assertEquals(0, ended.status(), ended.out());
      assertTrue(ended.out().contains("96 numbers of 96 alike"), ended.out());
    }
  }

  @Test
  void aSlowerEngineIsARegressionOfItsMean() throws IOException {
    String slower =
        new ComparedRun()
            .seed(9)
            .slowdown(cell -> cell.engine().equals("stencil@x64") ? 1.1 : 1)
            .write(folder.resolve("slower"));
    Cli.Ended ended = Cli.run("diff", plain, slower, "--metric", "run_nanos");
    assertEquals(4, ended.status(), ended.out());
    assertTrue(line(ended.out(), "O2     stencil@x64").endsWith("] !"), ended.out());
    assertFalse(line(ended.out(), "O2     isel@x64").contains("!"), ended.out());
    // With the floor above it, or where only the other engines count, there is none.
    assertEquals(0, Cli.run("diff", plain, slower, "--floor", "1.3").status());
    assertEquals(0, Cli.run("diff", plain, slower, "--engines", "isel@x64,egraph@x64").status());
    Cli.run("diff", plain, slower, "--floor", "0.9").isRefusedWith("--floor");
  }

  @Test
  void aSingleCellCountsOnlyWhereEachIsJudged() throws IOException {
    String one =
        new ComparedRun()
            .seed(9)
            .slowdown(cell -> cell.workload().equals("lu") ? 1.15 : 1)
            .write(folder.resolve("one"));
    Cli.Ended each = Cli.run("diff", plain, one, "--metric", "run_nanos");
    assertEquals(4, each.status(), each.out());
    Cli.Ended mean = Cli.run("diff", plain, one, "--metric", "run_nanos", "--judge", "mean");
    assertEquals(0, mean.status(), mean.out());
    assertEquals(each.out(), mean.out());
    Cli.Ended json = Cli.run("diff", plain, one, "--judge", "mean", "--json");
    assertTrue(json.out().contains("\"regression\" : false"), json.out());
    assertEquals(4, Cli.run("diff", plain, flawed, "--judge", "mean").status());
    Cli.run("diff", plain, one, "--judge", "some").isRefusedWith("some");
  }

  @Test
  void whatIsNoLongerRightIsARegression() {
    Cli.Ended ended = Cli.run("diff", plain, flawed);
    assertEquals(4, ended.status(), ended.out());
    assertTrue(ended.out().contains("2 cells no longer right"), ended.out());
    assertTrue(ended.out().contains("wrong-result"), ended.out());
    Cli.Ended mended = Cli.run("diff", flawed, plain);
    assertEquals(0, mended.status(), mended.out());
    assertTrue(mended.out().contains("2 cells right now"), mended.out());
  }

  @Test
  void runsOfDifferentMachinesAreNotComparedUnlessForced() throws IOException {
    String other = new ComparedRun().seed(4).write(folder.resolve("other"));
    ComparedRun.setFact(other, "machine", "cpu", "Another 9000");
    ComparedRun.setFact(other, "software", "java", "Some VM 26");
    Cli.run("diff", plain, other)
        .isRefusedWith("processor", "Another 9000", "JDK", "Some VM 26", "--force");
    Cli.Ended forced = Cli.run("diff", plain, other, "--force").isFine();
    assertTrue(forced.out().contains("differs: processor:"), forced.out());

    String sameMachine = new ComparedRun().seed(4).write(folder.resolve("kernel"));
    ComparedRun.setFact(sameMachine, "machine", "os", "Linux 9");
    Cli.Ended told = Cli.run("diff", plain, sameMachine).isFine();
    assertTrue(told.out().contains("differs: kernel:"), told.out());

    String larger = new ComparedRun().seed(4).write(folder.resolve("larger"));
    ComparedRun.setFact(larger, "suite", "size", "PAPER");
    Cli.run("diff", plain, larger).isRefusedWith("size of the timed calls", "PAPER");

    String unknown = new ComparedRun().seed(4).write(folder.resolve("unknown"));
    Files.delete(Path.of(unknown, Provenance.FILE));
    Cli.run("diff", plain, unknown).isRefusedWith("provenance.json", "--force");
    Cli.run("diff", plain, unknown, "--force").isFine();
  }
}
