package paretojit.runtime;

import paretojit.ir.Signature;

/** A function that a module can import: one of another instance, or one written in Java. */
public sealed interface Func extends Extern {
  Signature signature();

  /** Function {@code index} (imports included) of an instance. */
  record OfInstance(Instance owner, int index) implements Func {
    @Override
    public Signature signature() {
      return owner.module().functionSignature(index);
    }
  }

  /** A Java function. */
  record Host(Signature signature, HostFunction body) implements Func {}
}
