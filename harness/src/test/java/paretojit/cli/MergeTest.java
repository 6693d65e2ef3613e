package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Journal;
import paretojit.measure.Shard;
import paretojit.measure.Visit;
import paretojit.suite.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shards become one run again, or it is said why not. */
class MergeTest {
  private final Suite suite = InventedRun.suite();

  @TempDir Path folder;
  private Path first = Path.of("");
  private Path second = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void makeShards() throws IOException {
    first = InventedRun.write(folder.resolve("a"), suite, new Shard(1, 2), 0);
    second = InventedRun.write(folder.resolve("b"), suite, new Shard(2, 2), 0);
    out = folder.resolve("out");
  }

  private static Cli.Ended merge(Object... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "merge";
    for (int k = 0; k < arguments.length; k++) {
      line[k + 1] = arguments[k].toString();
    }
    return Cli.run(line);
  }

  private static JsonNode provenance(Path of) throws IOException {
    return new JsonMapper().readTree(Files.readString(of.resolve("provenance.json")));
  }

  /** As if it had been measured elsewhere. */
  private static void edit(Path of, String regex, String by) throws IOException {
    Path file = of.resolve("provenance.json");
    String text = Files.readString(file);
    String other = text.replaceFirst(regex, by);
    assertFalse(text.equals(other), text);
    Files.writeString(file, other);
  }

  @Test
  void shardsBecomeTheWholeRun() throws IOException {
    edit(second, "\"host\" : \"[^\"]*\"", "\"host\" : \"elsewhere\"");
    merge(out, first, second).isFine();
    InventedRun.write(folder.resolve("whole"), suite);
    assertEquals(0, Cli.run("report", folder.resolve("whole").toString()).status());
    for (String file : List.of("summary.csv", "geomeans.csv", "break_even.csv", "code.csv")) {
      assertEquals(
          Files.readAllLines(folder.resolve("whole").resolve(file)),
          Files.readAllLines(out.resolve(file)),
          file);
    }
    assertTrue(Files.size(out.resolve("report.html")) > 1000);
    JsonNode provenance = provenance(out);
    assertEquals("complete", provenance.path("state").stringValue());
    assertEquals(0, provenance.path("missing").size());
    assertEquals("1/2", provenance.path("parts").path(0).path("shard").stringValue());
    assertEquals(second.toString(), provenance.path("parts").path(1).path("folder").stringValue());
    assertEquals("elsewhere", provenance.path("machine").path("host").path(1).stringValue());
    assertEquals(
        provenance(first).path("machine").path("cpu"), provenance.path("machine").path("cpu"));
    assertEquals(6, provenance.path("order").size());
  }

  @Test
  void aShardSumsUpItsOwnWorkloadsOnly() {
    Cli.Ended ended = Cli.run("report", first.toString()).isFine();
    assertTrue(ended.out().contains("2 workloads"), ended.out());
    assertFalse(ended.out().contains("not reached"), ended.out());
  }

  @Test
  void whatIsMissingIsTold() throws IOException {
    Cli.Ended ended = merge(out, second);
    assertEquals(1, ended.status(), ended.err());
    List<String> missing = new Shard(1, 2).of(suite).workloads();
    String names = String.join(", ", missing);
    assertTrue(ended.err().contains("incomplete: 2 of 3 workloads"), ended.err());
    assertTrue(ended.err().contains(names), ended.err());
    assertEquals("incomplete", provenance(out).path("state").stringValue());
    assertEquals(missing.getFirst(), provenance(out).path("missing").path(0).stringValue());
    assertTrue(Files.readString(out.resolve("report.html")).contains("the run is incomplete"));
    // With the other shard there, the merge can be made again in the same place.
    merge(out, first, second).isFine();
    assertEquals("complete", provenance(out).path("state").stringValue());
    // But not so that it would lose something.
    merge(out, second).isRefusedWith("would be lost", out.toString());
  }

  @Test
  void aPartThatWasInterruptedIsTold() throws IOException {
    edit(second, "\"complete\"", "\"interrupted\"");
    Cli.Ended ended = merge(out, first, second);
    assertEquals(1, ended.status());
    assertTrue(ended.err().contains(second + " (interrupted) had not ended"), ended.err());
    assertEquals("incomplete", provenance(out).path("state").stringValue());
  }

