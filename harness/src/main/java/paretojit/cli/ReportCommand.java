package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto report}: derives a folder's files again. */
@Command(
    name = "report",
    header = "Make all derived files of a results folder again, report.html included.",
    description = {
      "",
      "Everything but journal.jsonl and provenance.json is derived from these.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto report results/2026-11-22-quick-host",
      "  ./pareto report results/2026-11-22-quick-host --json"
    })
final class ReportCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "A results folder.")
  private Path folder = Path.of("");

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  ReportCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    new SuiteRun(io, ResultsFolder.existing(folder)).report(this, json);
    return ExitCode.OK;
  }
}
