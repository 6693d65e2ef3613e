package paretojit.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the end of a process that should have gone on tells of its cause. */
final class Death {
  /** How a JVM ends with {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int EXIT_ON_OUT_OF_MEMORY = 3;

  private static final int SIGKILL = 9;

  /** What HotSpot's crash report says if the system would give it no memory. */
  private static final String NO_MEMORY = "insufficient memory for the Java Runtime Environment";

  /** Lines of a crash report among which that stands. */
  private static final int REPORT_HEAD = 20;

  private final int status;
  private final Path report;
  private final boolean hasKernelKilled;

  private Death(int status, Path report, boolean hasKernelKilled) {
    this.status = status;
    this.report = report;
    this.hasKernelKilled = hasKernelKilled;
  }

  /**
   * The death of a process that has ended.
   *
   * @param folder where JVMs leave crash reports
   * @param killsBefore {@link #kernelKills} when all was well
   */
  static Death of(Process process, Path folder, @Nullable Long killsBefore) {
    Long kills = kernelKills(Path.of("/"));
    return new Death(
        process.exitValue(),
        folder.resolve("crash-" + process.pid() + ".log"),
        killsBefore != null && kills != null && kills > killsBefore);
  }

  /** The same from its parts. */
  static Death of(int status, Path report, boolean hasKernelKilled) {
    return new Death(status, report, hasKernelKilled);
  }

  /**
   * How many processes the kernel has killed for want of memory so far; null if it does not say.
   *
   * @param root of the file system in which {@code /proc} is
   */
  static @Nullable Long kernelKills(Path root) {
    try {
      return Files.readAllLines(root.resolve("proc/vmstat")).stream()
          .filter(line -> line.startsWith("oom_kill "))
          .map(line -> Long.valueOf(line.substring("oom_kill ".length()).strip()))
          .findFirst()
          .orElse(null);
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  /**
   * For a row.
   *
   * @param words the last that it said, or empty
   */
  Fault fault(String words) {
    String suffix = words.isEmpty() ? "" : ": " + words;
    if (status == EXIT_ON_OUT_OF_MEMORY) {
      return new Fault(Status.OUT_OF_MEMORY, "the JVM ended itself (exit 3)" + suffix);
    }
    if (status == 128 + SIGKILL && hasKernelKilled) {
      return new Fault(Status.OUT_OF_MEMORY, "killed by the kernel, which was out of memory");
    }
    if (reportsNoMemory()) {
      return new Fault(Status.OUT_OF_MEMORY, "the system gave the JVM no memory; see " + report);
    }
    String how =
        status > 128 ? "the worker was ended by signal " + (status - 128) : "exit " + status;
    return new Fault(Status.CRASH, how + suffix);
  }

  private boolean reportsNoMemory() {
    try (BufferedReader reader = Files.newBufferedReader(report)) {
      return reader.lines().limit(REPORT_HEAD).anyMatch(line -> line.contains(NO_MEMORY));
    } catch (IOException e) {
      return false;
    }
  }
}
