package paretojit.cli;

import java.util.List;
import java.util.stream.Collectors;
import paretojit.suite.InputLevel;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto workloads}: the programs that suites are made of. */
@Command(
    name = "workloads",
    header = "List the programs that suites are made of.",
    footer = {"", "Examples:", "  ./pareto workloads", "  ./pareto workloads 'query-*' --json"})
final class WorkloadsCommand extends BaseCommand {
  @Parameters(arity = "0..1", paramLabel = "GLOB", description = "Only those whose names match.")
  private String glob = "*";

  @Option(names = "--json", description = "Print JSON, with sizes and checksums.")
  private boolean json;

  WorkloadsCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    List<Workload> workloads = Workloads.shipped().matching(glob);
    if (workloads.isEmpty()) {
      throw new UserError("no workload matches '%s'; see ./pareto workloads".formatted(glob));
    }
    if (json) {
      printJson(workloads);
      return ExitCode.OK;
    }
    int name = workloads.stream().mapToInt(w -> w.name().length()).max().orElse(0);
    int family = workloads.stream().mapToInt(w -> w.family().length()).max().orElse(0);
    for (Workload w : workloads) {
      io.println(
          ("%-" + name + "s  %-" + family + "s  %s")
              .formatted(w.name(), w.family(), w.description()));
    }
    String levels = InputLevel.OF_C.stream().map(Enum::name).collect(Collectors.joining(" and "));
    io.println("");
    io.println(
        "%d programs; those in C are compiled to WebAssembly by clang at %s, sources in harness/src/main/c;"
            .formatted(workloads.size(), levels));
    io.println(
        "'synthetic/*' lists generated ones, and the path of any .wasm file can be one more.");
    return ExitCode.OK;
  }
}
