package paretojit.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import paretojit.toolchain.LlvmToolchain;
import paretojit.toolchain.ToolchainException;

/**
 * Compiles a C file to a WebAssembly module, with the clang that comes with the project.
 *
 * <p>The code generated is WebAssembly 1.0 plus bulk memory, sign extension and saturating
 * conversions: named one by one, so that a newer clang does not add to them. There are no vectors
 * and no fused multiply-add, so that floating-point results are the same at every level. The stack
 * lies below the data, where its overflow traps. Names of functions are kept for reports.
 */
public final class WasmCompiler {
  private static final List<String> CODE =
      List.of(
          "--target=wasm32",
          "-std=c11",
          "-mcpu=mvp",
          "-mbulk-memory",
          "-mmutable-globals",
          "-mnontrapping-fptoint",
          "-msign-ext",
          "-ffp-contract=off");

  /** No wasm-opt: clang would run one it finds on PATH, and the module would depend on it. */
  private static final List<String> LINK =
      List.of(
          "-nostdlib", "--no-wasm-opt", "-Wl,--no-entry", "-Wl,--stack-first,-z,stack-size=262144");

  private final LlvmToolchain toolchain;
  private final List<String> flags;

  /**
   * A compiler.
   *
   * @param flags more flags for clang, such as warnings
   */
  public WasmCompiler(LlvmToolchain toolchain, List<String> flags) {
    this.toolchain = toolchain;
    this.flags = List.copyOf(flags);
  }

  /**
   * Compiles a file.
   *
   * @param exports functions to export, all of which must exist; if none are named, every function
   *     that is not static
   * @param module file to write; it appears complete or not at all
   * @throws ToolchainException with clang's messages, which name file and line, if it fails
   */
  public void compile(Path source, InputLevel level, List<String> exports, Path module)
      throws IOException {
    Path partial = module.resolveSibling(module.getFileName() + ".partial");
    List<String> command = new ArrayList<>(command(level, exports));
    command.addAll(List.of("-o", partial.toString(), source.toString()));
    try {
      toolchain.run(command);
      Files.move(
          partial, module, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** All that decides what comes out for a given file: clang's version and its command line. */
  public String settings(InputLevel level, List<String> exports) {
    return toolchain.version() + " " + String.join(" ", command(level, exports));
  }

  private List<String> command(InputLevel level, List<String> exports) {
    List<String> command = new ArrayList<>(List.of("clang"));
    command.addAll(LlvmToolchain.FREESTANDING);
    command.addAll(CODE);
    command.add("-" + level);
    command.addAll(flags);
    command.addAll(LINK);
    if (exports.isEmpty()) {
      command.add("-Wl,--export-dynamic");
    }
    for (String export : exports) {
      command.add("-Wl,--export=" + export);
    }
    return command;
  }
}
