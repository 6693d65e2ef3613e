package paretojit.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.measure.AtomicFile;
import paretojit.measure.CsvFiles;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.report.SampleExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code pareto export}: samples for other programs. */
@Command(
    name = "export",
    header = "Write the samples of run and compile times for other programs to read.",
    description = {
      "",
      "jmh-json is JMH's JSON result format, for the visualizers that read it: a benchmark for"
          + " each",
      "workload, level and engine, with every sample. csv and parquet are one tidy table, a row"
          + " for",
      "each sample; parquet needs --out. Cells that failed are left out.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto export results/2026-11-22-quick-host --format jmh-json --out jmh.json",
      "  ./pareto export results/2026-11-22-quick-host --format csv | head",
      "  ./pareto export results/2026-11-22-quick-host --format parquet --out samples.parquet",
      "  ./pareto export results/mine --format csv --engines stencil@x64 --workloads 'query-*'"
    })
final class ExportCommand extends BaseCommand {
  private enum Format {
    JMH_JSON,
    CSV,
    PARQUET;

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Formats as users spell them. */
  private static final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      for (Format format : Format.values()) {
        if (format.key().equals(text)) {
          return format;
        }
      }
      throw new TypeConversionException(
          "no format '" + text + "'; there are jmh-json, csv, parquet");
    }
  }

  @Parameters(index = "0", paramLabel = "DIR", description = "A results folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description = "jmh-json, csv or parquet.")
  private Format format = Format.CSV;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.")
  private @Nullable Path out;

  @Mixin private ResultsChoice choice = new ResultsChoice();

  ExportCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    RunResults results = choice.load(folder);
    SampleExport export = new SampleExport(results);
    switch (format) {
      case JMH_JSON -> write(export.jmhJson(software()) + "\n");
      case CSV -> write(csv(export));
      case PARQUET -> {
        if (out == null) {
          throw new UserError("parquet is no text for a terminal; give --out FILE");
        }
        AtomicFile.writeBytes(out, export::writeParquet);
      }
    }
    return ExitCode.OK;
  }

  private void write(String text) throws IOException {
    if (out == null) {
      io.out().print(text);
    } else {
      AtomicFile.write(out, writer -> writer.write(text));
    }
  }

  private static String csv(SampleExport export) throws IOException {
    StringWriter writer = new StringWriter();
    CsvFiles.write(writer, SampleExport.HEADER, export.rows());
    return writer.toString();
  }

  private Map<?, ?> software() throws IOException {
    Object software = Provenance.read(folder.toString()).get("software");
    return software instanceof Map<?, ?> facts ? facts : Map.of();
  }
}
