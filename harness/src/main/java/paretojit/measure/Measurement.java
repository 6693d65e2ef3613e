package paretojit.measure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import paretojit.engine.CompileStats;
import paretojit.engine.CompiledModule;
import paretojit.engine.Engine;
import paretojit.engine.Unsupported;
import paretojit.ir.Function;
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
 */
final class Measurement {
  private final Engine engine;
  private final Workload workload;
  private final byte[] wasm;
  private final Task task;
  private final WorkloadSize size;
  private final Suite.Effort effort;
  private final int oracle;
  private final Samples firstCall = new Samples();
  private final Samples run = new Samples();
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
      Compilations compilations = new Compilations(engine, () -> WasmReader.read(wasm), cache);
      timeCompilations(compilations);
      boolean isRight = timeCalls(cache);
      if (!isRight) {
        return Visit.failed(task, Status.WRONG_RESULT, "");
      }
      return visit(compilations);
    } catch (Unsupported e) {
      return Visit.failed(task, Status.unsupported(Objects.requireNonNull(e.getMessage())), "");
    } catch (TrapException e) {
      return Visit.failed(task, Status.trap(e.trapName()), Objects.requireNonNull(e.getMessage()));
    } catch (RuntimeException | Error e) {
      return Visit.failed(task, Status.CRASH, Worker.describe(e));
    }
  }

  private void timeCompilations(Compilations compilations) {
    long millis = effort.compileMillis();
    compilations.warmUp(millis * 1_000_000 / 4, 1);
    long end = System.nanoTime() + millis * 1_000_000;
    for (int k = 0; k < effort.compileIterations(); k++) {
      if (k >= Suite.Effort.FEWEST && System.nanoTime() > end) {
        break;
      }
      compilations.sample(k % 2 == 0);
    }
    compilations.counters().forEach((name, count) -> counts.put("counter." + name, count));
  }

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

  private Visit visit(Compilations compilations) {
    Map<Metric, Samples> taken =
        Map.of(
            Metric.COMPILE_NANOS,
            compilations.total(),
            Metric.CODEGEN_NANOS,
            compilations.codegen(),
            Metric.FIRST_CALL_NANOS,
            firstCall,
            Metric.RUN_NANOS,
            run);
    Map<String, long[]> samples = new HashMap<>();
    taken.forEach((metric, of) -> samples.put(metric.key(), of.toArray()));
    samples.values().removeIf(of -> of.length == 0);
    Map<String, long[]> phases = new HashMap<>();
    compilations.phases().forEach((name, of) -> phases.put(name, of.toArray()));
    return new Visit(
        task.cell(), task.fork(), task.round(), Status.OK, "", samples, phases, counts);
  }
}
