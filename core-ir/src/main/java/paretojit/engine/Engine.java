package paretojit.engine;

import paretojit.ir.IrModule;

/** A way to run modules: a cell of the matrix of mid-ends, code generators and targets. */
public interface Engine {
  EngineId id();

  /** One line: what it is composed of. */
  String summary();

  /**
   * Compiles a verified module. Engines may be shared; each compilation has its own state.
   *
   * @throws Unsupported if the engine cannot compile it
   */
  CompiledModule compile(IrModule module, CompileStats stats);
}
