package paretojit.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import paretojit.stats.Bootstrap;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;

/** The visits of a run and what they amount to, in a fixed order: workload, level, engine. */
public final class RunResults {
  /** Resamples of every bootstrap. */
  public static final int DRAWS = 1000;

  public static final double CONFIDENCE = 0.95;

  private final Suite suite;
  private final List<Visit> visits;
  private final Bootstrap bootstrap;
  private final Map<Cell, CellSummary> cells = new LinkedHashMap<>();

  /**
   * Sums visits up.
   *
   * @param suite whose {@code workloads} are names, not patterns
   * @param visits in any order; of several for one task the first counts
   */
  public RunResults(Suite suite, List<Visit> visits) {
    this.suite = suite;
    this.visits = firstOfEachTask(visits);
    this.bootstrap = new Bootstrap(suite.seed(), DRAWS, CONFIDENCE);
    Map<Cell, List<Visit>> byCell = new LinkedHashMap<>();
    for (String workload : suite.workloads()) {
      for (InputLevel level : suite.levels()) {
        for (String engine : suite.engines()) {
          byCell.put(new Cell(workload, level, engine), new ArrayList<>());
        }
      }
    }
    for (Visit visit : this.visits) {
      byCell.computeIfAbsent(visit.cell(), key -> new ArrayList<>()).add(visit);
    }
    byCell.forEach((cell, of) -> cells.put(cell, summarize(cell, of)));
  }

  /**
   * The results in a folder.
   *
   * @throws IOException if its journal cannot be read
   */
  public static RunResults load(Path folder) throws IOException {
    Journal.Contents contents = Journal.read(folder);
    return new RunResults(contents.part(), contents.visits());
  }

  private static List<Visit> firstOfEachTask(List<Visit> visits) {
    Map<Task, Visit> first = new LinkedHashMap<>();
    visits.forEach(visit -> first.putIfAbsent(visit.task(), visit));
    return List.copyOf(first.values());
  }

  public Suite suite() {
    return suite;
  }

  public List<Visit> visits() {
    return visits;
  }

  public Bootstrap bootstrap() {
    return bootstrap;
  }

  /** Every cell of the suite, measured or not. */
  public List<CellSummary> cells() {
    return List.copyOf(cells.values());
  }

  public Optional<CellSummary> cell(String workload, InputLevel level, String engine) {
    return Optional.ofNullable(cells.get(new Cell(workload, level, engine)));
  }

  /** The visits to a cell, in the order made. */
  public List<Visit> visits(Cell cell) {
    return visits.stream().filter(visit -> visit.cell().equals(cell)).toList();
  }

  /** All samples of a metric in a cell, in the order taken. */
  public double[] samples(Cell cell, Metric metric) {
    return Bootstrap.pooled(groups(visits(cell), metric));
  }

  // ---- summing up ----

  private CellSummary summarize(Cell cell, List<Visit> of) {
    if (of.isEmpty()) {
      return withoutSamples(cell, Status.skipped("not reached"), "");
    }
    for (Visit visit : of) {
      if (!visit.isOk()) {
        return withoutSamples(cell, visit.status(), visit.detail());
      }
    }
    Map<Metric, Estimate> estimates = new EnumMap<>(Metric.class);
    Map<Metric, double[]> draws = new EnumMap<>(Metric.class);
    Map<String, Long> counts = new TreeMap<>(of.getFirst().counts());
    for (Metric metric : Metric.values()) {
      Long count = counts.remove(metric.key());
      if (count != null) {
        estimates.put(metric, new Estimate(count, count, count, 1));
        continue;
      }
      double[][] groups = groups(of, metric);
      if (groups.length > 0) {
        double[] medians = bootstrap.medianDraws(cell + " " + metric.key(), groups);
        estimates.put(metric, bootstrap.median(groups, medians));
        draws.put(metric, medians);
      }
    }
    return new CellSummary(cell, Status.OK, "", estimates, draws, phases(of), counts);
  }

  private static CellSummary withoutSamples(Cell cell, String status, String detail) {
    return new CellSummary(cell, status, detail, Map.of(), Map.of(), Map.of(), Map.of());
  }

  /**
   * Samples by fork, or by round if there is one fork only: samples of one visit resemble each other
   * more than those of two. Groups without any are left out.
   */
  private static double[][] groups(List<Visit> visits, Metric metric) {
    boolean hasForks = visits.stream().mapToInt(Visit::fork).distinct().count() > 1;
    Map<Integer, List<Double>> groups = new TreeMap<>();
    for (Visit visit : visits) {
      int group = hasForks ? visit.fork() : visit.round();
      for (long sample : visit.samples().getOrDefault(metric.key(), new long[0])) {
        groups.computeIfAbsent(group, key -> new ArrayList<>()).add((double) sample);
      }
    }
    return groups.values().stream()
        .map(samples -> samples.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }

  private Map<String, Estimate> phases(List<Visit> visits) {
    Map<String, List<Double>> samples = new TreeMap<>();
    for (Visit visit : visits) {
      visit
          .phases()
          .forEach(
              (phase, nanos) -> {
                for (long each : nanos) {
                  samples.computeIfAbsent(phase, key -> new ArrayList<>()).add((double) each);
                }
              });
    }
    Map<String, Estimate> phases = new LinkedHashMap<>();
    samples.forEach(
        (phase, values) ->
            phases.put(
                phase,
                bootstrap.median(
                    visits.getFirst().cell() + " " + phase,
                    new double[][] {values.stream().mapToDouble(Double::doubleValue).toArray()})));
    return phases;
  }
}
