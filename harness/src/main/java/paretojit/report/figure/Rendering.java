package paretojit.report.figure;

/** What became of a figure. */
sealed interface Rendering {
  record Drawn(Drawing drawing) implements Rendering {}

  /**
   * @param reason which data are missing, in words
   */
  record Skipped(String reason) implements Rendering {}

  static Rendering of(Drawing drawing) {
    return new Drawn(drawing);
  }

  static Rendering skipped(String reason) {
    return new Skipped(reason);
  }
}
