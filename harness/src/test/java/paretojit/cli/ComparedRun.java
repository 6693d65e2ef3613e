package paretojit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import paretojit.measure.Cell;
import paretojit.measure.Journal;
import paretojit.measure.Provenance;
import paretojit.measure.Status;
import paretojit.measure.Task;
import paretojit.measure.Visit;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Suites;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes results folders of runs that never were: five forks, noise of a few per cent. */
final class ComparedRun {
  static final List<String> ENGINES = List.of("stencil@x64", "isel@x64", "egraph@x64");
  static final List<String> WORKLOADS =
      List.of("matmul", "lu", "sieve", "crc32", "sha256", "quicksort", "nqueens", "json");

  private static final int FORKS = 5;

  /** What is true of compile and run times, relative to {@code stencil@x64}. */
  private static final Map<String, double[]> FACTORS =
      Map.of(
          "stencil@x64", new double[] {1, 1},
          "isel@x64", new double[] {2, 0.5},
          "egraph@x64", new double[] {4, 0.49});

  private final Map<Cell, String> failures = new LinkedHashMap<>();
  private long seed = 1;
  private ToDoubleFunction<Cell> slowdown = cell -> 1;

  ComparedRun seed(long other) {
    seed = other;
    return this;
  }

  /** What times are multiplied by. */
  ComparedRun slowdown(ToDoubleFunction<Cell> factor) {
    slowdown = factor;
    return this;
  }

  ComparedRun failure(String workload, InputLevel level, String engine, String status) {
    failures.put(new Cell(workload, level, engine), status);
    return this;
  }

  static Suite suite() {
    return Suites.find("smoke")
        .withWorkloads(WORKLOADS)
        .withLevels(List.of(InputLevel.O0, InputLevel.O2))
        .withEngines(ENGINES)
        .withForks(FORKS);
  }

  /** Writes the folder and gives its name. */
  String write(Path folder) throws IOException {
    Files.createDirectories(folder);
    SplittableRandom random = new SplittableRandom(seed);
    try (Journal journal = Journal.create(folder, suite())) {
      for (int fork = 1; fork <= FORKS; fork++) {
        for (String workload : WORKLOADS) {
          for (InputLevel level : suite().levels()) {
            for (String engine : ENGINES) {
              journal.append(visit(new Task(new Cell(workload, level, engine), fork, 1), random));
            }
          }
        }
      }
    }
    Provenance provenance = Provenance.collect(suite(), List.of());
    provenance.finish("complete");
    provenance.write(folder);
    return folder.toString();
  }

  private Visit visit(Task task, SplittableRandom random) {
    Cell cell = task.cell();
    String failure = failures.get(cell);
    if (failure != null) {
      return Visit.failed(task, failure, "");
    }
    double[] factors = FACTORS.getOrDefault(cell.engine(), new double[] {1, 1});
    double size = 1 + WORKLOADS.indexOf(cell.workload());
    double slower = slowdown.applyAsDouble(cell);
    return new Visit(
        cell,
        task.fork(),
        task.round(),
        Status.OK,
        "",
        Map.of(
            "compile_nanos", noisy(1e5 * size * factors[0] * slower, random, 10),
            "run_nanos", noisy(1e6 * size * factors[1] * slower, random, 8)),
        Map.of("emit", noisy(1e5, random, 3)),
        Map.of("code_bytes", (long) (1000 * size / factors[0]), "ir_instructions", 100L));
  }

  private static long[] noisy(double value, SplittableRandom random, int n) {
    double ofFork = value * Math.exp(0.01 * random.nextGaussian());
    return IntStream.range(0, n)
        .mapToLong(k -> Math.round(ofFork * Math.exp(0.02 * random.nextGaussian())))
        .toArray();
  }

  /** Makes a folder tell of another machine: changes a fact of its provenance. */
  static void setFact(String folder, String group, String name, String value) throws IOException {
    Path file = Path.of(folder, Provenance.FILE);
    JsonMapper json = new JsonMapper();
    JsonNode facts = json.readTree(Files.readString(file));
    ((ObjectNode) facts.path(group)).put(name, value);
    Files.writeString(file, json.writeValueAsString(facts));
  }
}
