package paretojit.stencil.x64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import paretojit.engine.Bounds;
import paretojit.engine.CodeGenerator;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.ModuleCompiler;
import paretojit.engine.NativeArtifact;
import paretojit.engine.OptionSpec;
import paretojit.engine.Target;
import paretojit.engine.Unsupported;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.library.StencilLibrary;

/** {@code stencil@x64}: copy-and-patch with values pinned in registers across stencils. */
public final class X64StencilGenerator implements CodeGenerator {
  /** What x86-64-v3 has over the baseline, as {@code /proc/cpuinfo} spells it. */
  private static final List<String> FEATURES =
      List.of("avx2", "bmi1", "bmi2", "fma", "f16c", "abm", "movbe");

  /** Loaded at the first compilation, then shared: the tables are never written. */
  private static final class Shared {
    static final Selector SELECTOR = new Selector(StencilLibrary.load());
    static final SuperNodes SUPER_NODES = new SuperNodes(true, true);
    static final Optional<String> MISSING = missingFeature();
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
        OptionSpec.flag("supernodes", true, "a comparison and its branch in one stencil"),
        OptionSpec.flag("imm", true, "constants as immediates of stencils"),
        Bounds.option());
  }

  @Override
  public ModuleCompiler begin(IrModule module, EngineOptions options, CompileStats stats) {
    Shared.MISSING.ifPresent(
        feature -> {
          throw new Unsupported("stencils on a processor without " + feature + " (x86-64-v3)");
        });
    return new StencilCompiler(module, Shared.SELECTOR, options, stats);
  }

  @Override
  public List<String> views() {
    return List.of("stencils");
  }

  /** The stencils that this generator copies. */
  public StencilLibrary library() {
    return Shared.SELECTOR.library;
  }

  /** How often each stencil of the {@link #library()} is copied for a module, by its id. */
  public int[] copies(IrModule module, EngineOptions options) {
    return trace(module, options).trace.copies(library());
  }

  /** Whether there is a supernode for an instruction and the only one that uses its result. */
  public static boolean pairs(Function function, int producer, int user) {
    return Shared.SUPER_NODES.pairs(function, producer, user);
  }

  private record Traced(StencilTrace trace, NativeArtifact code) {}

  private static Traced trace(IrModule module, EngineOptions options) {
    StencilCompiler compiler =
        new StencilCompiler(module, Shared.SELECTOR, options, CompileStats.untimed());
    StencilTrace trace = compiler.trace();
    for (int f = module.importedFunctions(); f < module.functionCount(); f++) {
      compiler.compile(f, module.function(f));
    }
    return new Traced(trace, compiler.finish());
  }

  @Override
  public String show(String view, IrModule module, List<Integer> functions, EngineOptions options) {
    Traced traced = trace(module, options);
    return traced.trace.text(library(), traced.code, module, functions);
  }

  private static Optional<String> missingFeature() {
    Path info = Path.of("/proc/cpuinfo");
    try {
      if (!Files.isReadable(info)) {
        return Optional.empty();
      }
      List<String> flags =
          Files.readAllLines(info).stream()
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .map(line -> List.of(line.split("\\s+")))
              .orElse(FEATURES);
      return FEATURES.stream().filter(feature -> !flags.contains(feature)).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
