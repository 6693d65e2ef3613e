package paretojit.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import paretojit.engine.NativeArtifact;
import paretojit.ir.IrModule;
import paretojit.toolchain.LlvmToolchain;

/** Machine code as assembly text, by LLVM's disassembler. */
public final class Disassembler {
  private Disassembler() {}

  /**
   * The code of some functions.
   *
   * @param functions indices in the module, imports included
   * @throws paretojit.toolchain.ToolchainException if LLVM's tools cannot be had
   */
  public static String disassemble(
      NativeArtifact artifact, IrModule module, List<Integer> functions) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int function : functions) {
      int start = artifact.functionOffset()[function];
      int length = artifact.functionLength()[function];
      byte[] code = Arrays.copyOfRange(artifact.code(), start, start + length);
      text.append("%").append(name(module, function));
      text.append(module.functionSignature(function));
      text.append("  ; ").append(length).append(" bytes at ").append(start).append('\n');
      text.append(disassemble(code));
      text.append('\n');
    }
    return text.toString();
  }

  private static String name(IrModule module, int function) {
    return module.isImported(function)
        ? module.functionImports().get(function).from().toString()
        : module.function(function).name();
  }

  /** One stretch of x86-64 code, its first byte at address 0. */
  public static String disassemble(byte[] code) throws IOException {
    LlvmToolchain llvm = LlvmToolchain.find();
    Path folder = Files.createTempDirectory("pareto-asm");
    try {
      Path binary = Files.write(folder.resolve("code.bin"), code);
      Path object = folder.resolve("code.o");
      llvm.run(
          List.of(
              "llvm-objcopy",
              "--input-target=binary",
              "--output-target=elf64-x86-64",
              "--rename-section=.data=.text,code",
              binary.toString(),
              object.toString()));
      String listing =
          llvm.run(
              List.of(
                  "llvm-objdump",
                  "--disassemble-all",
                  "--section=.text",
                  "--x86-asm-syntax=intel",
                  object.toString()));
      List<String> lines = new ArrayList<>();
      listing
          .lines()
          .filter(line -> line.matches("\\s*[0-9a-f]+:.*"))
          .forEach(line -> lines.add(line.replaceAll("\\s*<_binary_[^>]*>", "")));
      return String.join("\n", lines) + "\n";
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
