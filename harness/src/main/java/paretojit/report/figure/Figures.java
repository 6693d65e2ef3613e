package paretojit.report.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import paretojit.report.Artifact;
import paretojit.report.Comparison;
import paretojit.report.Illustrator.Illustration;

/** All figures, and their files. */
public final class Figures {
  /** The folder of figures in a results folder. */
  public static final String FOLDER = "figures";

  private static final List<Figure> ALL =
      List.of(
          new Figure("pareto", "Compile time against run time", ParetoFigure::render),
          new Figure("startup", "Compile time, first call and calls", StartupFigure::render),
          new Figure("cumulative", "Cumulative time", CumulativeFigure::render),
          new Figure("break-even", "When dearer compilation has paid off", BreakEvenFigure::render),
          new Figure("throughput", "Compile throughput against size", ThroughputFigure::render),
          new Figure("phases", "Compile time by phase", PhasesFigure::render),
          new Figure("code-size", "Code size", CodeSizeFigure::render),
          new Figure("heatmap", "Run time of every workload", HeatmapFigure::render),
          new Figure("ablation", "What single options are worth", AblationFigure::render),
          new Figure("growth", "Growth of e-graphs", GrowthFigure::render),
          new Figure("stencils", "Stencils, their bytes and slots", StencilsFigure::render),
          new Figure("warmup", "Calls while code warms up", WarmupFigure::render),
          new Figure("noise", "Noise audit", NoiseFigure::render));

  /** Those that the report shows. */
  private static final List<String> MAIN =
      List.of("pareto", "startup", "cumulative", "break-even", "heatmap");

  private Figures() {}

  /** A kind of file. */
  public enum Format {
    SVG,
    PDF,
    PNG;

    String extension() {
      return "." + name().toLowerCase(Locale.ROOT);
    }
  }

  public static List<Artifact> all() {
    return ALL.stream().map(Figure::artifact).toList();
  }

  /**
   * Writes figures.
   *
   * @param names of {@link #all()}
   */
  public static List<Artifact.Written> write(
      Path folder, Comparison comparison, List<String> names, Set<Format> formats, Width width)
      throws IOException {
    Files.createDirectories(folder);
    List<Artifact.Written> written = new ArrayList<>();
    for (Figure figure : ALL) {
      if (names.contains(figure.name())) {
        written.add(
            switch (figure.render(comparison, width)) {
              case Rendering.Skipped(String reason) -> figure.artifact().skipped(reason);
              case Rendering.Drawn(Drawing drawing) ->
                  write(folder, figure, drawing, formats, width);
            });
      }
    }
    return written;
  }

  private static Artifact.Written write(
      Path folder, Figure figure, Drawing drawing, Set<Format> formats, Width width)
      throws IOException {
    List<String> files = new ArrayList<>();
    for (Format format : formats) {
      Path file = folder.resolve(figure.name() + width.suffix() + format.extension());
      switch (format) {
        case SVG -> Pictures.writeSvg(drawing, figure.name(), file);
        case PDF -> PdfFile.write(drawing, figure.title(), file);
        case PNG -> Pictures.writePng(drawing, file);
      }
      files.add(file.toString());
    }
    return figure.artifact().written(files);
  }

  /** Writes every figure into a results folder, as SVG and PNG, and gives the report its own. */
  public static List<Illustration> illustrate(Path results, Comparison comparison)
      throws IOException {
    Path folder = Files.createDirectories(results.resolve(FOLDER));
    List<Illustration> illustrations = new ArrayList<>();
    for (Figure figure : ALL) {
      if (figure.render(comparison, Width.PAGE) instanceof Rendering.Drawn(Drawing drawing)) {
        write(folder, figure, drawing, EnumSet.of(Format.SVG, Format.PNG), Width.PAGE);
        if (MAIN.contains(figure.name())) {
          illustrations.add(
              new Illustration(
                  figure.name(), figure.title(), Pictures.svg(drawing, figure.name())));
        }
      }
    }
    return illustrations;
  }
}
