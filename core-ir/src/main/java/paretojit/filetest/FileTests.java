package paretojit.filetest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import paretojit.engine.CompileStats;
import paretojit.engine.IrEngine;
import paretojit.engine.Unsupported;
import paretojit.ir.IrModule;
import paretojit.ir.TrapException;
import paretojit.ir.text.ClifFile;
import paretojit.ir.text.IrReader;
import paretojit.ir.text.Literals;
import paretojit.ir.text.TextException;
import paretojit.ir.text.TextType;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/**
 * Runs the {@link RunLine}s of a {@code .clif} file on engines.
 *
 * <p>Each engine compiles the file's module once and makes one instance of it; results are compared
 * as bits, NaN payloads included. An exception of a compiler's is a failure of every line, {@link
 * Unsupported} a reason to skip them.
 */
public final class FileTests {
  /** Enough for any test; a loop without end must not hang the interpreter. */
  private static final long FUEL = 1L << 32;

  /** Programs may use megabytes of stack slots; native code runs on the thread's own stack. */
  private static final long PROGRAM_STACK_BYTES = 16L << 20;

  private static final long THREAD_STACK_BYTES = 2 * PROGRAM_STACK_BYTES;

  private final Path path;
  private final TestListener listener;
  private TestReport report = TestReport.EMPTY;

  private FileTests(Path path, TestListener listener) {
    this.path = path;
    this.listener = listener;
  }

  /** Runs a file on every engine, and tells the listener each outcome in the order of engines. */
  public static TestReport run(Path file, List<IrEngine> engines, TestListener listener) {
    FileTests tests = new FileTests(file, listener);
    FutureTask<?> task = new FutureTask<>(() -> tests.run(engines), null);
    Thread.ofPlatform().name("filetest").stackSize(THREAD_STACK_BYTES).start(task);
    try {
      task.get();
      return tests.report;
    } catch (ExecutionException e) {
      throw new AssertionError("running " + file, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + file, e);
    }
  }

  private void run(List<IrEngine> engines) {
    ClifFile file;
    List<RunLine> lines = new ArrayList<>();
    try {
      file = IrReader.read(path);
    } catch (TextException e) {
      tell(TestOutcome.failed(path, e.line(), "", "read", "the text form of the IR", message(e)));
      return;
    } catch (IOException e) {
      tell(TestOutcome.failed(path, 0, "", "read", "a readable file", message(e)));
      return;
    }
    for (ClifFile.Comment comment : file.comments()) {
      try {
        RunLine line = RunLine.parse(file, comment);
        if (line != null) {
          lines.add(line);
        }
      } catch (RunLine.Malformed e) {
        tell(
            TestOutcome.failed(path, comment.line(), "", comment.text(), "a run line", message(e)));
      }
    }
    for (IrEngine engine : engines) {
      runOn(engine, file, lines);
    }
  }

  private void tell(TestOutcome outcome) {
    report = report.plus(outcome);
    listener.outcome(outcome);
  }

