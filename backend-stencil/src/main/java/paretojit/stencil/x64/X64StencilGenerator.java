package paretojit.stencil.x64;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import paretojit.engine.Bounds;
import paretojit.engine.CodeGenerator;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.ModuleCompiler;
import paretojit.engine.NativeArtifact;
import paretojit.engine.OpCosts;
import paretojit.engine.OptionSpec;
import paretojit.engine.Target;
import paretojit.engine.Unsupported;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.runtime.CpuFeature;
import paretojit.runtime.CpuFeatures;
import paretojit.stencil.build.LibraryCache;
import paretojit.stencil.library.LibraryVariant;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.library.StencilLibrary;

/** {@code stencil@x64}: copy-and-patch with values pinned in registers across stencils. */
public final class X64StencilGenerator implements CodeGenerator {
  /** What x86-64-v3, which clang compiles for, has over the baseline. */
  private static final List<CpuFeature> NEEDED =
      List.of(
          CpuFeature.POPCNT,
          CpuFeature.SSE41,
          CpuFeature.AVX2,
          CpuFeature.BMI1,
          CpuFeature.BMI2,
          CpuFeature.FMA,
          CpuFeature.F16C,
          CpuFeature.LZCNT,
          CpuFeature.MOVBE);

  private static final String DIRECT =
      "from WebAssembly to stencils without the IR; of the options regs, supernodes and bounds"
          + " count";

  private static final class Shared {
    static final Libraries LIBRARIES = new Libraries();
    static final SuperNodes SUPER_NODES = new SuperNodes(true, true);

    /** Looked at once: a processor does not change. */
    static final Optional<CpuFeature> MISSING = firstMissing(CpuFeatures.detect());
  }

  /** Where the tables of the library come from that the options name. */
  interface Source {
    Selector of(EngineOptions options);
  }

  private final WholeModules direct;
  private final Source libraries;

  /** @param direct what compiles in direct mode */
  public X64StencilGenerator(WholeModules direct) {
    this(direct, options -> Shared.LIBRARIES.get(variant(options)));
  }

  /** A generator that takes the library from elsewhere, for tests. */
  X64StencilGenerator(WholeModules direct, Source libraries) {
    this.direct = direct;
    this.libraries = libraries;
  }

  @Override
  public String name() {
    return "stencil";
  }

  @Override
  public Target target() {
    return Target.X64;
  }

  @Override
  public String summary() {
    return "copy-and-patch: clang-compiled stencils, values pinned in registers";
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        Profile.option(),
        OptionSpec.number(
            "regs",
            OperandKind.GENERAL_REGISTERS,
            0,
            OperandKind.GENERAL_REGISTERS,
            "pinned registers per file; with 0 all values live in frame slots"),
        OptionSpec.flag("elide", true, "leave out jumps to the block that follows"),
        OptionSpec.flag(
            "supernodes",
            true,
            "operations done by the only one that uses them: comparisons, loads, sums"),
        OptionSpec.flag("imm", true, "constants as immediates of stencils"),
        OptionSpec.choice(
            "aot",
            LibraryVariant.STANDARD.level().text(),
            "level of the compiler that made the stencils, built at first use",
            LibraryVariant.levels().toArray(String[]::new)),
        OptionSpec.choice(
            "compiler",
            LibraryVariant.STANDARD.compiler().text(),
            "the compiler that made the stencils; gcc has to be on PATH",
            LibraryVariant.compilers().toArray(String[]::new)),
        OptionSpec.flag("direct", false, DIRECT),
        Bounds.option());
  }

  @Override
  public boolean takesWholeModules(EngineOptions options) {
    return options.flag("direct");
  }

  @Override
  public NativeArtifact compile(IrModule module, EngineOptions options, CompileStats stats) {
    checkProcessor();
    return direct.compile(module, libraries.of(options), options, stats, null);
  }

  @Override
  public OpCosts costs(EngineOptions options) {
    Profile profile = Profile.of(options);
    boolean pinned = profile.registers(options.number("regs")) > 0;
    return libraries.of(options).costs(pinned, options.flag("imm") && profile.immediates);
  }

  @Override
  public ModuleCompiler begin(IrModule module, EngineOptions options, CompileStats stats) {
    checkProcessor();
    return new StencilCompiler(module, libraries.of(options), options, stats);
  }

  private static Optional<CpuFeature> firstMissing(CpuFeatures there) {
    return NEEDED.stream().filter(feature -> !there.has(feature)).findFirst();
  }

  private static void checkProcessor() {
    Shared.MISSING.ifPresent(
        feature -> {
          throw new Unsupported("stencils on a processor without " + feature + " (x86-64-v3)");
        });
  }

  @Override
  public Optional<String> missing(EngineOptions options) {
    return new LibraryCache(variant(options)).missing();
  }

  @Override
  public String version(EngineOptions options) {
    LibraryVariant variant = variant(options);
    return variant.isStandard() ? "" : "stencils by " + new LibraryCache(variant).compiler();
  }

  @Override
  public void prepare(EngineOptions options, Consumer<String> progress) {
    var _ = new LibraryCache(variant(options)).get(progress);
  }

  private static LibraryVariant variant(EngineOptions options) {
    return LibraryVariant.of(options.text("compiler"), options.text("aot"));
  }

  @Override
  public List<String> views() {
    return List.of("stencils");
  }

  /** The stencils that are copied. */
  public StencilLibrary library(EngineOptions options) {
    return libraries.of(options).library;
  }

  /** How often each stencil of the {@link #library} is copied for a module, by its id. */
  public int[] copies(IrModule module, EngineOptions options) {
    return trace(module, options).trace.copies(library(options));
  }

  /** Whether there is a supernode for an instruction and the only one that uses its result. */
  public static boolean pairs(Function function, int producer, int user) {
    return Shared.SUPER_NODES.pairs(function, producer, user);
  }

  private record Traced(StencilTrace trace, NativeArtifact code) {}

  private Traced trace(IrModule module, EngineOptions options) {
    if (takesWholeModules(options)) {
      StencilTrace all = new StencilTrace();
      Selector selector = libraries.of(options);
      return new Traced(
          all, direct.compile(module, selector, options, CompileStats.untimed(), all));
    }
    StencilCompiler compiler =
        new StencilCompiler(module, libraries.of(options), options, CompileStats.untimed());
    StencilTrace trace = compiler.trace();
    for (int f = module.importedFunctions(); f < module.functionCount(); f++) {
      compiler.compile(f, module.function(f));
    }
    return new Traced(trace, compiler.finish());
  }

  @Override
  public String show(String view, IrModule module, List<Integer> functions, EngineOptions options) {
    Traced traced = trace(module, options);
    StencilTrace.Line line =
        takesWholeModules(options) ? StencilTrace::wasmLine : StencilTrace::irLine;
    return traced.trace.text(library(options), traced.code, module, functions, line);
  }
}
