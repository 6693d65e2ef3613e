package paretojit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
  private static final int WIDTH = 80;

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
      String levels = suite.levels().stream().map(Enum::name).collect(Collectors.joining(", "));
      io.println(
          "         %d workloads × %s × %d engines:"
              .formatted(suite.select(workloads).size(), levels, suite.engines().size()));
      lines(suite.engines()).forEach(line -> io.println("           " + line));
    }
    return ExitCode.OK;
  }

  /** A list with commas, in lines that fit a terminal. */
  private static List<String> lines(List<String> words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (line.length() + word.length() > WIDTH) {
        lines.add(line.toString().strip());
        line.setLength(0);
      }
      line.append(word).append(word.equals(words.getLast()) ? "" : ", ");
    }
    lines.add(line.toString().strip());
    return lines;
  }
}
