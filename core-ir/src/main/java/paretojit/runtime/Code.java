package paretojit.runtime;

import paretojit.ir.IrModule;

/** A module made runnable in one store, by whatever engine. Shared by the module's instances. */
public interface Code {
  IrModule module();

  /**
   * The calling convention of {@link #functionAddress}. Instances of different conventions cannot
   * share a store, because they could call each other through a table.
   */
  String convention();

  /** Whether the code leaves bounds checks to guard pages around memories. */
  default boolean needsGuards() {
    return false;
  }

  /** Value of a FuncRef's code field, imports included; 0 if functions have no address. */
  long functionAddress(int function);

  /**
   * Calls a defined function of an instance.
   *
   * @param args bits of at least as many values as the signature has parameters
   * @param results room for at least as many as it has results; may be {@code args}
   * @throws paretojit.ir.TrapException if the program trapped; the instance can still be used
   * @throws ProcExit if the program asked to end
   */
  void invoke(Instance instance, int function, long[] args, long[] results);
}
