package paretojit.measure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Request.Program;
import paretojit.suite.Suite;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.suite.Workloads;

/**
 * Times JVMs from their start to a program's first result, without and with an AOT cache.
 *
 * <pre>
 *   class path --JarClassPath--> jars      programs --> modules in files      (once)
 *   train(engine)   a ColdStart that runs all programs writes the engine's cache; another shows
 *                   that classes really come out of it
 *   measure(visit)  ColdStart, clock around it; checksum against the manifest's
 * </pre>
 *
 * <p>With a cache the JVM runs in {@code -XX:AOTMode=on}: one that cannot be used is an error, and
 * never an ordinary start in disguise.
 */
final class ColdStarts implements AutoCloseable {
  /** The folder of jars, modules and caches in the results folder, while the run lasts. */
  static final String FOLDER = "cold-start";

  /** Writing a cache takes longer than any one program. */
  private static final int TRAINING_GRACE_SECONDS = 120;

  private final Suite.Effort effort;
  private final Path folder;
  private final Path files;
  private final Map<Program, Path> modules = new HashMap<>();
  private final Map<String, Path> caches = new HashMap<>();
  private final List<String> training = new ArrayList<>();
  private String classPath = "";
  private volatile @Nullable Process running;
  private volatile boolean closed;

  /**
   * Cold starts of a suite.
   *
   * @param folder the results folder
   */
  ColdStarts(Suite suite, Path folder) {
    this.effort = suite.effort();
    this.folder = folder;
    this.files = folder.toAbsolutePath().resolve(FOLDER);
  }

  /** Whether programs of that kind can be measured: those that are called. */
  static boolean fits(Workload workload) {
    return !workload.isCompiledOnly();
  }

  /** Writes what processes will read. */
  void begin(Map<Program, Workload> programs) throws IOException {
    if (files.toString().contains(File.pathSeparator)) {
      throw new IOException(
          "%s: cold starts need a results folder without '%s' in its path; give another one with --out"
              .formatted(folder, File.pathSeparator));
    }
    delete(files);
    Files.createDirectories(files);
    classPath = JarClassPath.of(ManagementFactory.getRuntimeMXBean().getClassPath(), files);
    for (Map.Entry<Program, Workload> each : programs.entrySet()) {
      Program program = each.getKey();
      Path file = files.resolve("module-" + modules.size() + ".wasm");
      Files.write(file, Workloads.module(each.getValue(), program.level()));
      modules.put(program, file);
      training.addAll(arguments(file, each.getValue()));
    }
  }

  private static List<String> arguments(Path module, Workload workload) {
    return List.of(module.toString(), Integer.toString(workload.call(WorkloadSize.TEST).n()));
  }

  /**
   * Makes an engine's AOT cache by running all programs once.
   *
   * @return why there is none, or null
   */
  @Nullable String train(String engine) throws IOException, InterruptedException {
    Path cache = files.resolve("cache-" + caches.size() + ".aot"); // no colons: JVMs split there
    Path log = files.resolve("training.log");
    List<String> command = command(List.of("-XX:AOTCacheOutput=" + cache), engine, training);
    Ending ending = run(command, log, effort.timeoutSeconds() + TRAINING_GRACE_SECONDS);
    if (ending.fault != null || !Files.exists(cache)) {
      return ending.fault == null ? "the JDK wrote none" : ending.fault.detail();
    }
    Path loaded = files.resolve("loaded.log");
    List<String> flags = new ArrayList<>(List.of("-Xlog:class+load:file=" + loaded));
    flags.addAll(usingCache(cache));
    ending = run(command(flags, engine, training.subList(0, 2)), log, effort.timeoutSeconds());
    if (ending.fault != null || !isFromCache(Files.readString(loaded))) {
      return ending.fault == null ? "it was written, but not used" : ending.fault.detail();
    }
    caches.put(engine, cache);
    return null;
  }

  /** Whether a JVM's log of loaded classes says that the first of this project's came from a cache. */
  static boolean isFromCache(String log) {
    return log.lines()
        .anyMatch(
            line -> line.contains(ColdStart.class.getName() + " source: shared objects file"));
  }

  /** The cache that an engine's processes start with; null if it has none. */
  @Nullable Path cache(String engine) {
    return caches.get(engine);
  }

