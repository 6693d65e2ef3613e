package paretojit.cli;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Suites;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A suite and what is to be different in it: what commands that measure share. */
final class SuiteChoice {
  @Parameters(
      index = "0",
      paramLabel = "SUITE",
      description = "A shipped suite (./pareto suites) or a .toml file.")
  private String name = "";

  @Option(
      names = "--engines",
      paramLabel = "ID,…",
      split = ",",
      hideParamSyntax = true,
      description = "These engines instead of the suite's.")
  private List<String> engines = List.of();

  @Option(
      names = "--workloads",
      paramLabel = "GLOB,…",
      split = ",",
      hideParamSyntax = true,
      description = "Only workloads whose names match.")
  private List<String> workloads = List.of();

  @Option(
      names = {"-e", "--only-engines"},
      paramLabel = "REGEX",
      description = "Of the engines, only those that this is found in.")
  private @Nullable Pattern onlyEngines;

  @Option(
      names = {"-w", "--only-workloads"},
      paramLabel = "REGEX",
      description = "Of the workloads, only those that this is found in.")
  private @Nullable Pattern onlyWorkloads;

  @Option(
      names = "--levels",
      paramLabel = "O0,O2",
      split = ",",
      hideParamSyntax = true,
      description = "Only these input levels.")
  private List<InputLevel> levels = List.of();

  @Option(names = "--forks", paramLabel = "N", description = "Worker processes for each engine.")
  private int forks;

  @Option(names = "--seed", paramLabel = "N", description = "Another order of measurements.")
  private @Nullable Long seed;

  /**
   * The suite as it is to be measured, with names in place of patterns.
   *
   * @throws UserError if it selects nothing
   */
  Suite resolve() {
    Suite suite = Suites.find(name);
    suite = workloads.isEmpty() ? suite : suite.withWorkloads(workloads);
    suite = levels.isEmpty() ? suite : suite.withLevels(levels);
    suite = engines.isEmpty() ? suite : suite.withEngines(engines.stream().distinct().toList());
    suite = only(suite, "--only-engines", onlyEngines, Suite::engines, Suite::withEngines);
    suite = forks <= 0 ? suite : suite.withForks(forks);
    suite = seed == null ? suite : suite.withSeed(seed);
    return only(
        SuiteRun.resolve(suite),
        "--only-workloads",
        onlyWorkloads,
        Suite::workloads,
        Suite::withWorkloads);
  }

  private static Suite only(
      Suite suite,
      String option,
      @Nullable Pattern pattern,
      Function<Suite, List<String>> of,
      BiFunction<Suite, List<String>, Suite> with) {
    if (pattern == null) {
      return suite;
    }
    List<String> all = of.apply(suite);
    List<String> found = all.stream().filter(each -> pattern.matcher(each).find()).toList();
    if (found.isEmpty()) {
      throw new UserError(
          "%s %s: found in none of %s".formatted(option, pattern, String.join(", ", all)));
    }
    return with.apply(suite, found);
  }
}
