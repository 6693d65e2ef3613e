package paretojit.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few C library calls the runtime is built on: address ranges, their protection, an anonymous
 * file to map twice, the handler of page faults, and the bounds of the calling thread's stack. Linux only; elsewhere every call
 * says so.
 */
final class Posix {
  static final int PROT_NONE = 0;
  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int PROT_EXEC = 4;

  private static final int MAP_SHARED = 0x01;
  private static final int MAP_PRIVATE = 0x02;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int MFD_CLOEXEC = 1;
  private static final long MAP_FAILED = -1;

  private static final int SIGSEGV = 11;
  private static final int SA_SIGINFO = 4;

  // glibc's struct sigaction on 64-bit Linux: handler, mask of 128 bytes, flags, restorer.
  private static final long SIGACTION_HANDLER = 0;
  private static final long SIGACTION_FLAGS = 136;
  private static final long SIGACTION_BYTES = 152;

  /** Generous upper bound of sizeof(pthread_attr_t); it is 56 on x86-64 and 64 on AArch64. */
  private static final int PTHREAD_ATTR_BYTES = 256;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle MMAP =
      withErrno(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      withErrno("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle MPROTECT =
      withErrno("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MEMFD_CREATE =
      withErrno("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      withErrno("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle CLOSE =
      withErrno("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SIGACTION =
      withErrno("sigaction", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle PTHREAD_SELF =
      plain("pthread_self", FunctionDescriptor.of(JAVA_LONG));
  private static final MethodHandle PTHREAD_GETATTR_NP =
      plain("pthread_getattr_np", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle PTHREAD_ATTR_GETSTACK =
      plain("pthread_attr_getstack", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle PTHREAD_ATTR_DESTROY =
      plain("pthread_attr_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  /** Addresses of functions that generated code calls. */
  static final long MEMMOVE = address("memmove");

  static final long MEMSET = address("memset");

  private static final int ENOMEM = 12;

  private Posix() {}

  private static long address(String function) {
    return LINKER.defaultLookup().findOrThrow(function).address();
  }

  /** Reserves an address range without access and without claiming memory. */
  static long reserve(long bytes) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    return mmap(bytes, PROT_NONE, flags, -1, "reserve %,d bytes of address space".formatted(bytes));
  }

  /** Maps {@code bytes} of an open file, shared. */
  static long mapShared(int file, long bytes, int protection) {
    return mmap(bytes, protection, MAP_SHARED, file, "map %,d bytes of code".formatted(bytes));
  }

  private static long mmap(long bytes, int protection, int flags, int file, String purpose) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long address = (long) MMAP.invokeExact(state, 0L, bytes, protection, flags, file, 0L);
      if (address == MAP_FAILED) {
        throw failed(purpose, state);
      }
      return address;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  static void unmap(long address, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      check((int) MUNMAP.invokeExact(state, address, bytes), "unmap", state);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  static void protect(long address, long bytes, int protection) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int result = (int) MPROTECT.invokeExact(state, address, bytes, protection);
      check(result, "commit %,d bytes of memory".formatted(bytes), state);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /** Makes an anonymous file of that size and returns its descriptor. */
  static int anonymousFile(String name, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int file = (int) MEMFD_CREATE.invokeExact(state, arena.allocateFrom(name), MFD_CLOEXEC);
      check(file, "create an anonymous file", state);
      check((int) FTRUNCATE.invokeExact(state, file, bytes), "size an anonymous file", state);
      return file;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  static void closeFile(int file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      check((int) CLOSE.invokeExact(state, file), "close a file", state);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /** Address of the function that handles page faults now, called with signal, info and context. */
  static long faultHandler() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(SIGACTION_BYTES, 8);
      sigaction(arena, MemorySegment.NULL, action);
      long handler = action.get(JAVA_LONG, SIGACTION_HANDLER);
      if ((action.get(JAVA_INT, SIGACTION_FLAGS) & SA_SIGINFO) == 0 || handler == 0) {
        throw new IllegalStateException("page faults have no handler to share with (java -Xrs?)");
      }
      return handler;
    }
  }

  /** Makes another function handle page faults, under the flags and the mask of the one before. */
  static void setFaultHandler(long handler) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(SIGACTION_BYTES, 8);
      sigaction(arena, MemorySegment.NULL, action);
      action.set(JAVA_LONG, SIGACTION_HANDLER, handler);
      sigaction(arena, action, MemorySegment.NULL);
    }
  }

  private static void sigaction(Arena arena, MemorySegment change, MemorySegment old) {
    try {
      MemorySegment state = arena.allocate(CALL_STATE);
      int result = (int) SIGACTION.invokeExact(state, SIGSEGV, change, old);
      check(result, "change how page faults are handled", state);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /** Lowest address of the calling (carrier) thread's stack, guard area included. */
  static long stackLow() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(PTHREAD_ATTR_BYTES, 16);
      MemorySegment low = arena.allocate(JAVA_LONG);
      MemorySegment size = arena.allocate(JAVA_LONG);
      long self = (long) PTHREAD_SELF.invokeExact();
      int error = (int) PTHREAD_GETATTR_NP.invokeExact(self, attributes);
      if (error == 0) {
        error = (int) PTHREAD_ATTR_GETSTACK.invokeExact(attributes, low, size);
        int ignored = (int) PTHREAD_ATTR_DESTROY.invokeExact(attributes);
      }
      if (error != 0) {
        throw new IllegalStateException("cannot find the thread's stack: error " + error);
      }
      return low.get(JAVA_LONG, 0);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  private static void check(int result, String purpose, MemorySegment state) {
    if (result < 0) {
      throw failed(purpose, state);
    }
  }

  private static IllegalStateException failed(String purpose, MemorySegment state) {
    int errno = (int) ERRNO.get(state, 0L);
    return errno == ENOMEM
        ? new OutOfNativeMemory(
            "cannot " + purpose + ": out of memory or over a limit (see ulimit -v)")
        : new IllegalStateException("cannot " + purpose + ": errno " + errno);
  }

  private static RuntimeException unchecked(Throwable t) {
    if (t instanceof Error error) {
      throw error;
    }
    return t instanceof RuntimeException e ? e : new IllegalStateException(t);
  }

  private static MethodHandle withErrno(String name, FunctionDescriptor descriptor) {
    return handle(name, descriptor, Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle plain(String name, FunctionDescriptor descriptor) {
    return handle(name, descriptor);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment function =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "the runtime needs Linux: its C library call %s is missing on %s"
                            .formatted(name, System.getProperty("os.name"))));
    return LINKER.downcallHandle(function, descriptor, options);
  }
}
