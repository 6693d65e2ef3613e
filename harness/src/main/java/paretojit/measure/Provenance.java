package paretojit.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.suite.Suite;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Where results come from: machine, software, suite and order. What cannot be seen is null. */
public final class Provenance {
  /** Its name in a results folder. */
  public static final String FILE = "provenance.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Steal above which times are not to be trusted. */
  public static final double MOST_STEAL_PERCENT = 1;

  private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();
  private final @Nullable CpuTime began = CpuTime.now();

  private Provenance() {}

  /** Facts from elsewhere. */
  static Provenance of(Map<String, @Nullable Object> facts) {
    Provenance provenance = new Provenance();
    provenance.facts.putAll(facts);
    return provenance;
  }

  /** Facts of this machine and process, now. */
  public static Provenance collect(Suite suite, List<Task> order) {
    Provenance provenance = new Provenance();
    Map<String, @Nullable Object> facts = provenance.facts;
    facts.put("state", "running");
    facts.put("started", Instant.now().toString());
    facts.put("finished", null);
    facts.put("machine", machine());
    facts.put("during", null);
    facts.put("software", software());
    facts.put("peers", peers(suite));
    facts.put("suite", suite);
    facts.put(
        "order", order.stream().map(t -> t.fork() + "/" + t.round() + " " + t.cell()).toList());
    return provenance;
  }

  /** The machine, as {@code doctor} shows it and {@code provenance.json} keeps it. */
  public static Map<String, @Nullable Object> machine() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("host", hostName());
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("arch", System.getProperty("os.arch"));
    facts.putAll(Machine.here().facts());
    return facts;
  }

  private static Map<String, @Nullable Object> software() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("java_vendor", System.getProperty("java.vendor"));
    facts.put("worker_flags", WorkerProcess.flags());
    facts.put("git_commit", git("rev-parse", "HEAD"));
    String status = git("status", "--porcelain", "--untracked-files=no");
    facts.put("git_dirty", status == null ? null : !status.isEmpty());
    return facts;
  }

  /** Releases of engines that are somebody else's, by id; what is missing is told in the same place. */
  private static Map<String, String> peers(Suite suite) {
    Engines engines = Engines.load();
    Map<String, String> peers = new LinkedHashMap<>();
    for (String id : suite.engines()) {
      Engine engine = engines.find(id);
      String fact = engine.missing().map(what -> "skipped: " + what).orElseGet(engine::version);
      if (!fact.isEmpty()) {
        peers.put(id, fact);
      }
    }
    return peers;
  }

  /** Which part of the suite this is. */
  public void setShard(Shard shard) {
    facts.put("shard", shard.toString());
  }

  /**
   * Says that this goes on with a run, and in what the machine it began on differed from this one.
   *
   * @param earlier what the process before had said
   * @return the differences, obstacles being what may not be mixed
   */
  public Comparability resumeFrom(Map<?, ?> earlier) {
    List<Object> resumed = new ArrayList<>();
    if (earlier.get("resumed") instanceof List<?> before) {
      resumed.addAll(before);
    }
    Map<?, ?> now = JSON.readValue(JSON.writeValueAsString(facts), Map.class);
    Comparability comparability = Comparability.ofParts(earlier, now);
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("at", facts.get("started"));
    entry.put("host", hostName());
    entry.put("differences", comparability.obstacles());
    entry.put("remarks", comparability.remarks());
    resumed.add(entry);
    facts.put("started", earlier.get("started"));
    facts.put("resumed", resumed);
    return comparability;
  }

  /**
   * Sets the state: {@code running}, {@code complete}, {@code interrupted}, or {@code incomplete} after
   * a merge that lacked something.
   */
  public void finish(String state) {
    facts.put("state", state);
    facts.put("finished", Instant.now().toString());
    facts.put("during", during(began, Machine.here()));
  }

  /** What has become of the machine since then. */
  static Map<String, @Nullable Object> during(@Nullable CpuTime began, Machine machine) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("steal_percent", CpuTime.stealPercent(began, CpuTime.now()));
    facts.put("load_average_end", machine.loadAverage());
    facts.put("memory_available_bytes_end", machine.memoryAvailable());
    return facts;
  }

  public void write(Path folder) throws IOException {
    AtomicFile.write(
        folder.resolve(FILE), writer -> writer.write(JSON.writeValueAsString(facts) + "\n"));
  }

  /**
   * The facts of a results folder, for showing.
   *
   * @throws IOException if there are none
   */
  public static Map<?, ?> read(String folder) throws IOException {
    return JSON.readValue(Files.readString(Path.of(folder, FILE)), Map.class);
  }

  /** This machine's name as a part of file names. */
  public static String hostName() {
    // A Slurm job inherits the variable HOSTNAME from where it was submitted.
    String node = System.getenv("SLURMD_NODENAME");
    String name = node == null ? System.getenv("HOSTNAME") : node;
    try {
      name = name == null || name.isBlank() ? InetAddress.getLocalHost().getHostName() : name;
    } catch (UnknownHostException e) {
      name = "localhost";
    }
    return name.replaceAll("\\..*", "").replaceAll("[^A-Za-z0-9-]", "-");
  }

  /** What git prints where this program's classes are, or null if that is no work tree. */
  private static @Nullable String git(String... arguments) {
    try {
      Path classes =
          Path.of(Provenance.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = Files.isDirectory(classes) ? classes : classes.getParent();
      List<String> command = new ArrayList<>(List.of("git", "-C", String.valueOf(folder)));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean isOver = process.waitFor(5, TimeUnit.SECONDS);
      return isOver && process.exitValue() == 0 ? output.strip() : null;
    } catch (IOException | URISyntaxException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
