package paretojit.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Where compile time goes, and what was counted on the way.
 *
 * <p>Time is exclusive: at any moment one phase is current, and a phase entered inside another
 * stops the outer one's clock, so the phases add up to the whole. A switch costs one reading of the
 * clock and no allocation:
 *
 * <pre>{@code
 * int outer = stats.enter(CompileStats.SELECT);
 * ...
 * stats.exit(outer);
 * }</pre>
 *
 * <p>Look ids of further phases and counters up once, when a compilation begins. Not thread-safe.
 */
public final class CompileStats {
  /** Time of a compilation that no finer phase claims. */
  public static final int OTHER = 0;

  public static final int READ = 1;
  public static final int VERIFY = 2;
  public static final int MIDEND = 3;
  public static final int SELECT = 4;
  public static final int ALLOCATE = 5;
  public static final int EMIT = 6;
  public static final int INSTALL = 7;
  public static final int FIRST_CALL = 8;
  public static final int RUN = 9;

  private static final List<String> WELL_KNOWN =
      List.of(
          "other",
          "read",
          "verify",
          "midend",
          "select",
          "allocate",
          "emit",
          "install",
          "first-call",
          "run");

  /** The current phase when none is: its time is not kept. */
  private static final int IDLE = -1;

  private final LongSupplier clock;
  private final boolean timed;
  private final List<String> phaseNames = new ArrayList<>(WELL_KNOWN);
  private final List<String> counterNames = new ArrayList<>();
  private long[] nanos = new long[32];
  private long[] counts = new long[32];
  private int current = IDLE;
  private long since;

  public CompileStats() {
    this(true, System::nanoTime);
  }

  CompileStats(boolean timed, LongSupplier clock) {
    this.timed = timed;
    this.clock = clock;
  }

  /** Stats that count but never read the clock, for timing a whole compilation from outside. */
  public static CompileStats untimed() {
    return new CompileStats(false, () -> 0);
  }

  /** The id of a phase such as {@code midend.rewrite}, made at first use. */
  public int phase(String name) {
    int id = phaseNames.indexOf(name);
    if (id < 0) {
      id = phaseNames.size();
      phaseNames.add(name);
      nanos = id < nanos.length ? nanos : Arrays.copyOf(nanos, 2 * id);
    }
    return id;
  }

  /** Makes a phase current; the result belongs into {@link #exit}. */
  public int enter(int phase) {
    int outer = current;
    if (timed) {
      lap();
    }
    current = phase;
    return outer;
  }

  /** Ends the current phase and goes back to the one that {@link #enter} returned. */
  public void exit(int outer) {
    if (timed) {
      lap();
    }
    current = outer;
  }

  private void lap() {
    long now = clock.getAsLong();
    if (current != IDLE) {
      nanos[current] += now - since;
    }
    since = now;
  }

  /** Exclusive nanoseconds spent in a phase. */
  public long nanos(int phase) {
    return nanos[phase];
  }

  /** Nanoseconds spent in all phases together. */
  public long totalNanos() {
    return Arrays.stream(nanos).sum();
  }

  /** Nanoseconds by phase name, phases without time left out. */
  public Map<String, Long> phaseNanos() {
    return nonZero(phaseNames, nanos);
  }

  /** The id of a counter, made at first use. */
  public int counter(String name) {
    int id = counterNames.indexOf(name);
    if (id < 0) {
      id = counterNames.size();
      counterNames.add(name);
      counts = id < counts.length ? counts : Arrays.copyOf(counts, 2 * id);
    }
    return id;
  }

  public void add(int counter, long delta) {
    counts[counter] += delta;
  }

  /** Counts by name, zeros left out. */
  public Map<String, Long> counters() {
    return nonZero(counterNames, counts);
  }

  /** Sets all times and counts to zero and keeps the ids. */
  public void reset() {
    Arrays.fill(nanos, 0);
    Arrays.fill(counts, 0);
    current = IDLE;
  }

  private static Map<String, Long> nonZero(List<String> names, long[] values) {
    Map<String, Long> map = new LinkedHashMap<>();
    for (int k = 0; k < names.size(); k++) {
      if (values[k] != 0) {
        map.put(names.get(k), values[k]);
      }
    }
    return map;
  }
}
