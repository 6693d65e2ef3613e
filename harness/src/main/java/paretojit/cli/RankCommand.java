package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import paretojit.measure.Metric;
import paretojit.report.Ranking;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto rank}: the engines of one run in order. */
@Command(
    name = "rank",
    header = "Order the engines of a run by the geometric mean of a metric.",
    description = {
      "",
      "Only workloads that all of the engines did rightly count; engines without any number have"
          + " no",
      "place. Beside each engine stand its ratio to the first, with intervals, and in what share"
          + " of",
      "bootstrap draws it comes first (docs/methodology.md).",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto rank results/2026-11-25-quick-host",
      "  ./pareto rank results/mine --metric compile_nanos --levels O2",
      "  ./pareto rank results/mine --engines egraph@x64,llvm:O2@x64,v8-turbofan@x64 --json"
    })
final class RankCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results folder.")
  private Path folder = Path.of("");

  @Mixin private ResultsChoice choice = new ResultsChoice();

  @Mixin private MachineCheck machines = new MachineCheck();

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "What to rank by: ${COMPLETION-CANDIDATES} (default: run_nanos).",
      converter = MetricName.class,
      completionCandidates = MetricName.class)
  private Metric metric = Metric.RUN_NANOS;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private record Result(String results, Metric metric, List<Ranking.AtLevel> levels) {}

  RankCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    Ranking ranking = new Ranking(choice.load(folder), metric);
    machines.within(folder);
    if (json) {
      printJson(new Result(folder.toString(), metric, ranking.levels()));
    } else {
      io.out().print(ranking.text());
    }
    return ExitCode.OK;
  }
}
