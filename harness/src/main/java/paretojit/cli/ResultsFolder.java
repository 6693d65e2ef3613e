package paretojit.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Journal;
import paretojit.measure.Provenance;

/** Results folders by what a user says. */
final class ResultsFolder {
  private ResultsFolder() {}

  /**
   * A folder for new results.
   *
   * @param out the user's choice, or null for {@code results/DATE-NAME}
   * @param name what is measured, and where
   * @throws UserError if it cannot be written
   */
  static Path create(@Nullable Path out, String name) throws IOException {
    Path folder = out == null ? unused(LocalDate.now(ZoneId.systemDefault()) + "-" + name) : out;
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "probe", null));
    } catch (FileAlreadyExistsException e) {
      throw new UserError("results folder " + folder + ": is a file; give another --out", e);
    } catch (IOException e) {
      throw new UserError(
          "results folder cannot be written: " + ErrorBoundary.describe(e) + "; give another --out",
          e);
    }
    return folder;
  }

  private static Path unused(String name) {
    Path folder = Path.of("results", name);
    for (int k = 2; Files.exists(folder); k++) {
      folder = Path.of("results", name + "-" + k);
    }
    return folder;
  }

  static boolean holdsResults(Path folder) {
    return Files.exists(folder.resolve(Journal.FILE));
  }

  /**
   * Checks that there are results.
   *
   * @throws UserError if not
   */
  static Path existing(Path folder) {
    if (!Files.isReadable(folder.resolve(Journal.FILE))) {
      throw new UserError(
          "%s holds no results (no %s); ./pareto run makes some".formatted(folder, Journal.FILE));
    }
    return folder;
  }

  /** What a folder tells of its machine; empty if it tells nothing. */
  static Map<?, ?> provenance(Path folder) throws IOException {
    return Files.isReadable(folder.resolve(Provenance.FILE))
        ? Provenance.read(folder.toString())
        : Map.of();
  }
}
