package paretojit.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import paretojit.engine.CompileStats;
import paretojit.engine.Engine;
import paretojit.ir.IrModule;
import paretojit.runtime.CodeCache;
import paretojit.runtime.Store;

/**
 * Times compilations of one program on one engine. Each is fresh: read anew, compiled, and installed
 * in a store of its own that is made and closed outside the time taken. Totals are taken around
 * compilations that never read the clock; phases come from other compilations in between.
 */
public final class Compilations {
  private final Engine engine;
  private final Supplier<IrModule> reader;
  private final CodeCache cache;
  private final Samples total = new Samples();
  private final Samples codegen = new Samples();
  private final Map<String, Samples> phases = new LinkedHashMap<>();
  private final CompileStats stats = new CompileStats();

  /**
   * @param reader reads the program; its time is phase {@code read}
   * @param cache where code is installed
   */
  public Compilations(Engine engine, Supplier<IrModule> reader, CodeCache cache) {
    this.engine = engine;
    this.reader = reader;
    this.cache = cache;
  }

  /** Compiles for a while and at least so many times, timing nothing. */
  public void warmUp(long nanos, int atLeast) {
    long end = System.nanoTime() + nanos;
    Samples ignored = new Samples();
    for (int k = 0; k < atLeast || System.nanoTime() < end; k++) {
      if (k % 2 == 0) {
        compile(ignored, ignored);
      } else {
        compileInPhases();
      }
    }
  }

  /** Takes a sample of the total, and one of the phases if {@code withPhases}. */
  public void sample(boolean withPhases) {
    compile(total, codegen);
    if (withPhases) {
      compileInPhases();
      stats
          .phaseNanos()
          .forEach((name, nanos) -> phases.computeIfAbsent(name, n -> new Samples()).add(nanos));
    }
  }

  private void compile(Samples totals, Samples codegens) {
    try (Store store = new Store(cache)) {
      long start = System.nanoTime();
      IrModule module = reader.get();
      long read = System.nanoTime();
      engine.compile(module, CompileStats.untimed()).install(store);
      long installed = System.nanoTime();
      totals.add(installed - start);
      codegens.add(installed - read);
    }
  }

  private void compileInPhases() {
    stats.reset();
    try (Store store = new Store(cache)) {
      int outer = stats.enter(CompileStats.READ);
      IrModule module = reader.get();
      stats.exit(outer);
      engine.compile(module, stats).install(store);
    }
  }

  /** From the program's bytes to callable code. */
  public Samples total() {
    return total;
  }

  /** From IR to callable code. */
  public Samples codegen() {
    return codegen;
  }

  /** By phase, in order of first appearance. */
  public Map<String, Samples> phases() {
    return phases;
  }

  /** What the latest compilation in phases counted. */
  public Map<String, Long> counters() {
    return stats.counters();
  }
}
