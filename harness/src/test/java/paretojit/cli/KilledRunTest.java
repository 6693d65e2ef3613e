package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Journal;
import paretojit.measure.Schedule;
import paretojit.measure.Task;
import paretojit.measure.Visit;
import paretojit.suite.Workloads;

/** A run is killed hard: nothing measured is lost, nobody is left behind, and resuming completes it. */
class KilledRunTest {
  @TempDir Path folder;

  private Path suite(String engine) throws IOException {
    return Files.writeString(
        folder.resolve("s.toml"),
        """
        workloads = ["crc32", "tak", "collatz"]
        engines = ["interp", "%s"]
        size = "test"
        warmup_seconds = 0
        steady_seconds = 0
        compile_iterations = 3
        compile_millis = 20
        run_iterations = 3
        run_millis = 20
        timeout_seconds = 600
        """
            .formatted(engine));
  }

  private Process start(Path suite, Path out) throws IOException {
    return ParetoProcess.start(
        folder.resolve("log"), Map.of(), "run", suite.toString(), "--out", out.toString());
  }

  private static int visits(Path out) {
    try {
      return Journal.read(out).visits().size();
    } catch (IOException e) {
      return 0; // it has not begun
    }
  }

  /** Kills it as {@code kill -9} does and waits until all that it had started is gone. */
  private static void kill(Process process, List<ProcessHandle> family) throws Exception {
    process.destroyForcibly().waitFor();
    for (ProcessHandle member : family) {
      member.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void resumingMakesEveryVisitExactlyOnce() throws Exception {
    Path out = folder.resolve("out");
    Process process = start(suite("peer:slow@jvm"), out);
    ParetoProcess.await("four visits", () -> visits(out) >= 4);
    List<ProcessHandle> family = process.descendants().toList();
    assertTrue(family.size() >= 3, "two workers and a peer, not " + family);
    kill(process, family);
    List<String> before = Files.readAllLines(out.resolve(Journal.FILE));
    assertTrue(before.size() < 12, "it was not killed in the middle");
    assertTrue(Files.readString(out.resolve("provenance.json")).contains("\"running\""));

    Cli.Ended ended = Cli.run("resume", out.toString());
    assertEquals(0, ended.status(), ended.err());
    Journal.Contents contents = Journal.read(out);
    List<Task> made = contents.visits().stream().map(Visit::task).toList();
    List<Task> all = Schedule.of(contents.suite(), contents.suite().select(Workloads.shipped()));
    assertEquals(12, all.size());
    assertEquals(all.size(), made.size());
    assertEquals(new HashSet<>(all), new HashSet<>(made));
    assertEquals(
        before.subList(0, before.size() - 1),
        Files.readAllLines(out.resolve(Journal.FILE)).subList(0, before.size() - 1));
    assertTrue(contents.visits().stream().allMatch(Visit::isOk));
    String provenance = Files.readString(out.resolve("provenance.json"));
    assertTrue(provenance.contains("\"complete\""), provenance);
    assertTrue(provenance.contains("\"resumed\""), provenance);
    assertTrue(Files.size(out.resolve("report.html")) > 1000);
  }

  /** As Ctrl-C and Slurm do it: that a worker or peer was told to end is no crash of an engine. */
  @Test
  void aSignalToAllOfThemIsNoCrash() throws Exception {
    Path out = folder.resolve("out");
    Process process = start(suite("peer:slow@jvm"), out);
    ParetoProcess.await("four visits", () -> visits(out) >= 4);
    List<ProcessHandle> family = process.descendants().toList();
    family.forEach(ProcessHandle::destroy);
    Thread.sleep(200); // the parent is the last to hear of it
    process.destroy();
    process.waitFor();
    for (ProcessHandle member : family) {
      member.onExit().get(60, TimeUnit.SECONDS);
    }
    assertTrue(Journal.read(out).visits().stream().allMatch(Visit::isOk));
    assertTrue(Files.readString(out.resolve("provenance.json")).contains("\"interrupted\""));
    assertEquals(0, Cli.run("resume", out.toString()).status());
    assertEquals(12, Journal.read(out).visits().size());
    assertTrue(Journal.read(out).visits().stream().allMatch(Visit::isOk));
  }

  @Test
  void aPeerThatHangsDoesNotSurviveIt() throws Exception {
    Path out = folder.resolve("out");
    Process process = start(suite("peer:hang@jvm"), out);
    // Engines take turns: with a second visit to the interpreter begun or this peer hanging, all
    // are there.
    ParetoProcess.await(
        "a peer", () -> process.children().anyMatch(w -> w.children().findAny().isPresent()));
    Thread.sleep(2000); // until it hangs; if it does not yet, this shows less and fails no more
    List<ProcessHandle> family = process.descendants().toList();
    assertTrue(family.size() >= 2, "" + family);
    kill(process, family);
  }

  @Test
  void onlyOneProcessWritesAFolder() throws Exception {
    Path out = folder.resolve("out");
    Process process = start(suite("peer:hang@jvm"), out);
    ParetoProcess.await("a worker", () -> process.children().findAny().isPresent());
    Cli.run("resume", out.toString()).isRefusedWith("written by another process");
    kill(process, process.descendants().toList());
  }

  @Test
  void resumeNeedsARun() {
    Cli.run("resume", folder.toString()).isRefusedWith("holds no results", "./pareto run");
  }
}
