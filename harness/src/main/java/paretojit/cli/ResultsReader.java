package paretojit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import paretojit.measure.Journal;
import paretojit.measure.RunResults;

/** What commands that read a results folder have in common. */
final class ResultsReader {
  private ResultsReader() {}

  /**
   * The results in a folder.
   *
   * @throws UserError if it holds none
   */
  static RunResults load(Path folder) throws IOException {
    if (!Files.isReadable(folder.resolve(Journal.FILE))) {
      throw new UserError(
          "%s holds no results (no %s); give a folder that ./pareto run has written"
              .formatted(folder, Journal.FILE));
    }
    return RunResults.load(folder);
  }

  /**
   * Those of {@code all} that were asked for, in their own order; all if none was.
   *
   * @param kind what they are, for the message
   * @throws UserError if there is no such one
   */
  static List<String> select(String kind, List<String> asked, List<String> all) {
    for (String name : asked) {
      if (!all.contains(name)) {
        throw new UserError(
            "no %s '%s'; there are %s".formatted(kind, name, String.join(", ", all)));
      }
    }
    List<String> selected = new ArrayList<>(all);
    if (!asked.isEmpty()) {
      selected.retainAll(asked);
    }
    return selected;
  }
}
