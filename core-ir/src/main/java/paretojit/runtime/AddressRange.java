package paretojit.runtime;

/**
 * A reserved range of addresses whose front part is accessible. It never moves; {@link #commit}
 * extends the accessible part, whose fresh bytes read as zero and cost no memory until touched.
 */
final class AddressRange implements AutoCloseable {
  private static final long PAGE_BYTES = 4096;

  private final long base;
  private final long reservedBytes;
  private long committedBytes;
  private boolean closed;

  private AddressRange(long base, long reservedBytes) {
    this.base = base;
    this.reservedBytes = reservedBytes;
  }

  static AddressRange reserve(long bytes) {
    long rounded = roundUp(Math.max(bytes, PAGE_BYTES));
    return new AddressRange(Posix.reserve(rounded), rounded);
  }

  /** A range all of which is accessible at once. */
  static AddressRange commitAll(long bytes) {
    AddressRange range = reserve(bytes);
    range.commit(bytes);
    return range;
  }

  long base() {
    return base;
  }

  long reservedBytes() {
    return reservedBytes;
  }

  /** Makes at least the first {@code bytes} bytes readable and writable. */
  void commit(long bytes) {
    long wanted = roundUp(bytes);
    if (wanted > reservedBytes) {
      throw new IllegalArgumentException(
          "%,d bytes exceed the %,d reserved".formatted(wanted, reservedBytes));
    }
    if (wanted > committedBytes) {
      Posix.protect(
          base + committedBytes, wanted - committedBytes, Posix.PROT_READ | Posix.PROT_WRITE);
      committedBytes = wanted;
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Posix.unmap(base, reservedBytes);
    }
  }

  private static long roundUp(long bytes) {
    return (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
  }
}
