package paretojit.stencil.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import paretojit.toolchain.InputStamp;
import paretojit.toolchain.LlvmToolchain;

/** Builds the stencil tables: {@code BuildLibrary SOURCE-FOLDER CLASSES-FOLDER}. */
public final class BuildLibrary {
  private BuildLibrary() {}

  public static void main(String[] args) throws IOException {
    Path sources = Path.of(args[0]).resolve("c");
    Path classes = Path.of(args[1]);
    InputStamp stamp =
        InputStamp.of(
            classes.resolveSibling("stencil-library.stamp"),
            List.of(sources, classes.resolve("paretojit/stencil/build")),
            LlvmToolchain.find().version());
    if (stamp.isCurrent()) {
      return;
    }
    stamp.write();
  }
}
