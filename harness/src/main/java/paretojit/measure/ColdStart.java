package paretojit.measure;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.engine.Session;
import paretojit.runtime.CodeCache;
import paretojit.suite.Workload;

/**
 * The process whose first result {@link ColdStarts} waits for: it finds the engine, and reads, compiles
 * and calls a program once, as a {@link Worker} would, but without requests, manifest or warm-up.
 */
final class ColdStart {
  /** What a line with a checksum begins with. */
  static final String RESULT = "result ";

  /** What a line with a {@link Fault} begins with: its status, a tab and its detail. */
  static final String FAULT = "fault ";

  private ColdStart() {}

  /** Takes an engine id, and then the file of a module and its call's argument, once or more. */
  public static void main(String[] args) throws IOException {
    PrintStream replies = System.out;
    System.setOut(System.err); // nothing but replies may go to standard output
    Thread.ofPlatform().daemon().start(ColdStart::endWithParent);
    Engine engine = Engines.load().find(args[0]);
    for (int k = 1; k < args.length; k += 2) {
      byte[] wasm = Files.readAllBytes(Path.of(args[k]));
      answer(engine, wasm, Integer.parseInt(args[k + 1]), replies);
    }
    System.exit(0); // whatever threads an engine may have left
  }

  private static void answer(Engine engine, byte[] wasm, int n, PrintStream replies) {
    try (CodeCache cache = CodeCache.create();
        Session session = IrSession.open(engine, wasm, cache);
        Session.Running instance = session.instantiate()) {
      int result = (int) instance.call(Workload.ENTRY, Workload.SIGNATURE, n).results()[0];
      replies.println(RESULT + result);
    } catch (RuntimeException | Error e) {
      Fault fault = Fault.of(e);
      replies.println(FAULT + fault.status() + "\t" + fault.detail().replaceAll("\\s+", " "));
    }
    replies.flush();
  }

  /** The other end of standard input closes when the parent ends, in whatever way. */
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // It has nothing to say.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Worker.end();
  }
}
