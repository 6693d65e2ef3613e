package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Journal;
import paretojit.measure.Task;
import paretojit.measure.Visit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pareto slurm} on a real Slurm of two nodes, which this test starts; skipped without one. */
class SlurmTest {
  @TempDir Path folder;

  /** Visits take a third of a second each, so that there is a middle to requeue in. */
  private Path suite() throws IOException {
    return Files.writeString(
        folder.resolve("s.toml"),
        """
        workloads = ["crc32", "matmul", "quicksort", "tak"]
        engines = ["interp"]
        size = "test"
        warmup_seconds = 0
        rounds = 4
        compile_iterations = 100000
        compile_millis = 250
        run_iterations = 3
        run_millis = 20
        """);
  }

  @Test
  void shardsOnTwoNodesOneOfThemRequeuedMakeTheWholeRun() throws Exception {
    Optional<String> missing = SmallSlurm.missing();
    missing.ifPresent(why -> System.out.println("SlurmTest is skipped: " + why));
    Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
    Path out = folder.resolve("out");
    try (SmallSlurm slurm = SmallSlurm.start(Files.createDirectory(folder.resolve("slurm")))) {
      JsonNode jobs = submit(slurm, out);
      String array = jobs.path("shardsJob").stringValue();
      ParetoProcess.await(
          "both shards at work", () -> visits(out, 1).size() >= 3 && visits(out, 2).size() >= 1);
      Set<String> nodes =
          new HashSet<>(slurm.run("squeue", "-h", "-t", "R", "-o", "%N").lines().toList());
      assertEquals(Set.of("n1", "n2"), nodes);
      slurm.run("scontrol", "requeue", array + "_1");
      List<String> before = lines(out, 1);
      assertTrue(before.size() < 1 + 16, "it was not requeued in the middle");
      ParetoProcess.await("the end of all jobs", () -> slurm.run("squeue", "-h").isEmpty());

      String job = slurm.run("scontrol", "show", "job", array + "_1");
      assertTrue(job.contains("Restarts=1"), job);
      String log = Files.readString(out.resolve("slurm/merge.log"));
      assertTrue(log.contains("Report: " + out), () -> log + slurm.run("scontrol", "show", "job"));
      assertEquals(
          before.subList(0, before.size() - 1), lines(out, 1).subList(0, before.size() - 1));
    }
    assertCoversTheWholeRun(out);
  }

  private JsonNode submit(SmallSlurm slurm, Path out) throws IOException, InterruptedException {
    Path log = folder.resolve("submit.log");
    Process submit =
        ParetoProcess.start(
            log,
            slurm.environment(),
            "slurm",
            suite().toString(),
            "--nodes",
            "2",
            "--out",
            out.toString(),
            "--json");
    assertEquals(0, submit.waitFor(), Files.readString(log));
    return new JsonMapper().readTree(Files.readString(log));
  }

  private static List<String> lines(Path out, int shard) {
    try {
      return Files.readAllLines(out.resolve("shards/" + shard + "of2").resolve(Journal.FILE));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<String> visits(Path out, int shard) {
    List<String> lines = lines(out, shard);
    return lines.isEmpty() ? lines : lines.subList(1, lines.size());
  }

  private void assertCoversTheWholeRun(Path out) throws IOException {
    Path whole = folder.resolve("whole");
    Cli.Ended ended = Cli.run("run", suite().toString(), "--out", whole.toString());
    assertEquals(0, ended.status(), ended.err());
    List<Task> tasks = tasks(whole);
    assertEquals(32, tasks.size());
    assertEquals(tasks.size(), tasks(out).size());
    assertEquals(new HashSet<>(tasks), new HashSet<>(tasks(out)));
    List<Task> inShards = new ArrayList<>(tasks(out.resolve("shards/1of2")));
    inShards.addAll(tasks(out.resolve("shards/2of2")));
    assertEquals(32, inShards.size());
    JsonNode provenance =
        new JsonMapper().readTree(Files.readString(out.resolve("provenance.json")));
    assertEquals("complete", provenance.path("state").stringValue());
    assertEquals(1, provenance.path("parts").path(0).path("resumed").size());
    assertTrue(
        Set.of("n1", "n2").contains(provenance.path("parts").path(1).path("host").stringValue()));
  }

  private static List<Task> tasks(Path results) throws IOException {
    return Journal.read(results).visits().stream().map(Visit::task).toList();
  }
}
