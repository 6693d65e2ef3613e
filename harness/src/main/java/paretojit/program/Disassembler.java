package paretojit.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import paretojit.engine.NativeArtifact;
import paretojit.ir.IrModule;
import paretojit.toolchain.LlvmToolchain;

/** Machine code as assembly text, by LLVM's disassembler. */
public final class Disassembler {
  private static final Pattern LINE = Pattern.compile("\\s*[0-9a-f]+:");
  private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]+)\\s*<_binary_[^>]*>");

  /** More than the longest instruction. */
  private static final byte[] NOPS = new byte[16];

  static {
    Arrays.fill(NOPS, (byte) 0x90);
  }

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
    return listing(code, List.of())
        .map(line -> line.replaceAll("\\s*<_binary_[^>]*>", ""))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /**
   * An instruction as text.
   *
   * @param address relative to the first byte of its stretch of code, as addresses in the text are
   */
  public record Instruction(long address, String text) {}

  /** Several stretches of x86-64 code at once: LLVM's tools take longer to start than to work. */
  public static List<List<Instruction>> instructions(List<byte[]> stretches) throws IOException {
    int[] starts = new int[stretches.size()];
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int k = 0; k < starts.length; k++) {
      starts[k] = joined.size();
      joined.writeBytes(stretches.get(k));
      // An instruction that is cut off at the end must not take the next stretch's first bytes.
      joined.writeBytes(NOPS);
    }
    List<List<Instruction>> all = new ArrayList<>();
    stretches.forEach(stretch -> all.add(new ArrayList<>()));
    if (joined.size() == 0) {
      return all;
    }
    int[] at = {0};
    listing(joined.toByteArray(), List.of("--no-show-raw-insn"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              int address = Integer.parseInt(line.substring(0, colon).strip(), 16);
              while (at[0] + 1 < starts.length && address >= starts[at[0] + 1]) {
                at[0]++;
              }
              int start = starts[at[0]];
              if (address < start + stretches.get(at[0]).length) {
                String text = line.substring(colon + 1).strip().replace('\t', ' ');
                all.get(at[0]).add(new Instruction(address - start, relative(text, start)));
              }
            });
    return all;
  }

  /** An instruction's text with the address it names, if any, relative to a start. */
  private static String relative(String text, long start) {
    Matcher m = ADDRESS.matcher(text);
    return m.find()
        ? text.substring(0, m.start())
            + "0x%x".formatted(Long.parseUnsignedLong(m.group(1), 16) - start)
        : text;
  }

  /** Lines of the disassembly, with {@code <_binary_...>} behind the addresses that they name. */
  private static Stream<String> listing(byte[] code, List<String> options) throws IOException {
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
      List<String> command = new ArrayList<>(List.of("llvm-objdump"));
      command.addAll(options);
      command.addAll(
          List.of(
              "--disassemble-all", "--section=.text", "--x86-asm-syntax=intel", object.toString()));
      return llvm.run(command).lines().filter(line -> LINE.matcher(line).lookingAt());
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
