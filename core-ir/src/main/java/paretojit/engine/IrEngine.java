package paretojit.engine;

import paretojit.ir.IrModule;

/** An engine that compiles the shared IR and runs it with the project's own runtime. */
public non-sealed interface IrEngine extends Engine {
  /**
   * Compiles a verified module. Engines may be shared; each compilation has its own state.
   *
   * @throws Unsupported if the engine cannot compile it
   */
  CompiledModule compile(IrModule module, CompileStats stats);
}
