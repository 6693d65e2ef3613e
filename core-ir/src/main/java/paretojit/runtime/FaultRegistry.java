package paretojit.runtime;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which page faults are traps: those of registered code in the reservation of a registered memory.
 *
 * <p>Signals belong to the process, and so does the registry: native memory that the handler in
 * {@code fault.S} reads on whatever thread has a fault. Everything that is not a trap goes on to the
 * handler from before, HotSpot's, whose null checks and stack banging rely on faults too. Entries
 * come and go while other threads may be in the handler: a range is written so that it is empty or
 * right at any moment. Thread-safe.
 */
final class FaultRegistry {
  private static final int MOST_ENTRIES = 1 << 20;

  private final Table codes;
  private final Table memories;

  /** Made, and the handler set, when code that relies on it is first installed. */
  private static final class Shared {
    static final FaultRegistry REGISTRY = new FaultRegistry();
  }

  static FaultRegistry shared() {
    return Shared.REGISTRY;
  }

  private FaultRegistry() {
    long address = AddressRange.commitAll(VmContext.FAULT_REGISTRY_BYTES).base();
    codes = new Table(address, VmContext.FAULT_CODES, VmContext.FAULT_CODE_COUNT);
    memories = new Table(address, VmContext.FAULT_MEMORIES, VmContext.FAULT_MEMORY_COUNT);
    RawMemory.putLong(address + VmContext.FAULT_OTHERS, Posix.faultHandler());
    Posix.setFaultHandler(installHandler(address));
  }

  /** Puts the handler where it stays until the process ends, and gives its address. */
  private static long installHandler(long registry) {
    EntryCode code = EntryCode.faultHandler();
    long bytes = (code.bytes().length + 4095L) & -4096;
    int file = Posix.anonymousFile("paretojit-faults", bytes);
    try {
      long writable = Posix.mapShared(file, bytes, Posix.PROT_READ | Posix.PROT_WRITE);
      RawMemory.copyIn(code.bytes(), 0, writable, code.bytes().length);
      RawMemory.putLong(writable + code.offset(EntryCode.REGISTRY), registry);
      Posix.unmap(writable, bytes);
      return Posix.mapShared(file, bytes, Posix.PROT_READ | Posix.PROT_EXEC)
          + code.offset(EntryCode.ON_FAULT);
    } finally {
      Posix.closeFile(file);
    }
  }

  /** Lets faults inside of a memory's reservation be traps, until the entry is closed. */
  Entry addMemory(long base, long bytes) {
    return memories.add(base, bytes, 0);
  }

  /**
   * Lets faults of code be traps, until the entry is closed.
   *
   * @param contextRegister that holds the context at each access, as Linux numbers registers in a
   *     signal's context: r8 is 0, r12 is 4, r15 is 7
   */
  Entry addCode(long address, long bytes, int contextRegister) {
    return codes.add(address, bytes, contextRegister);
  }

  /** A range in one of the lists. */
  static final class Entry implements AutoCloseable {
    private final Table table;
    private final int index;

    private Entry(Table table, int index) {
      this.table = table;
      this.index = index;
    }

    @Override
    public void close() {
      table.remove(index);
    }
  }

  private static final class Table {
    private final long countAddress;
    private final AddressRange entries;
    private final Deque<Integer> free = new ArrayDeque<>();
    private int count;

    Table(long registry, int entriesOffset, int countOffset) {
      countAddress = registry + countOffset;
      entries = AddressRange.reserve((long) MOST_ENTRIES * VmContext.FAULT_ENTRY_BYTES);
      RawMemory.putLong(registry + entriesOffset, entries.base());
    }

    synchronized Entry add(long begin, long bytes, int contextRegister) {
      int index = free.isEmpty() ? count : free.pop();
      entries.commit((index + 1L) * VmContext.FAULT_ENTRY_BYTES);
      long entry = address(index);
      RawMemory.putLong(entry + VmContext.FAULT_BEGIN, begin);
      RawMemory.putInt(entry + VmContext.FAULT_CONTEXT_REGISTER, contextRegister);
      VarHandle.storeStoreFence();
      RawMemory.putLong(entry + VmContext.FAULT_END, begin + bytes);
      if (index == count) {
        VarHandle.storeStoreFence();
        RawMemory.putLong(countAddress, ++count);
      }
      return new Entry(this, index);
    }

    synchronized void remove(int index) {
      RawMemory.putLong(address(index) + VmContext.FAULT_END, 0);
      VarHandle.storeStoreFence();
      free.push(index);
    }

    private long address(int index) {
      return entries.base() + (long) index * VmContext.FAULT_ENTRY_BYTES;
    }
  }
}
