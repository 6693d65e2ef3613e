package paretojit.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import paretojit.engine.Engines;
import paretojit.engine.OptionSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pareto engines}: what programs can run on. */
@Command(
    name = "engines",
    header = "List the engines: every cell of mid-end × code generator × target.",
    description = {"", "An engine id is name[:option…]@target; lists of engines use commas.", ""},
    footer = {
      "",
      "Examples:",
      "  ./pareto engines --options               with every option an id can carry",
      "  ./pareto exec prog.wasm --engine gvn+isel@x64",
      "  ./pareto exec prog.wasm --engine egraph:midend=gvn@x64"
    })
final class EnginesCommand extends BaseCommand {
  @Option(names = "--options", description = "Show the options of each.")
  private boolean withOptions;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private record Row(String id, String summary, List<Map<String, String>> options) {}

  EnginesCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    Engines engines = Engines.load();
    List<Engines.Listing> listings = engines.list();
    if (json) {
      printJson(listings.stream().map(EnginesCommand::row).toList());
      return ExitCode.OK;
    }
    int width = listings.stream().mapToInt(listing -> listing.id().length()).max().orElse(0);
    for (Engines.Listing listing : listings) {
      io.println(("%-" + width + "s  %s").formatted(listing.id(), listing.summary()));
      if (withOptions) {
        listing.options().forEach(option -> io.println("    :" + option));
      }
    }
    io.println("");
    io.println("Mid-ends, to be put before a generator with '+' (gvn+isel@x64):");
    engines
        .midEnds()
        .forEach(midEnd -> io.println("  %-10s %s".formatted(midEnd.name(), midEnd.summary())));
    return ExitCode.OK;
  }

  private static Row row(Engines.Listing listing) {
    return new Row(
        listing.id(),
        listing.summary(),
        listing.options().stream().map(EnginesCommand::option).toList());
  }

  private static Map<String, String> option(OptionSpec spec) {
    return new TreeMap<>(
        Map.of(
            "name", spec.name(),
            "values", spec.values(),
            "default", spec.defaultValue(),
            "summary", spec.summary()));
  }
}
