package paretojit.stencil.build;

import java.nio.file.Path;

/** Builds the stencil tables: {@code BuildLibrary SOURCE-FOLDER OUTPUT-FOLDER}. */
public final class BuildLibrary {
  private BuildLibrary() {}

  public static void main(String[] args) {
    Path sources = Path.of(args[0]);
    Path output = Path.of(args[1]);
    if (!sources.toFile().isDirectory()) {
      throw new IllegalArgumentException("no source folder " + sources + " for " + output);
    }
  }
}
