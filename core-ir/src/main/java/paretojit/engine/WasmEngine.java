package paretojit.engine;

/**
 * An engine that takes WebAssembly as it is and has a runtime of its own: a peer. It may live in
 * another process, which starts when it is first needed and ends with {@link #close} or with this
 * process. Not thread-safe.
 */
public non-sealed interface WasmEngine extends Engine, AutoCloseable {
  /**
   * Hands a module over; nothing is compiled yet.
   *
   * @param wasm a valid binary module
   * @throws Unsupported if the engine cannot run here
   */
  Session open(byte[] wasm);

  /** Whether code runs in this process, so that a clock around a call tells what it takes. */
  default boolean isInThisProcess() {
    return true;
  }

  @Override
  default void close() {}
}
