package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.report.Comparison;
import paretojit.report.WorkloadTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto cmp}: engines of one run against each other. */
@Command(
    name = "cmp",
    header = "Compare the engines of a run, workload by workload.",
    description = {
      "",
      "Ratios are engine : baseline, so below 1 is faster or smaller. Each has its 95 %% interval,"
          + " and",
      "Cliff's delta beside it says how surely one sample tells the two engines apart",
      "(docs/methodology.md). The geometric mean is over workloads that both engines did rightly.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto cmp results/2026-11-25-quick-host",
      "  ./pareto cmp results/mine --engines egraph@x64 --baseline llvm:O2@x64 --levels O2",
      "  ./pareto cmp results/mine --metric compile_nanos --workloads 'query-*' --sort ratio",
      "  ./pareto cmp results/mine --metric code_bytes --json"
    })
final class CmpCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results folder.")
  private Path folder = Path.of("");

  @Mixin private ResultsChoice choice = new ResultsChoice();

  @Mixin private MachineCheck machines = new MachineCheck();

  @Option(
      names = "--baseline",
      paramLabel = "ID",
      description =
          "The engine that ratios are taken to (default: the suite's, or the first of --engines).")
  private String baseline = "";

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "What to compare: ${COMPLETION-CANDIDATES} (default: run_nanos).",
      converter = MetricName.class,
      completionCandidates = MetricName.class)
  private Metric metric = Metric.RUN_NANOS;

  @Option(
      names = "--sort",
      paramLabel = "ORDER",
      description = "Order of rows: suite, name or ratio (of the first engine); default: suite.")
  private WorkloadTable.Order order = WorkloadTable.Order.SUITE;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private record Result(
      String results,
      String baseline,
      Metric metric,
      List<WorkloadTable.Row> rows,
      List<Comparison.MeanRatio> means) {}

  CmpCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    List<String> more = baseline.isEmpty() ? List.of() : List.of(baseline);
    RunResults results = choice.load(folder, more, 0);
    machines.within(folder);
    String base = baseline.isEmpty() ? results.suite().baseline() : baseline;
    if (results.suite().engines().size() < 2) {
      throw new UserError("%s is alone; choose another engine with --engines".formatted(base));
    }
    Comparison comparison = new Comparison(results, base);
    WorkloadTable table = new WorkloadTable(comparison, metric, order);
    if (json) {
      printJson(new Result(folder.toString(), base, metric, table.rows(), table.means()));
    } else {
      io.out().print(table.text());
    }
    return ExitCode.OK;
  }
}
