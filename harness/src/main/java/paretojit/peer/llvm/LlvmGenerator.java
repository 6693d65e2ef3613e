package paretojit.peer.llvm;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import paretojit.engine.CodeGenerator;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.ModuleCompiler;
import paretojit.engine.OpCosts;
import paretojit.engine.OptionSpec;
import paretojit.engine.Target;
import paretojit.engine.Unsupported;
import paretojit.ir.IrModule;
import paretojit.isel.x64.Costs;
import paretojit.toolchain.LlvmToolchain;
import paretojit.toolchain.ToolchainException;

/** {@code llvm:O2@x64}: LLVM's pass pipeline of a level and its code generator. */
public final class LlvmGenerator implements CodeGenerator {
  private static final String LEVEL = "level";
  private static final String VECTORIZE = "vectorize";
  private static final String CPU = "cpu";
  private static final String TAIL_CALLS = "tailcalls";
  private static final String CHECK = "check";

  @Override
  public String name() {
    return "llvm";
  }

  @Override
  public Target target() {
    return Target.X64;
  }

  @Override
  public String summary() {
    return "LLVM 20 in this process: pass pipeline, code generator, own linker";
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.bareChoice(
            LEVEL, "O2", "pass pipeline and effort of the code generator", "O0", "O1", "O2", "O3"),
        OptionSpec.flag(VECTORIZE, true, "vectorize loops and straight-line code"),
        OptionSpec.choice(
            CPU,
            "host",
            "instructions to use: this machine's, or x86-64's first",
            "host",
            "baseline"),
        OptionSpec.flag(
            TAIL_CALLS, false, "jump to the last callee; endless recursion then never traps"),
        OptionSpec.flag(CHECK, false, "run LLVM's verifier over its input (slow)"));
  }

  @Override
  public Optional<String> missing() {
    return Toolchain.PROBLEM == null
        ? Optional.empty()
        : Optional.of("LLVM's library: " + Toolchain.PROBLEM);
  }

  @Override
  public String version() {
    return Toolchain.PROBLEM == null ? "LLVM " + LlvmToolchain.find().version() : "";
  }

  /** LLVM's instructions are those of our own generator for the processor, or near enough. */
  @Override
  public OpCosts costs(EngineOptions options) {
    return Costs.TABLE;
  }

  @Override
  public ModuleCompiler begin(IrModule module, EngineOptions options, CompileStats stats) {
    if (Toolchain.PROBLEM != null) {
      throw new Unsupported(missing().orElseThrow());
    }
    var settings =
        new LlvmCompiler.Settings(
            options.text(LEVEL).charAt(1) - '0',
            options.flag(VECTORIZE),
            options.text(CPU).equals("host"),
            options.flag(TAIL_CALLS),
            options.flag(CHECK));
    return new LlvmCompiler(module, settings, stats);
  }

  /** Looks for the library once per process: looking costs as much as a small compilation. */
  private static final class Toolchain {
    static final @Nullable String PROBLEM = problem();

    private static @Nullable String problem() {
      try {
        LlvmToolchain.find();
        return null;
      } catch (ToolchainException e) {
        return e.getMessage();
      }
    }
  }
}
