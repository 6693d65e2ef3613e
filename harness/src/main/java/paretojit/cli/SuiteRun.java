package paretojit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import paretojit.engine.Engines;
import paretojit.measure.Comparability;
import paretojit.measure.CsvFiles;
import paretojit.measure.Experiment;
import paretojit.measure.Journal;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.measure.Schedule;
import paretojit.measure.Shard;
import paretojit.measure.Task;
import paretojit.measure.Visit;
import paretojit.report.Comparison;
import paretojit.report.Reports;
import paretojit.report.figure.Figures;
import paretojit.report.html.HtmlReport;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;

/** Makes the visits that a journal lacks, and reports: what commands that measure share. */
final class SuiteRun {
  /** Load average above which a note is due. */
  private static final double BUSY = 1.5;

  private final Io io;
  private final Path folder;

  /**
   * A run that begins or goes on.
   *
   * @param folder with a journal that says what to measure
   */
  SuiteRun(Io io, Path folder) {
    this.io = io;
    this.folder = folder;
  }

  /**
   * The suite with names in place of patterns, as journals have it.
   *
   * @throws UserError if it selects nothing
   * @throws paretojit.engine.BadEngineId if it names an engine that does not exist
   */
  static Suite resolve(Suite suite) {
    Engines known = Engines.load();
    suite.engines().forEach(known::find);
    List<Workload> selected = suite.select(Workloads.shipped());
    if (selected.isEmpty()) {
      throw new UserError("suite " + suite.name() + " selects no workload");
    }
    selected.forEach(SuiteRun::checkFile);
    return suite.withWorkloads(selected.stream().map(Workload::name).toList());
  }

  private static void checkFile(Workload workload) {
    if (workload.source() instanceof Workload.Source.OfUser(Path file) && !Files.isReadable(file)) {
      throw new UserError(
          file + ": no such file; suites take modules of yours with --workloads a.wasm,b.wasm");
    }
  }

  /**
   * Measures, then reports; gives the exit status.
   *
   * @param machines says whether a run of another machine may go on here
   */
  int measureAndReport(BaseCommand command, MachineCheck machines, boolean json)
      throws IOException, InterruptedException {
    if (!measure(machines)) {
      return ExitCode.BAD_INPUT; // never seen: the process is ending by a signal
    }
    report(command, json);
    return ExitCode.OK;
  }

  /** Whether everything is measured now. */
  private boolean measure(MachineCheck machines) throws IOException, InterruptedException {
    try (Journal journal = Journal.resume(folder)) {
      Journal.Contents contents = journal.contents();
      Suite part = contents.part();
      List<Workload> selected = part.select(Workloads.shipped());
      List<Task> order = Schedule.of(part, selected);
      Set<Task> made = contents.visits().stream().map(Visit::task).collect(Collectors.toSet());
      if (made.containsAll(order) && isToldComplete()) {
        return true;
      }
      Provenance provenance = Provenance.collect(contents.suite(), order);
      Shard shard = contents.shard();
      if (shard != null) {
        provenance.setShard(shard);
      }
      if (!made.isEmpty()) {
        noteEarlier(provenance, machines);
      }
      if (Provenance.machine().get("load_average") instanceof Double load && load > BUSY) {
        io.err()
            .printf("pareto: other programs are running (load %.1f): times will be noisy%n", load);
      }
      provenance.write(folder);
      try (ProgressLines progress = ProgressLines.of(io);
          Experiment experiment = new Experiment(part, selected, folder, journal, progress)) {
        return measure(experiment, made, provenance);
      }
    }
  }

  private boolean isToldComplete() throws IOException {
    return "complete".equals(ResultsFolder.provenance(folder).get("state"));
  }

  private void noteEarlier(Provenance provenance, MachineCheck machines) throws IOException {
    Map<?, ?> earlier = ResultsFolder.provenance(folder);
    if (earlier.isEmpty()) {
      return;
    }
    Comparability comparability = provenance.resumeFrom(earlier);
    machines.goingOn(folder, comparability);
    for (String difference : comparability.differences()) {
      io.err().println("pareto: this run began elsewhere; different is " + difference);
    }
  }

  private boolean measure(Experiment experiment, Set<Task> made, Provenance provenance)
      throws IOException, InterruptedException {
    CountDownLatch written = new CountDownLatch(1);
    Thread onInterrupt = Thread.ofPlatform().unstarted(() -> interrupt(experiment, written));
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    boolean isComplete = false;
    try {
      isComplete = experiment.run(made);
    } finally {
      provenance.finish(isComplete ? "complete" : "interrupted");
      provenance.write(folder);
      if (!isComplete) {
        CsvFiles.write(folder, RunResults.load(folder));
        io.err()
            .println(
                "pareto: interrupted; what was measured is in %s, ./pareto resume %s goes on from there"
                    .formatted(folder, folder));
      }
      deleteIfEmpty(folder.resolve(Experiment.WORKERS_LOG));
      written.countDown();
      removeHook(onInterrupt);
    }
    return isComplete;
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

  // ---- reporting ----

  /** The summary for programs. */
  record Summary(String folder, List<Comparison.MeanRatio> ratios, List<Failure> failures) {
    static Summary of(Path folder, RunResults results) {
      Comparison comparison = new Comparison(results);
      List<Failure> failures =
          comparison.failures().stream()
              .map(
                  f ->
                      new Failure(
                          f.cell().workload(), f.cell().level(), f.cell().engine(), f.status()))
              .toList();
      return new Summary(folder.toString(), comparison.meanRatios(), failures);
    }
  }

  record Failure(String workload, InputLevel level, String engine, String status) {}

  /**
   * Derives every file of the folder from its journal, and prints the summary.
   *
   * @param command that was asked for it
   * @param json whether programs read the summary
   */
  void report(BaseCommand command, boolean json) throws IOException {
    RunResults results = RunResults.load(folder);
    Reports.write(folder, results, Figures::illustrate, HtmlReport::write)
        .forEach(note -> io.err().println("pareto: " + note));
    if (json) {
      command.printJson(Summary.of(folder, results));
      return;
    }
    io.out().print(Reports.terminalSummary(results));
    io.println("");
    io.println("Report: " + folder.resolve("report.html"));
  }
}
