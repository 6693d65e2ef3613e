package paretojit.measure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import paretojit.engine.Engine;
import paretojit.engine.Session;
import paretojit.ir.Function;
import paretojit.runtime.CodeCache;
import paretojit.suite.Suite;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.wasm.WasmReader;

/**
 * One visit to a cell, inside a worker.
 *
 * <pre>
 *   compile a few times; time compilations, each from the bytes
 *   make an instance; time the first call; check against the oracle
 *   warm up; time calls, checking each result; check against the oracle again
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
    try (CodeCache cache = CodeCache.create();
        Session session = IrSession.open(engine, wasm, cache)) {
      Compilations compilations = new Compilations(session);
      timeCompilations(compilations);
      boolean isRight = workload.isCompiledOnly() || timeCalls(session);
      if (!isRight) {
        return Visit.failed(task, Status.WRONG_RESULT, "");
      }
      count(compilations);
      return visit(compilations);
    } catch (RuntimeException | Error e) {
      return Fault.of(e).visit(task);
    }
  }

  private void timeCompilations(Compilations compilations) {
    long millis = effort.compileMillis();
    if (!effort.freshWorkers()) {
      compilations.warmUp(millis * 1_000_000 / 4, 1);
    }
    long end = System.nanoTime() + millis * 1_000_000;
    for (int k = 0; k < effort.compileIterations(); k++) {
      if (k >= Suite.Effort.FEWEST && System.nanoTime() > end) {
        break;
      }
      compilations.sample(k % 2 == 0);
    }
  }

  /** Whether every result was right. */
  private boolean timeCalls(Session session) {
    try (Session.Running instance = session.instantiate()) {
      boolean isRight = isRight(instance, WorkloadSize.TEST, firstCall);
      isRight &= agreesWithOracle(instance);
      if (effort.runIterations() > 0) {
        isRight = isRight && (effort.freshWorkers() || warmUp(instance));
        isRight = isRight && timeSteadyCalls(instance);
        isRight = isRight && agreesWithOracle(instance);
      }
      return isRight;
    }
  }

  /**
   * One call warms caches and branch predictors up; code that gets faster while it runs is called on
   * until it no longer does.
   */
  private boolean warmUp(Session.Running instance) {
    Samples calls = new Samples();
    boolean isRight = isRight(instance, size, calls);
    if (engine.codeWarmsUp()) {
      Steadiness steadiness = new Steadiness(effort.steadySeconds());
      while (isRight && steadiness.wantsMore(calls)) {
        isRight = isRight(instance, size, calls);
      }
    }
    return isRight;
  }

  private boolean timeSteadyCalls(Session.Running instance) {
    long end = System.nanoTime() + effort.runMillis() * 1_000_000L;
    for (int k = 0; k < effort.runIterations(); k++) {
      if (k >= Suite.Effort.FEWEST && System.nanoTime() > end) {
        break;
      }
      if (!isRight(instance, size, run)) {
        return false;
      }
    }
    return true;
  }

  private boolean isRight(Session.Running instance, WorkloadSize at, Samples times) {
    Workload.Call call = workload.call(at);
    return call(instance, call.n(), times) == call.checksum();
  }

  private boolean agreesWithOracle(Session.Running instance) {
    return call(instance, workload.call(WorkloadSize.CHECK).n(), new Samples()) == oracle;
  }

  private static int call(Session.Running instance, int n, Samples times) {
    Session.Call call = instance.call(Workload.ENTRY, Workload.SIGNATURE, n);
    times.add(call.nanos());
    return (int) call.results()[0];
  }

  private void count(Compilations compilations) {
    compilations.codeBytes().ifPresent(bytes -> counts.put(Metric.CODE_BYTES.key(), bytes));
    WasmReader.Decoded decoded = WasmReader.decode(wasm);
    counts.put(
        Metric.IR_INSTRUCTIONS.key(),
        decoded.module().functions().stream().mapToLong(Function::instCount).sum());
    counts.put(Metric.WASM_INSTRUCTIONS.key(), decoded.instructions());
    compilations.counters().forEach((name, count) -> counts.put("counter." + name, count));
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
