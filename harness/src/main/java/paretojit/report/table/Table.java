package paretojit.report.table;

import java.util.List;
import java.util.Locale;
import paretojit.measure.CsvFiles;
import paretojit.report.Text;
import paretojit.stats.Estimate;

/**
 * A table.
 *
 * @param caption what it shows and what its intervals are
 * @param columns names of columns
 * @param rows each as long as {@code columns}
 */
record Table(String caption, List<Column> columns, List<List<Cell>> rows) {

  /** What a column holds; intervals take three columns of a CSV file. */
  enum Kind {
    TEXT,
    NUMBER,
    INTERVAL
  }

  /**
   * A column.
   *
   * @param name as people read it
   * @param key its name in CSV files
   */
  record Column(String name, String key, Kind kind) {
    static Column text(String name) {
      return new Column(name, name, Kind.TEXT);
    }

    static Column number(String name) {
      return new Column(name, name, Kind.NUMBER);
    }

    static Column number(String name, String key) {
      return new Column(name, key, Kind.NUMBER);
    }

    static Column interval(String name, String key) {
      return new Column(name, key, Kind.INTERVAL);
    }

    boolean isText() {
      return kind == Kind.TEXT;
    }
  }

  /**
   * A cell.
   *
   * @param text as people read it
   * @param exact as programs do: one value, or three if it has an interval, or none
   */
  record Cell(String text, List<String> exact) {
    static final Cell NONE = new Cell("–", List.of());

    static Cell of(String word) {
      return new Cell(word, List.of(word));
    }

    static Cell ofNumber(double value) {
      return Double.isNaN(value)
          ? NONE
          : new Cell(Text.number(value), List.of(CsvFiles.number(value)));
    }

    /** In percent, to a tenth. */
    static Cell ofShare(double percent) {
      return Double.isNaN(percent)
          ? NONE
          : new Cell(
              String.format(Locale.ROOT, "%.1f", percent), List.of(CsvFiles.number(percent)));
    }

    static Cell ofTime(double nanos) {
      return Double.isNaN(nanos)
          ? NONE
          : new Cell(Text.time(nanos), List.of(CsvFiles.number(nanos)));
    }

    static Cell withInterval(Estimate e) {
      return withInterval(Text.withInterval(e), e);
    }

    static Cell withInterval(String text, Estimate e) {
      return new Cell(
          text,
          List.of(CsvFiles.number(e.value()), CsvFiles.number(e.low()), CsvFiles.number(e.high())));
    }
  }
}
