package paretojit.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code pareto} command. */
@Command(
    name = "pareto",
    mixinStandardHelpOptions = true,
    version = "ParetoJIT 0.1.0",
    description = "Measures copy-and-patch against an e-graph back end on the same SSA IR.")
public final class Pareto implements Runnable {
  private Pareto() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Pareto()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
