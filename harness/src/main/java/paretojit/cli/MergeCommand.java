package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import paretojit.measure.Journal;
import paretojit.measure.Merge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto merge}: makes one run of several. */
@Command(
    name = "merge",
    header = "Join the shards of a suite, measured on several machines, into one results folder.",
    description = {
      "",
      "OUT gets a journal with the visits of all IN folders, and every file derived from it. Runs",
      "of different suites are never merged; runs on different machines, or that measured the same",
      "task with different results, only with --force (of such results the first folder's count).",
      "If workloads are missing, the merge is made all the same, marked incomplete, and the exit",
      "status is 1. An OUT that holds an earlier merge is replaced if nothing in it would be lost.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto merge results/all results/2026-11-22-quick-1of2-a results/2026-11-22-quick-2of2-b"
    })
final class MergeCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "OUT", description = "The folder to write.")
  private Path out = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IN", description = "Results folders.")
  private List<Path> in = List.of();

  @Option(names = "--force", description = "Merge in spite of what speaks against it.")
  private boolean force;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  MergeCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    Merge merge = new Merge(parts());
    check(merge);
    Path folder = ResultsFolder.create(out, "");
    merge.write(folder);
    new SuiteRun(io, folder).report(this, json);
    return tellWhatIsMissing(merge);
  }

  private List<Merge.Part> parts() throws IOException {
    List<Merge.Part> parts = new ArrayList<>();
    for (Path folder : in.stream().map(Path::normalize).distinct().toList()) {
      if (folder.equals(out.normalize())) {
        throw new UserError(out + " cannot be merged into itself; give another OUT");
      }
      parts.add(Merge.Part.read(ResultsFolder.existing(folder)));
    }
    return parts;
  }

  private void check(Merge merge) throws IOException {
    String conflict = merge.conflict();
    if (conflict != null) {
      throw new UserError(conflict);
    }
    List<String> objections = merge.objections();
    if (!objections.isEmpty() && !force) {
      throw new UserError(String.join("; ", objections) + "; --force merges them all the same");
    }
    merge.remarks().forEach(remark -> io.err().println("pareto: note that " + remark));
    objections.forEach(objection -> io.err().println("pareto: merged although " + objection));
    if (ResultsFolder.holdsResults(out) && !merge.contains(Journal.read(out))) {
      throw new UserError(
          out + " holds results that are not in this merge and would be lost; give another OUT");
    }
  }

  private int tellWhatIsMissing(Merge merge) {
    List<String> missing = merge.missing();
    if (!missing.isEmpty()) {
      io.err()
          .printf(
              "pareto: incomplete: %d of %d workloads are missing or not fully measured: %s%n",
              missing.size(), merge.suite().workloads().size(), String.join(", ", missing));
    }
    for (String part : merge.unfinished()) {
      io.err().printf("pareto: %s had not ended; ./pareto resume goes on with it%n", part);
    }
    return merge.isComplete() ? ExitCode.OK : ExitCode.BAD_INPUT;
  }
}
