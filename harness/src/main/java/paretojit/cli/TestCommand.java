package paretojit.cli;

import picocli.CommandLine.Command;

/** {@code pareto test}: runs test files. */
@Command(name = "test", header = "Run the tests in .clif and .wast files.")
final class TestCommand extends BaseCommand {
  TestCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    throw new UserError("not there yet");
  }
}
