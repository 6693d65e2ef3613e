package paretojit.stencil.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import paretojit.stencil.library.LibraryVariant;
import paretojit.toolchain.LlvmToolchain;

/** An ahead-of-time compiler at one level, which turns C files of stencils into objects. */
abstract sealed class AotCompiler permits ClangCompiler, GccCompiler {
  /**
   * What all compilers are told. Stencils need BMI2 shifts, LZCNT, FMA and three-operand AVX; the code
   * generator refuses older processors. The small code model makes holes of 32 bits; exact floating
   * point forbids contraction; no red zone, as signal handlers run on the same stack.
   */
  static final List<String> COMMON_FLAGS =
      List.of(
          "-march=x86-64-v3",
          "-fno-pic",
          "-mcmodel=small",
          "-mno-red-zone",
          "-fomit-frame-pointer",
          "-fno-asynchronous-unwind-tables",
          "-fno-unwind-tables",
          "-fno-stack-protector",
          "-falign-functions=1",
          "-fno-strict-aliasing",
          "-fno-math-errno",
          "-ffp-contract=off",
          "-fno-ident",
          "-Wall",
          "-Wno-uninitialized",
          "-Wno-unused-function",
          "-Wno-unused-variable",
          "-Wno-unused-parameter",
          "-Werror");

  final LlvmToolchain tools;
  final LibraryVariant variant;

  AotCompiler(LlvmToolchain tools, LibraryVariant variant) {
    this.tools = tools;
    this.variant = variant;
  }

  static AotCompiler of(LlvmToolchain tools, LibraryVariant variant) {
    return switch (variant.compiler()) {
      case CLANG -> new ClangCompiler(tools, variant);
      case GCC -> new GccCompiler(tools, variant);
    };
  }

  /** What this machine lacks to make a library of the variant, as a clause. */
  static Optional<String> missing(LibraryVariant variant) {
    return switch (variant.compiler()) {
      case CLANG -> Optional.empty();
      case GCC -> GccCompiler.missing(variant.level());
    };
  }

  /** Name and release, as in {@code gcc 12.2.0}. */
  abstract String version();

  /** The flags beside those for the files. */
  abstract List<String> flags();

  /** Whether stencils move the stack pointer to make room for what the compiler spills. */
  boolean usesFrames() {
    return variant.level() == LibraryVariant.Level.O0;
  }

  /** Families that the compiler gives up on, with all others in the same file. */
  List<String> impossibleFamilies() {
    return List.of();
  }

  /**
   * Compiles a file of stencils.
   *
   * @param headers the folders of the headers
   */
  abstract void compile(Path file, List<Path> headers, Path object);
}
