package paretojit.runtime;

import java.util.ArrayList;
import java.util.List;

/** Zeroed native memory for structures that live as long as their store, handed out in a row. */
final class NativeHeap implements AutoCloseable {
  private static final long CHUNK_BYTES = 1 << 20;
  private static final long ALIGNMENT = 16;

  private final List<AddressRange> chunks = new ArrayList<>();
  private long next;
  private long end;

  /** Address of {@code bytes} fresh bytes, 16-byte aligned. */
  long allocate(long bytes) {
    long rounded = (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    if (rounded > end - next) {
      AddressRange chunk = AddressRange.commitAll(Math.max(rounded, CHUNK_BYTES));
      chunks.add(chunk);
      next = chunk.base();
      end = chunk.base() + Math.max(rounded, CHUNK_BYTES);
    }
    long address = next;
    next += rounded;
    return address;
  }

  @Override
  public void close() {
    chunks.forEach(AddressRange::close);
  }
}
