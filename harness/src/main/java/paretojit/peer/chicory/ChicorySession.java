package paretojit.peer.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ByteBufferMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Session;
import paretojit.engine.Unsupported;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.peer.TrapMessages;

/**
 * A module on Chicory. What its compiler cannot do, because a method would become too large, its
 * interpreter does; the counter {@code interpreted-functions} says how many functions that are.
 */
final class ChicorySession implements Session {
  static final String VERSION = version();

  private static final TrapMessages TRAPS =
      new TrapMessages(
          Map.of(
              "divide by zero", TrapCode.INTEGER_DIVISION_BY_ZERO,
              "integer overflow", TrapCode.INTEGER_OVERFLOW,
              "invalid conversion to integer", TrapCode.BAD_CONVERSION_TO_INTEGER,
              "out of bounds memory access", TrapCode.HEAP_OUT_OF_BOUNDS,
              "undefined element", TrapCode.TABLE_OUT_OF_BOUNDS,
              "uninitialized element", TrapCode.INDIRECT_CALL_TO_NULL,
              "indirect call type mismatch", TrapCode.BAD_SIGNATURE,
              "unreachable", TrapCode.UNREACHABLE,
              "call stack exhausted", TrapCode.STACK_OVERFLOW));

  private final byte[] wasm;
  private final boolean arrayMemory;
  private @Nullable CompilerResult facts;

  ChicorySession(byte[] wasm, boolean arrayMemory) {
    this.wasm = wasm;
    this.arrayMemory = arrayMemory;
  }

  private static String version() {
    try (InputStream in =
        Parser.class.getResourceAsStream(
            "/META-INF/maven/com.dylibso.chicory/wasm/pom.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "of unknown version");
    } catch (IOException e) {
      return "of unknown version";
    }
  }

  @Override
  public Compilation compile(boolean inPhases) {
    long start = System.nanoTime();
    WasmModule module = Parser.parse(wasm);
    long parsed = System.nanoTime();
    Function<Instance, Machine> _ = compiler(module).compile();
    long compiled = System.nanoTime();
    CompilerResult result = facts();
    return new Compilation(
        OptionalLong.of(compiled - start),
        OptionalLong.empty(),
        OptionalLong.of(result.classBytes().values().stream().mapToLong(b -> b.length).sum()),
        Map.of("read", parsed - start, "chicory.compile", compiled - parsed),
        Map.of("interpreted-functions", (long) result.interpretedFunctions().size()));
  }

  private static MachineFactoryCompiler.Builder compiler(WasmModule module) {
    return MachineFactoryCompiler.builder(module)
        .withInterpreterFallback(InterpreterFallback.SILENT);
  }

  /** What the compiler makes of the module; the machines that are timed do not tell. */
  private CompilerResult facts() {
    CompilerResult known = facts;
    if (known == null) {
      known =
          Compiler.builder(Parser.parse(wasm))
              .withInterpreterFallback(InterpreterFallback.SILENT)
              .build()
              .compile();
      facts = known;
    }
    return known;
  }

  @Override
  public Running instantiate() {
    WasmModule module = Parser.parse(wasm);
    if (module.importSection().importCount() > 0) {
      throw new Unsupported("imports on Chicory as a peer");
    }
    Function<Instance, Machine> machines = compiler(module).compile();
    try {
      return new Compiled(
          Instance.builder(module)
              .withMachineFactory(machines)
              .withMemoryFactory(arrayMemory ? ByteArrayMemory::new : ByteBufferMemory::new)
              .build());
    } catch (ChicoryException e) {
      throw trap(e);
    }
  }

  private static TrapException trap(ChicoryException e) {
    return new TrapException(TRAPS.code(String.valueOf(e.getMessage())));
  }

  @Override
  public void close() {}

  private record Compiled(Instance instance) implements Running {
    @Override
    public Call call(String export, Signature signature, long... arguments) {
      ExportFunction function = instance.export(export);
      try {
        long start = System.nanoTime();
        long @Nullable [] results = function.apply(arguments);
        long end = System.nanoTime();
        return new Call(results == null ? new long[0] : results, end - start);
      } catch (ChicoryException e) {
        throw trap(e);
      }
    }
  }
}
