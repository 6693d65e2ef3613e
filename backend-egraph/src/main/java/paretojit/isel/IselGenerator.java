package paretojit.isel;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import paretojit.engine.Bounds;
import paretojit.engine.CodeGenerator;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.ModuleCompiler;
import paretojit.engine.OpCosts;
import paretojit.engine.OptionSpec;
import paretojit.engine.Target;
import paretojit.ir.IrModule;
import paretojit.isel.x64.Costs;
import paretojit.isel.x64.X64Compiler;
import paretojit.regalloc.Technique;
import paretojit.runtime.CpuFeature;
import paretojit.runtime.CpuFeatures;

/** {@code isel@x64}: instruction selection, linear-scan register allocation, emission. */
public final class IselGenerator implements CodeGenerator {
  /** Found out once: it means reading a file, which a compilation should not pay for. */
  private final CpuFeatures detected = CpuFeatures.detect();

  @Override
  public String name() {
    return "isel";
  }

  @Override
  public Target target() {
    return Target.X64;
  }

  @Override
  public String summary() {
    return "instruction selection by tiling, linear-scan register allocation, own encoder";
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.choice("cpu", "native", "optional instructions to use", "native", "sse4.1"),
        new OptionSpec(
            "regalloc",
            "all[-TECHNIQUE…]|none",
            "all",
            "techniques of register allocation: "
                + Arrays.stream(Technique.values())
                    .map(Technique::text)
                    .collect(Collectors.joining(", ")),
            List.of(),
            Technique.SELECTION.asMatchPredicate()),
        OptionSpec.flag("check", false, "prove every register allocation right (slow)"),
        Bounds.option());
  }

  @Override
  public OpCosts costs(EngineOptions options) {
    return Costs.TABLE;
  }

  @Override
  public ModuleCompiler begin(IrModule module, EngineOptions options, CompileStats stats) {
    return new X64Compiler(module, settings(options, false), stats);
  }

  /**
   * As {@link #begin}, for listings.
   *
   * @return keeps which IR instruction each piece of code came from
   */
  public X64Compiler beginListing(IrModule module, EngineOptions options, CompileStats stats) {
    return new X64Compiler(module, settings(options, true), stats);
  }

  private X64Compiler.Settings settings(EngineOptions options, boolean marks) {
    CpuFeatures cpu = detected;
    if (!options.text("cpu").equals("native")) {
      cpu = cpu.only(CpuFeature.SSE41, CpuFeature.FMA);
    }
    boolean guarded = Bounds.of(options) == Bounds.GUARD;
    Set<Technique> techniques = Technique.of(options.text("regalloc"));
    return new X64Compiler.Settings(cpu, guarded, techniques, options.flag("check"), marks);
  }
}
