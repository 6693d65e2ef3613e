package paretojit.measure;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import paretojit.engine.Engines;
import paretojit.engine.Session;
import paretojit.ir.TrapException;
import paretojit.runtime.CodeCache;
import paretojit.suite.InputLevel;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.suite.Workloads;

/**
 * JMH's benchmark of a cell: calls of {@code run(n)}, each checked, with the oracle's check before the
 * first and after the last. {@link JmhRuns} gives the parameters and reads the failures' names.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls begin() first
public class SteadyCalls {
  /** What a failure's message begins with, followed by a {@link Status}. */
  static final String FAILED = "cell failed: ";

  @Param("interp")
  public String engine = "";

  @Param("crc32")
  public String workload = "";

  @Param("O2")
  public InputLevel level = InputLevel.O2;

  @Param("QUICK")
  public WorkloadSize size = WorkloadSize.QUICK;

  private CodeCache cache;
  private Session session;
  private Session.Running instance;
  private Workload.Call check;
  private Workload.Call call;

  /** Compiles, instantiates and checks. */
  @Setup(Level.Trial)
  public void begin() {
    Workload program = Workloads.shipped().named(workload).orElseThrow();
    check = program.call(WorkloadSize.CHECK);
    call = program.call(size);
    cache = CodeCache.create();
    session = IrSession.open(Engines.load().find(engine), Workloads.module(program, level), cache);
    instance = session.instantiate();
    call(check);
  }

  /** A call, whose result has to be right. */
  @Benchmark
  public int call() {
    return call(call);
  }

  /** Checks once more. */
  @TearDown(Level.Trial)
  public void end() {
    call(check);
    instance.close();
    session.close();
    cache.close();
  }

  private int call(Workload.Call wanted) {
    int result;
    try {
      result = (int) instance.call(Workload.ENTRY, Workload.SIGNATURE, wanted.n()).results()[0];
    } catch (TrapException e) {
      throw new IllegalStateException(FAILED + Status.trap(e.trapName()), e);
    }
    if (result != wanted.checksum()) {
      throw new IllegalStateException(FAILED + Status.WRONG_RESULT);
    }
    return result;
  }
}
