package paretojit.runtime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.TreeMap;

/**
 * Memory for generated code. The same pages are mapped twice, once to write and once to execute, so
 * that no address is ever both; code is position-independent and runs where it was copied to.
 *
 * <p>A cache also holds the way in and out of generated code ({@code entry.S}). Thread-safe. Make
 * one per process, or one per experiment, and close it after every store that uses it.
 */
public final class CodeCache implements AutoCloseable {
  /** Enough for a few modules of some thousand functions; pages cost memory only once written. */
  public static final long DEFAULT_BYTES = 256L << 20;

  private static final int ALIGNMENT = 64;

  /** {@code int enter(code, context, args, function)}, called at the address given first. */
  private static final MethodHandle ENTER = enterHandle();

  /** A piece of the cache that holds one artifact's code. */
  public static final class Region implements AutoCloseable {
    private final CodeCache cache;
    private final long offset;
    private final long bytes;
    private boolean freed;

    private Region(CodeCache cache, long offset, long bytes) {
      this.cache = cache;
      this.offset = offset;
      this.bytes = bytes;
    }

    /** Executable address of the first byte. */
    public long address() {
      return cache.executable + offset;
    }

    /** Gives the room back; the code must not run any more. */
    @Override
    public void close() {
      synchronized (cache) {
        if (!freed) {
          freed = true;
          cache.release(offset, bytes);
        }
      }
    }
  }

  private final long capacityBytes;
  private final long writable;
  private final long executable;
  private final MemorySegment enter;
  private final long trapExit;
  private final long runtimeCallEntry;
  private final RuntimeCallStub runtimeCall = new RuntimeCallStub();

  /** Free pieces, offset to length; neighbours are merged. */
  private final TreeMap<Long, Long> free = new TreeMap<>();

  private boolean closed;

  private CodeCache(long capacityBytes) {
    this.capacityBytes = capacityBytes;
    int file = Posix.anonymousFile("paretojit-code", capacityBytes);
    try {
      writable = Posix.mapShared(file, capacityBytes, Posix.PROT_READ | Posix.PROT_WRITE);
      executable = Posix.mapShared(file, capacityBytes, Posix.PROT_READ | Posix.PROT_EXEC);
    } finally {
      Posix.closeFile(file);
    }
    free.put(0L, capacityBytes);
    EntryCode entry = EntryCode.entry();
    long address = install(entry.bytes(), entry.bytes().length).address();
    enter = MemorySegment.ofAddress(address + entry.offset(EntryCode.ENTER));
    runtimeCallEntry = address + entry.offset(EntryCode.RUNTIME_CALL);
    trapExit = address + entry.offset(EntryCode.TRAP_EXIT);
  }

  public static CodeCache create() {
    return create(DEFAULT_BYTES);
  }

  /** Makes a cache of that many bytes, rounded up to whole pages. */
  public static CodeCache create(long capacityBytes) {
    return new CodeCache((capacityBytes + 4095) & -4096);
  }

  /** Copies {@code length} bytes of position-independent code into the cache. */
  public synchronized Region install(byte[] code, int length) {
    long bytes = Math.max(ALIGNMENT, (length + ALIGNMENT - 1L) & -ALIGNMENT);
    long offset = allocate(bytes);
    RawMemory.copyIn(code, 0, writable + offset, length);
    return new Region(this, offset, bytes);
  }

  /** Bytes in use, the entry code included. */
  public synchronized long usedBytes() {
    return capacityBytes - free.values().stream().mapToLong(Long::longValue).sum();
  }

  public long capacityBytes() {
    return capacityBytes;
  }

  /** Code address that generated code jumps to in order to trap. */
  long trapExit() {
    return trapExit;
  }

  /** Code address that generated code calls for {@link RuntimeCalls}. */
  long runtimeCallEntry() {
    return runtimeCallEntry;
  }

  RuntimeCallStub runtimeCall() {
    return runtimeCall;
  }

  /**
   * Runs {@code code(context, args, function)}; false if it trapped, and the context's store then says how.
   */
  boolean enter(long code, long context, long args, long function) {
    try {
      return (int) ENTER.invokeExact(enter, code, context, args, function) == 0;
    } catch (Throwable t) {
      throw new AssertionError("an exception crossed native code", t);
    }
  }

  private long allocate(long bytes) {
    if (closed) {
      throw new IllegalStateException("the code cache is closed");
    }
    for (Map.Entry<Long, Long> piece : free.entrySet()) {
      if (piece.getValue() >= bytes) {
        long offset = piece.getKey();
        split(offset, piece.getValue(), bytes);
        return offset;
      }
    }
    throw new IllegalStateException(
        "code cache full: %,d bytes wanted, %,d of %,d in use; close stores that are done or make it"
                .formatted(bytes, usedBytes(), capacityBytes)
            + " larger");
  }

  /** Takes the first {@code bytes} bytes of a free piece. */
  private void split(long offset, long pieceBytes, long bytes) {
    free.remove(offset);
    if (pieceBytes > bytes) {
      free.put(offset + bytes, pieceBytes - bytes);
    }
  }

  private void release(long offset, long bytes) {
    if (closed) {
      return;
    }
    Map.Entry<Long, Long> before = free.lowerEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      offset = before.getKey();
      bytes += before.getValue();
    }
    Long after = free.remove(offset + bytes);
    free.put(offset, after == null ? bytes : bytes + after);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      runtimeCall.close();
      Posix.unmap(writable, capacityBytes);
      Posix.unmap(executable, capacityBytes);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle enterHandle() {
    return Linker.nativeLinker()
        .downcallHandle(
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG));
  }
}
