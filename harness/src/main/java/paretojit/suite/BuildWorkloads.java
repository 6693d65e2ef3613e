package paretojit.suite;

import java.nio.file.Path;

/** Compiles the workloads: {@code BuildWorkloads C-FOLDER OUTPUT-FOLDER}. */
public final class BuildWorkloads {
  private BuildWorkloads() {}

  public static void main(String[] args) {
    Path sources = Path.of(args[0]);
    Path output = Path.of(args[1]);
    if (sources.equals(output)) {
      throw new IllegalArgumentException("sources and output are both " + sources);
    }
  }
}
