package paretojit.emit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing array of code bytes, written at its end and patched anywhere.
 *
 * <p>Writers call {@link #reserve} once for each instruction and then store whole 64-bit words of
 * which only the leading bytes count: {@link #SLACK} bytes past the end may always be overwritten,
 * so an instruction costs two or three stores rather than fifteen.
 */
public class CodeBuffer {
  /** Bytes that may be written at the end after {@link #reserve()}: an instruction and one word. */
  protected static final int SLACK = 32;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] code;
  private int size;

  /** An empty buffer that holds {@code capacityBytes} before it first grows. */
  protected CodeBuffer(int capacityBytes) {
    code = new byte[capacityBytes + SLACK];
  }

  /** Bytes written so far, which is the offset of the next byte. */
  public final int size() {
    return size;
  }

  /** The backing array, for bulk copies: bytes [0, {@link #size}) are code. Not a copy. */
  public final byte[] backingArray() {
    return code;
  }

  /** A copy of the code written so far. */
  public final byte[] toByteArray() {
    return Arrays.copyOf(code, size);
  }

  /** The 32-bit value at byte {@code offset}. */
  public final int read32(int offset) {
    return (int) INT.get(code, offset);
  }

  /** The byte at {@code offset}, 0 to 255. */
  public final int read8(int offset) {
    return code[offset] & 0xFF;
  }

  /** Overwrites the 32-bit value at byte {@code offset}. */
  public final void patch32(int offset, int value) {
    INT.set(code, offset, value);
  }

  /** Overwrites the byte at {@code offset}. */
  protected final void patch8(int offset, int value) {
    code[offset] = (byte) value;
  }

  /** Makes room for one instruction. */
  protected final void reserve() {
    if (size > code.length - SLACK) {
      grow(SLACK);
    }
  }

  /** Makes room for {@code bytes} of code or data, and {@link #SLACK} besides. */
  protected final void reserve(int bytes) {
    if (size > code.length - SLACK - bytes) {
      grow(bytes + SLACK);
    }
  }

  /** Appends the low {@code count} bytes of {@code bytes}, 0 to 8; the caller has reserved room. */
  protected final void put(long bytes, int count) {
    LONG.set(code, size, bytes);
    size += count;
  }

  /** Cuts or extends the code to {@code newSize} bytes, whose contents the caller has written. */
  protected final void setSize(int newSize) {
    size = newSize;
  }

  /** Moves bytes [from, to) down to {@code target}; {@code target <= from}. */
  protected final void moveDown(int from, int to, int target) {
    if (from == target) {
      return;
    }
    // Word by word: chunks are tens of bytes, too few to be worth an arraycopy call. The last word
    // may spill over bytes that the next chunk overwrites, never over bytes still to be read,
    // because a word is read before anything at or above its own address is written.
    int shift = from - target;
    if (shift >= 8) {
      for (int i = from; i < to; i += 8) {
        LONG.set(code, i - shift, (long) LONG.get(code, i));
      }
    } else {
      System.arraycopy(code, from, code, target, to - from);
    }
  }

  private void grow(int bytes) {
    code = Arrays.copyOf(code, Math.max(code.length * 2, size + bytes));
  }
}
