package paretojit.measure;

import java.util.List;
import java.util.Locale;

/** What a summary has a row for in every cell. */
public enum Metric {
  /** WebAssembly bytes in memory to callable code: reading, compiling and installing. */
  COMPILE_NANOS("ns", "compile"),
  /** The same from the IR on: what the engine itself is answerable for. */
  CODEGEN_NANOS("ns", "codegen"),
  /** The first call of freshly installed code, at size {@code test}. */
  FIRST_CALL_NANOS("ns", "first-call"),
  /** A call at the suite's size, after one call to warm up. */
  RUN_NANOS("ns", "run"),
  /** From starting a JVM to the program's first result at size {@code test}. */
  COLD_START_NANOS("ns", "cold-start"),
  /** The same with an AOT cache of the JDK's. */
  COLD_START_AOT_NANOS("ns", "cold-start-aot"),
  /** Size of the machine code, constants included. */
  CODE_BYTES("bytes", "emit"),
  /** Instructions of the IR before any mid-end. */
  IR_INSTRUCTIONS("count", "read"),
  /** Instructions of the WebAssembly module. */
  WASM_INSTRUCTIONS("count", "read");

  /** Those that only some suites ask for. */
  public static final List<Metric> COLD_STARTS = List.of(COLD_START_NANOS, COLD_START_AOT_NANOS);

  private final String unit;
  private final String phase;

  Metric(String unit, String phase) {
    this.unit = unit;
    this.phase = phase;
  }

  /** The name in files: {@code compile_nanos}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String unit() {
    return unit;
  }

  /** The phase that its samples belong to. */
  public String phase() {
    return phase;
  }

  /** Whether it is a time, with noise, rather than a property of the code. */
  public boolean isTimed() {
    return unit.equals("ns");
  }
}
