package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs the command line in this process. */
final class Cli {
  /** How a command ended. */
  record Ended(int status, String out, String err) {
    /** Status 0 and nothing on standard error. */
    Ended isFine() {
      assertEquals("", err);
      assertEquals(0, status, out);
      return this;
    }

    /** Status 1 and one line on standard error with these words in it, nothing else. */
    void isRefusedWith(String... words) {
      assertEquals(1, status, out + err);
      for (String word : words) {
        assertTrue(err.contains(word), () -> "no '" + word + "' in: " + err);
      }
      assertEquals(1, err.lines().count(), err);
      assertTrue(err.startsWith("pareto: "), err);
      assertFalse(err.contains("internal error") || err.contains("\tat "), err);
    }
  }

  private Cli() {}

  static Ended run(String... args) {
    return runWithInput("", args);
  }

  static Ended runWithInput(String input, String... args) {
    return run(input, Map.of(), args);
  }

  static Ended runIn(Map<String, String> environment, String... args) {
    return run("", environment, args);
  }

  private static Ended run(String input, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Io io =
        new Io(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment::get,
            false);
    int status = Pareto.execute(io, args);
    return new Ended(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
