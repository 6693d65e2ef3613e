package paretojit.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import paretojit.engine.CompileStats;
import paretojit.engine.CompiledModule;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.measure.Request.Reply;
import paretojit.runtime.CodeCache;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;
import paretojit.wasm.WasmReader;

/**
 * The process that measured code runs in: answers {@link Request}s from standard input until that
 * ends. It may die at any moment.
 */
public final class Worker {
  /** How much longer than asked for a warm-up may take. */
  static final int LONGEST_WARMUP = 3;

  /** Passes that are this close to the best before them are no longer getting faster. */
  private static final double STEADY = 0.97;

  private final Engines engines = Engines.load();
  private final Workloads workloads = Workloads.shipped();

  private Worker() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    PrintStream replies = System.out;
    System.setOut(System.err); // nothing but replies may go to standard output
    Worker worker = new Worker();
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      Reply reply = worker.answer(Request.JSON.readValue(line, Request.class));
      replies.println(Request.JSON.writeValueAsString(reply));
      replies.flush();
    }
  }

  private Reply answer(Request request) {
    Engine engine = engines.find(request.engine());
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
      return new Reply(null, 0, describe(e));
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
    CompiledModule compiled =
        engine.compile(
            WasmReader.read(Workloads.module(workload, program.level())), CompileStats.untimed());
    try (Store store = new Store()) {
      Instance instance = compiled.instantiate(store, new Imports());
      return (int) instance.invoke(Workload.ENTRY, workload.call(request.size()).n())[0];
    }
  }

  /**
   * Compiles all programs in turn, over and over: for as long as asked, and on until passes stop
   * getting faster or three times that is over. What fails here fails again when it is visited, and
   * is reported then.
   */
  private void warmUp(Engine engine, Request request) {
    List<Long> passes = new ArrayList<>();
    long start = System.nanoTime();
    long nanos = (long) (request.seconds() * 1e9);
    try (CodeCache cache = CodeCache.create()) {
      for (long now = start;
          now - start < nanos || now - start < LONGEST_WARMUP * nanos && isGettingFaster(passes);
          now = System.nanoTime()) {
        for (Request.Program program : request.programs()) {
          byte[] wasm = Workloads.module(workload(program.workload()), program.level());
          compileQuietly(engine, wasm, cache);
        }
        passes.add(System.nanoTime() - now);
      }
    }
  }

  /** Whether the best of the last third of passes is notably better than the best before it. */
  private static boolean isGettingFaster(List<Long> passes) {
    int split = passes.size() * 2 / 3;
    if (split == 0) {
      return true;
    }
    long before = Collections.min(passes.subList(0, split));
    long lately = Collections.min(passes.subList(split, passes.size()));
    return lately < STEADY * before;
  }

  private static void compileQuietly(Engine engine, byte[] wasm, CodeCache cache) {
    try (Store store = new Store(cache)) {
      engine.compile(WasmReader.read(wasm), new CompileStats()).install(store);
    } catch (RuntimeException | AssertionError e) {
      // See warmUp.
    }
  }

  private Workload workload(String name) {
    return workloads
        .named(name)
        .orElseThrow(() -> new IllegalStateException("no workload " + name));
  }

  /** An exception in one line, with the place it comes from. */
  static String describe(Throwable t) {
    @Nullable StackTraceElement place = t.getStackTrace().length == 0 ? null : t.getStackTrace()[0];
    return t + (place == null ? "" : " at " + place);
  }
}
