package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Provenance;
import paretojit.report.Comparison;
import paretojit.report.table.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
      "  ./pareto table --list"
    })
final class TableCommand extends BaseCommand {
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
      description = "Only these tables (--list shows their names).")
  private List<String> names = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write (default: RESULTS/tables).")
  private @Nullable Path out;

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

  @Option(names = "--list", description = "List the tables there are.")
  private boolean list;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  TableCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    if (list) {
      printList();
      return ExitCode.OK;
    }
    if (results == null) {
      throw new UserError("which results? ./pareto table RESULTS, a folder of ./pareto run");
    }
    List<String> known = Tables.all().stream().map(Tables.Description::name).toList();
    List<String> selected = ResultsReader.select("table", names, known);
    Comparison comparison = new Comparison(ResultsReader.load(results));
    Tables tables = new Tables(comparison, Provenance.read(results.toString()));
    if (print) {
      print(tables, selected);
      return ExitCode.OK;
    }
    Path folder = out == null ? results.resolve(Tables.FOLDER) : out;
    List<Tables.Written> written = tables.write(folder, selected, EnumSet.copyOf(formats));
    if (json) {
      printJson(written);
      return ExitCode.OK;
    }
    for (Tables.Written each : written) {
      io.println(
          each.skipped() == null
              ? String.join(" ", each.files())
              : "%s: skipped, for %s".formatted(each.name(), each.skipped()));
    }
    return ExitCode.OK;
  }

  private void print(Tables tables, List<String> selected) {
    for (String name : selected) {
      tables.markdown(name).ifPresent(io::println);
    }
  }

  private void printList() {
    if (json) {
      printJson(Tables.all());
    } else {
      Tables.all().forEach(each -> io.println("%-13s %s".formatted(each.name(), each.title())));
    }
  }
}
