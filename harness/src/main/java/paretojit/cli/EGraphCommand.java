package paretojit.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pareto egraph}: the e-graph library by itself. */
@Command(
    name = "egraph",
    header = "Use the e-graph library by itself: saturate, extract, explain, draw; or time it.",
    footer = {"", "./pareto egraph COMMAND --help tells more, with examples."})
final class EGraphCommand extends BaseCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  EGraphCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(io.out());
    return ExitCode.OK;
  }
}
