package paretojit.report.figure;

import paretojit.report.Artifact;
import paretojit.report.Comparison;

/**
 * A figure of a run.
 *
 * @param name as users type it and files are called: lower case, one word
 * @param title as a heading
 */
record Figure(String name, String title, Painter painter) {
  /** Draws a comparison, or says which data are missing. */
  @FunctionalInterface
  interface Painter {
    Rendering render(Comparison comparison, Width width);
  }

  Artifact artifact() {
    return new Artifact(name, title);
  }

  Rendering render(Comparison comparison, Width width) {
    return painter.render(comparison, width);
  }
}
