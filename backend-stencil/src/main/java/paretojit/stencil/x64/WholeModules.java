package paretojit.stencil.x64;

import org.jspecify.annotations.Nullable;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.NativeArtifact;
import paretojit.ir.IrModule;

/** Compiles modules in one go rather than function by function from the IR: direct mode. */
public interface WholeModules {
  /**
   * Compiles a module.
   *
   * @param trace is told of every stencil, if not null
   * @throws paretojit.engine.Unsupported if the module is not WebAssembly
   */
  NativeArtifact compile(
      IrModule module,
      Selector selector,
      EngineOptions options,
      CompileStats stats,
      @Nullable StencilTrace trace);
}
