package paretojit.egraph.samples;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import paretojit.egraph.EGraph;
import paretojit.egraph.Extractor;
import paretojit.egraph.RunReport;

/**
 * The problems whose times are known of egg: each is solved once an iteration, from its start terms to
 * the known outcome; and the smallest terms of all classes are extracted from the largest e-graph.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 12)
@Measurement(iterations = 12)
@Fork(
    value = 1,
    // The heap is touched before, as its first use costs a page fault for each 4 KiB.
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch"})
public class EGraphBench {
  /** Something to solve. */
  @State(Scope.Benchmark)
  public static class Start {
    @Param({"ac-10", "ac-11", "micro-10", "micro-11", "math-7", "fib-4"})
    public String problem = "";

    private Problem.Attempt attempt = Problem.ALL.getFirst().start();

    /** Parses terms and rules, which is not measured. */
    @Setup(Level.Invocation)
    public void start() {
      attempt = Problem.named(problem).orElseThrow().start();
    }
  }

  /** Something to extract from. */
  @State(Scope.Benchmark)
  public static class Saturated {
    @Param({"micro-11"})
    public String problem = "";

    private EGraph graph = Problem.ALL.getFirst().start().graph();

    /** Solves the problem. */
    @Setup
    public void solve() {
      Problem.Attempt attempt = Problem.named(problem).orElseThrow().start();
      attempt.run();
      graph = attempt.graph();
    }
  }

  @Benchmark
  public RunReport saturate(Start start) {
    return start.attempt.run();
  }

  @Benchmark
  public Extractor extract(Saturated saturated) {
    return Extractor.size(saturated.graph);
  }
}
