package paretojit.report.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import paretojit.measure.AtomicFile;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.report.Artifact;
import paretojit.report.Comparison;
import paretojit.report.Phases;
import paretojit.report.Text;
import paretojit.report.table.Table.Cell;
import paretojit.report.table.Table.Column;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;

/** All tables of a run, and their files. */
public final class Tables {
  /** The folder of tables in a results folder. */
  public static final String FOLDER = "tables";

  private static final String MEANS = "means";
  private static final String NUMBERS = "numbers";

  private final Comparison comparison;
  private final Map<?, ?> provenance;

  public Tables(Comparison comparison, Map<?, ?> provenance) {
    this.comparison = comparison;
    this.provenance = provenance;
  }

  /** A kind of file. */
  public enum Format {
    CSV("csv"),
    MD("md"),
    LATEX("tex");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }
  }

  public static List<Artifact> all() {
    List<Artifact> all = new ArrayList<>();
    all.add(new Artifact(MEANS, "Geometric means of every engine at every input level"));
    for (InputLevel level : InputLevel.values()) {
      all.add(new Artifact("summary-" + level, "Engines at input level " + level));
      all.add(new Artifact("workloads-" + level, "Run times of workloads at level " + level));
      all.add(new Artifact("phases-" + level, "Compile time by phase at level " + level));
    }
    all.add(new Artifact("peers", "Releases of other people's compilers"));
    all.add(new Artifact(NUMBERS, "Every geometric mean as a LaTeX macro (latex only)"));
    return all;
  }

  /**
   * Writes tables.
   *
   * @param names of {@link #all()}
   */
  public List<Artifact.Written> write(Path folder, List<String> names, Set<Format> formats)
      throws IOException {
    Files.createDirectories(folder);
    List<Artifact.Written> written = new ArrayList<>();
    for (Artifact each : all()) {
      if (names.contains(each.name())) {
        written.add(
            each.name().equals(NUMBERS)
                ? writeNumbers(folder, each, formats)
                : write(folder, each, formats));
      }
    }
    return written;
  }

  private Artifact.Written writeNumbers(Path folder, Artifact what, Set<Format> formats)
      throws IOException {
    if (!formats.contains(Format.LATEX)) {
      return what.skipped("macros are for LaTeX only");
    }
    Path file = folder.resolve("numbers.tex");
    String text = new NumberMacros(comparison, provenance).text();
    AtomicFile.write(file, writer -> writer.write(text));
    return what.written(List.of(file.toString()));
  }

  private Artifact.Written write(Path folder, Artifact what, Set<Format> formats)
      throws IOException {
    Optional<Table> table = table(what.name());
    if (table.isEmpty()) {
      return what.skipped("the run has nothing for it");
    }
    List<String> files = new ArrayList<>();
    for (Format format : formats) {
      Path file = folder.resolve(what.name() + "." + format.extension);
      switch (format) {
        case CSV -> TableWriter.writeCsv(table.get(), file);
        case MD -> TableWriter.writeMarkdown(table.get(), file);
        case LATEX -> TableWriter.writeLatex(what.name(), table.get(), file);
      }
      files.add(file.toString());
    }
    return what.written(files);
  }

  /** A table of {@link #all()} in Markdown, or nothing if the run has no data for it. */
  public Optional<String> markdown(String name) {
    return name.equals(NUMBERS) ? Optional.empty() : table(name).map(TableWriter::markdown);
  }

  /** A table by name, or nothing if there are no data for it. */
  Optional<Table> table(String name) {
    if (name.equals(MEANS)) {
      return Optional.of(means());
    }
    if (name.equals("peers")) {
      return peers();
    }
    InputLevel level = InputLevel.valueOf(name.substring(name.indexOf('-') + 1));
    if (!comparison.levels().contains(level)) {
      return Optional.empty();
    }
    return switch (name.substring(0, name.indexOf('-'))) {
      case "summary" -> Optional.of(summary(level));
      case "workloads" -> Optional.of(workloads(level));
      default -> phases(level);
    };
  }

  // ---- the tables ----

  private Table means() {
    List<Column> columns = new ArrayList<>(List.of(Column.text("engine")));
    for (InputLevel level : comparison.levels()) {
      columns.add(Column.interval("compile, " + level, "compile_ratio_" + level));
      columns.add(Column.interval("run, " + level, "run_ratio_" + level));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (String engine : comparison.engines()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(engine)));
      for (InputLevel level : comparison.levels()) {
        row.add(ratio(level, engine, Metric.COMPILE_NANOS));
        row.add(ratio(level, engine, Metric.RUN_NANOS));
      }
      rows.add(row);
    }
    return new Table(
        "%s; ratios to %s: geometric mean [95 %% interval over workloads]. %s."
            .formatted(
                Text.count(comparison.results().suite().workloads().size(), "workload"),
                comparison.baseline(),
                checkedInAll()),
        columns,
        rows);
  }

  private String checkedInAll() {
    int cells = comparison.results().cells().size();
    int failures = comparison.failures().size();
    return failures == 0
        ? "All %,d cells were right, before and after timing".formatted(cells)
        : "Of %,d cells %,d have no numbers".formatted(cells, failures);
  }

  private Table summary(InputLevel level) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("engine"),
                Column.number("checked"),
                Column.number("compile/instr", "compile_nanos_per_instr"),
                Column.interval("compile time", "compile_ratio"),
                Column.interval("run time", "run_ratio"),
                Column.interval("code size", "code_ratio")));
    List<Metric> cold = Metric.COLD_STARTS.stream().filter(comparison::hasMeasured).toList();
    for (Metric metric : cold) {
      String name = metric.key().replace("_start", "").replace("_nanos", "_ratio");
      columns.add(Column.interval(Text.name(metric), name));
    }
    int all = comparison.results().suite().workloads().size();
    List<List<Cell>> rows = new ArrayList<>();
    for (String engine : comparison.engines()) {
      List<Cell> row =
          new ArrayList<>(
              List.of(
                  Cell.of(engine),
                  Cell.of(comparison.checked(level, engine) + "/" + all),
                  comparison
                      .nanosPerInstruction(level, engine, Metric.COMPILE_NANOS)
                      .map(Cell::ofTime)
                      .orElse(Cell.NONE),
                  ratio(level, engine, Metric.COMPILE_NANOS),
                  ratio(level, engine, Metric.RUN_NANOS),
                  ratio(level, engine, Metric.CODE_BYTES)));
      cold.forEach(metric -> row.add(ratio(level, engine, metric)));
      rows.add(row);
    }
    return new Table(
        "Input level %s, %s; ratios to %s: geometric mean [95 %% interval over workloads]. Checked: workloads whose every result was right."
            .formatted(level, Text.count(all, "workload"), comparison.baseline()),
        columns,
        rows);
  }

  private Cell ratio(InputLevel level, String engine, Metric metric) {
    boolean isBaseline = engine.equals(comparison.baseline());
    return comparison
        .meanRatio(level, engine, metric)
        .map(Comparison.MeanRatio::generalization)
        .map(e -> isBaseline ? Cell.withInterval("1", e) : Cell.withInterval(e))
        .orElse(Cell.NONE);
  }

  private Table workloads(InputLevel level) {
    List<Column> columns = new ArrayList<>(List.of(Column.text("workload")));
    columns.add(Column.number(comparison.baseline(), comparison.baseline() + " run_nanos"));
    List<String> others =
        comparison.engines().stream().filter(e -> !e.equals(comparison.baseline())).toList();
    others.forEach(engine -> columns.add(Column.number(engine)));
    List<List<Cell>> rows = new ArrayList<>();
    for (String workload : comparison.results().suite().workloads()) {
      double base = run(level, workload, comparison.baseline());
      List<Cell> row = new ArrayList<>(List.of(Cell.of(workload), Cell.ofTime(base)));
      others.forEach(engine -> row.add(Cell.ofNumber(run(level, workload, engine) / base)));
      rows.add(row);
    }
    return new Table(
        "Input level %s: run time of %s's code (median), and that of other engines' code relative to it. summary.csv holds the intervals."
            .formatted(level, comparison.baseline()),
        columns,
        rows);
  }

  private double run(InputLevel level, String workload, String engine) {
    return comparison
        .results()
        .cell(workload, level, engine)
        .filter(CellSummary::isOk)
        .flatMap(cell -> cell.estimate(Metric.RUN_NANOS))
        .map(Estimate::value)
        .orElse(Double.NaN);
  }

  private Optional<Table> phases(InputLevel level) {
    Set<String> phases = new TreeSet<>(Phases.BY_PIPELINE);
    List<CellSummary> cells =
        comparison.results().cells().stream()
            .filter(cell -> cell.isOk() && cell.cell().level() == level)
            .toList();
    cells.forEach(cell -> phases.addAll(cell.phases().keySet()));
    if (phases.isEmpty()) {
      return Optional.empty();
    }
    List<Column> columns = new ArrayList<>(List.of(Column.text("engine")));
    phases.forEach(phase -> columns.add(Column.number(phase)));
    List<List<Cell>> rows = new ArrayList<>();
    for (String engine : comparison.engines()) {
      List<CellSummary> own =
          cells.stream()
              .filter(c -> c.cell().engine().equals(engine) && !c.phases().isEmpty())
              .toList();
      if (!own.isEmpty()) {
        List<Cell> row = new ArrayList<>(List.of(Cell.of(engine)));
        phases.forEach(phase -> row.add(Cell.ofShare(share(own, phase))));
        rows.add(row);
      }
    }
    return Optional.of(
        new Table(
            "Input level %s: share of compile time in each phase, in percent: sums over workloads of the median times."
                .formatted(level),
            columns,
            rows));
  }

  /** In percent; NaN if the engine has no such phase. */
  private static double share(List<CellSummary> cells, String phase) {
    double mine = 0;
    double all = 0;
    boolean exists = false;
    for (CellSummary cell : cells) {
      for (Map.Entry<String, Estimate> each : cell.phases().entrySet()) {
        all += each.getValue().value();
        if (each.getKey().equals(phase)) {
          mine += each.getValue().value();
          exists = true;
        }
      }
    }
    return exists ? 100 * mine / all : Double.NaN;
  }

  private Optional<Table> peers() {
    if (!(provenance.get("peers") instanceof Map<?, ?> peers) || peers.isEmpty()) {
      return Optional.empty();
    }
    List<List<Cell>> rows = new ArrayList<>();
    peers.forEach(
        (engine, release) ->
            rows.add(List.of(Cell.of(String.valueOf(engine)), Cell.of(String.valueOf(release)))));
    return Optional.of(
        new Table(
            "Engines that are other people's compilers, and their releases.",
            List.of(Column.text("engine"), Column.text("release")),
            rows));
  }
}
