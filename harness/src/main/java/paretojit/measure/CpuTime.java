package paretojit.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Processor time since the machine began, over all processors, in the kernel's ticks.
 *
 * @param total idle time included
 * @param steal time in which a processor had work, and the hypervisor let somebody else use it
 */
public record CpuTime(long total, long steal) {
  /** Of {@code cpu user nice system idle iowait irq softirq steal}; guests' time is in user's. */
  private static final int FIELDS = 8;

  /** Now; null if the system does not tell. */
  public static @Nullable CpuTime now() {
    return read(Path.of("/"));
  }

  /**
   * What {@code proc/stat} says.
   *
   * @param root of the file system that it is in
   */
  public static @Nullable CpuTime read(Path root) {
    try {
      String first = Files.readAllLines(root.resolve("proc/stat")).getFirst();
      List<String> fields = List.of(first.split("\\s+"));
      if (!fields.getFirst().equals("cpu") || fields.size() <= FIELDS) {
        return null;
      }
      long total = fields.subList(1, 1 + FIELDS).stream().mapToLong(Long::parseLong).sum();
      return new CpuTime(total, Long.parseLong(fields.get(FIELDS)));
    } catch (IOException | RuntimeException e) {
      return null; // another system, or another format
    }
  }

  /** Steal in per cent of all processor time since then; null if either is not known, or no time. */
  public static @Nullable Double stealPercent(@Nullable CpuTime then, @Nullable CpuTime now) {
    if (then == null || now == null || now.total <= then.total) {
      return null;
    }
    return 100.0 * (now.steal - then.steal) / (now.total - then.total);
  }
}
