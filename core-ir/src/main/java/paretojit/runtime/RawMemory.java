package paretojit.runtime;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Loads and stores at raw addresses, little-endian and unaligned, as generated code does them. The
 * caller vouches for the address: a wrong one ends the process.
 */
public final class RawMemory {
  private static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** The whole address space; static final, so that HotSpot folds its bounds check away. */
  private static final MemorySegment ALL = everything();

  private RawMemory() {}

  @SuppressWarnings("restricted")
  private static MemorySegment everything() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  public static byte getByte(long address) {
    return ALL.get(I8, address);
  }

  public static short getShort(long address) {
    return ALL.get(I16, address);
  }

  public static int getInt(long address) {
    return ALL.get(I32, address);
  }

  public static long getLong(long address) {
    return ALL.get(I64, address);
  }

  public static void putByte(long address, byte value) {
    ALL.set(I8, address, value);
  }

  public static void putShort(long address, short value) {
    ALL.set(I16, address, value);
  }

  public static void putInt(long address, int value) {
    ALL.set(I32, address, value);
  }

  public static void putLong(long address, long value) {
    ALL.set(I64, address, value);
  }

  /** Sets {@code length} bytes to {@code value}. */
  public static void fill(long address, long length, byte value) {
    ALL.asSlice(address, length).fill(value);
  }

  /** Copies {@code length} bytes; the ranges may overlap. */
  public static void copy(long source, long destination, long length) {
    MemorySegment.copy(ALL, source, ALL, destination, length);
  }

  /** Copies out of a Java array. */
  public static void copyIn(byte[] source, int from, long destination, long length) {
    MemorySegment.copy(source, from, ALL, I8, destination, Math.toIntExact(length));
  }

  /** Copies into a Java array. */
  public static void copyOut(long source, byte[] destination, int at, int length) {
    MemorySegment.copy(ALL, I8, source, destination, at, length);
  }
}
