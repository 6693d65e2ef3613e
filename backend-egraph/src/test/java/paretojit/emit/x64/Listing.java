package paretojit.emit.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import paretojit.toolchain.LlvmToolchain;

/**
 * Pieces of machine code, each with the assembly text it should be, and LLVM's disassembler to say
 * what they are. All pieces go through one run of {@code llvm-mc}.
 */
final class Listing {
  private static final byte HLT =
      (byte) 0xF4; // between pieces; the encoder has no such instruction

  private static final Pattern ENCODED = Pattern.compile("encoding: \\[(.*)]");

  private record Piece(String expected, byte[] code) {}

  private final List<Piece> pieces = new ArrayList<>();

  /** Adds code that should read {@code expected}. */
  void add(String expected, byte[] code) {
    pieces.add(new Piece(expected, code));
  }

  int size() {
    return pieces.size();
  }

  /**
   * Disassembles everything and compares, after {@code normal} on what LLVM wrote. The code must be
   * no longer than what LLVM encodes the same instruction to: no superfluous prefixes.
   */
  void verify(Path folder, Function<String, String> normal) {
    List<byte[]> codes = new ArrayList<>();
    for (Piece piece : pieces) {
      codes.add(piece.code);
      codes.add(new byte[] {HLT});
    }
    List<String> lines = llvmMc(folder, codes).stream().filter(ENCODED.asPredicate()).toList();
    List<String> wrong = new ArrayList<>();
    int at = 0;
    for (Piece piece : pieces) {
      List<String> texts = new ArrayList<>();
      int bytes = 0;
      for (; !lines.get(at).startsWith("\thlt"); at++) {
        texts.add(withoutComments(lines.get(at)));
        Matcher encoding = ENCODED.matcher(lines.get(at));
        bytes += encoding.find() ? encoding.group(1).split(",").length : 0;
      }
      at++;
      String got = normal.apply(String.join("; ", texts));
      if (!got.equals(piece.expected) || piece.code.length > bytes) {
        wrong.add(
            "expected `%s` in %d bytes, got `%s` from %s"
                .formatted(piece.expected, bytes, got, hex(piece.code)));
      }
    }
    if (!wrong.isEmpty()) {
      fail(
          wrong.size()
              + " of "
              + pieces.size()
              + " pieces are wrong:\n"
              + wrong.stream().limit(25).collect(Collectors.joining("\n")));
    }
    assertEquals(lines.size(), at, "lines disassembled");
  }

  /** The instructions in {@code codes}, a line each, in Intel's syntax with single spaces. */
  static List<String> disassemble(Path folder, List<byte[]> codes) {
    return llvmMc(folder, codes).stream()
        .filter(ENCODED.asPredicate())
        .map(Listing::withoutComments)
        .toList();
  }

  private static String withoutComments(String line) {
    return line.replaceFirst("#.*", "").strip().replaceAll("\\s+", " ");
  }

  /** What {@code llvm-mc} writes; each instruction's line ends with its own encoding of it. */
  private static List<String> llvmMc(Path folder, List<byte[]> codes) {
    try {
      Path file = folder.resolve("code.txt");
      Files.write(file, codes.stream().map(code -> "[" + hex(code) + "]").toList());
      return LlvmToolchain.find()
          .run(
              List.of(
                  "llvm-mc",
                  "--disassemble",
                  "--show-encoding",
                  "--output-asm-variant=1",
                  "-triple=x86_64",
                  "-mattr=+avx2,+bmi,+bmi2,+fma,+lzcnt,+popcnt,+sse4.1,+movbe",
                  file.toString()))
          .lines()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(byte[] code) {
    return HexFormat.ofDelimiter(",").withPrefix("0x").formatHex(code);
  }
}