  private void runOn(IrEngine engine, ClifFile file, List<RunLine> lines) {
    if (lines.stream().allMatch(line -> file.skipReason(line.function()) != null)) {
      lines.forEach(line -> tell(check(engine, file, null, line)));
      return;
    }
    IrModule module = file.module();
    try (Store store = new Store()) {
      store.setFuel(FUEL);
      store.setStackBytes(PROGRAM_STACK_BYTES);
      Instance instance =
          engine.compile(module, new CompileStats()).instantiate(store, Libcalls.of(module));
      lines.forEach(line -> tell(check(engine, file, instance, line)));
    } catch (Unsupported e) {
      String id = engine.id().toString();
      lines.forEach(l -> tell(TestOutcome.skipped(path, l.line(), id, l.text(), message(e))));
    } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
      String id = engine.id().toString();
      String got = broken(e);
      lines.forEach(
          l -> tell(TestOutcome.failed(path, l.line(), id, l.text(), "a compiled module", got)));
    }
  }

  private static String message(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  /** A defect of an engine's, as what came instead of results. */
  private static String broken(Throwable e) {
    return e.getClass().getSimpleName() + ": " + message(e);
  }

  // ---- one line ----

  private TestOutcome check(
      IrEngine engine, ClifFile file, @Nullable Instance instance, RunLine line) {
    String id = engine.id().toString();
    String reason = file.skipReason(line.function());
    if (reason != null || instance == null) {
      return TestOutcome.skipped(path, line.line(), id, line.text(), String.valueOf(reason));
    }
    ClifFile.TextSignature signature = file.functions().get(line.function());
    if (signature == null) {
      String expected = "a function %" + line.function();
      return TestOutcome.failed(path, line.line(), id, line.text(), expected, "none of that name");
    }
    try {
      long[] args = parse(signature.params(), line.args());
      String expected = expected(signature, line);
      Answer answer = call(instance, signature, line.function(), args);
      return holds(line.relation(), expected, answer)
          ? TestOutcome.passed(path, line.line(), id, line.text())
          : TestOutcome.failed(path, line.line(), id, line.text(), expected, answer.text);
    } catch (NumberFormatException e) {
      return TestOutcome.failed(path, line.line(), id, line.text(), "a run line", message(e));
    }
  }

  /**
   * What came of a call.
   *
   * @param text the results as literals, {@code trap code}, or what broke
   */
  private record Answer(boolean returned, String text) {}

  private static Answer call(
      Instance instance, ClifFile.TextSignature signature, String function, long[] args) {
    try {
      int index = index(instance.module(), function);
      long[] results = new long[signature.results().size()];
      instance.invoke(index, args, results);
      return new Answer(true, format(signature.results(), results));
    } catch (TrapException e) {
      return new Answer(false, "trap " + e.trapName());
    } catch (RuntimeException | AssertionError | LinkageError e) {
      return new Answer(false, broken(e));
    }
  }

  private static int index(IrModule module, String function) {
    int index = module.importedFunctions();
    while (!module.function(index).name().equals(function)) {
      index++;
    }
    return index;
  }

  /** What must (or must not) come, normalized so that equal bits give equal texts. */
  private static String expected(ClifFile.TextSignature signature, RunLine line) {
    List<TextType> types = signature.results();
    return switch (line.relation()) {
      case EQUAL -> format(types, parse(types, line.values()));
      case UNEQUAL -> "anything but " + format(types, parse(types, line.values()));
      case TRAPS -> "trap " + String.join(", ", line.values());
      case NON_ZERO -> "non-zero results";
      case RETURNS -> "results";
    };
  }

  private static boolean holds(RunLine.Relation relation, String expected, Answer answer) {
    return switch (relation) {
      case EQUAL, TRAPS -> answer.text.equals(expected);
      case UNEQUAL -> answer.returned && !expected.equals("anything but " + answer.text);
      case NON_ZERO ->
          answer.returned && !List.of(answer.text.split("[\\[\\], ]+", -1)).contains("0");
      case RETURNS -> answer.returned;
    };
  }

  private static long[] parse(List<TextType> types, List<String> literals) {
    if (types.size() != literals.size()) {
      throw new NumberFormatException(
          "%d values where the signature has %d".formatted(literals.size(), types.size()));
    }
    long[] bits = new long[literals.size()];
    for (int k = 0; k < bits.length; k++) {
      String literal = literals.get(k);
      boolean isBool = types.get(k) == TextType.I8;
      String number = isBool && literal.equals("true") ? "1" : literal;
      bits[k] = Literals.parse(types.get(k), isBool && literal.equals("false") ? "0" : number);
    }
    return bits;
  }

  private static String format(List<TextType> types, long[] bits) {
    List<String> texts = new ArrayList<>();
    for (int k = 0; k < bits.length; k++) {
      texts.add(Literals.format(types.get(k), bits[k]));
    }
    return texts.size() == 1 ? texts.getFirst() : texts.toString();
  }
}
