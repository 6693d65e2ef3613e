package paretojit.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import paretojit.program.Program;
import paretojit.program.ProgramReader;
import paretojit.suite.InputLevel;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program that a command works on. */
final class FileOptions {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A program: .wasm, .wat, .clif or .c (compiled without a C library).")
  private String file = "";

  @Option(
      names = "--level",
      paramLabel = "O0|O2",
      description = "How far clang optimizes a C file first (default: ${DEFAULT-VALUE}).")
  private InputLevel level = InputLevel.O2;

  Program read() throws IOException {
    if (!InputLevel.OF_C.contains(level)) {
      throw new UserError("--level is O0 or O2, how far clang optimizes, not " + level);
    }
    try {
      return ProgramReader.read(Path.of(file), level);
    } catch (InvalidPathException e) {
      throw new UserError(file + ": is not a file name");
    }
  }

  String file() {
    return file;
  }
}
