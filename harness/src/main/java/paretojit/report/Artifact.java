package paretojit.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A figure or a table that users may ask for.
 *
 * @param name part of file names
 */
public record Artifact(String name, String title) {
  /**
   * What became of one.
   *
   * @param files that were written, in the order of formats; none if it was skipped
   * @param skipped why, or null
   */
  public record Written(String name, String title, List<String> files, @Nullable String skipped) {
    public Written {
      files = List.copyOf(files);
    }
  }

  public Written written(List<String> files) {
    return new Written(name, title, files, null);
  }

  public Written skipped(String reason) {
    return new Written(name, title, List.of(), reason);
  }
}
