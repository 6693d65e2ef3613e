package paretojit.stencil.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import paretojit.stencil.library.LibraryVariant;
import paretojit.toolchain.LlvmToolchain;
import paretojit.toolchain.ToolchainException;

/** The machine's own GCC: it writes assembly, which is mended and assembled by clang. */
final class GccCompiler extends AotCompiler {
  private static final String PROGRAM = "gcc";

  private static final List<String> FLAGS =
      List.of(
          "-ffreestanding",
          "-fno-pie",
          "-fcf-protection=none",
          "-fno-tree-vectorize",
          // Nothing is to be saved for a caller, and nothing to be placed elsewhere or shared.
          "-fcall-used-rbx",
          "-fcall-used-r12",
          "-fcall-used-r13",
          "-fcall-used-r14",
          "-fcall-used-r15",
          "-ffixed-rbp",
          "-fno-ipa-icf",
          "-fno-toplevel-reorder",
          "-fno-reorder-functions",
          "-fno-reorder-blocks-and-partition",
          "-fno-align-jumps",
          "-fno-align-labels",
          "-fno-align-loops",
          // It makes of a zero-extending lea in place an add and a move of the register to itself,
          // in the very stencils that are copied most; else it saves 1% of the bytes.
          "-fno-peephole2",
          "-fmax-errors=3");

  GccCompiler(LlvmToolchain tools, LibraryVariant variant) {
    super(tools, variant);
  }

  /** What this machine lacks for the level, as a clause. */
  static Optional<String> missing(LibraryVariant.Level level) {
    if (level == LibraryVariant.Level.O0) {
      return Optional.of(
          "gcc -O0 makes no stencils: its way out of one is assembly, which leaves the frame"
              + " behind");
    }
    try {
      run(List.of(PROGRAM, "-dumpfullversion"));
      return Optional.empty();
    } catch (ToolchainException e) {
      return Optional.of("gcc is not on PATH");
    }
  }

  @Override
  String version() {
    return "gcc " + run(List.of(PROGRAM, "-dumpfullversion")).strip();
  }

  @Override
  List<String> flags() {
    List<String> flags = new ArrayList<>(COMMON_FLAGS);
    flags.addAll(FLAGS);
    flags.add("-" + variant.level().text());
    return flags;
  }

  @Override
  void compile(Path file, List<Path> headers, Path object) {
    Path assembly = object.resolveSibling(object.getFileName() + ".s");
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(flags());
    headers.forEach(folder -> command.addAll(List.of("-I", folder.toString())));
    command.addAll(List.of("-S", file.toString(), "-o", assembly.toString()));
    run(command);
    try {
      Files.writeString(assembly, JumpThreading.mend(Files.readString(assembly)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tools.run(
        List.of(
            "clang",
            "--no-default-config",
            "--target=x86_64-unknown-linux-gnu",
            "-c",
            assembly.toString(),
            "-o",
            object.toString()));
  }

  private static String run(List<String> command) {
    try {
      Path errors = Files.createTempFile("gcc", ".log");
      try {
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw new ToolchainException(
              String.join(" ", command) + "\n" + Files.readString(errors).strip());
        }
        return output;
      } finally {
        Files.delete(errors);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolchainException("interrupted while running " + command.getFirst(), e);
    } catch (IOException e) {
      throw new ToolchainException("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }
}
