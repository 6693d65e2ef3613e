package paretojit.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Whoever draws a run's figures: {@code paretojit.report.figure}, which this package cannot see. */
@FunctionalInterface
public interface Illustrator {
  /**
   * Writes all figures there are data for into a results folder.
   *
   * @return those that the report shows, in its order
   */
  List<Illustration> draw(Path folder, Comparison comparison) throws IOException;

  /**
   * A figure for the report.
   *
   * @param svg an {@code svg} element
   */
  record Illustration(String name, String title, String svg) {}
}
