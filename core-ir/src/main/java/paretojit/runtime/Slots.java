package paretojit.runtime;

import java.util.List;
import paretojit.ir.Type;

/** Values in native memory, one 8-byte slot each; 32-bit values use the low half of theirs. */
public final class Slots {
  private Slots() {}

  /** Reads values of the given types. */
  public static long[] read(List<Type> types, long address) {
    long[] values = new long[types.size()];
    read(types, address, values);
    return values;
  }

  public static void read(List<Type> types, long address, long[] values) {
    for (int k = 0; k < types.size(); k++) {
      long slot = address + 8L * k;
      values[k] = types.get(k).bits() == 32 ? RawMemory.getInt(slot) : RawMemory.getLong(slot);
    }
  }

  public static void write(long[] values, int count, long address) {
    for (int k = 0; k < count; k++) {
      RawMemory.putLong(address + 8L * k, values[k]);
    }
  }
}
