package paretojit.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import paretojit.toolchain.InputStamp;
import paretojit.toolchain.LlvmToolchain;

/** Compiles the workloads: {@code BuildWorkloads C-FOLDER OUTPUT-FOLDER}. */
public final class BuildWorkloads {
  private BuildWorkloads() {}

  public static void main(String[] args) throws IOException {
    Path sources = Path.of(args[0]);
    Path output = Path.of(args[1]);
    InputStamp stamp =
        InputStamp.of(
            output.resolve("../../workloads.stamp").normalize(),
            List.of(sources),
            LlvmToolchain.find().version());
    if (stamp.isCurrent()) {
      return;
    }
    stamp.write();
  }
}
