package paretojit.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import paretojit.measure.AtomicFile;
import paretojit.measure.Journal;
import paretojit.measure.Shard;
import paretojit.peer.process.Executable;
import paretojit.suite.Suite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pareto slurm}: measures a suite on the nodes of a cluster. */
@Command(
    name = "slurm",
    header = "Measure a suite on several nodes of a Slurm cluster.",
    description = {
      "",
      "Writes and submits a job array, whose tasks measure a shard of the suite each on a node of",
      "their own, and a job that merges them afterwards. A requeued task goes on where it was."
          + " DIR,",
      "this program and the JDK must be where all nodes see them. docs/cluster.md tells more.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto slurm quick --nodes 4 --dry-run",
      "  ./pareto slurm mine.toml --nodes 8 --partition compute --time 2:00:00 --out results/mine",
      "  ./pareto slurm paper --nodes 4 -e '^(stencil|llvm)' --workloads 'query-*' --forks 3"
    })
final class SlurmCommand extends BaseCommand {
  /** What a line of a script can hold without more ado. */
  private static final Pattern WORD = Pattern.compile("[\\w.,:/@&|*()\\[\\]+-]+");

  @Mixin private SuiteChoice choice = new SuiteChoice();

  @Option(
      names = "--nodes",
      required = true,
      paramLabel = "N",
      description = "How many shards, each on a node of its own.")
  private int nodes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The results folder (default: results/DATE-SUITE-slurm).")
  private @Nullable Path out;

  @Option(names = "--partition", paramLabel = "NAME", description = "As sbatch has it.")
  private @Nullable String partition;

  @Option(names = "--account", paramLabel = "NAME", description = "As sbatch has it.")
  private @Nullable String account;

  @Option(
      names = "--constraint",
      paramLabel = "FEATURES",
      description = "As sbatch has it: so that all nodes are of one kind.")
  private @Nullable String constraint;

  @Option(names = "--time", paramLabel = "LIMIT", description = "As sbatch has it, for each task.")
  private @Nullable String time;

  @Option(names = "--dry-run", description = "Print the scripts; write and submit nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the folder and the jobs' numbers as JSON.")
  private boolean json;

  /** What was submitted. */
  private record Submitted(String folder, String shardsJob, String mergeJob) {}

  SlurmCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Suite suite = choice.resolve();
    int most = suite.workloads().size();
    if (nodes < 1 || nodes > most) {
      throw new UserError(
          "--nodes %d: suite %s has %d workloads, so it can use 1 to %d nodes"
              .formatted(nodes, suite.name(), most, most));
    }
    Map<String, String> options = options();
    if (dryRun) {
      Path folder = out == null ? Path.of("results", suite.name() + "-slurm") : out;
      print(scripts(folder, suite, options));
      return ExitCode.OK;
    }
    Path sbatch =
        Executable.find("sbatch", io.environment().apply("PATH"))
            .orElseThrow(
                () ->
                    new UserError(
                        "sbatch is not on the PATH: run this where Slurm is installed, such as a"
                            + " cluster's login node; --dry-run shows the scripts"));
    if (out != null && (ResultsFolder.holdsResults(out) || Files.exists(out.resolve("shards")))) {
      throw new UserError(
          "%s holds results already; give another --out, or go on with them: sbatch %s"
              .formatted(out, out.resolve("slurm/shards.sbatch")));
    }
    SlurmScripts scripts =
        scripts(ResultsFolder.create(out, suite.name() + "-slurm"), suite, options);
    write(scripts, suite);
    submit(sbatch, scripts);
    return ExitCode.OK;
  }

  private Map<String, String> options() {
    Map<String, @Nullable String> all = new LinkedHashMap<>();
    all.put("partition", partition);
    all.put("account", account);
    all.put("constraint", constraint);
    all.put("time", time);
    Map<String, String> given = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (value != null) {
            if (!WORD.matcher(value).matches()) {
              throw new UserError("--%s '%s': not a word that sbatch takes".formatted(name, value));
            }
            given.put(name, value);
          }
        });
    return given;
  }

  private SlurmScripts scripts(Path folder, Suite suite, Map<String, String> options) {
    return new SlurmScripts(
        folder.toAbsolutePath().normalize(),
        suite.name(),
        nodes,
        Path.of(System.getProperty("java.home"), "bin", "java"),
        jvmArguments(),
        options);
  }

  /** Those of this process, without agents, which belong to whoever started it. */
  private static List<String> jvmArguments() {
    List<String> arguments = new ArrayList<>();
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!argument.startsWith("-agent") && !argument.startsWith("-javaagent")) {
        arguments.add(argument);
      }
    }
    arguments.addAll(List.of("-classpath", ManagementFactory.getRuntimeMXBean().getClassPath()));
    return arguments;
  }

  private void print(SlurmScripts scripts) {
    io.println("# " + scripts.job().resolve("shards.sbatch"));
    io.println(scripts.shardsScript());
    io.println("# " + scripts.job().resolve("merge.sbatch"));
    io.out().print(scripts.mergeScript());
  }

  /** The scripts, and a journal for each shard, which from then on says what is measured. */
  private static void write(SlurmScripts scripts, Suite suite) throws IOException {
    Path job = Files.createDirectories(scripts.job());
    AtomicFile.write(job.resolve("jvm.args"), w -> w.write(scripts.jvmArgumentsFile()));
    AtomicFile.write(job.resolve("shards.sbatch"), w -> w.write(scripts.shardsScript()));
    AtomicFile.write(job.resolve("merge.sbatch"), w -> w.write(scripts.mergeScript()));
    for (int index = 1; index <= scripts.shards(); index++) {
      Path shard = Files.createDirectories(scripts.shard(index));
      Journal.create(shard, suite, new Shard(index, scripts.shards())).close();
    }
  }

  private void submit(Path sbatch, SlurmScripts scripts) throws IOException, InterruptedException {
    Path job = scripts.job();
    String shards = submit(sbatch, job.resolve("shards.sbatch"));
    String merge = submit(sbatch, job.resolve("merge.sbatch"), "--dependency=afterany:" + shards);
    if (json) {
      printJson(new Submitted(scripts.folder().toString(), shards, merge));
      return;
    }
    io.println("Job %s measures %d shards; job %s merges them.".formatted(shards, nodes, merge));
    io.println("Results: " + scripts.folder() + "; logs: " + job);
    io.println("A task that failed goes on by: sbatch --array=I " + job.resolve("shards.sbatch"));
  }

  /** Submits a script and gives its job's number. */
  private static String submit(Path sbatch, Path script, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(sbatch.toString(), "--parsable"));
    command.addAll(List.of(options));
    command.add(script.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new UserError(
          "sbatch refused %s: %s; mend what it says and submit it by hand, or begin with another --out"
              .formatted(script, said.replaceAll("\\s*\\n\\s*", "; ")));
    }
    // With --parsable: the number, and a cluster's name behind a semicolon.
    return said.lines().toList().getLast().replaceAll(";.*", "");
  }
}
