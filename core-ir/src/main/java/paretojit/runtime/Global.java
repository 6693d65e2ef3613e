package paretojit.runtime;

import paretojit.ir.Signature;
import paretojit.ir.Type;

/** A global variable: a slot of 8 bytes in native memory. */
public final class Global implements Extern {
  private final Signature.Kind kind;
  private final boolean mutable;
  private final long address;

  Global(Signature.Kind kind, boolean mutable, long address) {
    this.kind = kind;
    this.mutable = mutable;
    this.address = address;
  }

  public Signature.Kind kind() {
    return kind;
  }

  public boolean mutable() {
    return mutable;
  }

  /** Address of the slot. */
  long address() {
    return address;
  }

  /** The value's bits; 32-bit types sign-extended. */
  public long get() {
    Type type = kind.type();
    return type.bits() == 32 ? RawMemory.getInt(address) : RawMemory.getLong(address);
  }

  public void set(long bits) {
    RawMemory.putLong(address, bits);
  }
}
