package paretojit.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import paretojit.measure.Journal;
import paretojit.measure.RunResults;
import paretojit.measure.Visit;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import picocli.CommandLine.Option;

/** Which part of a run's results a command works on. */
final class ResultsChoice {
  @Option(
      names = "--engines",
      paramLabel = "ID,…",
      split = ",",
      hideParamSyntax = true,
      description = "Only these engines (default: all of the run).")
  private List<String> engines = List.of();

  @Option(
      names = "--workloads",
      paramLabel = "GLOB,…",
      split = ",",
      hideParamSyntax = true,
      description = "Only workloads whose names match.")
  private List<String> globs = List.of();

  @Option(
      names = "--levels",
      paramLabel = "O0,O2",
      split = ",",
      hideParamSyntax = true,
      description = "Only these input levels.")
  private List<InputLevel> levels = List.of();

  /**
   * The chosen part of a run.
   *
   * @throws UserError if there is no run, or nothing in it that was chosen
   */
  RunResults load(Path folder) throws IOException {
    return load(folder, List.of(), 0);
  }

  /**
   * The chosen part of a run.
   *
   * @param more engines to take in whatever was chosen
   * @param salt changes the seed of the statistics, for results whose draws must not follow those of
   *     another run of the same suite
   */
  RunResults load(Path folder, List<String> more, long salt) throws IOException {
    Journal.Contents contents = Journal.read(ResultsFolder.existing(folder));
    Suite all = contents.part();
    Set<String> wanted = new LinkedHashSet<>(engines.isEmpty() ? all.engines() : engines);
    wanted.addAll(more);
    Suite suite =
        all.withEngines(among(folder, "engine", List.copyOf(wanted), all.engines()))
            .withWorkloads(workloads(folder, all.workloads()))
            .withLevels(
                among(folder, "level", levels.isEmpty() ? all.levels() : levels, all.levels()))
            .withSeed(all.seed() + salt);
    return new RunResults(suite, contents.visits().stream().filter(v -> isIn(suite, v)).toList());
  }

  private static boolean isIn(Suite suite, Visit visit) {
    return suite.engines().contains(visit.cell().engine())
        && suite.levels().contains(visit.cell().level())
        && suite.workloads().contains(visit.cell().workload());
  }

  private static <T> List<T> among(Path folder, String what, List<T> wanted, List<T> all) {
    for (T one : wanted) {
      if (!all.contains(one)) {
        throw new UserError(
            "no %s '%s' in %s; there are %s"
                .formatted(
                    what,
                    one,
                    folder,
                    String.join(", ", all.stream().map(Object::toString).toList())));
      }
    }
    return wanted;
  }

  private List<String> workloads(Path folder, List<String> all) {
    if (globs.isEmpty()) {
      return all;
    }
    Set<String> chosen = new LinkedHashSet<>();
    for (String glob : globs) {
      List<String> matching = all.stream().filter(matcher(glob)).toList();
      if (matching.isEmpty()) {
        throw new UserError(
            "no workload matches '%s' in %s; there are %s"
                .formatted(glob, folder, String.join(", ", all)));
      }
      chosen.addAll(matching);
    }
    List<String> ordered = new ArrayList<>(all);
    ordered.retainAll(chosen);
    return ordered;
  }

  private static Predicate<String> matcher(String glob) {
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      return name -> matcher.matches(Path.of(name));
    } catch (PatternSyntaxException e) {
      throw new UserError("--workloads '" + glob + "' is not a pattern: " + e.getDescription(), e);
    }
  }
}
