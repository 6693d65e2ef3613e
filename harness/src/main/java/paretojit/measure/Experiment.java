package paretojit.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Engines;
import paretojit.engine.WasmEngine;
import paretojit.measure.Request.Program;
import paretojit.measure.Request.Reply;
import paretojit.measure.WorkerProcess.Outcome;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.toolchain.ToolchainException;

/**
 * Runs a suite: asks the oracle, then makes every visit that the journal does not have yet. Each
 * engine has a worker of its own, so that the JVM's profile of a compiler is that compiler's alone;
 * workers take turns, so that only one of them computes at any time.
 */
public final class Experiment implements AutoCloseable {
  /** The engine that knows all answers. */
  public static final String ORACLE = "interp";

  /** What workers print to their standard error, in the results folder. */
  public static final String WORKERS_LOG = "workers.log";

  /** Compiling for the first time, or at a large size on a slow engine, may take this much longer. */
  private static final double WARMUP_GRACE_SECONDS = 60;

  /** A signal meant for all of us may end a worker before this process hears of it; so long it may take. */
  private static final long SIGNAL_GRACE_MILLIS = 500;

  /** Failures of one engine and status that are told one by one. */
  private static final int MOST_NOTES = 3;

  private final Suite suite;
  private final List<Workload> workloads;
  private final Path folder;
  private final Journal journal;
  private final Progress progress;
  private final @Nullable ColdStarts coldStarts;
  private final Map<String, WorkerProcess> workers = new TreeMap<>();
  private final Map<Program, Oracle> oracles = new HashMap<>();
  private final Engines engines = Engines.load();
  private final Map<String, String> missing = new TreeMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private long start = System.nanoTime();
  private double lastRoundSeconds;
  private volatile boolean interrupted;

  /**
   * What the oracle said about a program.
   *
   * @param objection why it cannot be measured, or null
   */
  private record Oracle(int checksum, @Nullable String objection) {}

  /**
   * An experiment about to begin or to go on.
   *
   * @param workloads those of the suite
   * @param folder where workers leave what they print
   */
  public Experiment(
      Suite suite, List<Workload> workloads, Path folder, Journal journal, Progress progress) {
    this.suite = suite;
    this.workloads = List.copyOf(workloads);
    this.folder = folder;
    this.journal = journal;
    this.progress = progress;
    this.coldStarts = suite.effort().coldStarts() > 0 ? new ColdStarts(suite, folder) : null;
  }

  /**
   * Makes the visits, except those already made; each goes to the journal at once.
   *
   * @return whether all were made: false after {@link #interrupt}
   * @throws IOException if the journal cannot be written or no JVM can be started
   */
  public boolean run(Set<Task> made) throws IOException, InterruptedException {
    try {
      return makeVisits(made);
    } catch (IOException e) {
      if (interrupted) {
        return false;
      }
      throw e;
    } finally {
      close();
    }
  }

  private boolean makeVisits(Set<Task> made) throws IOException, InterruptedException {
    List<Task> tasks = new ArrayList<>(Schedule.of(suite, workloads));
    tasks.removeIf(made::contains);
    if (tasks.isEmpty()) {
      return true;
    }
    findMissing();
    // What is built for engines once on a machine is no part of the budget.
    start = System.nanoTime();
    askOracle(tasks);
    trainCaches();
    int fork = 0;
    for (List<Task> round : rounds(tasks)) {
      Task first = round.getFirst();
      if (first.fork() != fork) {
        fork = first.fork();
        warmUpAll(fork);
      } else if (first.round() > 1 && !fitsBudget()) {
        progress.note(
            "no time for round %d of %d in the suite's %d s; intervals are wider for it"
                .formatted(first.round(), suite.effort().rounds(), suite.effort().budgetSeconds()));
        continue;
      }
      if (!makeRound(round)) {
        return false;
      }
    }
    return true;
  }

  /** Visits that follow each other in the same fork and round. */
  private static List<List<Task>> rounds(List<Task> tasks) {
    List<List<Task>> rounds = new ArrayList<>();
    for (Task task : tasks) {
      Task last = rounds.isEmpty() ? null : rounds.getLast().getLast();
      if (last == null || last.fork() != task.fork() || last.round() != task.round()) {
        rounds.add(new ArrayList<>());
      }
      rounds.getLast().add(task);
    }
    return rounds;
  }

  /** Whether another round like the one before would end in time. */
  private boolean fitsBudget() {
    int budget = suite.effort().budgetSeconds();
    double elapsed = (System.nanoTime() - start) / 1e9;
    return budget == 0 || elapsed + lastRoundSeconds <= budget;
  }

  private boolean makeRound(List<Task> round) throws IOException, InterruptedException {
    Task first = round.getFirst();
    long began = System.nanoTime();
    progress.begin(
        "measuring, round %d of %d".formatted(first.round(), suite.effort().rounds()),
        round.size());
    for (Task task : round) {
      if (interrupted) {
        return false;
      }
      Visit visit = visit(task);
      if (visit.status().equals(Status.CRASH)) {
        Thread.sleep(SIGNAL_GRACE_MILLIS);
      }
      if (interrupted) {
        return false; // and a visit that was cut short is none
      }
      journal.append(visit);
      progress.step(task.cell().toString(), visit.status());
      noteFailure(visit);
    }
    progress.end();
    lastRoundSeconds = (System.nanoTime() - began) / 1e9;
    return true;
  }

