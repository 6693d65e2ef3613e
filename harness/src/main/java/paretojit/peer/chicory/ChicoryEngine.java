package paretojit.peer.chicory;

import java.util.Optional;
import paretojit.engine.EngineId;
import paretojit.engine.Session;
import paretojit.engine.WasmEngine;
import paretojit.peer.OptionalLibrary;

/**
 * Chicory in this process. Nothing of it is loaded before a session opens.
 *
 * @param arrayMemory whether linear memory is a {@code byte[]}
 */
record ChicoryEngine(EngineId id, boolean arrayMemory) implements WasmEngine {
  private static final OptionalLibrary LIBRARY =
      new OptionalLibrary(
          "com.dylibso.chicory:compiler", "com.dylibso.chicory.compiler.MachineFactoryCompiler");

  @Override
  public String summary() {
    return ChicoryProvider.SUMMARY;
  }

  @Override
  public Optional<String> missing() {
    return LIBRARY.missing();
  }

  @Override
  public String version() {
    return LIBRARY.missing().isPresent() ? "" : "Chicory " + ChicorySession.VERSION;
  }

  @Override
  public boolean codeWarmsUp() {
    return true;
  }

  @Override
  public Session open(byte[] wasm) {
    return new ChicorySession(wasm, arrayMemory);
  }
}
