package paretojit.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.engine.Session;
import paretojit.measure.Request.Reply;
import paretojit.runtime.CodeCache;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;

/**
 * The process that measured code runs in: answers {@link Request}s from standard input until that
 * ends. It may die at any moment.
 */
public final class Worker {
  private final Engines engines = Engines.load();
  private final Workloads workloads = Workloads.shipped();
  private final Map<String, Engine> known = new HashMap<>();

  private Worker() {}

  /** Takes the number of the process that started it. */
  public static void main(String[] args) throws IOException {
    PrintStream replies = System.out;
    System.setOut(System.err); // nothing but replies may go to standard output
    endWith(Long.parseLong(args[0]));
    Worker worker = new Worker();
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      Reply reply = worker.answer(Request.JSON.readValue(line, Request.class));
      replies.println(Request.JSON.writeValueAsString(reply));
      replies.flush();
    }
  }

  /** Ends this process when that one ends, however; it may have ended already. */
  private static void endWith(long parent) {
    CompletableFuture<?> ending =
        ProcessHandle.of(parent)
            .<CompletableFuture<?>>map(ProcessHandle::onExit)
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    CompletableFuture<?> _ = ending.thenRun(Worker::end);
  }

  /** Nobody waits for what this process measures; a peer of its own may be hanging. */
  static void end() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(1);
  }

  private Reply answer(Request request) {
    Engine engine = known.computeIfAbsent(request.engine(), engines::find);
    try {
      return switch (request.kind()) {
        case WARM_UP -> {
          warmUp(engine, request);
          yield new Reply(null, 0, null);
        }
        case CALL -> new Reply(null, call(engine, request), null);
        case VISIT -> new Reply(visit(engine, request), 0, null);
      };
    } catch (RuntimeException | Error e) {
      Task task = request.task();
      return new Reply(task == null ? null : Fault.of(e).visit(task), 0, Fault.describe(e));
    }
  }

  private Visit visit(Engine engine, Request request) {
    Task task = Objects.requireNonNull(request.task());
    Workload workload = workload(task.cell().workload());
    byte[] wasm = Workloads.module(workload, task.cell().level());
    return new Measurement(engine, workload, wasm, request).run();
  }

  private int call(Engine engine, Request request) {
    Request.Program program = request.programs().getFirst();
    Workload workload = workload(program.workload());
    try (CodeCache cache = CodeCache.create();
        Session session = open(engine, program, cache);
        Session.Running instance = session.instantiate()) {
      int n = workload.call(request.size()).n();
      return (int) instance.call(Workload.ENTRY, Workload.SIGNATURE, n).results()[0];
    }
  }

  /**
   * Compiles all programs in turn, over and over; once, if that is all the compiler needs. What fails here fails again when it is visited, and
   * is reported then.
   */
  private void warmUp(Engine engine, Request request) {
    Samples passes = new Samples();
    Steadiness steadiness = new Steadiness(engine.compilerWarmsUp() ? request.seconds() : 0);
    try (CodeCache cache = CodeCache.create()) {
      do {
        long start = System.nanoTime();
        for (Request.Program program : request.programs()) {
          compileQuietly(engine, program, cache);
        }
        passes.add(System.nanoTime() - start);
      } while (steadiness.wantsMore(passes));
    }
  }

  private void compileQuietly(Engine engine, Request.Program program, CodeCache cache) {
    try (Session session = open(engine, program, cache)) {
      session.compile(true);
    } catch (RuntimeException | AssertionError | OutOfMemoryError e) {
      // See warmUp.
    }
  }

  private Session open(Engine engine, Request.Program program, CodeCache cache) {
    byte[] wasm = Workloads.module(workload(program.workload()), program.level());
    return IrSession.open(engine, wasm, cache);
  }

  private Workload workload(String name) {
    return workloads
        .named(name)
        .orElseThrow(() -> new IllegalStateException("no workload " + name));
  }
}
