package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.report.Artifact;
import paretojit.report.Comparison;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code figure} and {@code table} share: both write files from a results folder, by name. */
abstract class ArtifactCommand extends BaseCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RESULTS",
      description = "A results folder of ./pareto run.")
  private @Nullable Path results;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      hideParamSyntax = true,
      description = "Only these (--list shows their names).")
  private List<String> names = List.of();

  @Mixin private ResultsChoice choice = new ResultsChoice();

  @Mixin private MachineCheck machines = new MachineCheck();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write (default: a folder in RESULTS, named after the command).")
  private @Nullable Path out;

  @Option(names = "--list", description = "List what there is.")
  private boolean list;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final String kind;
  private final String folderName;
  private final List<Artifact> all;

  /**
   * A command for one kind of them.
   *
   * @param kind what users call one, and the command
   * @param folderName where they are written in a results folder
   */
  ArtifactCommand(Io io, String kind, String folderName, List<Artifact> all) {
    super(io);
    this.kind = kind;
    this.folderName = folderName;
    this.all = all;
  }

  /** Writes those of the names. */
  abstract List<Artifact.Written> write(
      Path results, Comparison comparison, Path folder, List<String> selected) throws IOException;

  @Override
  public final Integer call() throws IOException {
    if (list) {
      printList();
      return ExitCode.OK;
    }
    if (results == null) {
      throw new UserError(
          "which results? ./pareto %s RESULTS, a folder of ./pareto run".formatted(kind));
    }
    List<String> selected = selected();
    Comparison comparison = new Comparison(choice.load(results));
    machines.within(results);
    Path folder = out == null ? results.resolve(folderName) : out;
    print(write(results, comparison, folder, selected));
    return ExitCode.OK;
  }

  /** Those that were asked for, in their own order; all if none was. */
  private List<String> selected() {
    List<String> selected = new ArrayList<>(all.stream().map(Artifact::name).toList());
    for (String name : names) {
      if (!selected.contains(name)) {
        throw new UserError(
            "no %s '%s'; there are %s".formatted(kind, name, String.join(", ", selected)));
      }
    }
    if (!names.isEmpty()) {
      selected.retainAll(names);
    }
    return selected;
  }

  private void print(List<Artifact.Written> written) {
    if (json) {
      printJson(written);
      return;
    }
    for (Artifact.Written each : written) {
      io.println(
          each.skipped() == null
              ? String.join(" ", each.files())
              : "%s: skipped, for %s".formatted(each.name(), each.skipped()));
    }
  }

  private void printList() {
    if (json) {
      printJson(all);
    } else {
      all.forEach(each -> io.println("%-13s %s".formatted(each.name(), each.title())));
    }
  }
}
