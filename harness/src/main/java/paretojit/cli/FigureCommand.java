package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.report.Comparison;
import paretojit.report.figure.Figures;
import paretojit.report.figure.Width;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto figure}: figures from a results folder. */
@Command(
    name = "figure",
    header = "Draw the figures of a results folder.",
    description = {
      "",
      "Draws everything there are data for, and says which data the others lack. PDF files have",
      "their fonts embedded and the size they have on paper: 178 mm, or 85 mm with --width column.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto figure results/2026-11-22-quick-host",
      "  ./pareto figure results/mine pareto heatmap --format pdf --width column --out"
          + " paper/figures",
      "  ./pareto figure --list"
    })
final class FigureCommand extends BaseCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RESULTS",
      description = "A results folder of ./pareto run.")
  private @Nullable Path results;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      hideParamSyntax = true,
      description = "Only these figures (--list shows their names).")
  private List<String> names = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write (default: RESULTS/figures).")
  private @Nullable Path out;

  @Option(
      names = "--format",
      paramLabel = "svg,pdf,png",
      split = ",",
      hideParamSyntax = true,
      description = "Kinds of files (default: all three).")
  private List<Figures.Format> formats = List.of(Figures.Format.values());

  @Option(
      names = "--width",
      paramLabel = "page|column",
      description = "For both columns of a paper, or for one; then names end with -column.")
  private Width width = Width.PAGE;

  @Option(names = "--list", description = "List the figures there are.")
  private boolean list;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  FigureCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    if (list) {
      printList();
      return ExitCode.OK;
    }
    if (results == null) {
      throw new UserError("which results? ./pareto figure RESULTS, a folder of ./pareto run");
    }
    List<String> known = Figures.all().stream().map(Figures.Description::name).toList();
    List<String> selected = ResultsReader.select("figure", names, known);
    Comparison comparison = new Comparison(ResultsReader.load(results));
    Path folder = out == null ? results.resolve(Figures.FOLDER) : out;
    List<Figures.Written> written = write(folder, comparison, selected);
    if (json) {
      printJson(written);
      return ExitCode.OK;
    }
    for (Figures.Written each : written) {
      io.println(
          each.skipped() == null
              ? String.join(" ", each.files())
              : "%s: skipped, for %s".formatted(each.name(), each.skipped()));
    }
    return ExitCode.OK;
  }

  private List<Figures.Written> write(Path folder, Comparison comparison, List<String> selected)
      throws IOException {
    try {
      return Figures.write(folder, comparison, selected, EnumSet.copyOf(formats), width);
    } catch (InternalError | LinkageError e) { // so Java says that there are no fonts
      throw new UserError(
          "figures need a font (%s); on Debian and Ubuntu: apt install fontconfig fonts-dejavu-core"
              .formatted(e.getClass().getSimpleName()),
          e);
    }
  }

  private void printList() {
    if (json) {
      printJson(Figures.all());
    } else {
      Figures.all().forEach(each -> io.println("%-12s %s".formatted(each.name(), each.title())));
    }
  }
}
