package paretojit.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import paretojit.measure.CsvFiles;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/** Everything that is derived from results: files, figures, the report and the terminal summary. */
public final class Reports {
  private static final List<String> GEOMEANS =
      List.of(
          "level",
          "engine",
          "baseline",
          "metric",
          "n",
          "ratio",
          "noise_low",
          "noise_high",
          "generalization_low",
          "generalization_high");
  private static final List<String> BREAK_EVEN =
      List.of(
          "workload",
          "level",
          "engine",
          "baseline",
          "kind",
          "share_of_draws",
          "calls",
          "low",
          "high",
          "baseline_run_nanos");
  private static final List<String> FRONTIER =
      List.of("level", "engine", "on_frontier", "share_of_draws");

  private Reports() {}

  /**
   * Writes all of it into a results folder.
   *
   * @param illustrator draws the figures
   * @param page writes the report
   * @return what a user should know, such as that there are no fonts; empty if all went well
   */
  public static List<String> write(
      Path folder, RunResults results, Illustrator illustrator, PageWriter page)
      throws IOException {
    Comparison comparison = new Comparison(results);
    CsvFiles.write(folder, results);
    CsvFiles.write(folder.resolve("geomeans.csv"), GEOMEANS, geomeans(comparison));
    CsvFiles.write(folder.resolve("break_even.csv"), BREAK_EVEN, breakEven(comparison));
    CsvFiles.write(folder.resolve("frontier.csv"), FRONTIER, frontier(comparison));
    CsvFiles.write(folder.resolve("warmup.csv"), WarmupRows.HEADER, WarmupRows.of(results));
    List<String> notes = new ArrayList<>();
    List<Illustrator.Illustration> figures = List.of();
    try {
      figures = illustrator.draw(folder, comparison);
    } catch (RuntimeException | InternalError | LinkageError e) {
      notes.add(
          "figures could not be drawn (%s); if Java found no fonts, on Debian and Ubuntu: apt install fontconfig fonts-dejavu-core"
              .formatted(e));
    }
    Map<?, ?> provenance = Provenance.read(folder.toString());
    page.write(folder.resolve("report.html"), comparison, provenance, figures, notes);
    return notes;
  }

  /** The summary for a terminal. */
  public static String terminalSummary(RunResults results) {
    return new SummaryTable(new Comparison(results)).text();
  }

  private static List<List<String>> geomeans(Comparison comparison) {
    return comparison.meanRatios().stream().map(ratio -> row(comparison, ratio)).toList();
  }

  private static List<String> row(Comparison comparison, Comparison.MeanRatio ratio) {
    Estimate noise = ratio.noise();
    Estimate general = ratio.generalization();
    return List.of(
        ratio.level().name(),
        ratio.engine(),
        comparison.baseline(),
        ratio.metric().key(),
        Integer.toString(noise.n()),
        CsvFiles.number(noise.value()),
        CsvFiles.number(noise.low()),
        CsvFiles.number(noise.high()),
        CsvFiles.number(general.low()),
        CsvFiles.number(general.high()));
  }

  private static List<List<String>> frontier(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (InputLevel level : comparison.levels()) {
      List<String> frontier = comparison.frontier(level);
      comparison
          .frontierShares(level)
          .forEach(
              (engine, share) ->
                  rows.add(
                      List.of(
                          level.name(),
                          engine,
                          frontier.contains(engine) ? "yes" : "no",
                          CsvFiles.number(share))));
    }
    return rows;
  }

  private static List<List<String>> breakEven(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (InputLevel level : comparison.levels()) {
      for (String engine : comparison.engines()) {
        if (!engine.equals(comparison.baseline())) {
          comparison
              .breakEven(level, engine)
              .all()
              .forEach(each -> rows.add(row(comparison, each)));
        }
      }
    }
    return rows;
  }

  private static List<String> row(Comparison comparison, Comparison.CatchUp each) {
    Estimate calls = each.breakEven().calls();
    return List.of(
        each.workload(),
        each.level().name(),
        each.engine(),
        comparison.baseline(),
        each.breakEven().kind().key(),
        CsvFiles.number(each.breakEven().share()),
        CsvFiles.number(calls.value()),
        CsvFiles.number(calls.low()),
        CsvFiles.number(calls.high()),
        CsvFiles.number(each.baselineRunNanos()));
  }
}
