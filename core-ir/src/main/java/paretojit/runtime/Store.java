package paretojit.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;

/**
 * A world of instances that can share memories, tables, globals and functions, and the owner of
 * everything native they use. Closing it frees all of that; addresses taken from it are then void.
 *
 * <p>Used by one thread at a time.
 */
public final class Store implements AutoCloseable {
  /**
   * Native stack that programs may use below their outermost entry, if the thread has it. Java's
   * main thread has 1 MB unless started with {@code -Xss}.
   */
  public static final long DEFAULT_STACK_BYTES = 4 << 20;

  /** Stack kept for Java code that generated code calls, HotSpot's own guard zones included. */
  private static final long STACK_RESERVE_BYTES = 256 << 10;

  private static final long BUFFER_BYTES = 16L << 20;
  private static final long NO_THREAD = -1;

  private final NativeHeap heap = new NativeHeap();
  private final List<Instance> instances = new ArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final List<Object> externs = new ArrayList<>();
  private final Map<Object, Long> handles = new HashMap<>();

  /** Code that may fault, by its address. */
  private final NavigableMap<Long, IntToLongFunction> faulting = new TreeMap<>();

  private final long address;
  private final AddressRange buffer;
  private long bufferTop;
  private @Nullable CodeCache codeCache;
  private @Nullable String convention;
  private @Nullable RuntimeCallStub runtimeCall;
  private long stackThread = NO_THREAD;
  private long fuel = Long.MAX_VALUE;
  private @Nullable Throwable pending;
  private boolean closed;

  /** A store that makes itself a code cache should it need one. */
  public Store() {
    address = allocate(VmContext.STORE_BYTES);
    setStackBytes(DEFAULT_STACK_BYTES);
    buffer = AddressRange.commitAll(BUFFER_BYTES);
    owned.add(heap);
    owned.add(buffer);
    bufferTop = buffer.base();
  }

  /** A store that puts generated code into a cache of the caller's, who closes it afterwards. */
  public Store(CodeCache codeCache) {
    this();
    this.codeCache = codeCache;
  }

  // ---- what hosts use ----

  /** A table for modules to import. {@code max} is -1 for none. */
  public Table newTable(Signature.Kind kind, long min, long max) {
    Table table = new Table(kind, min, max);
    owned.add(table);
    return table;
  }

  /** A memory for modules to import, sizes in pages. {@code maxPages} is -1 for none. */
  public LinearMemory newMemory(long minPages, long maxPages) {
    LinearMemory memory = new LinearMemory(minPages, maxPages);
    owned.add(memory);
    return memory;
  }

  /** A global for modules to import. */
  public Global newGlobal(Signature.Kind kind, boolean mutable, long bits) {
    Global global = new Global(kind, mutable, allocate(VmContext.GLOBAL_BYTES));
    global.set(bits);
    return global;
  }

  /** The externref value of an object; equal objects have equal handles, null has 0. */
  public long handle(@Nullable Object object) {
    if (object == null) {
      return 0;
    }
    return handles.computeIfAbsent(
        object,
        key -> {
          externs.add(key);
          return (long) externs.size();
        });
  }

  /** The object of an externref value. */
  public @Nullable Object object(long handle) {
    return handle == 0 ? null : externs.get((int) handle - 1);
  }

  /** The function that a funcref value points at, or null. */
  public @Nullable Func func(long reference) {
    if (reference == 0) {
      return null;
    }
    Instance owner = instances.get(RawMemory.getInt(reference + VmContext.FUNC_REF_INSTANCE));
    return owner.func(RawMemory.getInt(reference + VmContext.FUNC_REF_FUNCTION));
  }

  /**
   * Lets the interpreter take that many more branches and calls before it stops with an INTERRUPT
   * trap. Compiled code does not count.
   */
  public void setFuel(long branches) {
    fuel = branches;
  }

  public long fuel() {
    return fuel;
  }

