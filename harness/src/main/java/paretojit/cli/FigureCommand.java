package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import paretojit.report.Artifact;
import paretojit.report.Comparison;
import paretojit.report.figure.Figures;
import paretojit.report.figure.Width;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
      "  ./pareto figure results/mine pareto --engines stencil@x64,egraph@x64 --levels O2",
      "  ./pareto figure --list"
    })
final class FigureCommand extends ArtifactCommand {
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

  FigureCommand(Io io) {
    super(io, "figure", Figures.FOLDER, Figures.all());
  }

  @Override
  List<Artifact.Written> write(
      Path results, Comparison comparison, Path folder, List<String> selected) throws IOException {
    try {
      return Figures.write(folder, comparison, selected, EnumSet.copyOf(formats), width);
    } catch (InternalError | LinkageError e) { // so Java says that there are no fonts
      throw new UserError(
          "figures need a font (%s); on Debian and Ubuntu: apt install fontconfig fonts-dejavu-core"
              .formatted(e.getClass().getSimpleName()),
          e);
    }
  }
}
