package paretojit.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whoever writes {@code report.html}: {@code paretojit.report.html}, which this package cannot see. */
@FunctionalInterface
public interface PageWriter {
  /**
   * Writes the report.
   *
   * @param provenance as in {@code provenance.json}
   * @param figures in the order in which they are shown
   * @param notes what readers should know about how the report came to be
   */
  void write(
      Path file,
      Comparison comparison,
      Map<?, ?> provenance,
      List<Illustrator.Illustration> figures,
      List<String> notes)
      throws IOException;
}