  /** Limits the native stack that programs use, on threads that have more. */
  public void setStackBytes(long bytes) {
    RawMemory.putLong(address + VmContext.STORE_STACK_BUDGET, bytes);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (AutoCloseable part : owned.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new AssertionError("closing " + part, e);
      }
    }
  }

  // ---- what engines use ----

  /** The instance of that number. */
  public Instance instance(int id) {
    return instances.get(id);
  }

  public CodeCache codeCache() {
    if (codeCache == null) {
      codeCache = CodeCache.create();
      owned.addFirst(codeCache);
    }
    return codeCache;
  }

  /** Closes that with the store. */
  public void own(AutoCloseable part) {
    owned.add(part);
  }

  /**
   * Lets faults of code in guard pages be traps for as long as the store lives.
   *
   * @param contextRegister as {@link FaultRegistry#addCode} has it
   * @param place from the offset of a faulting instruction to function and instruction, as {@link
   *     VmContext#STORE_TRAP_PLACE} holds them
   */
  public void ownFaults(long code, long bytes, int contextRegister, IntToLongFunction place) {
    faulting.put(code, place);
    owned.add(FaultRegistry.shared().addCode(code, bytes, contextRegister));
  }

  /** Native memory that lives as long as the store, zeroed and 16-byte aligned. */
  public long allocate(long bytes) {
    return heap.allocate(bytes);
  }

  /** Takes {@code slots} slots of the argument buffer; give them back with {@link #popSlots}. */
  public long pushSlots(int slots) {
    long top = bufferTop;
    if (top + 8L * slots > buffer.base() + BUFFER_BYTES) {
      throw new TrapException(TrapCode.STACK_OVERFLOW);
    }
    bufferTop = top + 8L * slots;
    return top;
  }

  public void popSlots(long top) {
    bufferTop = top;
  }

  /**
   * Runs native code {@code void code(context, args, function)} of an instance; a trap, a host's exception or
   * an exit in it comes out as an exception.
   */
  public void enter(Instance instance, long code, long args, long function) {
    if (RawMemory.getLong(address + VmContext.STORE_EXIT_SP) == 0) {
      findStack();
    }
    if (!codeCache().enter(code, instance.context(), args, function)) {
      throw takeTrap();
    }
  }

  /** Tells the entry code where the current thread's stack ends. */
  private void findStack() {
    Thread thread = Thread.currentThread();
    if (thread.threadId() != stackThread || thread.isVirtual()) {
      stackThread = thread.threadId();
      long low = Posix.stackLow() + STACK_RESERVE_BYTES;
      RawMemory.putLong(address + VmContext.STORE_STACK_LOW, low);
    }
  }

  private RuntimeException takeTrap() {
    long place = RawMemory.getLong(address + VmContext.STORE_TRAP_PLACE);
    int number = RawMemory.getInt(address + VmContext.STORE_TRAP_CODE);
    if (pending == null && number == VmContext.TRAP_FAULT) {
      place = placeOfFault(place);
      number = TrapCode.HEAP_OUT_OF_BOUNDS.ordinal();
    }
    int function = (int) (place >> 32);
    Throwable thrown = pending;
    if (thrown instanceof TrapException trap && trap.function() == TrapException.UNKNOWN) {
      // A runtime call does not know who called it; the generated code does.
      pending = null;
      return new TrapException(
          trap.code(), trap.userCode(), function, (int) place, trap.getCause());
    }
    if (thrown != null) {
      pending = null;
      if (thrown instanceof Error error) {
        throw error;
      }
      return (RuntimeException) thrown;
    }
    TrapCode code = TrapCode.of(number);
    int user = RawMemory.getInt(address + VmContext.STORE_TRAP_USER);
    return new TrapException(code, code == TrapCode.USER ? user : 0, function, (int) place, null);
  }

  private long placeOfFault(long instruction) {
    var code = faulting.floorEntry(instruction);
    return code.getValue().applyAsLong((int) (instruction - code.getKey()));
  }

  // ---- what instantiation uses ----

  boolean isClosed() {
    return closed;
  }

  /** Adds an instance, whose number is the result, and checks that it can live with the others. */
  int add(Instance instance, String itsConvention) {
    if (convention != null && !convention.equals(itsConvention)) {
      throw new IllegalArgumentException(
          "the store runs %s code and cannot take %s code".formatted(convention, itsConvention));
    }
    convention = itsConvention;
    instances.add(instance);
    return instances.size() - 1;
  }

  /** Fills the fields of a new context that tie it to this store. */
  void adopt(long context, boolean isNative) {
    RawMemory.putLong(context + VmContext.STORE, address);
    RawMemory.putLong(
        context + VmContext.STACK_LIMIT, RawMemory.getLong(address + VmContext.STORE_STACK_LIMIT));
    RawMemory.putLong(
        context + VmContext.NEXT_CONTEXT,
        RawMemory.getLong(address + VmContext.STORE_FIRST_CONTEXT));
    RawMemory.putLong(address + VmContext.STORE_FIRST_CONTEXT, context);
    if (isNative) {
      RawMemory.putLong(context + VmContext.TRAP_EXIT, codeCache().trapExit());
      RawMemory.putLong(context + VmContext.RUNTIME_CALL, runtimeCallAddress());
    }
  }

  /** Where calls from this store's contexts arrive; made known to the stub at first need. */
  private long runtimeCallAddress() {
    RuntimeCallStub stub = codeCache().runtimeCall();
    if (runtimeCall == null) {
      runtimeCall = stub;
      int number = stub.register(this);
      RawMemory.putInt(address + VmContext.STORE_NUMBER, number);
      RawMemory.putLong(address + VmContext.STORE_UPCALL, stub.address());
      RawMemory.putLong(address + VmContext.STORE_MEMMOVE, Posix.MEMMOVE);
      RawMemory.putLong(address + VmContext.STORE_MEMSET, Posix.MEMSET);
      owned.add(() -> stub.unregister(number));
    }
    return codeCache().runtimeCallEntry();
  }

  /** The upcall. Nothing may be thrown into native code, so everything is recorded instead. */
  long onRuntimeCall(long context, long packed, long args) {
    try {
      int id = RawMemory.getInt(context + VmContext.INSTANCE_ID);
      RuntimeCalls.executePacked(instances.get(id), packed, args);
      return 0;
    } catch (StackOverflowError e) {
      pending = new TrapException(TrapCode.STACK_OVERFLOW);
      return 1;
    } catch (Throwable t) {
      pending = t;
      return 1;
    }
  }
}