  /** As on a cluster where a node never came up. */
  @Test
  void aShardThatNeverBeganIsTold() throws IOException {
    Path idle = Files.createDirectory(folder.resolve("idle"));
    Journal.create(idle, suite, new Shard(1, 2)).close();
    Cli.Ended ended = merge(out, idle, second);
    assertEquals(1, ended.status());
    assertTrue(ended.err().contains("incomplete: 2 of 3 workloads"), ended.err());
    assertTrue(ended.err().contains(idle + " (not begun) had not ended"), ended.err());
    assertEquals(
        provenance(second).path("machine").path("cpu"),
        provenance(out).path("machine").path("cpu"));
    assertEquals("not begun", provenance(out).path("parts").path(0).path("state").stringValue());
  }

  @Test
  void differentSuitesAreNeverMerged() throws IOException {
    Path other = InventedRun.write(folder.resolve("c"), suite.withSeed(99), new Shard(2, 2), 0);
    merge(out, first, other, "--force").isRefusedWith("different suites", "seed: '1' and '99'");
    Suite fewer = suite.withEngines(List.of("interp"));
    Path less = InventedRun.write(folder.resolve("d"), fewer, new Shard(2, 2), 0);
    merge(out, first, less).isRefusedWith("engines: [double] and ");
    assertFalse(Files.exists(out));
  }

  @Test
  void differentMachinesNeedForce() throws IOException {
    edit(second, "\"cpu\" : [^\n]*,", "\"cpu\" : \"Abacus 3000\",");
    edit(second, "\"java\" : [^\n]*,", "\"java\" : \"Some VM 26\",");
    merge(out, first, second)
        .isRefusedWith("processor: '", "and 'Abacus 3000'", "JDK: '", "--force");
    assertFalse(Files.exists(out));
    Cli.Ended forced = merge(out, first, second, "--force");
    assertEquals(0, forced.status(), forced.err());
    assertTrue(forced.err().contains("merged although"), forced.err());
    assertEquals("Abacus 3000", provenance(out).path("machine").path("cpu").path(1).stringValue());
    // What was forced together is not compared without being asked again.
    for (String command : List.of("cmp", "rank")) {
      Cli.run(command, out.toString()).isRefusedWith("processor: [", "Abacus 3000", "--force");
      Cli.run(command, out.toString(), "--force").isFine();
    }
  }

  @Test
  void smallerDifferencesAreTold() throws IOException {
    edit(second, "\"os\" : [^\n]*,", "\"os\" : \"Linux 9\",");
    Cli.Ended ended = merge(out, first, second);
    assertEquals(0, ended.status(), ended.err());
    assertTrue(ended.err().contains("differ in kernel: '"), ended.err());
  }

  @Test
  void tasksMeasuredTwiceNeedForceAndThenTheFirstCounts() throws IOException {
    Path again = InventedRun.write(folder.resolve("again"), suite, new Shard(2, 2), 1);
    merge(out, first, second, again).isRefusedWith("both measured", "other task", "--force");
    Cli.Ended forced = merge(out, first, second, again, "--force");
    assertEquals(0, forced.status(), forced.err());
    List<Visit> visits = Journal.read(out).visits();
    assertEquals(6, visits.size());
    for (Visit visit : visits) {
      long[] run = visit.samples().getOrDefault("run_nanos", new long[] {1});
      assertEquals(0, run[0] % 10, "" + visit.cell());
    }
    // A copy is no disagreement.
    Path copy = InventedRun.write(folder.resolve("copy"), suite, new Shard(2, 2), 0);
    merge(folder.resolve("out2"), first, second, copy).isFine();
  }

  @Test
  void whatIsNoRunIsRefused() {
    merge(out, first, folder.resolve("nope")).isRefusedWith("nope holds no results");
    merge(first, first, second).isRefusedWith("cannot be merged into itself");
    merge(out).isRefusedWith("IN");
  }
}