  private static List<String> usingCache(Path cache) {
    return List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache);
  }

  /** The visit with its cold starts, or its failure. Which kind comes first alternates. */
  Visit measure(Visit visit, Workload workload) throws IOException, InterruptedException {
    String engine = visit.cell().engine();
    Path cache = caches.get(engine);
    Samples plain = new Samples();
    Samples cached = new Samples();
    for (int k = 0; k < 2 * effort.coldStarts(); k++) {
      boolean withCache = (k + k / 2 + visit.round()) % 2 == 0;
      if (withCache && cache == null) {
        continue;
      }
      List<String> flags = withCache && cache != null ? usingCache(cache) : List.of();
      Fault fault = sample(flags, visit, workload, withCache ? cached : plain);
      if (fault != null) {
        String detail = withCache ? "cold start with an AOT cache" : "cold start";
        return Visit.failed(visit.task(), fault.status(), detail + suffix(fault.detail()));
      }
    }
    Visit more = visit.withSamples(Metric.COLD_START_NANOS, plain.toArray());
    return cache == null ? more : more.withSamples(Metric.COLD_START_AOT_NANOS, cached.toArray());
  }

  private static String suffix(String detail) {
    return detail.isEmpty() ? "" : ": " + detail;
  }

  private @Nullable Fault sample(
      List<String> flags, Visit visit, Workload workload, Samples samples)
      throws IOException, InterruptedException {
    Cell cell = visit.cell();
    Path module = modules.get(new Program(cell.workload(), cell.level()));
    if (module == null) {
      throw new AssertionError("no module of " + cell);
    }
    Path log = folder.resolve(Experiment.WORKERS_LOG);
    Ending ending =
        run(
            command(flags, cell.engine(), arguments(module, workload)),
            log,
            effort.timeoutSeconds());
    if (ending.fault != null) {
      return ending.fault;
    }
    int expected = workload.call(WorkloadSize.TEST).checksum();
    if (!ending.result.equals(ColdStart.RESULT + expected)) {
      return new Fault(Status.WRONG_RESULT, "");
    }
    samples.add(ending.nanos);
    return null;
  }

  // ---- processes ----

  private List<String> command(List<String> flags, String engine, List<String> programs) {
    List<String> command = WorkerProcess.command(folder, flags, classPath, ColdStart.class);
    command.add(engine);
    command.addAll(programs);
    return command;
  }

  /**
   * How a process ended.
   *
   * @param result its first line that is a reply
   * @param nanos from before its start to when that line was read
   */
  private record Ending(String result, long nanos, @Nullable Fault fault) {
    static Ending failed(Fault fault) {
      return new Ending("", 0, fault);
    }
  }

  /** The first reply of a process, and its last words that were none. */
  private record Output(String reply, long at, String other) {}

  private Ending run(List<String> command, Path log, int timeoutSeconds)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Long kernelKills = Death.kernelKills(Path.of("/"));
    long start = System.nanoTime();
    Process process = builder.start();
    running = process;
    if (closed) {
      kill(process);
    }
    CompletableFuture<Output> reading = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> reading.complete(read(process)));
    try {
      Output output = reading.get(timeoutSeconds, TimeUnit.SECONDS);
      boolean isOver = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
      Fault fault = isOver ? fault(output, process, kernelKills) : timeout(timeoutSeconds);
      return fault == null
          ? new Ending(output.reply, output.at - start, null)
          : Ending.failed(fault);
    } catch (TimeoutException e) {
      return Ending.failed(timeout(timeoutSeconds));
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      kill(process);
      running = null;
    }
  }

  private static Fault timeout(int seconds) {
    return new Fault(Status.TIMEOUT, "no result in " + seconds + " s");
  }

  /** Reads until the process has closed its output. */
  private static Output read(Process process) {
    Output output = new Output("", 0, "");
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        boolean isReply = line.startsWith(ColdStart.RESULT) || line.startsWith(ColdStart.FAULT);
        if (!isReply) {
          output = new Output(output.reply, output.at, line);
        } else if (output.reply.isEmpty()) {
          output = new Output(line, System.nanoTime(), output.other);
        }
      }
    } catch (IOException e) {
      // The process is going away; what it has said by then counts.
    }
    return output;
  }

  private @Nullable Fault fault(Output output, Process process, @Nullable Long kernelKills) {
    if (output.reply.startsWith(ColdStart.FAULT)) {
      String[] parts = output.reply.substring(ColdStart.FAULT.length()).split("\t", 2);
      return new Fault(parts[0], parts.length > 1 ? parts[1] : "");
    }
    if (process.exitValue() == 0 && !output.reply.isEmpty()) {
      return null;
    }
    return Death.of(process, folder, kernelKills).fault(output.other);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Kills what is running, and removes the caches, of some ten megabytes each. */
  @Override
  public void close() {
    closed = true;
    Process process = running;
    if (process != null) {
      kill(process);
    }
    try {
      delete(files);
    } catch (IOException e) {
      // A process that is going away was writing there; a resumed run will delete it.
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
