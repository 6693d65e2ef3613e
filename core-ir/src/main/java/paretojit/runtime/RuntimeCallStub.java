package paretojit.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The code address in {@link VmContext#STORE_UPCALL}. Making one costs more than making a store, so
 * the stores of a code cache share it; it finds the store a call comes from by the number in its
 * native structure. Thread-safe.
 */
final class RuntimeCallStub implements AutoCloseable {
  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);
  private static final MethodHandle ON_CALL = onCallHandle();

  private final Arena arena = Arena.ofShared();
  private final long address;

  /** By number; replaced as a whole when it changes. */
  private volatile @Nullable Store[] stores = new Store[0];

  @SuppressWarnings("restricted")
  RuntimeCallStub() {
    address = Linker.nativeLinker().upcallStub(ON_CALL.bindTo(this), DESCRIPTOR, arena).address();
  }

  long address() {
    return address;
  }

  /** Makes calls from the contexts of a store lead to it; gives the store's number. */
  synchronized int register(Store store) {
    @Nullable Store[] old = stores;
    int number = 0;
    while (number < old.length && old[number] != null) {
      number++;
    }
    @Nullable Store[] changed = Arrays.copyOf(old, Math.max(old.length, number + 1));
    changed[number] = store;
    stores = changed;
    return number;
  }

  synchronized void unregister(int number) {
    @Nullable Store[] changed = stores.clone();
    changed[number] = null;
    stores = changed;
  }

  /** What generated code calls, unless {@code entry.S} does what it asks for. */
  long onCall(long context, long packed, long args) {
    long structure = RawMemory.getLong(context + VmContext.STORE);
    Store store = stores[RawMemory.getInt(structure + VmContext.STORE_NUMBER)];
    assert store != null : "a call from a store that is closed";
    return store.onRuntimeCall(context, packed, args);
  }

  @Override
  public void close() {
    arena.close();
  }

  private static MethodHandle onCallHandle() {
    try {
      return MethodHandles.lookup()
          .findVirtual(
              RuntimeCallStub.class,
              "onCall",
              MethodType.methodType(long.class, long.class, long.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the runtime call", e);
    }
  }
}
