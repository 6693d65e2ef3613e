package paretojit.report.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import paretojit.measure.AtomicFile;
import paretojit.measure.CsvFiles;

/** Tables as files. */
final class TableWriter {
  /** With more columns of numbers than these, LaTeX's headings stand upright and type is small. */
  private static final int MANY_COLUMNS = 8;

  private TableWriter() {}

  static void writeCsv(Table table, Path file) throws IOException {
    List<String> header = new ArrayList<>();
    for (Table.Column column : table.columns()) {
      header.add(column.key());
      if (column.kind() == Table.Kind.INTERVAL) {
        header.addAll(List.of(column.key() + "_low", column.key() + "_high"));
      }
    }
    CsvFiles.write(
        file, header, table.rows().stream().map(row -> exact(table.columns(), row)).toList());
  }

  private static List<String> exact(List<Table.Column> columns, List<Table.Cell> row) {
    List<String> values = new ArrayList<>();
    for (int k = 0; k < columns.size(); k++) {
      int width = columns.get(k).kind() == Table.Kind.INTERVAL ? 3 : 1;
      List<String> exact = row.get(k).exact();
      values.addAll(exact.isEmpty() ? Collections.nCopies(width, "") : exact);
    }
    return values;
  }

  static void writeMarkdown(Table table, Path file) throws IOException {
    String text = markdown(table);
    AtomicFile.write(file, writer -> writer.write(text));
  }

  static void writeLatex(String name, Table table, Path file) throws IOException {
    String text = latex(name, table);
    AtomicFile.write(file, writer -> writer.write(text));
  }

  static String markdown(Table table) {
    StringBuilder text = new StringBuilder();
    text.append(markdownLine(table.columns().stream().map(Table.Column::name).toList()));
    text.append(
        markdownLine(table.columns().stream().map(c -> c.isText() ? "---" : "---:").toList()));
    for (List<Table.Cell> row : table.rows()) {
      text.append(markdownLine(row.stream().map(Table.Cell::text).toList()));
    }
    return text.append('\n').append(table.caption()).append('\n').toString();
  }

  private static String markdownLine(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** A tabular to be put into a table of the paper's own, with its caption as a macro before it. */
  static String latex(String name, Table table) {
    long numbers = table.columns().stream().filter(c -> !c.isText()).count();
    boolean isWide = numbers > MANY_COLUMNS;
    List<String> lines = new ArrayList<>();
    lines.add("% Written by ./pareto table; needs \\usepackage{booktabs,graphicx}.");
    lines.add(
        "\\providecommand{\\PJcaption%s}{%s}"
            .formatted(LatexText.letters(name), LatexText.escape(table.caption())));
    String spec =
        table.columns().stream().map(c -> c.isText() ? "l" : "r").collect(Collectors.joining());
    lines.add(
        isWide
            ? "{\\scriptsize\\setlength{\\tabcolsep}{2.5pt}%"
            : "{\\small\\setlength{\\tabcolsep}{4pt}%");
    lines.add("\\begin{tabular}{@{}" + spec + "@{}}");
    lines.add("\\toprule");
    lines.add(
        table.columns().stream().map(c -> heading(c, isWide)).collect(Collectors.joining(" & "))
            + " \\\\");
    lines.add("\\midrule");
    for (List<Table.Cell> row : table.rows()) {
      lines.add(
          row.stream().map(cell -> LatexText.escape(cell.text())).collect(Collectors.joining(" & "))
              + " \\\\");
    }
    lines.add("\\bottomrule");
    lines.add("\\end{tabular}}");
    return String.join("\n", lines) + "\n";
  }

  private static String heading(Table.Column column, boolean isWide) {
    String name = LatexText.escape(column.name());
    return isWide && !column.isText() ? "\\rotatebox{90}{" + name + "}" : name;
  }
}
