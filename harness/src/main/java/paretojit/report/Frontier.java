package paretojit.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import paretojit.measure.Metric;
import paretojit.stats.Bootstrap;
import paretojit.stats.GeometricMean;
import paretojit.stats.GeometricMean.Ratio;
import paretojit.stats.ParetoFrontier;
import paretojit.suite.InputLevel;

/**
 * The engines of a level that no other beats in both compile time and run time, by geometric means,
 * and how surely each is among them: in what share of draws over workloads and samples.
 */
final class Frontier {
  private final List<Candidate> candidates = new ArrayList<>();
  private final Map<String, Double> shares = new LinkedHashMap<>();

  /** An engine with both means, and both in every draw. */
  private record Candidate(
      String engine, double compile, double run, double[] compileDraws, double[] runDraws) {}

  Frontier(Comparison comparison, InputLevel level) {
    Bootstrap bootstrap = comparison.results().bootstrap();
    for (String engine : comparison.engines()) {
      List<Optional<Ratio>> compile = comparison.ratios(level, engine, Metric.COMPILE_NANOS);
      List<Optional<Ratio>> run = comparison.ratios(level, engine, Metric.RUN_NANOS);
      if (compile.stream().anyMatch(Optional::isPresent)
          && run.stream().anyMatch(Optional::isPresent)) {
        candidates.add(
            new Candidate(
                engine,
                mean(compile),
                mean(run),
                GeometricMean.jointDraws(bootstrap, compile),
                GeometricMean.jointDraws(bootstrap, run)));
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::compile));
    double[] share =
        ParetoFrontier.shares(
            candidates.stream().map(Candidate::compileDraws).toArray(double[][]::new),
            candidates.stream().map(Candidate::runDraws).toArray(double[][]::new));
    for (int c = 0; c < share.length; c++) {
      shares.put(candidates.get(c).engine(), share[c]);
    }
  }

  private static double mean(List<Optional<Ratio>> ratios) {
    return GeometricMean.of(
        ratios.stream().flatMap(Optional::stream).mapToDouble(Ratio::value).toArray());
  }

  /** Those on it by the estimates themselves, the fastest to compile first. */
  List<String> engines() {
    return candidates.stream().filter(this::isOn).map(Candidate::engine).toList();
  }

  /** In what share of draws each engine is on it; engines without both times are not there. */
  Map<String, Double> shares() {
    return shares;
  }

  private boolean isOn(Candidate one) {
    return candidates.stream()
        .noneMatch(
            other -> ParetoFrontier.beats(other.compile(), other.run(), one.compile(), one.run()));
  }
}
