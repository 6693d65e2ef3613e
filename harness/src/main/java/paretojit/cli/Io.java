package paretojit.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a command talks to: the process's own streams, or a test's.
 *
 * @param environment gives an environment variable, or null
 * @param isInteractive whether a person watches {@code err}
 */
record Io(
    InputStream in,
    PrintStream out,
    PrintStream err,
    UnaryOperator<@Nullable String> environment,
    boolean isInteractive) {

  static Io ofProcess() {
    boolean isInteractive = System.console() != null && System.console().isTerminal();
    return new Io(System.in, System.out, System.err, System::getenv, isInteractive);
  }

  /** Prints a line in UTF-8 wherever {@code out} leads. */
  void println(String line) {
    out.println(line);
  }
}
