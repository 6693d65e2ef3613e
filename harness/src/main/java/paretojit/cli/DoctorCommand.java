package paretojit.cli;

import picocli.CommandLine.Command;

/** {@code pareto doctor}: what this machine can run. */
@Command(name = "doctor", header = "Say what this machine can run, and what it lacks.")
final class DoctorCommand extends BaseCommand {
  DoctorCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    throw new UserError("not there yet");
  }
}
