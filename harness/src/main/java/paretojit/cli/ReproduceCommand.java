package paretojit.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.report.Claim;
import paretojit.report.ClaimsReader;
import paretojit.stats.Estimate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto reproduce}: measures what is claimed. */
@Command(
    name = "reproduce",
    header = "Check claims: run what they are about, and say PASS or FAIL for each.",
    description = {
      "",
      "A claim passes if the measured ratio (geometric mean over workloads, engine : baseline)"
          + " lies",
      "in the interval that the file expects. The interval printed is that of measuring the same",
      "workloads again. The exit status is 1 if any claim fails. Equal runs are made once; give",
      "--out to go on with what an interrupted command had measured.",
      "",
      "docs/claims-example.toml shows what a file looks like.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto reproduce docs/claims-example.toml",
      "  ./pareto reproduce docs/claims-example.toml --results results/2026-11-22-quick-host"
    })
final class ReproduceCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "A .toml file of claims.")
  private Path file = Path.of("");

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Look at these results instead of what the file says; run nothing.")
  private @Nullable Path given;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of new runs (default: results/DATE-NAME-HOST).")
  private @Nullable Path out;

  @Mixin private MachineCheck machines = new MachineCheck();

  @Option(names = "--json", description = "Print the verdicts as JSON.")
  private boolean json;

  private final Map<Claim.Source, RunResults> loaded = new HashMap<>();
  private @Nullable Path runs;

  /** A verdict for programs. */
  private record Line(
      String claim,
      boolean passes,
      double expectedLow,
      double expectedHigh,
      @Nullable Estimate measured,
      @Nullable String problem) {}

  ReproduceCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    List<Claim> claims = ClaimsReader.read(file.toString(), Files.readString(file));
    List<Claim.Verdict> verdicts = new ArrayList<>();
    for (Claim claim : claims) {
      verdicts.add(claim.check(results(claim.source())));
    }
    long passed = verdicts.stream().filter(Claim.Verdict::passes).count();
    if (json) {
      printJson(verdicts.stream().map(ReproduceCommand::line).toList());
    } else {
      verdicts.forEach(verdict -> io.println(verdict.text()));
      io.println("%d of %d claims pass.".formatted(passed, verdicts.size()));
    }
    return passed == verdicts.size() ? ExitCode.OK : ExitCode.BAD_INPUT;
  }

  private static Line line(Claim.Verdict verdict) {
    Claim claim = verdict.claim();
    return new Line(
        claim.text(),
        verdict.passes(),
        claim.low(),
        claim.high(),
        verdict.measured(),
        verdict.problem());
  }

  // ---- where results come from ----

  private RunResults results(Claim.Source source) throws IOException {
    RunResults known = loaded.get(source);
    if (known == null) {
      Path folder = ResultsFolder.existing(folder(source));
      machines.within(folder);
      known = RunResults.load(folder);
      loaded.put(source, known);
    }
    return known;
  }

  private Path folder(Claim.Source source) throws IOException {
    if (given != null) {
      return given;
    }
    return switch (source) {
      case Claim.Source.Folder(String path) -> file.resolveSibling(path);
      case Claim.Source.Run(List<String> arguments) -> run(arguments);
    };
  }

  /** Runs, or goes on with, one of the file's runs; what it prints goes to standard error. */
  private Path run(List<String> arguments) throws IOException {
    if (arguments.stream().anyMatch(word -> word.equals("--out") || word.startsWith("--out="))) {
      throw new UserError(file + ": a run cannot have --out; give it to ./pareto reproduce");
    }
    Path folder = runsFolder().resolve("run-" + (loaded.size() + 1));
    List<String> line = new ArrayList<>(List.of("run"));
    line.addAll(arguments);
    line.addAll(List.of("--out", folder.toString()));
    if (ResultsFolder.holdsResults(folder)) {
      line.add("--resume");
    }
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Io quiet = new Io(io.in(), nowhere, io.err(), io.environment(), io.isInteractive());
    io.err().println("pareto: ./pareto " + String.join(" ", line));
    if (Pareto.execute(quiet, line.toArray(String[]::new)) != ExitCode.OK) {
      throw new UserError(file + ": its run did not succeed: ./pareto " + String.join(" ", line));
    }
    return folder;
  }

  private Path runsFolder() throws IOException {
    if (runs == null) {
      String name = String.valueOf(file.getFileName()).replaceAll("\\.toml$", "");
      runs = ResultsFolder.create(out, name + "-" + Provenance.hostName());
    }
    return runs;
  }
}
