package paretojit.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code pareto} command. */
@Command(
    name = "pareto",
    mixinStandardHelpOptions = true,
    version = "ParetoJIT 0.1.0",
    description = {
      "Measures copy-and-patch against an e-graph back end on the same SSA IR.",
      "",
      "Start with:",
      "  ./pareto run quick                       measure everything, in under five minutes",
      "  ./pareto exec prog.c --invoke f 3 4      run a program of your own",
      "  ./pareto doctor                          what this machine can do",
      ""
    },
    footer = {
      "",
      "Exit status: 0 fine, 1 bad input or usage (or a failed test), 2 trap, 3 mismatch,",
      "4 regression.",
      "PARETO_DEBUG=1 shows stack traces. ./pareto COMMAND --help tells more, with examples."
    })
public final class Pareto implements Runnable {
  private final Io io;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Pareto(Io io) {
    this.io = io;
  }

  public static void main(String[] args) {
    System.exit(execute(Io.ofProcess(), args));
  }

  /** Runs a command line and gives its exit status. */
  static int execute(Io io, String... args) {
    // So that -5 is a number; what is neither number nor option is found out by the command.
    CommandLine exec =
        new CommandLine(new ExecCommand(io)).setUnmatchedOptionsArePositionalParams(true);
    CommandLine line =
        new CommandLine(new Pareto(io))
            .addSubcommand(new RunCommand(io))
            .addSubcommand(new CmpCommand(io))
            .addSubcommand(new RankCommand(io))
            .addSubcommand(new DiffCommand(io))
            .addSubcommand(new ResumeCommand(io))
            .addSubcommand(new MergeCommand(io))
            .addSubcommand(new SlurmCommand(io))
            .addSubcommand(new ReportCommand(io))
            .addSubcommand(new ExportCommand(io))
            .addSubcommand(new ReproduceCommand(io))
            .addSubcommand(new FigureCommand(io))
            .addSubcommand(new TableCommand(io))
            .addSubcommand(exec)
            .addSubcommand(new CompileCommand(io))
            .addSubcommand(new TestCommand(io))
            .addSubcommand(new StencilsCommand(io))
            .addSubcommand(
                new CommandLine(new EGraphCommand(io))
                    .addSubcommand(new EGraphRunCommand(io))
                    .addSubcommand(new EGraphBenchCommand(io)))
            .addSubcommand(
                new CommandLine(new RulesCommand(io))
                    .addSubcommand(new RulesListCommand(io))
                    .addSubcommand(new RulesVerifyCommand(io)))
            .addSubcommand(new EnginesCommand(io))
            .addSubcommand(new WorkloadsCommand(io))
            .addSubcommand(new SuitesCommand(io))
            .addSubcommand(new DoctorCommand(io));
    line.setUsageHelpWidth(100);
    line.setOut(new PrintWriter(io.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(io.err(), true, StandardCharsets.UTF_8));
    return new ErrorBoundary(io).execute(line, args);
  }

  @Override
  public void run() {
    spec.commandLine().usage(io.out());
  }
}
