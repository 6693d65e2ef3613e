package paretojit.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A WebAssembly linear memory. Its address range is reserved whole when it is made, so its base
 * never moves; growing makes more of the range accessible and updates every context that uses it.
 *
 * <p>Where address space allows, the range covers every address that a 32-bit index plus a 32-bit
 * offset can name, so code may leave bounds checks to the page protection ({@link #guard}).
 */
public final class LinearMemory implements Extern, AutoCloseable {
  public static final int PAGE_BYTES = 65536;

  /** The most pages a memory can have: 4 GiB. */
  public static final long MAX_PAGES = 65536;

  private static final long RESERVED_BYTES = (8L << 30) + PAGE_BYTES;

  private final AddressRange range;
  private final long maxPages;
  private final boolean declaresMax;
  private long pages;
  private long[] mirrors = new long[2];
  private int mirrorCount;
  private FaultRegistry.@Nullable Entry guard;

  /**
   * @param minPages initial size in pages of 64 KiB
   * @param maxPages declared maximum, or -1 for none
   */
  LinearMemory(long minPages, long maxPages) {
    this.declaresMax = maxPages >= 0;
    this.maxPages = declaresMax ? Math.min(maxPages, MAX_PAGES) : MAX_PAGES;
    this.range = reserve(minPages);
    try {
      range.commit(minPages * PAGE_BYTES);
    } catch (RuntimeException e) {
      range.close();
      throw e;
    }
    this.pages = minPages;
  }

  /**
   * Reserves the whole range, or, where a process may not have that much address space, the largest
   * part that can be had.
   */
  private static AddressRange reserve(long minPages) {
    long bytes = RESERVED_BYTES;
    while (true) {
      try {
        return AddressRange.reserve(bytes);
      } catch (IllegalStateException outOfAddresses) {
        bytes = bytes / 2 & -PAGE_BYTES;
        if (bytes < minPages * PAGE_BYTES || bytes == 0) {
          throw outOfAddresses;
        }
      }
    }
  }

  /** Address of byte 0. */
  public long base() {
    return range.base();
  }

  /**
   * Makes faults of code beyond the memory's end traps. False if it cannot be: if an access of some
   * address and offset could miss the reservation.
   */
  boolean guard() {
    if (guard == null && range.reservedBytes() >= RESERVED_BYTES) {
      guard = FaultRegistry.shared().addMemory(base(), range.reservedBytes());
    }
    return guard != null;
  }

  public long pages() {
    return pages;
  }

  public long lengthBytes() {
    return pages * PAGE_BYTES;
  }

  /** The declared maximum in pages, or -1. */
  public long declaredMaxPages() {
    return declaresMax ? maxPages : -1;
  }

  /** Adds pages; gives the old size in pages, or -1 if that many cannot be had. */
  public int grow(int delta) {
    long old = pages;
    long wanted = old + Integer.toUnsignedLong(delta);
    if (wanted > maxPages) {
      return -1;
    }
    try {
      range.commit(wanted * PAGE_BYTES);
    } catch (IllegalStateException | IllegalArgumentException outOfMemory) {
      return -1;
    }
    pages = wanted;
    for (int k = 0; k < mirrorCount; k++) {
      RawMemory.putLong(mirrors[k], lengthBytes());
    }
    return (int) old;
  }

  /** Keeps the length at that address up to date from now on. */
  void mirrorLengthAt(long address) {
    if (mirrorCount == mirrors.length) {
      mirrors = Arrays.copyOf(mirrors, 2 * mirrorCount);
    }
    mirrors[mirrorCount++] = address;
    RawMemory.putLong(address, lengthBytes());
  }

  /** Copies bytes out. @throws IndexOutOfBoundsException if they are not all inside */
  public byte[] read(long address, int length) {
    check(address, length);
    byte[] bytes = new byte[length];
    RawMemory.copyOut(base() + address, bytes, 0, length);
    return bytes;
  }

  /** Copies bytes in. @throws IndexOutOfBoundsException if they do not all fit */
  public void write(long address, byte[] bytes) {
    check(address, bytes.length);
    RawMemory.copyIn(bytes, 0, base() + address, bytes.length);
  }

  public int readInt(long address) {
    check(address, 4);
    return RawMemory.getInt(base() + address);
  }

  public long readLong(long address) {
    check(address, 8);
    return RawMemory.getLong(base() + address);
  }

  public void writeInt(long address, int value) {
    check(address, 4);
    RawMemory.putInt(base() + address, value);
  }

  public void writeLong(long address, long value) {
    check(address, 8);
    RawMemory.putLong(base() + address, value);
  }

  /** Throws unless that many bytes at an address are inside. */
  public void check(long address, long length) {
    if (address < 0 || address > lengthBytes() - length) {
      throw new IndexOutOfBoundsException(
          "%d bytes at %d are outside the memory of %d".formatted(length, address, lengthBytes()));
    }
  }

  @Override
  public void close() {
    if (guard != null) {
      guard.close();
    }
    range.close();
  }
}
