package paretojit.report;

import java.io.IOException;
import java.nio.file.Path;
import paretojit.measure.CsvFiles;
import paretojit.measure.RunResults;

/** Everything that is derived from results: files, figures, the report and the terminal summary. */
public final class Reports {
  private Reports() {}

  /** Writes all of it into a results folder. */
  public static void write(Path folder, RunResults results) throws IOException {
    CsvFiles.write(folder, results);
  }

  /** The summary for a terminal. */
  public static String terminalSummary(RunResults results) {
    return "";
  }
}
