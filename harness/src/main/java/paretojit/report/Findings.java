package paretojit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import paretojit.measure.Metric;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/** What a run says, in sentences. Each says no more than its intervals allow. */
public final class Findings {
  /** Engines off the frontier are told if they are on it in at least this share of draws. */
  private static final double LEAST_SHARE = 0.05;

  private Findings() {}

  /** A sentence for each level and engine other than the baseline, and one for each frontier. */
  public static List<String> of(Comparison comparison) {
    List<String> findings = new ArrayList<>();
    for (InputLevel level : comparison.levels()) {
      for (String engine : comparison.engines()) {
        if (!engine.equals(comparison.baseline())) {
          sentence(comparison, level, engine).ifPresent(findings::add);
        }
      }
      frontier(comparison, level).ifPresent(findings::add);
    }
    return findings;
  }

  /** The frontiers only: with many engines, the rest is better read in the report. */
  static List<String> inShort(Comparison comparison) {
    return comparison.levels().stream()
        .flatMap(level -> frontier(comparison, level).stream())
        .toList();
  }

  private static Optional<String> frontier(Comparison comparison, InputLevel level) {
    List<String> frontier = comparison.frontier(level);
    if (frontier.size() < 2) {
      return Optional.empty();
    }
    Map<String, Double> shares = comparison.frontierShares(level);
    List<String> on = new ArrayList<>();
    List<String> perhaps = new ArrayList<>();
    shares.forEach(
        (engine, share) -> {
          if (frontier.contains(engine)) {
            on.add(engine + " (" + Text.share(share) + ")");
          } else if (share >= LEAST_SHARE) {
            perhaps.add(engine + " (" + Text.share(share) + ")");
          }
        });
    String others = perhaps.isEmpty() ? "" : "; perhaps also " + String.join(", ", perhaps);
    return Optional.of(
        "%s: on the Pareto frontier of compile time and run time: %s%s."
            .formatted(level, String.join(", ", on), others));
  }

  private static Optional<String> sentence(Comparison comparison, InputLevel level, String engine) {
    Optional<Comparison.MeanRatio> compile =
        comparison.meanRatio(level, engine, Metric.COMPILE_NANOS);
    Optional<Comparison.MeanRatio> run = comparison.meanRatio(level, engine, Metric.RUN_NANOS);
    if (run.isEmpty()) {
      return Optional.empty();
    }
    if (compile.isEmpty()) {
      return Optional.of(
          "%s: against %s, code of %s runs %s; it compiles while it runs."
              .formatted(level, comparison.baseline(), engine, faster(run.get().noise())));
    }
    return Optional.of(
        "%s: against %s, %s compiles %s and its code runs %s%s."
            .formatted(
                level,
                comparison.baseline(),
                engine,
                faster(compile.get().noise()),
                faster(run.get().noise()),
                comparison.breakEven(level, engine).sentence()));
  }

  /** A ratio of times in words; "alike" where the noise interval holds 1. */
  private static String faster(Estimate ratio) {
    if (ratio.low() <= 1 && ratio.high() >= 1) {
      return "alike (ratio " + Text.number(ratio.value()) + ", within noise)";
    }
    return ratio.value() < 1
        ? Text.number(1 / ratio.value()) + "× faster"
        : Text.number(ratio.value()) + "× slower";
  }
}
