package paretojit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import paretojit.measure.Cell;
import paretojit.measure.RunResults;
import paretojit.measure.Schedule;
import paretojit.measure.Status;
import paretojit.measure.Task;
import paretojit.measure.Visit;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Suites;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;

/** Invented results in the shape of real ones, always the same. */
public final class SampleResults {
  /** An engine that tells no compile time and no code size. */
  static final String WITHOUT_COMPILE_TIME = "graalwasm@jvm";

  /** Compile time and run time of each engine relative to the first. */
  private static final Map<String, double[]> FACTORS =
      Map.of(
          "stencil@x64",
          new double[] {1, 1},
          "isel@x64",
          new double[] {4.5, 0.62},
          "gvn+isel@x64",
          new double[] {6.1, 0.55},
          "egraph@x64",
          new double[] {14, 0.5},
          "hybrid@x64",
          new double[] {8.5, 0.8},
          "llvm:O0@x64",
          new double[] {60, 2.1},
          "cranelift:speed@x64",
          new double[] {19, 0.55},
          "v8-liftoff@x64",
          new double[] {2, 1.9},
          "v8-turbofan@x64",
          new double[] {16, 0.7},
          WITHOUT_COMPILE_TIME,
          new double[] {1, 1.2});

  private SampleResults() {}

  public static RunResults quick() {
    return of(Suites.find("quick").workloads());
  }

  /** Those of {@link #quick} on some of its workloads. */
  public static RunResults of(List<String> globs) {
    Suite quick = Suites.find("quick").withWorkloads(globs);
    List<String> engines = new ArrayList<>(quick.engines());
    engines.add(WITHOUT_COMPILE_TIME);
    Suite suite = quick.withEngines(engines);
    List<Workload> workloads = suite.select(Workloads.shipped());
    Suite resolved = suite.withWorkloads(workloads.stream().map(Workload::name).toList());
    SplittableRandom random = new SplittableRandom(7);
    List<Visit> visits = new ArrayList<>();
    for (Task task : Schedule.of(resolved, workloads)) {
      visits.add(visit(task, random));
    }
    return new RunResults(resolved, visits);
  }

  /**
   * Results of everything that figures can show: two rounds, long visits, an engine with another
   * option, counters, an engine without compile time, cold starts and an engine without AOT cache.
   */
  public static RunResults full() {
    Suite suite =
        Suites.find("quick")
            .withEngines(
                List.of(
                    "stencil@x64",
                    "stencil:regs=0@x64",
                    "egraph@x64",
                    "hybrid@x64",
                    "llvm:O2@x64",
                    "graalwasm@jvm"));
    List<Workload> workloads = suite.select(Workloads.shipped());
    Suite resolved = suite.withWorkloads(workloads.stream().map(Workload::name).toList());
    SplittableRandom random = new SplittableRandom(11);
    List<Visit> visits = new ArrayList<>();
    for (Task task : Schedule.of(resolved, workloads)) {
      visits.add(fuller(visit(task, random), random));
    }
    return new RunResults(resolved, visits);
  }

  /** The visit with more calls, which get faster on the JVM, and with counters. */
  private static Visit fuller(Visit visit, SplittableRandom random) {
    Map<String, long[]> samples = new TreeMap<>(visit.samples());
    Map<String, Long> counts = new TreeMap<>(visit.counts());
    String engine = visit.cell().engine();
    if (visit.isOk()) {
      long[] run = noisy(samples.getOrDefault("run_nanos", new long[1])[0], random, 60);
      if (engine.endsWith("@jvm")) {
        samples.remove("compile_nanos");
        samples.remove("codegen_nanos");
        counts.remove("code_bytes");
        for (int k = 0; k < 20; k++) {
          run[k] *= 2;
        }
      }
      samples.put("run_nanos", run);
      SplittableRandom cold = new SplittableRandom(visit.cell().toString().hashCode());
      samples.put("cold_start_nanos", noisy(310e6 + 20e6 * engine.length(), cold, 3));
      if (!engine.startsWith("llvm")) {
        samples.put("cold_start_aot_nanos", noisy(160e6 + 9e6 * engine.length(), cold, 3));
      }
      long instructions = counts.getOrDefault("ir_instructions", 0L);
      if (engine.startsWith("stencil") || engine.startsWith("hybrid")) {
        counts.put("counter.stencils", instructions * 6 / 5);
        counts.put("counter.values-in-slots", instructions / 90);
      }
      if (engine.startsWith("egraph") || engine.startsWith("hybrid")) {
        counts.put("counter.e-nodes", instructions * 3);
        counts.put("counter.unions", instructions / 3);
        counts.put("counter.rules-fired", instructions / 2);
      }
    }
    return new Visit(
        visit.cell(),
        visit.fork(),
        visit.round(),
        visit.status(),
        visit.detail(),
        samples,
        visit.phases(),
        counts);
  }

  private static Visit visit(Task task, SplittableRandom random) {
    Cell cell = task.cell();
    if (cell.engine().equals("hybrid@x64") && cell.workload().startsWith("query")) {
      return Visit.failed(task, Status.unsupported("a sample of what is missing"), "some <detail>");
    }
    if (cell.engine().equals("isel@x64") && cell.workload().equals("sieve")) {
      return Visit.failed(task, Status.WRONG_RESULT, "");
    }
    SplittableRandom own = new SplittableRandom(cell.toString().hashCode());
    SplittableRandom program = new SplittableRandom((cell.workload() + cell.level()).hashCode());
    double[] factors = FACTORS.getOrDefault(cell.engine(), new double[] {1, 1});
    long instructions = 200 + program.nextInt(1500);
    double level = cell.level() == InputLevel.O0 ? 2.2 : 1;
    double compile = 40 * instructions * factors[0] * Math.exp(0.2 * own.nextGaussian());
    double run = 12e6 * level * factors[1] * Math.exp(0.25 * own.nextGaussian());
    if (cell.engine().equals(WITHOUT_COMPILE_TIME)) {
      Map<String, long[]> samples =
          Map.of("run_nanos", noisy(run, random, 5), "first_call_nanos", noisy(90e3, random, 1));
      Map<String, Long> counts = Map.of("ir_instructions", instructions);
      return new Visit(cell, task.fork(), task.round(), Status.OK, "", samples, Map.of(), counts);
    }
    return new Visit(
        cell,
        task.fork(),
        task.round(),
        Status.OK,
        "",
        Map.of(
            "compile_nanos", noisy(compile, random, 20),
            "codegen_nanos", noisy(compile * 0.6, random, 20),
            "first_call_nanos", noisy(90e3, random, 1),
            "run_nanos", noisy(run, random, 5)),
        Map.of(
            "read", noisy(compile * 0.4, random, 10),
            "select", noisy(compile * 0.3, random, 10),
            "emit", noisy(compile * 0.2, random, 10),
            "install", noisy(compile * 0.1, random, 10)),
        Map.of(
            "code_bytes",
            (long) (instructions * 6 / factors[1]),
            "ir_instructions",
            instructions,
            "wasm_instructions",
            2 * instructions));
  }

  private static long[] noisy(double value, SplittableRandom random, int n) {
    return IntStream.range(0, n)
        .mapToLong(k -> Math.round(value * Math.exp(0.02 * random.nextGaussian())))
        .toArray();
  }
}
