package paretojit.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import paretojit.engine.CompileStats;
import paretojit.engine.CompiledModule;
import paretojit.engine.Engine;
import paretojit.engine.Unsupported;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.TrapException;
import paretojit.runtime.Code;
import paretojit.runtime.CodeCache;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.suite.Suite;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.wasm.WasmReader;

/**
 * One visit to a cell, inside a worker.
 *
 * <pre>
 *   compile a few times; time compilations, each from the bytes and into a store of its own
 *   install; time the first call; check against the oracle
 *   one call to warm up; time calls, checking each result; check against the oracle again
 * </pre>
 *
 * <p>Totals are timed around compilations that do not read the clock themselves; phases come from
 * other compilations in between.
 */
final class Measurement {
  private final Engine engine;
  private final Workload workload;
  private final byte[] wasm;
  private final Task task;
  private final WorkloadSize size;
  private final Suite.Effort effort;
  private final int oracle;
  private final Samples compile = new Samples();
  private final Samples codegen = new Samples();
  private final Samples firstCall = new Samples();
  private final Samples run = new Samples();
  private final Map<String, Samples> phases = new HashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();

  Measurement(Engine engine, Workload workload, byte[] wasm, Request request) {
    this.engine = engine;
    this.workload = workload;
    this.wasm = wasm;
    this.task = Objects.requireNonNull(request.task());
    this.size = request.size();
    this.effort = Objects.requireNonNull(request.effort());
    this.oracle = request.oracle();
  }

  /** Makes the visit; whatever goes wrong becomes its status. */
  Visit run() {
    try (CodeCache cache = CodeCache.create()) {
      timeCompilations(cache);
      boolean isRight = timeCalls(cache);
      if (!isRight) {
        return Visit.failed(task, Status.WRONG_RESULT, "");
      }
    } catch (Unsupported e) {
      return Visit.failed(task, Status.unsupported(Objects.requireNonNull(e.getMessage())), "");
    } catch (TrapException e) {
      return Visit.failed(task, Status.trap(e.trapName()), Objects.requireNonNull(e.getMessage()));
    } catch (RuntimeException | Error e) {
      return Visit.failed(task, Status.CRASH, Worker.describe(e));
    }
    return new Visit(
        task.cell(), task.fork(), task.round(), Status.OK, "", samples(), phases(), counts);
  }

  // ---- compiling ----

  private void timeCompilations(CodeCache cache) {
    long end = System.nanoTime() + effort.compileMillis() * 1_000_000L;
    long warm = System.nanoTime() + effort.compileMillis() * 1_000_000L / 4;
    do {
      compileOnce(cache, CompileStats.untimed());
    } while (System.nanoTime() < warm);
    compile.clear();
    codegen.clear();
    CompileStats stats = new CompileStats();
    for (int k = 0; k < effort.compileIterations(); k++) {
      if (k >= Suite.Effort.FEWEST && System.nanoTime() > end) {
        break;
      }
      compileOnce(cache, CompileStats.untimed());
      if (k % 2 == 0) {
        stats.reset();
        compileInPhases(cache, stats);
        stats
            .phaseNanos()
            .forEach((name, nanos) -> phases.computeIfAbsent(name, n -> new Samples()).add(nanos));
      }
    }
    stats.counters().forEach((name, count) -> counts.put("counter." + name, count));
  }

  private void compileOnce(CodeCache cache, CompileStats stats) {
    try (Store store = new Store(cache)) {
      long start = System.nanoTime();
      IrModule module = WasmReader.read(wasm);
      long read = System.nanoTime();
      engine.compile(module, stats).install(store);
      long installed = System.nanoTime();
      compile.add(installed - start);
      codegen.add(installed - read);
    }
  }

  private void compileInPhases(CodeCache cache, CompileStats stats) {
    try (Store store = new Store(cache)) {
      int outer = stats.enter(CompileStats.READ);
      IrModule module = WasmReader.read(wasm);
      stats.exit(outer);
      engine.compile(module, stats).install(store);
    }
  }

  // ---- running ----

  /** Whether every result was right. */
  private boolean timeCalls(CodeCache cache) {
    WasmReader.Decoded decoded = WasmReader.decode(wasm);
    CompiledModule compiled = engine.compile(decoded.module(), CompileStats.untimed());
    try (Store store = new Store(cache)) {
      Code code = compiled.install(store);
      Instance instance = Instance.create(store, code, new Imports());
      count(decoded, compiled);
      long start = System.nanoTime();
      boolean isRight = isRight(instance, WorkloadSize.TEST);
      firstCall.add(System.nanoTime() - start);
      isRight &= agreesWithOracle(instance);
      if (effort.runIterations() > 0) {
        isRight = isRight && isRight(instance, size); // warms caches and branch predictors up
        isRight = isRight && timeSteadyCalls(instance);
        isRight = isRight && agreesWithOracle(instance);
      }
      return isRight;
    }
  }

  private boolean timeSteadyCalls(Instance instance) {
    long end = System.nanoTime() + effort.runMillis() * 1_000_000L;
    for (int k = 0; k < effort.runIterations(); k++) {
      if (k >= Suite.Effort.FEWEST && System.nanoTime() > end) {
        break;
      }
      long start = System.nanoTime();
      boolean isRight = isRight(instance, size);
      run.add(System.nanoTime() - start);
      if (!isRight) {
        return false;
      }
    }
    return true;
  }

  private boolean isRight(Instance instance, WorkloadSize at) {
    Workload.Call call = workload.call(at);
    return (int) instance.invoke(Workload.ENTRY, call.n())[0] == call.checksum();
  }

  private boolean agreesWithOracle(Instance instance) {
    int n = workload.call(WorkloadSize.CHECK).n();
    return (int) instance.invoke(Workload.ENTRY, n)[0] == oracle;
  }

  private void count(WasmReader.Decoded decoded, CompiledModule compiled) {
    counts.put(Metric.CODE_BYTES.key(), compiled.codeBytes());
    counts.put(
        Metric.IR_INSTRUCTIONS.key(),
        decoded.module().functions().stream().mapToLong(Function::instCount).sum());
    counts.put(Metric.WASM_INSTRUCTIONS.key(), decoded.instructions());
  }

  private Map<String, long[]> samples() {
    Map<String, long[]> samples = new LinkedHashMap<>();
    for (Metric metric : List.of(Metric.values())) {
      of(metric)
          .map(Samples::toArray)
          .filter(values -> values.length > 0)
          .ifPresent(values -> samples.put(metric.key(), values));
    }
    return samples;
  }

  private Optional<Samples> of(Metric metric) {
    return switch (metric) {
      case COMPILE_NANOS -> Optional.of(compile);
      case CODEGEN_NANOS -> Optional.of(codegen);
      case FIRST_CALL_NANOS -> Optional.of(firstCall);
      case RUN_NANOS -> Optional.of(run);
      case CODE_BYTES, IR_INSTRUCTIONS, WASM_INSTRUCTIONS -> Optional.empty();
    };
  }

  private Map<String, long[]> phases() {
    Map<String, long[]> nanos = new LinkedHashMap<>();
    phases.forEach((name, samples) -> nanos.put(name, samples.toArray()));
    return nanos;
  }

  /** A growing list of nanoseconds. */
  private static final class Samples {
    private long[] values = new long[64];
    private int size;

    void add(long value) {
      values = size == values.length ? Arrays.copyOf(values, 2 * size) : values;
      values[size++] = value;
    }

    void clear() {
      size = 0;
    }

    long[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
