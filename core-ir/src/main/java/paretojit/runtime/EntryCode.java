package paretojit.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An assembly file of the runtime as flat position-independent code, which begins with offsets into
 * it, one word each: the names here are in the order of the words.
 */
record EntryCode(byte[] bytes) {
  /** In {@link #entry}: the way in. */
  static final int ENTER = 0;

  /** In {@link #entry}: the way out of a trap. */
  static final int TRAP_EXIT = 1;

  /** In {@link #entry}: what generated code calls for {@link RuntimeCalls}. */
  static final int RUNTIME_CALL = 2;

  /** In {@link #faultHandler}: the signal handler. */
  static final int ON_FAULT = 0;

  /** In {@link #faultHandler}: room for the address of the registry. */
  static final int REGISTRY = 1;

  /** {@code entry.S}. */
  static EntryCode entry() {
    return load("entry-x64.bin");
  }

  /** {@code fault.S}. */
  static EntryCode faultHandler() {
    return load("fault-x64.bin");
  }

  /** Where in the code a name is. */
  int offset(int name) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(Integer.BYTES * name);
  }

  private static EntryCode load(String resource) {
    String machine = System.getProperty("os.arch");
    if (!machine.equals("amd64")) {
      throw new UnsupportedOperationException(
          "native code runs on x86-64 only, and this machine is " + machine);
    }
    try (InputStream in = EntryCode.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new AssertionError(resource + " is not on the class path; the build makes it");
      }
      return new EntryCode(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
