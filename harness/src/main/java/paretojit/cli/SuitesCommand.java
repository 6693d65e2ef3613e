package paretojit.cli;

import java.util.List;
import paretojit.suite.Suite;
import paretojit.suite.Suites;
import paretojit.suite.Workloads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pareto suites}: the experiments that are shipped. */
@Command(
    name = "suites",
    header = "List the experiments that ./pareto run can do.",
    footer = {
      "",
      "A suite of your own is a .toml file such as harness/src/main/resources/suites/quick.toml:",
      "  ./pareto run mine.toml"
    })
final class SuitesCommand extends BaseCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SuitesCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    List<Suite> suites = Suites.shipped();
    if (json) {
      printJson(suites);
      return ExitCode.OK;
    }
    Workloads workloads = Workloads.shipped();
    for (Suite suite : suites) {
      io.println("%-8s %s".formatted(suite.name(), suite.description()));
      io.println(
          "         %d workloads × %s × %s"
              .formatted(
                  suite.select(workloads).size(),
                  suite.levels(),
                  String.join(", ", suite.engines())));
    }
    return ExitCode.OK;
  }
}
