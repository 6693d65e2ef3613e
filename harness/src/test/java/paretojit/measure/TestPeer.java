package paretojit.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import paretojit.engine.Engine;
import paretojit.engine.EngineFactory;
import paretojit.engine.EngineId;
import paretojit.engine.EngineOptions;
import paretojit.engine.OptionSpec;
import paretojit.engine.Session;
import paretojit.engine.Unsupported;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.Signature;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.peer.TrapMessages;
import paretojit.peer.process.PeerHost;
import paretojit.peer.process.ProcessEngine;
import paretojit.peer.process.Reply;
import paretojit.peer.process.Request;
import paretojit.runtime.CodeCache;
import paretojit.wasm.WasmReader;

/**
 * A peer {@code peer@jvm}, in a process of its own, that interprets and misbehaves in the way its option
 * says.
 */
public final class TestPeer {
  private enum Fault {
    NONE,
    /** Sleeps a little in each call. */
    SLOW,
    /** Ends itself by a signal at the first call. */
    KILLED,
    /** Never answers a call, and does not notice when nobody wants the answer any more. */
    HANG,
    WRONG,
    UNSUPPORTED,
    /** Cannot even be started. */
    MISSING,
    /** Answers what is no reply. */
    BABBLE
  }

  private final Fault fault;
  private final CodeCache cache = CodeCache.create();
  private final Map<Integer, Session> sessions = new HashMap<>();
  private final Map<Integer, Session.Running> instances = new HashMap<>();
  private int handles;

  private TestPeer(Fault fault) {
    this.fault = fault;
  }

  /** Takes the fault. */
  public static void main(String[] args) throws IOException {
    PeerHost.serve(new TestPeer(Fault.valueOf(args[0]))::answer);
  }

  /** The engine's factory. */
  static final class Factory implements EngineFactory {
    @Override
    public String name() {
      return "peer";
    }

    @Override
    public String target() {
      return "jvm";
    }

    @Override
    public String summary() {
      return "test double of a peer";
    }

    @Override
    public List<OptionSpec> options() {
      return List.of(
          OptionSpec.bareChoice(
              "fault",
              "none",
              "what goes wrong",
              "none",
              "slow",
              "killed",
              "hang",
              "wrong",
              "unsupported",
              "missing",
              "babble"));
    }

    @Override
    public Engine create(EngineId id, EngineOptions options) {
      return engine(id, options.text("fault"));
    }
  }

  /** A peer that misbehaves so. */
  public static ProcessEngine engine(EngineId id, String fault) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-classpath",
            ManagementFactory.getRuntimeMXBean().getClassPath(),
            TestPeer.class.getName(),
            fault.toUpperCase(Locale.ROOT));
    boolean isMissing = fault.equals("missing");
    return new ProcessEngine(
        id,
        new ProcessEngine.Kind("test double", "the test peer", new TrapMessages(Map.of()), false),
        new ProcessEngine.Host(command, "1", isMissing ? "nothing but a test" : null));
  }

  private Reply answer(Request request) {
    return switch (request.op()) {
      case OPEN -> {
        byte[] wasm = Base64.getDecoder().decode(Objects.requireNonNull(request.wasm()));
        sessions.put(
            ++handles,
            new IrSession(InterpreterProvider.oracle(), () -> WasmReader.read(wasm), cache));
        yield Reply.of(handles);
      }
      case COMPILE -> {
        if (fault == Fault.UNSUPPORTED) {
          throw new Unsupported("anything at all");
        }
        if (fault == Fault.BABBLE) {
          System.err.println("babble");
          yield Reply.error("I do not know how to say this");
        }
        Session session = Objects.requireNonNull(sessions.get(request.handle()));
        yield Reply.compiled(session.compile(false).nanos().getAsLong(), Map.of("read", 1L));
      }
      case INSTANTIATE -> {
        Session session = Objects.requireNonNull(sessions.get(request.handle()));
        instances.put(++handles, session.instantiate());
        yield Reply.of(handles);
      }
      case CALL -> call(request);
      case DROP -> Reply.of(0);
    };
  }

  private Reply call(Request request) {
    Session.Running instance = Objects.requireNonNull(instances.get(request.handle()));
    long[] arguments = request.arguments().stream().mapToLong(Long::parseLong).toArray();
    Session.Call call;
    try {
      call =
          instance.call(
              Objects.requireNonNull(request.export()),
              Signature.of(types(request.params()), types(request.results())),
              arguments);
    } catch (TrapException e) {
      return Reply.trap(e.trapName());
    }
    switch (fault) {
      case SLOW -> sleep(50);
      case HANG -> sleep(Long.MAX_VALUE);
      case KILLED -> killMyself();
      default -> {}
    }
    long wrong = fault == Fault.WRONG ? 1 : 0;
    return Reply.call(
        call.nanos(),
        IntStream.range(0, call.results().length)
            .mapToObj(k -> Long.toString(call.results()[k] + wrong))
            .toList());
  }

  private static List<Type> types(List<String> names) {
    return names.stream().map(name -> Type.valueOf(name.toUpperCase(Locale.ROOT))).toList();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void killMyself() {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    sleep(60_000);
  }
}
