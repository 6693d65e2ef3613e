package paretojit.peer.v8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Engine;
import paretojit.engine.EngineFactory;
import paretojit.engine.EngineId;
import paretojit.engine.EngineOptions;
import paretojit.engine.EngineProvider;
import paretojit.engine.Target;
import paretojit.ir.TrapCode;
import paretojit.peer.TrapMessages;
import paretojit.peer.process.Executable;
import paretojit.peer.process.ProcessEngine;

/** Offers V8's two tiers, under the Node that is on the PATH. */
public final class V8Provider implements EngineProvider {
  private static final String NODE = "node";
  private static final String SCRIPT = "/peer/v8-host.js";

  /** Everything at once, on one thread, and never again. */
  private static final List<String> FLAGS =
      List.of(
          "--expose-gc",
          "--single-threaded",
          "--no-wasm-lazy-compilation",
          "--wasm-num-compilation-tasks=1",
          "--no-wasm-tier-up",
          "--no-wasm-dynamic-tiering");

  private static final TrapMessages TRAPS =
      new TrapMessages(
          Map.of(
              "divide by zero", TrapCode.INTEGER_DIVISION_BY_ZERO,
              "remainder by zero", TrapCode.INTEGER_DIVISION_BY_ZERO,
              "divide result unrepresentable", TrapCode.INTEGER_OVERFLOW,
              "float unrepresentable", TrapCode.BAD_CONVERSION_TO_INTEGER,
              "memory access out of bounds", TrapCode.HEAP_OUT_OF_BOUNDS,
              "table index is out of bounds", TrapCode.TABLE_OUT_OF_BOUNDS,
              "null function or function signature", TrapCode.BAD_SIGNATURE,
              "unreachable", TrapCode.UNREACHABLE,
              "call stack size exceeded", TrapCode.STACK_OVERFLOW));

  @Override
  public List<EngineFactory> engines() {
    return List.of(
        new Tier("v8-liftoff", "V8's baseline compiler", List.of("--liftoff", "--liftoff-only")),
        new Tier("v8-turbofan", "V8's optimizing compiler", List.of("--no-liftoff")));
  }

  /** One of the compilers, on its own. */
  private record Tier(String name, String what, List<String> flags) implements EngineFactory {
    @Override
    public String target() {
      return Target.X64.text();
    }

    @Override
    public String summary() {
      return what + " for WebAssembly, in a Node process";
    }

    @Override
    public Engine create(EngineId id, EngineOptions options) {
      return new ProcessEngine(
          id, new ProcessEngine.Kind(summary(), NODE, TRAPS, false), Node.host(flags));
    }
  }

  /** Looks for Node once per process. */
  private static final class Node {
    private static final @Nullable Path PROGRAM =
        Executable.find(NODE, System.getenv("PATH")).orElse(null);

    private static final Optional<String> VERSION =
        PROGRAM == null
            ? Optional.empty()
            : Executable.output(
                PROGRAM, "-p", "'node ' + process.version + ', V8 ' + process.versions.v8");

    static ProcessEngine.Host host(List<String> flags) {
      if (PROGRAM == null || VERSION.isEmpty()) {
        String problem = PROGRAM == null ? "node is not on PATH" : PROGRAM + " does not run";
        return new ProcessEngine.Host(List.of(), "", problem);
      }
      List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
      command.addAll(FLAGS);
      command.addAll(flags);
      command.addAll(List.of("--eval", script()));
      return new ProcessEngine.Host(command, VERSION.get(), null);
    }
  }

  private static String script() {
    try (InputStream in = V8Provider.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new AssertionError(SCRIPT + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(SCRIPT + " cannot be read", e);
    }
  }
}
