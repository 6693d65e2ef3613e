package paretojit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Cell;
import paretojit.measure.Comparability;
import paretojit.measure.Journal;
import paretojit.measure.Provenance;
import paretojit.measure.Shard;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code pareto run}: measures a suite and reports. */
@Command(
    name = "run",
    header = "Measure a suite: every engine on every program, checked, with a report.",
    description = {
      "",
      "Every result is compared with the interpreter's before and after it is timed. Code that",
      "crashes, hangs or is wrong costs its own rows and nothing else. Ctrl-C keeps what was",
      "measured; ./pareto resume DIR (or the same line with --resume) goes on from there.",
      "",
      "Writes samples.csv, phases.csv, code.csv, summary.csv, provenance.json, report.html and",
      "figures/ into the results folder (docs/data.md explains them), and prints the summary.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto run quick",
      "  ./pareto run quick --engines stencil@x64,egraph@x64 --workloads 'query-*' --levels O2",
      "  ./pareto run peers -e '^(stencil|v8)' -w 'sha|crc' --list",
      "  ./pareto run throughput --workloads big.wasm",
      "  ./pareto run mine.toml --out results/mine",
      "  ./pareto run quick --resume --out results/2026-11-22-quick-host",
      "  ./pareto run quick --shard 1/3     # on the first of three machines"
    })
final class RunCommand extends BaseCommand {
  @Mixin private SuiteChoice choice = new SuiteChoice();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The results folder (default: results/DATE-SUITE-HOST).")
  private @Nullable Path out;

  @Option(names = "--list", description = "Print the cells that would be measured, and end.")
  private boolean list;

  @Option(names = "--resume", description = "Go on with the run in --out DIR.")
  private boolean resume;

  @Mixin private MachineCheck machines = new MachineCheck();

  @Option(
      names = "--shard",
      paramLabel = "i/n",
      converter = ShardConverter.class,
      description = "Only the i-th of n parts of the workloads; ./pareto merge joins them.")
  private @Nullable Shard shard;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  /** What is no shard is a usage error. */
  private static final class ShardConverter implements ITypeConverter<Shard> {
    @Override
    public Shard convert(String text) {
      try {
        return Shard.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  RunCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Suite resolved = choice.resolve();
    checkShard(shard, resolved);
    if (list) {
      list(shard == null ? resolved : shard.of(resolved));
      return ExitCode.OK;
    }
    Path folder = resume ? existingFolder(resolved) : newFolder(resolved);
    return new SuiteRun(io, folder).measureAndReport(this, machines, json);
  }

  private static void checkShard(@Nullable Shard shard, Suite suite) {
    if (shard != null && shard.of(suite).workloads().isEmpty()) {
      int most = suite.workloads().size();
      throw new UserError(
          "shard %s of suite %s is empty, for the suite has %d workloads; use at most %d shards"
              .formatted(shard, suite.name(), most, most));
    }
  }

  /** One line a cell, in the order of the suite's file. */
  private void list(Suite suite) {
    for (String workload : suite.workloads()) {
      for (InputLevel level : suite.levels()) {
        suite.engines().forEach(e -> io.println(new Cell(workload, level, e).toString()));
      }
    }
  }

  // ---- the folder ----

  private Path newFolder(Suite suite) throws IOException {
    if (out != null && ResultsFolder.holdsResults(out)) {
      throw new UserError(
          out + " holds results already; give another --out, or --resume to go on with them");
    }
    String name = suite.name() + (shard == null ? "" : "-" + shard.fileName());
    Path folder = ResultsFolder.create(out, name + "-" + Provenance.hostName());
    Journal.create(folder, suite, shard).close();
    return folder;
  }

  private Path existingFolder(Suite suite) throws IOException {
    if (out == null) {
      throw new UserError("--resume needs the folder to go on with: --out DIR");
    }
    if (!Files.isReadable(out.resolve(Journal.FILE))) {
      throw new UserError(out + " holds no run to go on with (no " + Journal.FILE + ")");
    }
    Journal.Contents contents = Journal.read(out);
    List<String> differences = new ArrayList<>(Comparability.differences(contents.suite(), suite));
    if (!Objects.equals(contents.shard(), shard)) {
      differences.add("shard");
    }
    if (!differences.isEmpty()) {
      throw new UserError(
          "%s holds a run of another suite or of other options (%s); give the same ones, or use ./pareto resume %s"
              .formatted(out, String.join("; ", differences), out));
    }
    return out;
  }
}
