package paretojit.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Engines;
import paretojit.measure.Cell;
import paretojit.measure.CsvFiles;
import paretojit.measure.Experiment;
import paretojit.measure.Journal;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.measure.Schedule;
import paretojit.measure.Task;
import paretojit.measure.Visit;
import paretojit.report.Comparison;
import paretojit.report.Reports;
import paretojit.report.figure.Figures;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Suites;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto run}: measures a suite and reports. */
@Command(
    name = "run",
    header = "Measure a suite: every engine on every program, checked, with a report.",
    description = {
      "",
      "Every result is compared with the interpreter's before and after it is timed. Code that",
      "crashes, hangs or is wrong costs its own rows and nothing else. Ctrl-C keeps what was",
      "measured; --resume goes on from there.",
      "",
      "Writes samples.csv, phases.csv, code.csv, summary.csv, provenance.json, report.html and",
      "figures/ into the results folder (docs/data.md explains them), and prints the summary.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto run quick",
      "  ./pareto run quick --engines stencil@x64,egraph@x64 --workloads 'query-*' --levels O2",
      "  ./pareto run peers -e '^(stencil|v8)' -w 'sha|crc' --list",
      "  ./pareto run throughput --workloads big.wasm",
      "  ./pareto run mine.toml --out results/mine",
      "  ./pareto run quick --resume --out results/2026-11-22-quick-host"
    })
final class RunCommand extends BaseCommand {
  /** Load average above which a note is due. */
  private static final double BUSY = 1.5;

  @Parameters(
      index = "0",
      paramLabel = "SUITE",
      description = "A shipped suite (./pareto suites) or a .toml file.")
  private String suiteName = "";

  @Option(
      names = "--engines",
      paramLabel = "ID,…",
      split = ",",
      hideParamSyntax = true,
      description = "These engines instead of the suite's.")
  private List<String> engines = List.of();

  @Option(
      names = "--workloads",
      paramLabel = "GLOB,…",
      split = ",",
      hideParamSyntax = true,
      description = "Only workloads whose names match.")
  private List<String> workloads = List.of();

  @Option(
      names = {"-e", "--only-engines"},
      paramLabel = "REGEX",
      description = "Of the engines, only those that this is found in.")
  private @Nullable Pattern onlyEngines;

  @Option(
      names = {"-w", "--only-workloads"},
      paramLabel = "REGEX",
      description = "Of the workloads, only those that this is found in.")
  private @Nullable Pattern onlyWorkloads;

  @Option(
      names = "--levels",
      paramLabel = "O0,O2",
      split = ",",
      hideParamSyntax = true,
      description = "Only these input levels.")
  private List<InputLevel> levels = List.of();

  @Option(names = "--forks", paramLabel = "N", description = "Worker processes for each engine.")
  private int forks;

  @Option(names = "--seed", paramLabel = "N", description = "Another order of measurements.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The results folder (default: results/DATE-SUITE-HOST).")
  private @Nullable Path out;

  @Option(names = "--list", description = "Print the cells that would be measured, and end.")
  private boolean list;

  @Option(names = "--resume", description = "Go on with the run in --out DIR.")
  private boolean resume;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  /** The summary for programs. */
  private record Summary(
      String folder, List<Comparison.MeanRatio> ratios, List<Failure> failures) {}

  private record Failure(String workload, InputLevel level, String engine, String status) {}

  RunCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Suite suite = suite();
    Engines known = Engines.load();
    suite.engines().forEach(known::find); // says what exists, before anything is measured
    List<Workload> selected = select(suite);
    Suite resolved = suite.withWorkloads(selected.stream().map(Workload::name).toList());
    if (list) {
      list(resolved, selected);
      return ExitCode.OK;
    }
    Path folder = resume ? existingFolder(resolved) : newFolder(resolved);
    try (Journal journal = resume ? Journal.resume(folder) : Journal.create(folder, resolved)) {
      measure(resolved, selected, folder, journal);
    }
    RunResults results = RunResults.load(folder);
    Reports.write(folder, results, Figures::illustrate)
        .forEach(note -> io.err().println("pareto: " + note));
    if (json) {
      printJson(summary(folder, new Comparison(results)));
      return ExitCode.OK;
    }
    io.out().print(Reports.terminalSummary(results));
    io.println("");
    io.println("Report: " + folder.resolve("report.html"));
    return ExitCode.OK;
  }

  private static Summary summary(Path folder, Comparison comparison) {
    List<Failure> failures =
        comparison.failures().stream()
            .map(
                f ->
                    new Failure(
                        f.cell().workload(), f.cell().level(), f.cell().engine(), f.status()))
            .toList();
    return new Summary(folder.toString(), comparison.meanRatios(), failures);
  }

  private List<Workload> select(Suite suite) {
    List<Workload> selected =
        suite.select(Workloads.shipped()).stream()
            .filter(w -> onlyWorkloads == null || onlyWorkloads.matcher(w.name()).find())
            .toList();
    if (selected.isEmpty()) {
      throw new UserError("suite " + suite.name() + " selects no workload");
    }
    for (Workload workload : selected) {
      if (workload.source() instanceof Workload.Source.OfUser(Path file)
          && !Files.isReadable(file)) {
        throw new UserError(
            file + ": no such file; suites take modules of yours with --workloads a.wasm,b.wasm");
      }
    }
    return selected;
  }

  /** One line a cell, in the order of the suite's file. */
  private void list(Suite suite, List<Workload> selected) {
    for (Workload workload : selected) {
      for (InputLevel level : suite.levels()) {
        suite.engines().forEach(e -> io.println(new Cell(workload.name(), level, e).toString()));
      }
    }
  }

  private Suite suite() {
    Suite suite = Suites.find(suiteName);
    suite = workloads.isEmpty() ? suite : suite.withWorkloads(workloads);
    suite = levels.isEmpty() ? suite : suite.withLevels(levels);
    suite = engines.isEmpty() ? suite : suite.withEngines(engines.stream().distinct().toList());
    if (onlyEngines != null) {
      List<String> ids = suite.engines();
      List<String> found = ids.stream().filter(id -> onlyEngines.matcher(id).find()).toList();
      if (found.isEmpty()) {
        throw new UserError(
            "--only-engines %s: found in none of %s"
                .formatted(onlyEngines, String.join(", ", ids)));
      }
      suite = suite.withEngines(found);
    }
    suite = forks <= 0 ? suite : suite.withForks(forks);
    return seed == null ? suite : suite.withSeed(seed);
  }

  // ---- the folder ----

  private Path newFolder(Suite suite) throws IOException {
    Path folder = out;
    if (folder == null) {
      String name =
          LocalDate.now(ZoneId.systemDefault()) + "-" + suite.name() + "-" + Provenance.hostName();
      folder = Path.of("results", name);
      for (int k = 2; Files.exists(folder); k++) {
        folder = Path.of("results", name + "-" + k);
      }
    }
    if (Files.exists(folder.resolve(Journal.FILE))) {
      throw new UserError(
          folder + " holds results already; give another --out, or --resume to go on with them");
    }
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "probe", null));
    } catch (FileAlreadyExistsException e) {
      throw new UserError("results folder " + folder + ": is a file; give another --out", e);
    } catch (IOException e) {
      throw new UserError(
          "results folder cannot be written: " + ErrorBoundary.describe(e) + "; give another --out",
          e);
    }
    return folder;
  }

  private Path existingFolder(Suite suite) throws IOException {
    if (out == null) {
      throw new UserError("--resume needs the folder to go on with: --out DIR");
    }
    if (!Files.isReadable(out.resolve(Journal.FILE))) {
      throw new UserError(out + " holds no run to go on with (no " + Journal.FILE + ")");
    }
    if (!Journal.read(out).suite().equals(suite)) {
      throw new UserError(
          out + " holds a run of another suite or of other options; give the same ones");
    }
    return out;
  }

  // ---- measuring ----

  private void measure(Suite suite, List<Workload> selected, Path folder, Journal journal)
      throws IOException, InterruptedException {
    if (Provenance.machine().get("load_average") instanceof Double load && load > BUSY) {
      io.err()
          .printf("pareto: other programs are running (load %.1f): times will be noisy%n", load);
    }
    Provenance provenance = Provenance.collect(suite, Schedule.of(suite, selected));
    provenance.write(folder);
    Set<Task> made =
        Journal.read(folder).visits().stream().map(Visit::task).collect(Collectors.toSet());
    CountDownLatch written = new CountDownLatch(1);
    boolean isComplete = false;
    try (ProgressLines progress = ProgressLines.of(io);
        Experiment experiment = new Experiment(suite, selected, folder, journal, progress)) {
      Thread onInterrupt = Thread.ofPlatform().unstarted(() -> interrupt(experiment, written));
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      try {
        isComplete = experiment.run(made);
      } finally {
        provenance.finish(isComplete ? "complete" : "interrupted");
        provenance.write(folder);
        if (!isComplete) {
          CsvFiles.write(folder, RunResults.load(folder));
          io.err()
              .println(
                  "pareto: interrupted; what was measured is in "
                      + folder
                      + ", --resume goes on from there");
        }
        deleteIfEmpty(folder.resolve(Experiment.WORKERS_LOG));
        written.countDown();
        removeHook(onInterrupt);
      }
    }
  }

  private static void deleteIfEmpty(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) == 0) {
      Files.delete(file);
    }
  }

  private static void interrupt(Experiment experiment, CountDownLatch written) {
    experiment.interrupt();
    try {
      boolean _ = written.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }
}
