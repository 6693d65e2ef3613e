package paretojit.stencil.x64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.InstalledCode;
import paretojit.engine.ModuleCompiler;
import paretojit.engine.NativeArtifact;
import paretojit.fuzz.ProgramGenerator;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.runtime.CodeCache;
import paretojit.runtime.Store;
import paretojit.stencil.direct.DirectMode;
import paretojit.stencil.library.StencilLibrary;
import paretojit.wasm.WasmReader;

/**
 * Where a compilation's time goes, from IR in memory to installed code: placement alone, the whole from
 * IR to the artifact, and installing it; and what a function costs however short it is.
 *
 * <p>Emission needs the placement of the very function it emits, so it has no benchmark of its own:
 * {@link Benchmarks} prints it as the difference. Run by {@code docs/stencil.md}'s command.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx2g"})
public class PhaseBenchmarks {
  /** What all benchmarks share. */
  private static final class Tools {
    private final X64StencilGenerator generator = new X64StencilGenerator(new DirectMode());
    private final EngineOptions options = EngineOptions.defaults(generator.options());

    private NativeArtifact compile(IrModule module) {
      ModuleCompiler compiler = generator.begin(module, options, CompileStats.untimed());
      for (int f = module.importedFunctions(); f < module.functionCount(); f++) {
        compiler.compile(f, module.function(f));
      }
      return (NativeArtifact) compiler.finish();
    }
  }

  /** The modules to compile. */
  @State(Scope.Benchmark)
  public static class Program {
    /** A WebAssembly file, or nothing for random programs of the usual mix of operations. */
    @Param({""})
    public String wasm = "";

    private static final int GENERATED = 60;

    private final Tools tools = new Tools();
    private final List<IrModule> modules = new ArrayList<>();
    private final List<NativeArtifact> artifacts = new ArrayList<>();
    private final List<StencilCompiler> compilers = new ArrayList<>();
    private final CodeCache cache = CodeCache.create(256L << 20);

    /** Reads or makes the modules. */
    @Setup
    public void read() throws IOException {
      if (wasm.isEmpty()) {
        for (int seed = 0; seed < GENERATED; seed++) {
          modules.add(ProgramGenerator.generate(seed, 20 + seed % 5 * 40));
        }
      } else {
        modules.add(WasmReader.read(Files.readAllBytes(Path.of(wasm))));
      }
      Selector selector = new Selector(StencilLibrary.load());
      for (IrModule module : modules) {
        artifacts.add(tools.compile(module));
        compilers.add(new StencilCompiler(module, selector, tools.options, CompileStats.untimed()));
      }
    }

    /** Gives the code's memory back. */
    @TearDown
    public void close() {
      cache.close();
    }

    /** How many instructions all functions have. */
    long instructions() {
      long instructions = 0;
      for (IrModule module : modules) {
        for (int f = module.importedFunctions(); f < module.functionCount(); f++) {
          instructions += module.function(f).instCount();
        }
      }
      return instructions;
    }
  }

  /** A module of many functions that do next to nothing. */
  @State(Scope.Benchmark)
  public static class Functions {
    /** How many there are; the slope between two numbers is what one costs. */
    @Param({"2000", "4000"})
    public int functions;

    /** Instructions of each beside its return. */
    @Param({"0", "1"})
    public int instructions;

    private final Tools tools = new Tools();
    private final CodeCache cache = CodeCache.create(64L << 20);
    private IrModule module = new IrModule.Builder("none").build();

    /** Makes the module. */
    @Setup
    public void build() {
      IrModule.Builder builder = new IrModule.Builder("functions");
      for (int f = 0; f < functions; f++) {
        builder.addFunction(instructions == 0 ? empty() : add());
      }
      module = builder.build();
    }

    /** Gives the code's memory back. */
    @TearDown
    public void close() {
      cache.close();
    }

    private static paretojit.ir.Function empty() {
      FunctionBuilder builder = new FunctionBuilder("f", Signature.of(List.of(), List.of()));
      builder.createEntry();
      builder.ret();
      return builder.finish();
    }

    private static paretojit.ir.Function add() {
      FunctionBuilder builder =
          new FunctionBuilder("f", Signature.of(List.of(Type.I32), List.of(Type.I32)));
      int entry = builder.createEntry();
      int value = builder.param(entry, 0);
      builder.ret(builder.binary(Op.IADD, value, value));
      return builder.finish();
    }
  }

  /** Gives all values of all functions their places. */
  @Benchmark
  public int placement(Program program) {
    int placed = 0;
    for (int m = 0; m < program.modules.size(); m++) {
      IrModule module = program.modules.get(m);
      StencilCompiler compiler = program.compilers.get(m);
      for (int f = module.importedFunctions(); f < module.functionCount(); f++) {
        compiler.place(f, module.function(f));
        placed++;
      }
    }
    return placed;
  }

  /** From IR to code, as a whole: placement, emission, ways in from outside, links. */
  @Benchmark
  public long compile(Program program) {
    long bytes = 0;
    for (IrModule module : program.modules) {
      bytes += program.tools.compile(module).codeBytes();
    }
    return bytes;
  }

  /** Copies compiled code to where it can run. */
  @Benchmark
  public long install(Program program) {
    long last = 0;
    try (Store store = new Store(program.cache)) {
      for (int m = 0; m < program.modules.size(); m++) {
        last =
            InstalledCode.install(store, program.modules.get(m), program.artifacts.get(m)).base();
      }
    }
    return last;
  }

  /** From IR to code, many short functions. */
  @Benchmark
  public long functions(Functions functions) {
    return functions.tools.compile(functions.module).codeBytes();
  }

  /** As {@link #functions}, and installed. */
  @Benchmark
  public long functionsInstalled(Functions functions) {
    NativeArtifact artifact = functions.tools.compile(functions.module);
    try (Store store = new Store(functions.cache)) {
      return InstalledCode.install(store, functions.module, artifact).base();
    }
  }
}
