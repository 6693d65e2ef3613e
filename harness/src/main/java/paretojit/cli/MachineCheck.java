package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import paretojit.measure.Comparability;
import paretojit.measure.Provenance;
import picocli.CommandLine.Option;

/** Keeps times of different machines and builds apart, unless a user says {@code --force}. */
final class MachineCheck {
  @Option(
      names = "--force",
      description = "Put times of different machines or builds together all the same.")
  private boolean force;

  /**
   * Looks at one run, whose parts may have been measured in different places.
   *
   * @throws UserError if they were, and nothing was forced
   */
  void within(Path folder) throws IOException {
    Map<?, ?> provenance = ResultsFolder.provenance(folder);
    refuse(
        Comparability.within(provenance).obstacles(),
        folder + " holds times that cannot be compared, of different machines or builds",
        "compares them");
  }

  /**
   * Looks at two runs that are to be compared.
   *
   * @return what differs between them
   * @throws UserError if that makes times incomparable, or cannot be known, and nothing was forced
   */
  List<String> between(Path before, Path after) throws IOException {
    within(before);
    within(after);
    Comparability comparability = Comparability.ofRuns(known(before), known(after));
    refuse(
        comparability.obstacles(),
        "%s and %s cannot be compared".formatted(before, after),
        "compares them");
    return comparability.differences();
  }

  /**
   * Looks at a run that is to go on here.
   *
   * @throws UserError if it cannot, and nothing was forced
   */
  void goingOn(Path folder, Comparability comparability) {
    refuse(
        comparability.obstacles(),
        folder + " was begun on another machine or build",
        "goes on with it");
  }

  private void refuse(List<String> obstacles, String what, String forced) {
    if (!force && !obstacles.isEmpty()) {
      throw new UserError(
          "%s: %s; --force %s all the same".formatted(what, String.join("; ", obstacles), forced));
    }
  }

  private Map<?, ?> known(Path folder) throws IOException {
    Map<?, ?> provenance = ResultsFolder.provenance(folder);
    if (provenance.isEmpty() && !force) {
      throw new UserError(
          "%s has no %s to tell its machine; --force compares it all the same"
              .formatted(folder, Provenance.FILE));
    }
    return provenance;
  }
}
