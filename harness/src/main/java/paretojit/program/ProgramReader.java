package paretojit.program;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import paretojit.ir.text.ClifFile;
import paretojit.ir.text.IrReader;
import paretojit.ir.text.TextException;
import paretojit.suite.InputLevel;
import paretojit.suite.WasmCompiler;
import paretojit.toolchain.LlvmToolchain;
import paretojit.toolchain.ToolchainException;
import paretojit.wasm.WasmException;
import paretojit.wasm.WasmReader;
import paretojit.wasm.Wat;
import paretojit.wasm.WatException;

/** Reads programs from files of any kind that is understood; the name's ending tells which. */
public final class ProgramReader {
  private static final Pattern MISSING_HEADER =
      Pattern.compile("(\\S+:\\d+:\\d+): fatal error: '([^']+)' file not found");
  private static final Pattern CLANG_ERROR =
      Pattern.compile("^(\\S+:\\d+:\\d+): (?:fatal )?error: (.*)$", Pattern.MULTILINE);
  private static final Pattern UNDEFINED =
      Pattern.compile("undefined symbol: (\\S+)", Pattern.MULTILINE);

  private ProgramReader() {}

  /**
   * Reads a program.
   *
   * @param level how far clang optimizes a C file; of no meaning for the others
   * @throws BadProgram if the file holds none
   * @throws IOException if the file cannot be read
   */
  public static Program read(Path file, InputLevel level) throws IOException {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return switch (dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT)) {
      case "wasm" -> fromWasm(file, bytes(file));
      case "wat" -> fromWasm(file, fromWat(file));
      case "c" -> fromWasm(file, fromC(file, level));
      case "clif" -> fromClif(file);
      default ->
          throw new BadProgram(
              file + ": not a kind of file that is understood (.wasm, .wat, .clif, .c)");
    };
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new BadProgram(file + ": is a folder, not a program");
    }
    return Files.readAllBytes(file);
  }

  private static String text(Path file) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
    } catch (CharacterCodingException e) {
      throw new BadProgram(file + ": is not text in UTF-8");
    }
  }

  /**
   * A program in WebAssembly.
   *
   * @throws BadProgram with the offset of what is wrong
   */
  public static Program fromWasm(Path file, byte[] wasm) {
    try {
      WasmReader.Decoded decoded = WasmReader.decode(wasm);
      return new Program(
          String.valueOf(file.getFileName()),
          decoded.module(),
          wasm,
          decoded.instructions(),
          decoded.codeBytes());
    } catch (WasmException e) {
      throw new BadProgram(file + ": " + e.getMessage());
    }
  }

  private static byte[] fromWat(Path file) throws IOException {
    String text = text(file);
    try {
      return Wat.toBinary(text);
    } catch (WatException e) {
      throw new BadProgram(file + ": " + e.getMessage());
    }
  }

  private static Program fromClif(Path file) throws IOException {
    String text = text(file);
    try {
      ClifFile clif = IrReader.read(file.toString(), text);
      if (clif.module().functions().isEmpty() && !clif.skipped().isEmpty()) {
        ClifFile.Skipped first = clif.skipped().getFirst();
        throw new BadProgram(
            "%s:%d: %%%s: %s".formatted(file, first.line(), first.function(), first.reason()));
      }
      return new Program(String.valueOf(file.getFileName()), clif.module(), null, 0, 0);
    } catch (TextException e) {
      throw new BadProgram(String.valueOf(e.getMessage()));
    }
  }

  // ---- C ----

  private static byte[] fromC(Path file, InputLevel level) throws IOException {
    bytes(file); // says what is wrong with a file that cannot be read, before clang does
    Path folder = Files.createTempDirectory("pareto-c");
    try {
      Path module = folder.resolve("program.wasm");
      new WasmCompiler(LlvmToolchain.find(), List.of("-fvisibility=default"))
          .compile(file, level, List.of(), module);
      return Files.readAllBytes(module);
    } catch (ToolchainException e) {
      throw new BadProgram(explain(file, String.valueOf(e.getMessage())));
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(folder);
    }
  }

  /** Clang's messages as one line that says what to do. */
  private static String explain(Path file, String messages) {
    Matcher header = MISSING_HEADER.matcher(messages);
    if (header.find()) {
      return "%s: there is no <%s>, nor any other header: C files are compiled without a C library; declare what you use, or compile with the WASI SDK and give the .wasm"
          .formatted(header.group(1), header.group(2));
    }
    Matcher undefined = UNDEFINED.matcher(messages);
    if (undefined.find()) {
      return "%s: %s is not defined: C files are compiled without a C library; define it, or compile with the WASI SDK and give the .wasm"
          .formatted(file, undefined.group(1));
    }
    Matcher error = CLANG_ERROR.matcher(messages);
    if (error.find()) {
      long more = error.results().count();
      return error.group(1)
          + ": "
          + error.group(2)
          + (more > 0 ? " (and " + more + " more errors)" : "");
    }
    return file + ": clang failed: " + messages.replace('\n', ' ');
  }
}
