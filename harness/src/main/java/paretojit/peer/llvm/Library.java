package paretojit.peer.llvm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import paretojit.runtime.RawMemory;
import paretojit.toolchain.LlvmToolchain;

/**
 * LLVM's shared library, loaded into this process once, and the functions of its C API as method
 * handles that take and give addresses as {@code long}.
 *
 * <p>{@link #quick} is for calls that are short and never call back: they leave out the thread's
 * change of state, which makes a call as cheap as one from C. What may run long is {@link #slow}, so
 * that it does not hold up HotSpot's safepoints.
 */
final class Library {
  private static final String FILE = "libLLVM.so.20.1";
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = load();

  private Library() {}

  @SuppressWarnings("restricted")
  private static SymbolLookup load() {
    Path file = LlvmToolchain.find().folder().resolve(FILE);
    return SymbolLookup.libraryLookup(file, Arena.global());
  }

  /**
   * A short function.
   *
   * @param shape one letter for the result and each parameter: L for 64 bits, I for 32, V for none
   */
  static MethodHandle quick(String name, String shape) {
    return handle(name, shape, Linker.Option.critical(false));
  }

  /** A function that may take long. */
  static MethodHandle slow(String name, String shape) {
    return handle(name, shape);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(String name, String shape, Linker.Option... options) {
    MemorySegment address =
        SYMBOLS.find(name).orElseThrow(() -> new AssertionError(FILE + " has no function " + name));
    MemoryLayout[] parameters =
        shape
            .substring(1)
            .chars()
            .mapToObj(letter -> letter == 'I' ? JAVA_INT : JAVA_LONG)
            .toArray(MemoryLayout[]::new);
    FunctionDescriptor descriptor =
        switch (shape.charAt(0)) {
          case 'V' -> FunctionDescriptor.ofVoid(parameters);
          case 'I' -> FunctionDescriptor.of(JAVA_INT, parameters);
          default -> FunctionDescriptor.of(JAVA_LONG, parameters);
        };
    return LINKER.downcallHandle(address, descriptor, options);
  }

  /** A text that lives as long as the process, for names that are constant. */
  static long constantText(String text) {
    return Arena.global().allocateFrom(text).address();
  }

  /** Reads a zero-terminated text of LLVM's. */
  static String text(long address) {
    int length = 0;
    while (RawMemory.getByte(address + length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    RawMemory.copyOut(address, bytes, 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What to throw when a downcall threw, which only a wrong handle can cause. */
  static RuntimeException crossed(Throwable t) {
    if (t instanceof Error error) {
      throw error;
    }
    throw new AssertionError("a call of LLVM's C API failed", t);
  }
}
