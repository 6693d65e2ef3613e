package paretojit.suite;

import java.util.Locale;

/** How much work one call of a workload does; times are those of an optimizing compiler at O2. */
public enum WorkloadSize {
  /** Tens of microseconds: unit tests. */
  TEST,
  /** About half a millisecond: comparison with the interpreter. */
  CHECK,
  /** About 12 milliseconds. */
  QUICK,
  /** About 100 milliseconds. */
  PAPER;

  /** The name in TOML files and on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
