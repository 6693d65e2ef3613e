package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Journal;
import paretojit.measure.Shard;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pareto slurm} where there is no Slurm; {@link SlurmTest} has a real one. */
class SlurmCommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/slurm/dry-run.txt");

  @TempDir Path folder;

  /** {@code mvn test -Dpareto.bless=true} writes it anew. */
  @Test
  void theScriptsAreAsAgreed() throws IOException {
    String printed =
        Cli.run(
                "slurm",
                "smoke",
                "--nodes",
                "2",
                "--out",
                "/shared/it's here/smoke",
                "--partition",
                "compute",
                "--time",
                "1:30:00",
                "--dry-run")
            .isFine()
            .out()
            .replace(System.getProperty("java.home"), "JAVA_HOME");
    if (Boolean.getBoolean("pareto.bless")) {
      Files.writeString(GOLDEN, printed);
    }
    assertEquals(Files.readString(GOLDEN), printed);
    assertFalse(Files.exists(Path.of("/shared")));
  }

  @Test
  void withoutSlurmItSaysWhatToDo() {
    String out = folder.resolve("r").toString();
    Cli.run("slurm", "smoke", "--nodes", "2", "--out", out)
        .isRefusedWith("sbatch is not on the PATH", "login node", "--dry-run");
    Cli.run("slurm", "smoke", "--nodes", "4", "--dry-run")
        .isRefusedWith("3 workloads", "1 to 3 nodes");
    Cli.run("slurm", "smoke", "--nodes", "0", "--dry-run").isRefusedWith("1 to 3 nodes");
    Cli.run("slurm", "nope", "--nodes", "2", "--dry-run").isRefusedWith("no suite 'nope'");
    Cli.run("slurm", "smoke", "--dry-run").isRefusedWith("--nodes");
    Cli.run("slurm", "smoke", "--nodes", "2", "--time", "1 h", "--dry-run")
        .isRefusedWith("--time '1 h'");
    assertFalse(Files.exists(folder.resolve("r")));
  }

  /** A stand-in for sbatch, first on the path. */
  private Map<String, String> environment(String script) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path sbatch = Files.writeString(bin.resolve("sbatch"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(sbatch, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Map.of("PATH", bin.toString());
  }

  @Test
  void theArrayIsSubmittedAndThenTheMergeThatWaitsForIt() throws IOException {
    Path log = folder.resolve("log");
    Map<String, String> environment =
        environment("echo \"$@\" >> '%s'\necho '42;cluster'\n".formatted(log));
    Path out = folder.resolve("r");
    String[] line = {"slurm", "smoke", "--nodes", "2", "--out", out.toString(), "--json"};
    JsonNode json = new JsonMapper().readTree(Cli.runIn(environment, line).isFine().out());
    assertEquals("42", json.path("shardsJob").stringValue());
    assertEquals(
        List.of(
            "--parsable " + out + "/slurm/shards.sbatch",
            "--parsable --dependency=afterany:42 " + out + "/slurm/merge.sbatch"),
        Files.readAllLines(log));
    for (int index : new int[] {1, 2}) {
      Journal.Contents contents = Journal.read(out.resolve("shards/" + index + "of2"));
      assertEquals(new Shard(index, 2), contents.shard());
      assertEquals(3, contents.suite().workloads().size());
    }
    assertTrue(Files.readString(out.resolve("slurm/jvm.args")).contains("\"-classpath\"\n"));
    Cli.runIn(environment, line).isRefusedWith("holds results already", "sbatch " + out);
  }

  @Test
  void theSuiteCanBeChangedAsForARun() throws IOException {
    Path out = folder.resolve("r");
    List<String> line = new ArrayList<>(List.of("slurm", "smoke", "--nodes", "2"));
    line.addAll(List.of("--out", out.toString(), "-w", "crc|sort", "-e", "^stencil"));
    line.addAll(List.of("--engines", "interp,stencil@x64"));
    line.addAll(List.of("--levels", "O2", "--forks", "3", "--seed", "7"));
    Cli.runIn(environment("echo 1\n"), line.toArray(String[]::new)).isFine();
    Suite suite = Journal.read(out.resolve("shards/1of2")).suite();
    assertEquals(List.of("crc32", "quicksort"), suite.workloads());
    assertEquals(List.of("stencil@x64"), suite.engines());
    assertEquals(List.of(InputLevel.O2), suite.levels());
    assertEquals(3, suite.effort().forks());
    assertEquals(7, suite.seed());
    Cli.run("slurm", "smoke", "--nodes", "3", "-w", "crc", "--dry-run")
        .isRefusedWith("has 1 workloads");
    Cli.run("slurm", "smoke", "--nodes", "1", "-w", "nope", "--dry-run")
        .isRefusedWith("--only-workloads nope: found in none of");
  }

  @Test
  void whatSbatchSaysIsPassedOn() throws IOException {
    Map<String, String> environment =
        environment("echo 'sbatch: error: invalid partition' >&2\nexit 1\n");
    String out = folder.resolve("r").toString();
    Cli.runIn(environment, "slurm", "smoke", "--nodes", "2", "--out", out)
        .isRefusedWith("invalid partition", "shards.sbatch");
  }
}
