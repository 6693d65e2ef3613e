package paretojit.peer.process;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import paretojit.engine.EngineId;
import paretojit.engine.Session;
import paretojit.engine.WasmEngine;
import paretojit.ir.Signature;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.peer.TrapMessages;

/**
 * An engine that lives in a process of its own and speaks the protocol of {@link Request} and {@link
 * Reply}. All its sessions share one process; a process that died is replaced when the next session
 * opens.
 */
public final class ProcessEngine implements WasmEngine {
  /**
   * What is special about a peer.
   *
   * @param summary one line
   * @param program the process in messages: {@code node}
   * @param traps what its messages mean
   * @param warmsUp whether its compiler and its code get faster with time; see {@link
   *     paretojit.engine.Engine#codeWarmsUp}
   */
  public record Kind(String summary, String program, TrapMessages traps, boolean warmsUp) {}

  /**
   * How this machine runs a peer.
   *
   * @param command the program and its arguments; not used if something is missing
   * @param version of the peer
   * @param missing what the machine lacks, or null
   */
  public record Host(List<String> command, String version, @Nullable String missing) {}

  private final EngineId id;
  private final Kind kind;
  private final Host host;
  private @Nullable PeerProcess process;

  /** The process starts when it is first needed. */
  public ProcessEngine(EngineId id, Kind kind, Host host) {
    this.id = id;
    this.kind = kind;
    this.host = host;
  }

  @Override
  public EngineId id() {
    return id;
  }

  @Override
  public String summary() {
    return kind.summary;
  }

  @Override
  public Optional<String> missing() {
    return Optional.ofNullable(host.missing);
  }

  @Override
  public String version() {
    return host.version;
  }

  @Override
  public boolean compilerWarmsUp() {
    return kind.warmsUp;
  }

  @Override
  public boolean codeWarmsUp() {
    return kind.warmsUp;
  }

  @Override
  public boolean isInThisProcess() {
    return false;
  }

  @Override
  public Session open(byte[] wasm) {
    PeerProcess current = process;
    if (current == null || !current.isAlive()) {
      current = PeerProcess.start(kind.program, host.command);
      process = current;
    }
    String text = Base64.getEncoder().encodeToString(wasm);
    return new Module(current, current.ask(Request.open(text)).handle(), kind.traps);
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }

  private record Module(PeerProcess process, int handle, TrapMessages traps) implements Session {
    @Override
    public Compilation compile(boolean inPhases) {
      Reply reply = process.ask(Request.of(Request.Op.COMPILE, handle));
      return new Compilation(
          reply.nanos() == null ? OptionalLong.empty() : OptionalLong.of(reply.nanos()),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Objects.requireNonNullElse(reply.phases(), Map.of()),
          Map.of());
    }

    @Override
    public Running instantiate() {
      Request request = Request.of(Request.Op.INSTANTIATE, handle);
      return new Instance(process, process.ask(request).handle(), traps);
    }

    @Override
    public void close() {
      drop(process, handle);
    }
  }

  private static void drop(PeerProcess process, int handle) {
    if (process.isAlive()) {
      process.ask(Request.of(Request.Op.DROP, handle));
    }
  }

  private record Instance(PeerProcess process, int handle, TrapMessages traps)
      implements Session.Running {
    @Override
    public Session.Call call(String export, Signature signature, long... arguments) {
      List<String> bits = new ArrayList<>();
      for (long argument : arguments) {
        bits.add(Long.toString(argument));
      }
      Reply reply =
          process.ask(
              new Request(
                  Request.Op.CALL,
                  handle,
                  null,
                  export,
                  names(signature.params()),
                  names(signature.results()),
                  bits));
      if (reply.trap() != null) {
        throw new TrapException(traps.code(reply.trap()));
      }
      long[] results =
          Objects.requireNonNull(reply.results()).stream().mapToLong(Long::parseLong).toArray();
      return new Session.Call(results, Objects.requireNonNull(reply.nanos()));
    }

    private static List<String> names(List<Type> types) {
      return types.stream().map(Type::toString).toList();
    }

    @Override
    public void close() {
      drop(process, handle);
    }
  }
}
