package paretojit.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import paretojit.egraph.EGraph;
import paretojit.egraph.Extractor;
import paretojit.egraph.RunReport;
import paretojit.egraph.samples.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto egraph bench}: what the e-graph library needs for problems of known outcome. */
@Command(
    name = "bench",
    header = "Time the e-graph library on problems of known outcome.",
    description = {
      "",
      "Each problem is solved again and again from its start terms, and its sizes are compared"
          + " with",
      "the known ones. Times are in milliseconds: 'first' is the first run, in a JVM that is cold"
          + " for",
      "the first problem; the others are medians after it. 'cpu' is the whole process's, the JIT's"
          + " and",
      "the collector's threads included. 'live' is what the e-graph holds in the end, in MiB.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto egraph bench",
      "  ./pareto egraph bench micro-11 --repeat 20",
      "  PARETO_JVM_FLAGS=-Xmx275m ./pareto egraph bench micro-11     # enough memory?"
    })
final class EGraphBenchCommand extends BaseCommand {
  private static final long MIB = 1 << 20;

  @Parameters(paramLabel = "PROBLEM", arity = "0..*", description = "Only these (--list).")
  private List<String> names = List.of();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Runs after the first of each problem (default: ${DEFAULT-VALUE}).")
  private int repeat = 12;

  @Option(names = "--list", description = "List the problems.")
  private boolean list;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private record Row(
      String problem,
      int iterations,
      int nodes,
      int classes,
      @JsonProperty("first_ms") double first,
      @JsonProperty("wall_ms") double wall,
      @JsonProperty("cpu_ms") double cpu,
      @JsonProperty("search_ms") double search,
      @JsonProperty("apply_ms") double apply,
      @JsonProperty("rebuild_ms") double rebuild,
      @JsonProperty("extract_ms") double extract,
      @JsonProperty("live_mib") double live) {}

  /** One run: of the whole, and of the extraction of every class's smallest term after it. */
  private record Run(RunReport report, long wall, long cpu, long extract, long liveBytes) {}

  EGraphBenchCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    if (list) {
      Problem.ALL.forEach(p -> io.println("%-9s %s".formatted(p.name(), p.what())));
      return ExitCode.OK;
    }
    if (repeat < 1) {
      throw new UserError("--repeat must be at least 1");
    }
    List<Problem> problems =
        names.isEmpty() ? Problem.ALL : names.stream().map(this::find).toList();
    var rows = new ArrayList<Row>();
    if (!json) {
      io.println(
          "problem   iterations     nodes  classes    first     wall      cpu   search    apply"
              + "  rebuild  extract   live");
    }
    for (Problem problem : problems) {
      Row row = measure(problem);
      rows.add(row);
      if (!json) {
        io.println(
            "%-9s %10d %,9d %,8d %8.1f %8.1f %8.1f %8.1f %8.1f %8.1f %8.1f %6.1f"
                .formatted(
                    row.problem,
                    row.iterations,
                    row.nodes,
                    row.classes,
                    row.first,
                    row.wall,
                    row.cpu,
                    row.search,
                    row.apply,
                    row.rebuild,
                    row.extract,
                    row.live));
      }
    }
    if (json) {
      printJson(rows);
    }
    return ExitCode.OK;
  }

  private Problem find(String name) {
    return Problem.named(name)
        .orElseThrow(
            () ->
                new UserError(
                    "no problem '%s'; there are %s"
                        .formatted(
                            name,
                            String.join(", ", Problem.ALL.stream().map(Problem::name).toList()))));
  }

  private Row measure(Problem problem) {
    Run first = run(problem, true);
    var runs = new Run[repeat];
    Arrays.setAll(runs, i -> run(problem, false));
    return new Row(
        problem.name(),
        first.report.iterations().size(),
        first.report.nodes(),
        first.report.classes(),
        first.wall / 1e6,
        median(runs, Run::wall),
        median(runs, Run::cpu),
        median(runs, r -> r.report.searchNanos()),
        median(runs, r -> r.report.applyNanos()),
        median(runs, r -> r.report.rebuildNanos()),
        median(runs, Run::extract),
        first.liveBytes / (double) MIB);
  }

  private static double median(Run[] runs, ToLongFunction<Run> nanos) {
    long[] sorted = Arrays.stream(runs).mapToLong(nanos).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    return median / 1e6;
  }

  private static Run run(Problem problem, boolean weigh) {
    Problem.Attempt attempt = problem.start();
    long before = weigh ? liveBytes() : 0;
    long cpu = cpuNanos();
    long began = System.nanoTime();
    RunReport report = attempt.run();
    long wall = System.nanoTime() - began;
    cpu = cpuNanos() - cpu;
    if (report.iterations().size() != problem.iterations()
        || report.nodes() != problem.nodes()
        || report.classes() != problem.classes()) {
      throw new AssertionError(
          "%s ended with %d nodes in %d classes after %d iterations"
              .formatted(problem, report.nodes(), report.classes(), report.iterations().size()));
    }
    long live = weigh ? liveBytes() - before : 0;
    long extraction = System.nanoTime();
    EGraph graph = attempt.graph();
    Extractor smallest = Extractor.size(graph);
    extraction = System.nanoTime() - extraction;
    if (smallest.cost(graph.nextClass(0)) == Extractor.INFINITE) {
      throw new AssertionError(problem + " has a class without a term");
    }
    return new Run(report, wall, cpu, extraction, live);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
