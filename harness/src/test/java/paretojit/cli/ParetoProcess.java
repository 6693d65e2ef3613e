package paretojit.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The command line in a process of its own, which may be killed; and waiting for things. */
final class ParetoProcess {
  private static final long LONGEST_SECONDS = 240;

  private ParetoProcess() {}

  /**
   * Starts it.
   *
   * @param log gets what it prints to either stream
   */
  static Process start(Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xss16m",
            "-ea", // as in tests, or runs begun here could not go on there
            "-Djava.awt.headless=true",
            "-classpath",
            ManagementFactory.getRuntimeMXBean().getClassPath(),
            Pareto.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Waits until something is so; the limit is for what would never be. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_SECONDS * 1_000_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain: " + what);
      }
      Thread.sleep(20);
    }
  }
}
