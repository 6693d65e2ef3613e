package paretojit.cli;

import java.io.Console;
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

  @SuppressWarnings("SystemConsoleNull") // whether it can be null depends on the JDK's provider
  static Io ofProcess() {
    Console console = System.console();
    boolean isInteractive = console != null && console.isTerminal();
    return new Io(System.in, System.out, System.err, System::getenv, isInteractive);
  }

  void println(String line) {
    out.println(line);
  }
}
