package paretojit.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.stats.Bootstrap;
import paretojit.stats.Estimate;
import paretojit.stats.FirstPlace;
import paretojit.stats.GeometricMean;
import paretojit.stats.GeometricMean.Ratio;
import paretojit.suite.InputLevel;

/**
 * The engines of a run in the order of a metric's geometric mean, over the workloads that all of them
 * did rightly: no engine is better off for having failed where it is slow.
 */
public final class Ranking {
  private final RunResults results;
  private final Metric metric;

  /**
   * An engine's place at a level; ratios are to the first.
   *
   * @param mean geometric mean of the metric, in its unit
   * @param noise ratio with the interval of measuring the same workloads again
   * @param generalization ratio with the interval of choosing other workloads
   * @param first share of draws, over workloads and samples, in which it comes first
   */
  public record Place(
      int place,
      String engine,
      double mean,
      Estimate noise,
      Estimate generalization,
      double first) {}

  /**
   * The engines at a level.
   *
   * @param workloads how many count
   * @param lacking for how many of the run's workloads each engine has no number, if any; engines
   *     without any number have no place
   */
  public record AtLevel(
      InputLevel level, int workloads, List<Place> places, Map<String, Integer> lacking) {}

  /** An engine's numbers on the workloads that count. */
  private record Candidate(String engine, List<Ratio> values, double mean) {}

  public Ranking(RunResults results, Metric metric) {
    this.results = results;
    this.metric = metric;
  }

  public List<AtLevel> levels() {
    return results.suite().levels().stream().map(this::at).toList();
  }

  private AtLevel at(InputLevel level) {
    Map<String, Map<String, Ratio>> byEngine = new LinkedHashMap<>();
    Map<String, Integer> lacking = new LinkedHashMap<>();
    int all = results.suite().workloads().size();
    for (String engine : results.suite().engines()) {
      Map<String, Ratio> values = values(level, engine);
      if (!values.isEmpty()) {
        byEngine.put(engine, values);
      }
      if (values.size() < all) {
        lacking.put(engine, all - values.size());
      }
    }
    List<String> common = new ArrayList<>(results.suite().workloads());
    byEngine.values().forEach(values -> common.retainAll(values.keySet()));
    List<Candidate> candidates = new ArrayList<>();
    if (!common.isEmpty()) {
      byEngine.forEach(
          (engine, values) ->
              candidates.add(candidate(engine, common.stream().map(values::get).toList())));
      candidates.sort(Comparator.comparingDouble(Candidate::mean));
    }
    return new AtLevel(level, common.size(), places(candidates), lacking);
  }

  private static Candidate candidate(String engine, List<Ratio> values) {
    double mean = GeometricMean.of(values.stream().mapToDouble(Ratio::value).toArray());
    return new Candidate(engine, values, mean);
  }

  private Map<String, Ratio> values(InputLevel level, String engine) {
    Map<String, Ratio> values = new LinkedHashMap<>();
    for (String workload : results.suite().workloads()) {
      results
          .cell(workload, level, engine)
          .flatMap(cell -> Comparison.value(cell, metric))
          .ifPresent(value -> values.put(workload, value));
    }
    return values;
  }

  private List<Place> places(List<Candidate> candidates) {
    Bootstrap bootstrap = results.bootstrap();
    double[] shares =
        FirstPlace.shares(
            candidates.stream()
                .map(c -> c.values().stream().map(Optional::of).toList())
                .map(values -> GeometricMean.jointDraws(bootstrap, values))
                .toArray(double[][]::new));
    List<Place> places = new ArrayList<>();
    for (Candidate candidate : candidates) {
      List<Ratio> toFirst = new ArrayList<>();
      for (int w = 0; w < candidate.values().size(); w++) {
        Ratio first = candidates.getFirst().values().get(w);
        toFirst.add(candidate.values().get(w).to(first));
      }
      places.add(
          new Place(
              places.size() + 1,
              candidate.engine(),
              candidate.mean(),
              GeometricMean.noise(bootstrap, toFirst),
              GeometricMean.generalization(bootstrap, toFirst),
              shares[places.size()]));
    }
    return places;
  }

  // ---- text ----

  /** The ranking for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (AtLevel level : levels()) {
      append(text, level);
    }
    return text.append(
            """
            to first [again]: ratio to the first engine, with the interval of measuring the same workloads again
            [others]: the interval of choosing other workloads
            first in: share of draws, over workloads and their samples, in which the engine comes first
            """)
        .append(results.suite().effort().forks() > 1 ? "" : Text.ONE_FORK)
        .toString();
  }

  private void append(StringBuilder text, AtLevel level) {
    int all = results.suite().workloads().size();
    text.append(
        "Input level %s: %s, geometric mean over %s that all of these engines did rightly%n"
            .formatted(
                level.level(),
                metric.key(),
                level.workloads() == all
                    ? "the " + Text.count(all, "workload")
                    : "%d of %s".formatted(level.workloads(), Text.count(all, "workload"))));
    if (!level.lacking().isEmpty()) {
      text.append(lacking(level));
    }
    if (level.places().isEmpty()) {
      text.append("No workload is left; fewer engines (--engines) may have some in common.\n\n");
      return;
    }
    AlignedText table = new AlignedText(2);
    table.row(List.of("", "engine", "mean", "to first [again]", "[others]", "first in"));
    for (Place place : level.places()) {
      boolean isFirst = place.place() == 1;
      table.row(
          List.of(
              place.place() + ".",
              place.engine(),
              metric.isTimed() ? Text.time(place.mean()) : Text.number(place.mean()),
              isFirst ? "1" : Text.withInterval(place.noise()),
              isFirst || level.workloads() == 1 ? "" : Text.interval(place.generalization()),
              Text.percent(place.first())));
    }
    text.append('\n').append(table).append('\n');
  }

  private static String lacking(AtLevel level) {
    return Text.wrapped(
        "without numbers: "
            + level.lacking().entrySet().stream()
                .map(e -> e.getKey() + " on " + e.getValue())
                .collect(Collectors.joining(", ")),
        100);
  }
}
