package paretojit.stencil.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import paretojit.stencil.library.LibraryVariant;
import paretojit.toolchain.LlvmToolchain;

/** The clang that comes with the project. */
final class ClangCompiler extends AotCompiler {
  private static final List<String> FLAGS =
      List.of(
          "--target=x86_64-unknown-linux-gnu",
          // Scalar operations on one lane must not become packed ones on lanes that hold garbage.
          "-fno-slp-vectorize",
          "-mllvm",
          "-disable-vector-combine",
          "-fno-addrsig",
          "-ferror-limit=3");

  ClangCompiler(LlvmToolchain tools, LibraryVariant variant) {
    super(tools, variant);
  }

  @Override
  String version() {
    return "clang " + tools.version();
  }

  @Override
  List<String> flags() {
    List<String> flags = new ArrayList<>(COMMON_FLAGS);
    flags.addAll(FLAGS);
    flags.add("-" + variant.level().text());
    if (usesFrames()) {
      // A stencil is jumped to, not called: there is no return address that misaligns the stack.
      flags.add("-mstack-alignment=8");
    }
    return flags;
  }

  /** The allocator of -O0 runs out of registers for the target of an indirect jump. */
  @Override
  List<String> impossibleFamilies() {
    return usesFrames() ? List.of("br_table") : List.of();
  }

  @Override
  void compile(Path file, List<Path> headers, Path object) {
    List<String> command = new ArrayList<>(List.of("clang"));
    command.addAll(LlvmToolchain.FREESTANDING);
    command.addAll(flags());
    headers.forEach(folder -> command.addAll(List.of("-I", folder.toString())));
    command.addAll(List.of("-c", file.toString(), "-o", object.toString()));
    tools.run(command);
  }
}
