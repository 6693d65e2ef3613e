package paretojit.engine;

import paretojit.ir.Function;

/** A mid-end at work on one module. Not thread-safe. */
@FunctionalInterface
public interface MidEndPass {
  /**
   * Rewrites one function. The result is valid IR with the same signature and behaviour, traps
   * included; it may be {@code function} itself.
   *
   * <p>The phase {@link CompileStats#MIDEND} is current; finer phases are named {@code midend.x}.
   *
   * @param index the function's index in its module, imports included
   */
  Function run(int index, Function function);
}
