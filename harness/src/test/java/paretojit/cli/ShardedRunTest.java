package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Cell;
import paretojit.measure.Journal;
import paretojit.measure.Shard;
import paretojit.measure.Visit;

/** {@code run --shard}, for real. */
class ShardedRunTest {
  @TempDir Path folder;

  private Cli.Ended run(String shard, String out, String... more) {
    List<String> line =
        List.of("run", "smoke", "--levels", "O2", "--shard", shard, "--out", folder + "/" + out);
    return Cli.run(Stream.concat(line.stream(), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void shardsOfARunMakeTheRun() throws IOException {
    assertEquals(0, run("1/2", "a").status());
    Journal.Contents contents = Journal.read(folder.resolve("a"));
    assertEquals(3, contents.suite().workloads().size());
    assertEquals(new Shard(1, 2), contents.shard());
    assertEquals(
        contents.part().workloads().stream().sorted().toList(),
        contents.visits().stream().map(v -> v.cell().workload()).sorted().toList());
    String provenance = Files.readString(folder.resolve("a/provenance.json"));
    assertTrue(provenance.contains("\"shard\" : \"1/2\""), provenance);

    // The second is cut short, and goes on.
    assertEquals(0, run("2/2", "b").status());
    Path journal = folder.resolve("b/journal.jsonl");
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, lines.size() - 1));
    run("1/2", "b", "--resume").isRefusedWith("other options", "./pareto resume");
    assertEquals(0, run("2/2", "b", "--resume").status());
    assertEquals(1, Journal.read(folder.resolve("b")).visits().size());

    Path out = folder.resolve("out");
    Cli.Ended merged =
        Cli.run("merge", out + "", folder.resolve("a") + "", folder.resolve("b") + "");
    assertEquals(0, merged.status(), merged.err());
    assertEquals(
        List.of("crc32", "matmul", "quicksort"),
        Journal.read(out).visits().stream().map(Visit::cell).map(Cell::workload).sorted().toList());
  }

  @Test
  void whatIsNoShardIsRefused() {
    run("3/2", "x").isRefusedWith("--shard", "3/2", "i from 1 to n");
    run("two", "x").isRefusedWith("--shard", "two");
    run("4/4", "x").isRefusedWith("shard 4/4", "3 workloads", "at most 3 shards");
    assertFalse(Files.exists(folder.resolve("x")));
  }
}
