package paretojit.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import paretojit.engine.BadEngineId;
import paretojit.engine.Unsupported;
import paretojit.ir.TrapException;
import paretojit.peer.process.PeerException;
import paretojit.program.BadProgram;
import paretojit.runtime.LinkException;
import paretojit.suite.SuiteFileException;
import paretojit.toolchain.ToolchainException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one place where exceptions end: each becomes a line on standard error and an exit status. A
 * stack trace is for whoever sets {@code PARETO_DEBUG=1}.
 */
final class ErrorBoundary {
  private final Io io;

  ErrorBoundary(Io io) {
    this.io = io;
  }

  /** Runs the command line under this boundary. */
  int execute(CommandLine line, String... args) {
    line.setParameterExceptionHandler((e, arguments) -> onUsageError(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> onThrowable(e));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    try {
      return line.execute(args);
    } catch (Error e) { // picocli lets these pass
      return onThrowable(e);
    } finally {
      io.out().flush();
      io.err().flush();
    }
  }

  private int onUsageError(ParameterException e) {
    trace(e);
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    say(explain(e) + "; see ./" + command + " --help");
    return ExitCode.BAD_INPUT;
  }

  private static String explain(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      List<String> suggestions = unmatched.getSuggestions();
      return (word.startsWith("-") ? "no option '" : "did not expect '")
          + word
          + "'"
          + (suggestions.isEmpty()
              ? ""
              : ", did you mean " + String.join(" or ", suggestions) + "?");
    }
    return firstLine(String.valueOf(e.getMessage()));
  }

  private int onThrowable(Throwable e) {
    trace(e);
    switch (e) {
      case TrapException trap -> {
        say("trap: " + trap.getMessage());
        return ExitCode.TRAP;
      }
      case UserError _, BadProgram _, BadEngineId _, SuiteFileException _, ToolchainException _ ->
          say(String.valueOf(e.getMessage()));
      case LinkException _ ->
          say(e.getMessage() + "; offered to programs are wasi_snapshot_preview1's functions");
      case Unsupported _ ->
          say("unsupported: " + e.getMessage() + "; another engine may do it (./pareto engines)");
      case PeerException _ -> say("peer failed: " + e.getMessage());
      case IOException io -> say(describe(io));
      case UncheckedIOException io when io.getCause() != null -> say(describe(io.getCause()));
      case OutOfMemoryError _ ->
          say("out of memory; PARETO_JVM_FLAGS=-Xmx8g ./pareto … gives it more");
      case StackOverflowError _ ->
          say(
              "the input is nested too deeply; PARETO_JVM_FLAGS=-Xss256m ./pareto … gives more"
                  + " stack");
      default ->
          say(
              "internal error: "
                  + firstLine(e.toString())
                  + "; this is a bug in ParetoJIT: PARETO_DEBUG=1 ./pareto … shows where");
    }
    return ExitCode.BAD_INPUT;
  }

  /** What went wrong with which file, in words. */
  static String describe(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException other ->
          other.getFile()
              + ": "
              + (other.getReason() == null ? "cannot be used" : other.getReason());
      default -> String.valueOf(e.getMessage());
    };
  }

  private void say(String message) {
    io.err().println("pareto: " + message);
  }

  private void trace(Throwable e) {
    if ("1".equals(io.environment().apply("PARETO_DEBUG"))) {
      e.printStackTrace(io.err());
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
