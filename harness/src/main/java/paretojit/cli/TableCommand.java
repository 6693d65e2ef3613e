package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import paretojit.measure.Provenance;
import paretojit.report.Artifact;
import paretojit.report.Comparison;
import paretojit.report.table.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pareto table}: tables from a results folder. */
@Command(
    name = "table",
    header = "Write the tables of a results folder, for papers and other programs.",
    description = {
      "",
      "LaTeX tables need the packages booktabs and graphicx. With them comes numbers.tex: a macro",
      "for every geometric mean, such as \\PJrunEgraphOtwo, so that a paper types no number by"
          + " hand.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto table results/2026-11-22-quick-host",
      "  ./pareto table results/mine summary-O2 numbers --format latex --out paper/tables",
      "  ./pareto table results/reference-quick means --print",
      "  ./pareto table results/mine workloads-O2 --workloads 'query-*' --format md",
      "  ./pareto table --list"
    })
final class TableCommand extends ArtifactCommand {
  @Option(
      names = "--format",
      paramLabel = "csv,md,latex",
      split = ",",
      hideParamSyntax = true,
      description = "Kinds of files (default: all three).")
  private List<Tables.Format> formats = List.of(Tables.Format.values());

  @Option(
      names = "--print",
      description = "Print the tables in Markdown rather than writing files.")
  private boolean print;

  TableCommand(Io io) {
    super(io, "table", Tables.FOLDER, Tables.all());
  }

  @Override
  List<Artifact.Written> write(
      Path results, Comparison comparison, Path folder, List<String> selected) throws IOException {
    Tables tables = new Tables(comparison, Provenance.read(results.toString()));
    if (print) {
      selected.forEach(name -> tables.markdown(name).ifPresent(io::println));
      return List.of();
    }
    return tables.write(folder, selected, EnumSet.copyOf(formats));
  }
}
