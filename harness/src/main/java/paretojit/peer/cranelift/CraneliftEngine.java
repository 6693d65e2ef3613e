package paretojit.peer.cranelift;

import java.util.Optional;
import paretojit.engine.EngineId;
import paretojit.engine.Session;
import paretojit.engine.WasmEngine;
import paretojit.peer.OptionalLibrary;

/**
 * Cranelift in this process. Nothing of it is loaded before a session opens.
 *
 * @param level Cranelift's {@code opt_level}
 */
record CraneliftEngine(EngineId id, String level) implements WasmEngine {
  private static final OptionalLibrary LIBRARY =
      new OptionalLibrary(
          "io.github.kawamuray.wasmtime:wasmtime-java", "io.github.kawamuray.wasmtime.Module");

  @Override
  public String summary() {
    return CraneliftProvider.SUMMARY;
  }

  @Override
  public Optional<String> missing() {
    return LIBRARY.missing();
  }

  /** The library does not tell; wasmtime-java 0.19.0 is built with this one. */
  @Override
  public String version() {
    return "Wasmtime 7.0.1, Cranelift 0.94.1";
  }

  @Override
  public boolean compilerWarmsUp() {
    return false;
  }

  @Override
  public Session open(byte[] wasm) {
    return new WasmtimeSession(Wasmtime.engine(level), wasm);
  }
}
