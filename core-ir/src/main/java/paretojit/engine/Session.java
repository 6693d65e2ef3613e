package paretojit.engine;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import paretojit.ir.Signature;

/**
 * One program on one engine, to be compiled afresh as often as wanted, instantiated and called. Times
 * are taken by whoever does the work, so that they hold no communication with another process.
 */
public interface Session extends AutoCloseable {
  /**
   * What a compilation took and gave. What an engine cannot tell is empty.
   *
   * @param nanos from the program's bytes in memory to callable code
   * @param codegenNanos from the shared IR to callable code: known of compilations in phases only,
   *     for bodies are read one at a time
   * @param codeBytes size of the code, constants included
   * @param phaseNanos exclusive time by phase
   * @param counters whatever else the engine counts, by name
   */
  record Compilation(
      OptionalLong nanos,
      OptionalLong codegenNanos,
      OptionalLong codeBytes,
      Map<String, Long> phaseNanos,
      Map<String, Long> counters) {

    /** A compilation of which only the whole is known. */
    public static Compilation whole(long nanos, OptionalLong codeBytes) {
      return new Compilation(
          OptionalLong.of(nanos), OptionalLong.empty(), codeBytes, Map.of(), Map.of());
    }
  }

  /**
   * What a call gave.
   *
   * @param results their bits; those of 32-bit values are in the lower half
   */
  record Call(long[] results, long nanos) {}

  /**
   * The program's machine code, to be looked at.
   *
   * @param code bytes of all functions
   * @param functionOffset where each function begins, imported ones left out
   * @param functionLength bytes of each
   * @param codeBytes size of the code as {@link Compilation#codeBytes} has it
   */
  record CodeImage(byte[] code, int[] functionOffset, int[] functionLength, long codeBytes) {}

  /** An instance of the program. */
  interface Running extends AutoCloseable {
    /**
     * Calls an exported function.
     *
     * @param arguments bits of as many values as the signature has parameters
     * @throws paretojit.ir.TrapException if the program trapped
     */
    Call call(String export, Signature signature, long... arguments);

    @Override
    default void close() {}
  }

  /**
   * Compiles the program afresh; nothing of an earlier compilation is reused.
   *
   * @param inPhases whether to read the clock for phases too, which slows the whole down a little
   * @throws Unsupported if the engine cannot compile it
   */
  Compilation compile(boolean inPhases);

  /**
   * Makes an instance on code compiled for it, without any imports.
   *
   * @throws Unsupported if the program needs imports, or the engine cannot compile it
   */
  Running instantiate();

  /**
   * Compiles the program to look at its machine code; empty if the engine does not show it.
   *
   * @throws Unsupported if the engine cannot compile it
   */
  default Optional<CodeImage> image() {
    return Optional.empty();
  }

  /** Lets go of the program and its instances. */
  @Override
  void close();
}
