package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto resume}: goes on with a run. */
@Command(
    name = "resume",
    header = "Go on with a run that was interrupted, killed or lost to a reboot.",
    description = {
      "",
      "The folder's journal says what to measure and what is done, so nothing has to be said again",
      "and nothing measured is lost. A run that is complete is only reported again; one that began",
      "on another kind of machine or build goes on with --force only.",
      ""
    },
    footer = {"", "Examples:", "  ./pareto resume results/2026-11-22-quick-host"})
final class ResumeCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "A results folder.")
  private Path folder = Path.of("");

  @Mixin private MachineCheck machines = new MachineCheck();

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  ResumeCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new SuiteRun(io, ResultsFolder.existing(folder)).measureAndReport(this, machines, json);
  }
}
