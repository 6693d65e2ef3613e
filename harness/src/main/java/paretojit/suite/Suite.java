package paretojit.suite;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import paretojit.suite.synthetic.SyntheticProgram;

/**
 * An experiment: which programs, on which engines, how often.
 *
 * @param name what users call it by; part of the results folder's name
 * @param description one line
 * @param note what readers of its results should know: why it is as it is, how to read it; or empty
 * @param workloads globs of workload names, each of which must match; paths of {@code .wasm} files
 * @param exclude globs of workload names left out
 * @param levels input levels, at which each workload must exist
 * @param engines engine ids
 * @param axes values of what engine ids vary, by name, as the suite's file has them
 * @param baseline the engine that ratios are taken to; one of {@code engines}
 * @param size how much work a timed call does
 * @param seed of the order of measurements and of the statistics
 * @param effort how long to measure
 */
public record Suite(
    String name,
    String description,
    String note,
    List<String> workloads,
    List<String> exclude,
    List<InputLevel> levels,
    List<String> engines,
    Map<String, List<String>> axes,
    String baseline,
    WorkloadSize size,
    long seed,
    Effort effort) {

  /**
   * How long to measure. A cell is one workload at one level on one engine; it is visited {@code
   * forks × rounds} times.
   *
   * @param forks fresh worker processes for each engine
   * @param rounds most visits of a cell in each fork, between which the other engines have theirs
   * @param budgetSeconds no further round begins that would probably end later than this; 0 for no
   *     limit. The first round of a fork is made in any case.
   * @param warmupSeconds how long a worker compiles before its first sample, at least; up to three
   *     times as long while it is still getting faster
   * @param steadySeconds how long code that gets faster while it runs (on HotSpot, say) is called
   *     before its first timed call, at least; up to three times as long likewise
   * @param compileIterations most compilations timed at a visit
   * @param compileMillis time after which a visit stops compiling, at {@link #FEWEST} or more
   * @param runIterations most calls timed at a visit
   * @param runMillis time after which a visit stops calling, at {@link #FEWEST} or more
   * @param jmh whether JMH takes the run times, in a process of its own for each visit; engines that
   *     live in another process than their caller keep to the worker's own loop
   * @param freshWorkers whether every visit has a worker of its own, which is cold
   * @param coldStarts JVMs started at a visit, from nothing to the first result, and as many again with
   *     an AOT cache of the JDK's; 0 for none
   * @param timeoutSeconds after which a visit is given up and its worker killed
   */
  public record Effort(
      int forks,
      int rounds,
      int budgetSeconds,
      double warmupSeconds,
      double steadySeconds,
      int compileIterations,
      int compileMillis,
      int runIterations,
      int runMillis,
      boolean jmh,
      boolean freshWorkers,
      int coldStarts,
      int timeoutSeconds) {
    /** Samples that a visit takes in any case. */
    public static final int FEWEST = 3;

    /** The same without calls to be timed but the first. */
    public Effort withoutRuns() {
      return with(forks, 0);
    }

    Effort withForks(int other) {
      return with(other, runIterations);
    }

    private Effort with(int forks, int runIterations) {
      return new Effort(
          forks,
          rounds,
          budgetSeconds,
          warmupSeconds,
          steadySeconds,
          compileIterations,
          compileMillis,
          runIterations,
          runMillis,
          jmh,
          freshWorkers,
          coldStarts,
          timeoutSeconds);
    }
  }

  public Suite {
    workloads = List.copyOf(workloads);
    exclude = List.copyOf(exclude);
    levels = List.copyOf(levels);
    engines = List.copyOf(engines);
    axes = new TreeMap<>(axes);
  }

  /** The same experiment on other engines; the baseline stays if it is still among them. */
  public Suite withEngines(List<String> others) {
    return with(workloads, levels, others, seed, effort);
  }

  public Suite withWorkloads(List<String> globs) {
    return with(globs, levels, engines, seed, effort);
  }

  public Suite withLevels(List<InputLevel> others) {
    return with(workloads, others, engines, seed, effort);
  }

  public Suite withSeed(long other) {
    return with(workloads, levels, engines, other, effort);
  }

  public Suite withForks(int forks) {
    return with(workloads, levels, engines, seed, effort.withForks(forks));
  }

  private Suite with(
      List<String> workloads,
      List<InputLevel> levels,
      List<String> engines,
      long seed,
      Effort effort) {
    String base = engines.contains(baseline) ? baseline : engines.getFirst();
    return new Suite(
        name,
        description,
        note,
        workloads,
        exclude,
        levels,
        engines,
        axes,
        base,
        size,
        seed,
        effort);
  }

  /**
   * The workloads this experiment is about: in their manifest's order, then generated ones and files.
   *
   * @throws SuiteFileException if a glob matches none, or one does not exist at a level
   */
  public List<Workload> select(Workloads all) {
    Set<Workload> chosen = new LinkedHashSet<>();
    for (String glob : workloads) {
      List<Workload> matching = all.matching(glob);
      if (matching.isEmpty()) {
        List<String> names = all.all().stream().map(Workload::name).toList();
        throw new SuiteFileException(
            "no workload matches '%s'; there are %s, %s* and the paths of .wasm files"
                .formatted(glob, String.join(", ", names), SyntheticProgram.PREFIX));
      }
      chosen.addAll(matching);
    }
    for (String glob : exclude) {
      all.matching(glob).forEach(chosen::remove);
    }
    chosen.forEach(this::checkLevels);
    List<Workload> ordered = new ArrayList<>(all.all());
    ordered.retainAll(chosen);
    chosen.removeAll(ordered);
    ordered.addAll(chosen);
    return ordered;
  }

  private void checkLevels(Workload workload) {
    for (InputLevel level : levels) {
      if (!workload.levels().contains(level)) {
        throw new SuiteFileException(
            "workload %s has no input level %s; it has %s (levels = [\"…\"], or --levels)"
                .formatted(workload.name(), level, workload.levels()));
      }
    }
  }
}
