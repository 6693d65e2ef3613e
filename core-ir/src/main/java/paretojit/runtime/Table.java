package paretojit.runtime;

import java.util.Arrays;
import paretojit.ir.Signature;

/**
 * A WebAssembly table of references in native memory: 8 bytes an element, the address of a FuncRef
 * or an externref handle, 0 for null. Like a memory it never moves.
 */
public final class Table implements Extern, AutoCloseable {
  /** The most elements a table can have here; the specification leaves the limit to us. */
  public static final long MAX_ELEMENTS = 10_000_000;

  private final Signature.Kind kind;
  private final AddressRange range;
  private final long declaredMax;
  private long length;
  private long[] mirrors = new long[2];
  private int mirrorCount;

  /**
   * @param kind FUNCREF or EXTERNREF
   * @param declaredMax declared maximum in elements, or -1 for none
   */
  Table(Signature.Kind kind, long minElements, long declaredMax) {
    if (minElements > MAX_ELEMENTS) {
      throw new LinkException(
          "table of %,d elements: the limit is %,d".formatted(minElements, MAX_ELEMENTS));
    }
    this.kind = kind;
    this.declaredMax = declaredMax;
    this.range = AddressRange.reserve(MAX_ELEMENTS * VmContext.ELEMENT_BYTES);
    this.range.commit(minElements * VmContext.ELEMENT_BYTES);
    this.length = minElements;
  }

  public Signature.Kind kind() {
    return kind;
  }

  /** Address of element 0. */
  public long base() {
    return range.base();
  }

  public long length() {
    return length;
  }

  /** The declared maximum in elements, or -1. */
  public long declaredMax() {
    return declaredMax;
  }

  /** The reference at an index below {@link #length()}. */
  public long get(long index) {
    return RawMemory.getLong(base() + VmContext.ELEMENT_BYTES * checked(index));
  }

  public void set(long index, long reference) {
    RawMemory.putLong(base() + VmContext.ELEMENT_BYTES * checked(index), reference);
  }

  /** Adds elements; gives the old length, or -1 if that many cannot be had. */
  public int grow(long reference, int delta) {
    long old = length;
    long wanted = old + Integer.toUnsignedLong(delta);
    if (wanted > MAX_ELEMENTS || (declaredMax >= 0 && wanted > declaredMax)) {
      return -1;
    }
    try {
      range.commit(wanted * VmContext.ELEMENT_BYTES);
    } catch (IllegalStateException outOfMemory) {
      return -1;
    }
    length = wanted;
    for (long k = old; k < wanted; k++) {
      set(k, reference);
    }
    for (int k = 0; k < mirrorCount; k++) {
      RawMemory.putLong(mirrors[k], length);
    }
    return (int) old;
  }

  /** Keeps the length at that address up to date from now on. */
  void mirrorLengthAt(long address) {
    if (mirrorCount == mirrors.length) {
      mirrors = Arrays.copyOf(mirrors, 2 * mirrorCount);
    }
    mirrors[mirrorCount++] = address;
    RawMemory.putLong(address, length);
  }

  private long checked(long index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException("element %d of a table of %d".formatted(index, length));
    }
    return index;
  }

  @Override
  public void close() {
    range.close();
  }
}