  /** Says what failed, but not the same thing all day. */
  private void noteFailure(Visit visit) {
    if (visit.isOk() || missing.containsKey(visit.cell().engine())) {
      return;
    }
    String kind = visit.cell().engine() + ": " + visit.status();
    int seen = failures.merge(kind, 1, Integer::sum);
    if (seen <= MOST_NOTES) {
      String why = visit.detail().isEmpty() ? "" : " (" + visit.detail() + ")";
      progress.note(visit.cell() + ": " + visit.status() + why);
    } else if (seen == MOST_NOTES + 1) {
      progress.note(kind + ", again; all such visits are in summary.csv");
    }
  }

  /** Ends {@link #run} soon, from any thread; visits already in the journal are complete. */
  public void interrupt() {
    interrupted = true;
    close();
  }

  /** Engines that this machine lacks something for are told once, and cost no time. */
  private void findMissing() {
    for (String id : suite.engines()) {
      engines.find(id).missing().ifPresent(what -> missing.put(id, what));
    }
    for (String id : suite.engines()) {
      if (!missing.containsKey(id)) {
        prepare(id);
      }
    }
    missing.forEach((id, what) -> progress.note(id + " is skipped: " + what));
  }

  /** Before any worker is started, so that no time is spent in one. */
  private void prepare(String id) {
    try {
      engines.find(id).prepare(progress::note);
    } catch (ToolchainException e) {
      missing.put(id, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  // ---- the oracle ----

  private void askOracle(List<Task> tasks) throws IOException, InterruptedException {
    Set<Program> wanted = new HashSet<>();
    tasks.forEach(task -> wanted.add(program(task)));
    progress.begin("asking the oracle", wanted.size());
    for (Program program : programs()) {
      if (wanted.contains(program) && !interrupted) {
        Oracle oracle = askOracle(program);
        oracles.put(program, oracle);
        progress.step(program.workload() + " " + program.level(), Status.OK);
        if (oracle.objection() != null) {
          progress.note(program.workload() + " " + program.level() + ": " + oracle.objection());
        }
      }
    }
    progress.end();
    closeWorker(ORACLE);
  }

  private Oracle askOracle(Program program) throws IOException, InterruptedException {
    if (workload(program).isCompiledOnly()) {
      return new Oracle(0, null);
    }
    Request request = Request.call(ORACLE, program, WorkloadSize.CHECK);
    Outcome outcome = worker(ORACLE).ask(request, suite.effort().timeoutSeconds());
    return switch (outcome) {
      case Outcome.Answered(Reply reply) -> {
        if (reply.failure() != null) {
          yield new Oracle(0, "the oracle failed: " + reply.failure());
        }
        int expected = workload(program).call(WorkloadSize.CHECK).checksum();
        yield new Oracle(
            reply.checksum(),
            reply.checksum() == expected
                ? null
                : "the oracle returned %d where the manifest has %d"
                    .formatted(reply.checksum(), expected));
      }
      case Outcome.Died(Fault fault) -> {
        closeWorker(ORACLE);
        yield new Oracle(0, "the oracle died: " + fault.detail());
      }
      case Outcome.TimedOut() -> {
        closeWorker(ORACLE);
        yield new Oracle(0, "the oracle took too long");
      }
    };
  }

  private Workload workload(Program program) {
    return workloads.stream()
        .filter(workload -> workload.name().equals(program.workload()))
        .findFirst()
        .orElseThrow();
  }

  private static Program program(Task task) {
    return new Program(task.cell().workload(), task.cell().level());
  }

  private List<Program> programs() {
    List<Program> programs = new ArrayList<>();
    for (Workload workload : workloads) {
      for (InputLevel level : suite.levels()) {
        programs.add(new Program(workload.name(), level));
      }
    }
    return programs;
  }

  // ---- visits ----

  private Visit visit(Task task) throws IOException, InterruptedException {
    String lacking = missing.get(task.cell().engine());
    if (lacking != null) {
      return Visit.failed(task, Status.skipped(lacking), "");
    }
    Oracle oracle = oracles.getOrDefault(program(task), new Oracle(0, "the oracle was not asked"));
    if (oracle.objection() != null) {
      return Visit.failed(task, Status.skipped(oracle.objection()), "");
    }
    String engine = task.cell().engine();
    boolean isFresh = !workers.containsKey(engine);
    WorkerProcess worker = worker(engine);
    Fault cold = isFresh && !suite.effort().freshWorkers() ? warmUp(engine, worker) : null;
    if (cold != null) {
      String why = "a new worker could not be warmed up: " + cold.detail();
      return Visit.failed(task, cold.status(), why);
    }
    boolean byJmh = suite.effort().jmh() && !isElsewhere(engine);
    Suite.Effort effort = byJmh ? suite.effort().withoutRuns() : suite.effort();
    Visit visit = visit(task, worker, Request.visit(task, suite.size(), effort, oracle.checksum()));
    if (byJmh && visit.isOk() && !workload(program(task)).isCompiledOnly()) {
      visit = new JmhRuns(engines, suite, folder).measure(visit);
    }
    boolean isSpent = visit.status().equals(Status.OUT_OF_MEMORY);
    if (suite.effort().freshWorkers() || isSpent) {
      closeWorker(engine); // what filled its memory may still be there
    }
    if (visit.isOk() && coldStarts != null && ColdStarts.fits(workload(program(task)))) {
      visit = coldStarts.measure(visit, workload(program(task)));
    }
    return visit;
  }

  /** Whether calls go to another process, where only that process can time them. */
  private boolean isElsewhere(String engine) {
    return engines.find(engine) instanceof WasmEngine peer && !peer.isInThisProcess();
  }

  private Visit visit(Task task, WorkerProcess worker, Request request)
      throws InterruptedException {
    String engine = task.cell().engine();
    return switch (worker.ask(request, suite.effort().timeoutSeconds())) {
      case Outcome.Answered(Reply reply) ->
          reply.visit() != null
              ? reply.visit()
              : Visit.failed(task, Status.CRASH, String.valueOf(reply.failure()));
      case Outcome.Died(Fault fault) -> {
        closeWorker(engine);
        yield fault.visit(task);
      }
      case Outcome.TimedOut() -> {
        closeWorker(engine);
        yield Visit.failed(
            task, Status.TIMEOUT, "no answer in " + suite.effort().timeoutSeconds() + " s");
      }
    };
  }

  /** Cold starts need files and caches of their own, which do not outlive the run. */
  private void trainCaches() throws IOException, InterruptedException {
    Map<Program, Workload> programs = new LinkedHashMap<>();
    for (Program program : programs()) {
      if (ColdStarts.fits(workload(program))) {
        programs.put(program, workload(program));
      }
    }
    if (coldStarts == null || programs.isEmpty()) {
      return;
    }
    coldStarts.begin(programs);
    progress.begin("training AOT caches", suite.engines().size() - missing.size());
    for (String engine : suite.engines()) {
      if (!interrupted && !missing.containsKey(engine)) {
        String objection = coldStarts.train(engine);
        progress.step(engine, objection == null ? Status.OK : Status.skipped(objection));
        if (objection != null && !interrupted) {
          progress.note(
              "%s: no AOT cache (%s), so %s is not measured"
                  .formatted(engine, objection, Metric.COLD_START_AOT_NANOS.key()));
        }
      }
    }
    progress.end();
  }

  /** Ends the workers of the fork before and starts new ones. */
  private void warmUpAll(int fork) throws IOException, InterruptedException {
    List.copyOf(workers.keySet()).forEach(this::closeWorker);
    int forks = suite.effort().forks();
    progress.begin(
        "warming up" + (forks > 1 ? " fork " + fork + " of " + forks : ""),
        suite.engines().size() - missing.size());
    for (String engine : suite.engines()) {
      if (!interrupted && !missing.containsKey(engine)) {
        if (!suite.effort().freshWorkers()) {
          warmUp(engine, worker(engine));
        }
        progress.step(engine, Status.OK);
      }
    }
    progress.end();
  }

  /** Null, or why the worker is no more. */
  private @Nullable Fault warmUp(String engine, WorkerProcess worker) throws InterruptedException {
    double seconds = suite.effort().warmupSeconds();
    double timeout = Steadiness.LONGEST * seconds + WARMUP_GRACE_SECONDS;
    Outcome outcome = worker.ask(Request.warmUp(engine, programs(), seconds), timeout);
    Fault fault =
        switch (outcome) {
          case Outcome.Answered _ -> null;
          case Outcome.Died(Fault death) -> death;
          case Outcome.TimedOut() ->
              new Fault(Status.CRASH, "no answer in %.0f s".formatted(timeout));
        };
    if (fault != null) {
      if (!interrupted) {
        progress.note(engine + ": its worker did not survive warming up (" + fault.detail() + ")");
      }
      closeWorker(engine);
    }
    return fault;
  }

  private WorkerProcess worker(String engine) throws IOException {
    synchronized (workers) {
      WorkerProcess worker = workers.get(engine);
      if (worker == null) {
        if (interrupted) {
          throw new IOException("interrupted");
        }
        worker = WorkerProcess.start(folder);
        workers.put(engine, worker);
      }
      return worker;
    }
  }

  private void closeWorker(String engine) {
    synchronized (workers) {
      WorkerProcess worker = workers.remove(engine);
      if (worker != null) {
        worker.close();
      }
    }
  }

  /** Kills all workers. */
  @Override
  public void close() {
    synchronized (workers) {
      workers.values().forEach(WorkerProcess::close);
      workers.clear();
    }
    if (coldStarts != null) {
      coldStarts.close();
    }
  }
}
