package paretojit.report;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Cell;
import paretojit.measure.Metric;
import paretojit.measure.RunResults;
import paretojit.measure.Visit;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;

/**
 * A sentence that a run can confirm or refute: the geometric mean over workloads of a metric's ratio
 * engine : baseline, and where it is expected.
 *
 * @param text the sentence
 * @param source what to look at
 * @param low least ratio that confirms it
 * @param high greatest ratio that confirms it
 */
public record Claim(
    String text,
    Source source,
    String engine,
    String baseline,
    InputLevel level,
    Metric metric,
    double low,
    double high) {

  /** Where the numbers come from. */
  public sealed interface Source {
    /** Arguments of {@code pareto run}. */
    record Run(List<String> arguments) implements Source {}

    /** A results folder, as written in the file. */
    record Folder(String path) implements Source {}
  }

  /**
   * What a run says of a claim.
   *
   * @param measured the ratio with the interval of measuring again, or null if no workload gave one
   * @param problem why there is no ratio, or null
   */
  public record Verdict(Claim claim, @Nullable Estimate measured, @Nullable String problem) {
    /** Whether the measured ratio is where it was expected. */
    public boolean passes() {
      return measured != null && measured.value() >= claim.low && measured.value() <= claim.high;
    }

    /** Two lines for a person. */
    public String text() {
      String found =
          measured == null
              ? String.valueOf(problem)
              : "measured %s over %s"
                  .formatted(Text.withInterval(measured), Text.count(measured.n(), "workload"));
      return "%s  %s%n      %s of %s : %s at %s: %s, expected %s to %s"
          .formatted(
              passes() ? "PASS" : "FAIL",
              claim.text,
              claim.metric.key(),
              claim.engine,
              claim.baseline,
              claim.level,
              found,
              Text.number(claim.low),
              Text.number(claim.high));
    }
  }

  /** Compares with results, whose own baseline does not matter. */
  public Verdict check(RunResults results) {
    Suite suite = results.suite();
    for (String wanted : List.of(engine, baseline)) {
      if (!suite.engines().contains(wanted)) {
        return problem(
            "%s was not measured; there are %s"
                .formatted(wanted, String.join(", ", suite.engines())));
      }
    }
    if (!suite.levels().contains(level)) {
      return problem("level " + level + " was not measured");
    }
    Optional<Comparison.MeanRatio> ratio =
        new Comparison(narrowed(results)).meanRatio(level, engine, metric);
    return ratio
        .map(mean -> new Verdict(this, mean.noise(), null))
        .orElseGet(() -> problem("no workload gave a ratio of " + metric.key()));
  }

  private Verdict problem(String what) {
    return new Verdict(this, null, what);
  }

  /** The two engines at the level, with the claim's baseline. */
  private RunResults narrowed(RunResults results) {
    // A suite takes the first engine for its baseline if the one it had is no longer there.
    Suite suite =
        results
            .suite()
            .withEngines(List.of(baseline))
            .withEngines(List.of(baseline, engine))
            .withLevels(List.of(level));
    List<Visit> visits = results.visits().stream().filter(visit -> concerns(visit.cell())).toList();
    return new RunResults(suite, visits);
  }

  private boolean concerns(Cell cell) {
    return cell.level() == level
        && (cell.engine().equals(engine) || cell.engine().equals(baseline));
  }
}
