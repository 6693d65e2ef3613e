package paretojit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.RunResults;
import paretojit.report.html.HtmlReport;
import paretojit.report.table.Tables;

/** Columns of cold starts are there if these were measured, and steal is told. */
class ColdReportTest {
  private static final String AOT = "cold start, AOT";

  @TempDir Path folder;

  private String report(RunResults results, String steal) throws IOException {
    Files.writeString(
        folder.resolve("provenance.json"), "{\"during\": {\"steal_percent\": " + steal + "}}");
    Reports.write(folder, results, (target, comparison) -> List.of(), HtmlReport::write);
    return Files.readString(folder.resolve("report.html"));
  }

  @Test
  void columnsOfColdStartsAreThereIfMeasured() throws IOException {
    for (boolean isMeasured : List.of(true, false)) {
      RunResults results = isMeasured ? SampleResults.full() : SampleResults.quick();
      String report = report(results, "null");
      assertEquals(isMeasured, report.contains(">" + AOT + "<"));
      String text = Reports.terminalSummary(results);
      assertEquals(isMeasured, text.contains(AOT), text);
      new Tables(new Comparison(results), Map.of())
          .write(folder, List.of("summary-O2", "numbers"), EnumSet.allOf(Tables.Format.class));
      String table = Files.readString(folder.resolve("summary-O2.csv"));
      assertEquals(isMeasured, table.lines().findFirst().orElse("").contains("cold_aot_ratio"));
      String numbers = Files.readString(folder.resolve("numbers.tex"));
      assertEquals(isMeasured, numbers.contains("\\PJcoldStartAotEgraphOtwo}"), numbers);
    }
  }

  @Test
  void muchStealIsAWarning() throws IOException {
    String warning = "gave 3.2 % of this machine's processor time to others";
    String report = report(SampleResults.quick(), "3.2");
    assertTrue(report.contains(warning), report.substring(report.indexOf("Provenance")));
    assertTrue(report.matches("(?s).*steal percent</th>\\s*<td>3.2.*"));
    for (String steal : List.of("0.9", "null")) {
      assertEquals(-1, report(SampleResults.quick(), steal).indexOf("time to others"));
    }
  }
}
