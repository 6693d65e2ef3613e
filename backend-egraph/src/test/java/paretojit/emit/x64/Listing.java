package paretojit.emit.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import paretojit.toolchain.LlvmToolchain;

/**
 * Pieces of machine code, each with the assembly text it should be, and LLVM's disassembler to say
 * what they are. All pieces go through one run of {@code llvm-mc}.
 */
final class Listing {
  private static final byte HLT =
      (byte) 0xF4; // between pieces; the encoder has no such instruction

  private record Piece(String expected, byte[] code, String origin) {}

  private final List<Piece> pieces = new ArrayList<>();

  /** Adds code that should read {@code expected}; {@code origin} names it in failures. */
  void add(String expected, byte[] code, String origin) {
    pieces.add(new Piece(expected, code, origin));
  }

  int size() {
    return pieces.size();
  }

  /** Disassembles everything and compares, after {@code normal} on what LLVM wrote. */
  void verify(Path folder, Function<String, String> normal) {
    List<byte[]> codes = new ArrayList<>();
    for (Piece piece : pieces) {
      codes.add(piece.code);
      codes.add(new byte[] {HLT});
    }
    List<String> texts =
        Arrays.stream(String.join("\n", disassemble(folder, codes)).split("(?m)^hlt$\n?")).toList();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      String got = i < texts.size() ? normal.apply(texts.get(i).strip()) : "nothing";
      if (!got.equals(piece.expected)) {
        wrong.add(
            "%s: expected `%s`, got `%s` from %s"
                .formatted(piece.origin, piece.expected, got, hex(piece.code)));
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
    assertEquals(pieces.size(), texts.size(), "pieces disassembled");
  }

  /** The instructions in {@code codes}, a line each, in Intel's syntax with single spaces. */
  static List<String> disassemble(Path folder, List<byte[]> codes) {
    try {
      Path file = folder.resolve("code.txt");
      Files.write(file, codes.stream().map(code -> "[" + hex(code) + "]").toList());
      return LlvmToolchain.find()
          .run(
              List.of(
                  "llvm-mc",
                  "--disassemble",
                  "--output-asm-variant=1",
                  "-triple=x86_64",
                  "-mattr=+avx2,+bmi,+bmi2,+fma,+lzcnt,+popcnt,+sse4.1,+movbe",
                  file.toString()))
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip().replaceAll("\\s+", " "))
          .filter(line -> !line.isEmpty() && !line.startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(byte[] code) {
    return HexFormat.ofDelimiter(",").withPrefix("0x").formatHex(code);
  }
}
