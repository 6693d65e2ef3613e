package paretojit.emit;

import java.util.Arrays;

/**
 * The constants of one function, each kept once: 4, 8 or 16 bytes, equal when bits and width are.
 *
 * <p>{@link #layOut} gives them offsets, widest first so that nothing but the start is padded, and
 * each naturally aligned (SSE's 16-byte memory operands fault otherwise).
 */
public final class ConstantPool {
  private static final int NONE = -1;

  private long[] low = new long[16];
  private long[] high = new long[16];
  private byte[] widthLog2 = new byte[16];
  private int[] offset = new int[16];
  private int count;

  /** Open-addressed: constant index or {@link #NONE}; a power of two and at most half full. */
  private int[] slots = newSlots(32);

  /** How many constants there are. */
  public int count() {
    return count;
  }

  /** The index of a constant of {@code 1 << widthLog2} bytes (2, 3 or 4); {@code hi} is its top. */
  public int intern(int widthLog2, long lo, long hi) {
    int mask = slots.length - 1;
    int slot = hash(widthLog2, lo, hi) & mask;
    for (int i; (i = slots[slot]) != NONE; slot = slot + 1 & mask) {
      if (low[i] == lo && high[i] == hi && this.widthLog2[i] == widthLog2) {
        return i;
      }
    }
    if (count == low.length) {
      growTo(count * 2);
      return intern(widthLog2, lo, hi);
    }
    low[count] = lo;
    high[count] = hi;
    this.widthLog2[count] = (byte) widthLog2;
    slots[slot] = count;
    return count++;
  }

  /** Gives every constant an offset from {@code start} on; returns the offset after the last. */
  public int layOut(int start) {
    int at = start;
    for (int width = 4; width >= 2; width--) {
      for (int i = 0; i < count; i++) {
        if (widthLog2[i] == width) {
          int bytes = 1 << width;
          at = at + bytes - 1 & -bytes;
          offset[i] = at;
          at += bytes;
        }
      }
    }
    return at;
  }

  /** Where {@link #layOut} put constant {@code index}. */
  public int offset(int index) {
    return offset[index];
  }

  /** The low 64 bits of constant {@code index}. */
  public long low(int index) {
    return low[index];
  }

  /** The high 64 bits of constant {@code index}; zero unless it has 16 bytes. */
  public long high(int index) {
    return high[index];
  }

  /** The width in bytes of constant {@code index}. */
  public int widthBytes(int index) {
    return 1 << widthLog2[index];
  }

  /** Forgets all constants. */
  public void clear() {
    if (count != 0) {
      Arrays.fill(slots, NONE);
      count = 0;
    }
  }

  private void growTo(int capacity) {
    low = Arrays.copyOf(low, capacity);
    high = Arrays.copyOf(high, capacity);
    widthLog2 = Arrays.copyOf(widthLog2, capacity);
    offset = Arrays.copyOf(offset, capacity);
    slots = newSlots(capacity * 2);
    int mask = slots.length - 1;
    for (int i = 0; i < count; i++) {
      int slot = hash(widthLog2[i], low[i], high[i]) & mask;
      while (slots[slot] != NONE) {
        slot = slot + 1 & mask;
      }
      slots[slot] = i;
    }
  }

  private static int[] newSlots(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, NONE);
    return slots;
  }

  private static int hash(int widthLog2, long lo, long hi) {
    // Fibonacci hashing (Knuth, TAOCP vol. 3, 6.4): doubles differ mostly in their top bits.
    long mixed = (lo * 31 + hi * 17 + widthLog2) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }
}
