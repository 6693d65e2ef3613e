package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Journal;

/** A run that began on one machine does not go on unnoticed on another. */
class ResumedElsewhereTest {
  @TempDir Path folder;

  @Test
  void anotherMachineNeedsForceNowAndWhenItIsCompared() throws IOException {
    Path out = InventedRun.write(folder.resolve("out"), InventedRun.suite());
    Path journal = out.resolve(Journal.FILE);
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, lines.size() - 1));
    String results = out.toString();
    ComparedRun.setFact(results, "machine", "cpu", "Abacus 3000");
    ComparedRun.setFact(results, "machine", "os", "Linux 9");
    Cli.run("resume", results)
        .isRefusedWith("begun on another machine or build: processor: 'Abacus 3000'", "--force");
    assertEquals(lines.size() - 1, Files.readAllLines(journal).size());

    Cli.Ended forced = Cli.run("resume", results, "--force");
    assertEquals(0, forced.status(), forced.err());
    assertTrue(forced.err().contains("different is processor: 'Abacus 3000'"), forced.err());
    assertTrue(forced.err().contains("different is kernel: 'Linux 9'"), forced.err());
    assertEquals(lines.size(), Files.readAllLines(journal).size());

    Cli.run("cmp", results).isRefusedWith("processor: 'Abacus 3000'", "--force");
    Cli.run("rank", results).isRefusedWith("processor: 'Abacus 3000'", "--force");
    Cli.run("diff", results, results).isRefusedWith("processor: 'Abacus 3000'", "--force");
    Cli.run("merge", folder.resolve("merged").toString(), results)
        .isRefusedWith("resumed on another machine or build: processor", "--force");
    Cli.run("cmp", results, "--force").isFine();
  }

  /** Where nothing was measured, there is nothing to mix. */
  @Test
  void aRunWithoutVisitsBeginsAnywhere() throws IOException {
    Path out = InventedRun.write(folder.resolve("out"), InventedRun.suite());
    Path journal = out.resolve(Journal.FILE);
    Files.write(journal, Files.readAllLines(journal).subList(0, 1));
    ComparedRun.setFact(out.toString(), "machine", "cpu", "Abacus 3000");
    assertEquals(0, Cli.run("resume", out.toString()).status());
    Cli.run("cmp", out.toString()).isFine();
  }
}
