package paretojit.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.report.RunDiff;
import paretojit.report.RunDiffText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto diff}: one run against an earlier one. */
@Command(
    name = "diff",
    header = "Compare two runs of one machine; find what became slower.",
    description = {
      "",
      "A regression is a ratio new : old beyond the floor whose 95 %% interval excludes 1, of a"
          + " cell or",
      "of an engine's geometric mean; or a cell that was right and now crashes, hangs or is wrong.",
      "Runs of different machines (host, processor, JDK) or call sizes are refused without"
          + " --force.",
      "",
      "Exit status: 0 no regression, 4 a regression, 1 bad input or usage.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto diff results/before results/after",
      "  ./pareto diff results/before results/after --metric code_bytes --floor 1.01",
      "  ./pareto diff results/before results/after --judge mean    # for continuous integration",
      "  ./pareto diff results/before results/after --engines stencil@x64 --json || echo slower"
    })
final class DiffCommand extends BaseCommand {
  /** Makes the draws of the new run independent of those of the old, which has the same seed. */
  private static final long SALT = 1;

  @Parameters(index = "0", paramLabel = "OLD", description = "The earlier results folder.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "The later results folder.")
  private Path after = Path.of("");

  @Mixin private ResultsChoice choice = new ResultsChoice();

  @Option(
      names = "--metric",
      paramLabel = "METRIC,…",
      split = ",",
      hideParamSyntax = true,
      description = "What to compare: ${COMPLETION-CANDIDATES} (default: run_nanos,compile_nanos).",
      converter = MetricName.class,
      completionCandidates = MetricName.class)
  private List<Metric> metrics = List.of(Metric.RUN_NANOS, Metric.COMPILE_NANOS);

  @Option(
      names = "--floor",
      paramLabel = "RATIO",
      description = "The smallest ratio worth telling, above 1 (default: ${DEFAULT-VALUE}).")
  private double floor = 1.05;

  @Option(
      names = "--judge",
      paramLabel = "each|mean",
      description =
          "Whether the exit status is about each cell and mean, or geometric means only (default:"
              + " each). Cells that are no longer right always count.")
  private RunDiff.Judge judge = RunDiff.Judge.EACH;

  @Mixin private MachineCheck machines = new MachineCheck();

  @Option(names = "--json", description = "Print JSON, with every number of both runs.")
  private boolean json;

  private record Result(
      String old,
      @JsonProperty("new") String now,
      double floor,
      RunDiff.Judge judge,
      boolean regression,
      List<String> differences,
      List<RunDiff.MeanChange> means,
      List<RunDiff.CellChange> cells,
      List<RunDiff.StatusChange> broken,
      List<RunDiff.StatusChange> mended) {}

  DiffCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    if (!(floor >= 1)) {
      throw new UserError("--floor wants a ratio of at least 1, not " + floor);
    }
    RunResults old = choice.load(before);
    RunResults now = choice.load(after, List.of(), SALT);
    List<String> differences = machines.between(before, after);
    RunDiff diff = new RunDiff(old, now, metrics, floor);
    if (diff.cells().isEmpty() && diff.broken().isEmpty()) {
      throw new UserError("%s and %s have no number in common".formatted(before, after));
    }
    if (json) {
      printJson(
          new Result(
              before.toString(),
              after.toString(),
              floor,
              judge,
              diff.hasRegression(judge),
              differences,
              diff.means(),
              diff.cells(),
              diff.broken(),
              diff.mended()));
    } else {
      print(diff, differences);
    }
    return diff.hasRegression(judge) ? ExitCode.REGRESSION : ExitCode.OK;
  }

  private void print(RunDiff diff, List<String> differences) throws IOException {
    io.println("old: " + origin(before));
    io.println("new: " + origin(after));
    differences.forEach(difference -> io.println("differs: " + difference));
    io.println("");
    io.out().print(new RunDiffText(diff).text());
  }

  /** Where a run is from, as far as that is known. */
  private String origin(Path folder) throws IOException {
    Map<?, ?> facts = ResultsFolder.provenance(folder);
    String state = Objects.toString(facts.get("state"), "not known");
    String commit =
        facts.get("software") instanceof Map<?, ?> software
            ? Objects.toString(software.get("git_commit"), "")
            : "";
    return folder
        + Objects.toString(facts.get("started"), "").replaceAll("(.*)T(\\d+:\\d+).*", ", $1 $2 UTC")
        + (commit.isEmpty() ? "" : ", commit " + commit.substring(0, Math.min(10, commit.length())))
        + (state.equals("complete") ? "" : ", state " + state);
  }
}
