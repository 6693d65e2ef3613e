package paretojit.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import paretojit.measure.Metric;
import paretojit.report.RunDiff.CellChange;
import paretojit.report.RunDiff.MeanChange;
import paretojit.report.RunDiff.StatusChange;
import paretojit.report.RunDiff.Verdict;
import paretojit.stats.Estimate;

/** A {@link RunDiff} for a terminal. */
public final class RunDiffText {
  /** Rows of a list of changes; --json has them all. */
  private static final int MOST = 25;

  /** By how large a change is, either way. */
  private static final Comparator<CellChange> LARGEST_FIRST =
      Comparator.comparingDouble((CellChange c) -> Math.abs(Math.log(c.ratio().value())))
          .reversed();

  private final RunDiff diff;

  public RunDiffText(RunDiff diff) {
    this.diff = diff;
  }

  /** Means, then what became worse, then what became better, then how much did not. */
  public String text() {
    StringBuilder text = new StringBuilder();
    appendMeans(text);
    appendStatus(text, "no longer right", diff.broken());
    appendCells(text, Verdict.REGRESSION, "worse");
    appendCells(text, Verdict.IMPROVEMENT, "better");
    appendStatus(text, "right now", diff.mended());
    long alike = diff.cells().stream().filter(c -> c.verdict() == Verdict.ALIKE).count();
    text.append(
        "%s of %d alike: within the floor of %s, or within noise%n"
            .formatted(
                Text.count(alike, "number"), diff.cells().size(), Text.number(diff.floor())));
    boolean isTimed = diff.cells().stream().anyMatch(c -> c.metric().isTimed());
    return text.append(isTimed && diff.forks() == 1 ? Text.ONE_FORK : "").toString();
  }

  private void appendMeans(StringBuilder text) {
    Set<Metric> metrics = new LinkedHashSet<>();
    diff.means().forEach(mean -> metrics.add(mean.metric()));
    List<String> header = new ArrayList<>(List.of("level", "engine", "workloads"));
    metrics.forEach(metric -> header.add(metric.key()));
    AlignedText table = new AlignedText(2).row(header);
    Set<List<Object>> rows = new LinkedHashSet<>();
    diff.means().forEach(mean -> rows.add(List.of(mean.level(), mean.engine())));
    for (List<Object> row : rows) {
      List<MeanChange> of =
          diff.means().stream().filter(m -> List.of(m.level(), m.engine()).equals(row)).toList();
      int workloads = of.stream().mapToInt(m -> m.ratio().n()).max().orElse(0);
      List<String> line = new ArrayList<>();
      row.forEach(key -> line.add(key.toString()));
      line.add(Integer.toString(workloads));
      metrics.forEach(metric -> line.add(mean(of, metric)));
      table.row(line);
    }
    text.append("new : old, geometric mean over workloads [interval of measuring again]\n");
    text.append("! worse, + better: beyond the floor, and the interval excludes 1\n\n");
    text.append(table).append('\n');
  }

  private static String mean(List<MeanChange> of, Metric metric) {
    Optional<MeanChange> mean = of.stream().filter(m -> m.metric() == metric).findFirst();
    return mean.map(m -> ratio(metric, m.ratio()) + mark(m.verdict())).orElse("-  ");
  }

  private static String mark(Verdict verdict) {
    return switch (verdict) {
      case REGRESSION -> " !";
      case IMPROVEMENT -> " +";
      case ALIKE -> "  ";
    };
  }

  private void appendCells(StringBuilder text, Verdict verdict, String word) {
    List<CellChange> changed =
        diff.cells().stream().filter(c -> c.verdict() == verdict).sorted(LARGEST_FIRST).toList();
    if (changed.isEmpty()) {
      return;
    }
    AlignedText table = new AlignedText(4);
    table.row(List.of("metric", "level", "engine", "workload", "old", "new", "new : old"));
    changed.stream()
        .limit(MOST)
        .forEach(
            c ->
                table.row(
                    List.of(
                        c.metric().key(),
                        c.level().name(),
                        c.engine(),
                        c.workload(),
                        value(c.metric(), c.before().value()),
                        value(c.metric(), c.after().value()),
                        ratio(c.metric(), c.ratio()))));
    text.append("%s %s%n%n".formatted(Text.count(changed.size(), "number"), word));
    text.append(table).append(rest(changed.size())).append('\n');
  }

  private static String value(Metric metric, double value) {
    return metric.isTimed() ? Text.time(value) : "%.0f".formatted(value);
  }

  /** What has no noise has no interval. */
  private static String ratio(Metric metric, Estimate ratio) {
    return metric.isTimed() ? Text.withInterval(ratio) : Text.number(ratio.value());
  }

  private static void appendStatus(StringBuilder text, String word, List<StatusChange> changed) {
    if (changed.isEmpty()) {
      return;
    }
    AlignedText table = new AlignedText(5);
    table.row(List.of("level", "engine", "workload", "old", "new"));
    changed.stream()
        .limit(MOST)
        .forEach(
            c ->
                table.row(
                    List.of(c.level().name(), c.engine(), c.workload(), c.before(), c.after())));
    text.append("%s %s%n%n".formatted(Text.count(changed.size(), "cell"), word));
    text.append(table).append(rest(changed.size())).append('\n');
  }

  private static String rest(int changed) {
    return changed > MOST ? "and %d more; --json has all%n".formatted(changed - MOST) : "";
  }
}
