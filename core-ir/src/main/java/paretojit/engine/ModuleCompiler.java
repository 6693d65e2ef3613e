package paretojit.engine;

import paretojit.ir.Function;

/**
 * A code generator at work on one module. It keeps its scratch arrays from one function to the
 * next. Not thread-safe.
 */
public interface ModuleCompiler {
  /**
   * Compiles one defined function; each is compiled once, in index order. Time is booked under
   * {@link CompileStats#SELECT}, {@link CompileStats#ALLOCATE} and {@link CompileStats#EMIT}.
   *
   * @param index the function's index in its module, imports included
   */
  void compile(int index, Function function);

  /** Links the functions and gives the module's code; nothing may be compiled after that. */
  Artifact finish();
}
