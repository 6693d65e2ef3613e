package paretojit.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import paretojit.engine.CompileStats;
import paretojit.engine.CompiledModule;
import paretojit.engine.Engine;
import paretojit.engine.IrEngine;
import paretojit.engine.Session;
import paretojit.engine.WasmEngine;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;
import paretojit.runtime.CodeCache;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.wasm.WasmReader;

/**
 * A program on an engine of the shared IR. Every compilation reads the program anew and installs it in
 * a store of its own, which is made before the clock starts and closed after it stops.
 */
public final class IrSession implements Session {
  private final IrEngine engine;
  private final Supplier<IrModule> reader;
  private final CodeCache cache;
  private final CompileStats stats = new CompileStats();

  /**
   * A program to be compiled, on an engine that is prepared here if it was not yet.
   *
   * @param reader reads the program, at least its declarations; its time is phase {@code read}
   * @param cache where code is installed; it outlives the session
   */
  public IrSession(IrEngine engine, Supplier<IrModule> reader, CodeCache cache) {
    engine.prepare(message -> {});
    this.engine = engine;
    this.reader = reader;
    this.cache = cache;
  }

  /** A WebAssembly module on an engine of either kind. */
  static Session open(Engine engine, byte[] wasm, CodeCache cache) {
    return switch (engine) {
      case IrEngine ofIr -> new IrSession(ofIr, () -> WasmReader.open(wasm), cache);
      case WasmEngine ofWasm -> ofWasm.open(wasm);
    };
  }

  @Override
  public Compilation compile(boolean inPhases) {
    return inPhases ? compileInPhases() : compileAsWhole();
  }

  /** The clock is read around compilations that never read it themselves. */
  private Compilation compileAsWhole() {
    try (Store store = new Store(cache)) {
      long start = System.nanoTime();
      CompiledModule compiled = engine.compile(reader.get(), CompileStats.untimed());
      compiled.install(store);
      long installed = System.nanoTime();
      return new Compilation(
          OptionalLong.of(installed - start),
          OptionalLong.empty(),
          OptionalLong.of(compiled.codeBytes()),
          Map.of(),
          Map.of());
    }
  }

  private Compilation compileInPhases() {
    stats.reset();
    try (Store store = new Store(cache)) {
      int outer = stats.enter(CompileStats.READ);
      IrModule module = reader.get();
      stats.exit(outer);
      CompiledModule compiled = engine.compile(module, stats);
      compiled.install(store);
      return new Compilation(
          OptionalLong.empty(),
          OptionalLong.of(stats.totalNanos() - stats.nanos(CompileStats.READ)),
          OptionalLong.of(compiled.codeBytes()),
          new LinkedHashMap<>(stats.phaseNanos()),
          new LinkedHashMap<>(stats.counters()));
    }
  }

  @Override
  public Running instantiate() {
    CompiledModule compiled = engine.compile(reader.get(), CompileStats.untimed());
    Store store = new Store(cache);
    try {
      return new Native(store, compiled.instantiate(store, new Imports()));
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  @Override
  public void close() {}

  private record Native(Store store, Instance instance) implements Running {
    @Override
    public Call call(String export, Signature signature, long... arguments) {
      long start = System.nanoTime();
      long[] results = instance.invoke(export, arguments);
      return new Call(results, System.nanoTime() - start);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
