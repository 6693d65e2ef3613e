package paretojit.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pareto doctor}: what this machine can run. */
@Command(
    name = "doctor",
    header = "Say what this machine can run, and what it lacks.",
    description = {
      "",
      "Tries every engine on a small program, and everything else that commands need. 'warn' is",
      "something to know before trusting times; 'miss' is something to install. The exit status is",
      "1 if anything is missing that programs or suites need.",
      ""
    },
    footer = {"", "Examples:", "  ./pareto doctor", "  ./pareto doctor --json"})
final class DoctorCommand extends BaseCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  DoctorCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    List<Diagnosis> all = new Checkup(io.environment()).run();
    if (json) {
      printJson(Map.of("checks", all));
    } else {
      int width = all.stream().mapToInt(d -> d.name().length()).max().orElse(0);
      for (Diagnosis d : all) {
        io.println(("%-4s  %-" + width + "s  %s").formatted(d.verdict(), d.name(), d.detail()));
        if (!d.advice().isEmpty()) {
          io.println(" ".repeat(width + 8) + "→ " + d.advice());
        }
      }
    }
    boolean isMissing = all.stream().anyMatch(d -> d.verdict().equals(Diagnosis.MISSING));
    return isMissing ? ExitCode.BAD_INPUT : ExitCode.OK;
  }
}
