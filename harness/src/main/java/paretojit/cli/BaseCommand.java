package paretojit.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What all commands share: {@code --help}, streams, JSON. Their result is the exit status. */
abstract class BaseCommand implements Callable<Integer> {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  final Io io;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  BaseCommand(Io io) {
    this.io = io;
  }

  /** Prints a value as JSON; records keep the order of their components. */
  final void printJson(Object value) {
    io.out().println(JSON.writeValueAsString(value));
  }
}
