package paretojit.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pareto rules}: the rewrite rules of the mid-ends. */
@Command(
    name = "rules",
    header = "List the rewrite rules of the mid-ends; prove them.",
    footer = {"", "./pareto rules COMMAND --help tells more, with examples."})
final class RulesCommand extends BaseCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  RulesCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(io.out());
    return ExitCode.OK;
  }
}
