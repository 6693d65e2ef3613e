package paretojit.peer.graalwasm;

import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import paretojit.engine.Unsupported;
import paretojit.peer.process.PeerHost;
import paretojit.peer.process.Reply;
import paretojit.peer.process.Request;

/**
 * The process that GraalWasm runs in. Its JVM has Graal's compiler on the module path, which this
 * program's other JVMs do not need.
 *
 * <p>Every module gets an engine of its own, because an engine keeps code for sources it has seen.
 */
public final class GraalWasmHost {
  private static final String LANGUAGE = "wasm";

  /** What an engine calls itself when there is no compiler under it. */
  private static final String INTERPRETER_ONLY = "Interpreted";

  /** A module loaded and instantiated. */
  private record Loaded(Engine engine, Context context, Value exports) {
    void close() {
      context.close(true);
      engine.close(true);
    }
  }

  private final Map<Integer, byte[]> modules = new HashMap<>();
  private final Map<Integer, Loaded> instances = new HashMap<>();
  private int handles;

  private GraalWasmHost() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    PeerHost.serve(new GraalWasmHost()::answer);
  }

  private Reply answer(Request request) {
    return switch (request.op()) {
      case OPEN -> open(Objects.requireNonNull(request.wasm()));
      case COMPILE -> compile(module(request));
      case INSTANTIATE -> instantiate(module(request));
      case CALL -> call(request);
      case DROP -> drop(request.handle());
    };
  }

  private byte[] module(Request request) {
    return Objects.requireNonNull(modules.get(request.handle()), "no such module");
  }

  private Reply open(String wasm) {
    modules.put(++handles, Base64.getDecoder().decode(wasm));
    return Reply.of(handles);
  }

  /** Loading makes syntax trees; code comes later, when calls have shown what is worth it. */
  private static Reply compile(byte[] wasm) {
    long start = System.nanoTime();
    Loaded loaded = load(wasm);
    long nanos = System.nanoTime() - start;
    loaded.close();
    return Reply.compiled(null, Map.of("graalwasm.load", nanos));
  }

  private Reply instantiate(byte[] wasm) {
    try {
      instances.put(++handles, load(wasm));
      return Reply.of(handles);
    } catch (PolyglotException e) {
      return failure(e);
    }
  }

  private static Loaded load(byte[] wasm) {
    Engine engine =
        Engine.newBuilder(LANGUAGE)
            .allowExperimentalOptions(true)
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    if (engine.getImplementationName().equals(INTERPRETER_ONLY)) {
      throw new Unsupported(
          "GraalWasm finds no compiler it can use in this JDK, and would interpret");
    }
    Context context = Context.newBuilder(LANGUAGE).engine(engine).build();
    Source source = Source.newBuilder(LANGUAGE, ByteSequence.create(wasm), "module").buildLiteral();
    Value instance = context.eval(source).newInstance();
    return new Loaded(engine, context, instance.getMember("exports"));
  }

  private Reply call(Request request) {
    Loaded loaded = Objects.requireNonNull(instances.get(request.handle()), "no such instance");
    Value function = loaded.exports.getMember(Objects.requireNonNull(request.export()));
    Object[] arguments =
        IntStream.range(0, request.params().size())
            .mapToObj(
                k -> value(request.params().get(k), Long.parseLong(request.arguments().get(k))))
            .toArray();
    try {
      long start = System.nanoTime();
      Value result = function.execute(arguments);
      long nanos = System.nanoTime() - start;
      return Reply.call(nanos, bits(request.results(), result));
    } catch (PolyglotException e) {
      return failure(e);
    }
  }

  private static Reply failure(PolyglotException e) {
    String message = String.valueOf(e.getMessage());
    return e.isGuestException() && !e.isSyntaxError() && !e.isInternalError()
        ? Reply.trap(message)
        : Reply.error(message);
  }

  private static Object value(String type, long bits) {
    return switch (type) {
      case "i32" -> (int) bits;
      case "i64" -> bits;
      case "f32" -> Float.intBitsToFloat((int) bits);
      case "f64" -> Double.longBitsToDouble(bits);
      default -> throw new IllegalArgumentException("no type " + type);
    };
  }

  private static List<String> bits(List<String> types, Value value) {
    if (types.size() == 1) {
      return List.of(Long.toString(bits(types.getFirst(), value)));
    }
    return IntStream.range(0, types.size())
        .mapToObj(k -> Long.toString(bits(types.get(k), value.getArrayElement(k))))
        .toList();
  }

  private static long bits(String type, Value value) {
    return switch (type) {
      case "i32" -> value.asInt();
      case "i64" -> value.asLong();
      case "f32" -> Float.floatToRawIntBits(value.asFloat());
      case "f64" -> Double.doubleToRawLongBits(value.asDouble());
      default -> throw new IllegalArgumentException("no type " + type);
    };
  }

  private Reply drop(int handle) {
    modules.remove(handle);
    Loaded loaded = instances.remove(handle);
    if (loaded != null) {
      loaded.close();
    }
    return Reply.of(handle);
  }
}
