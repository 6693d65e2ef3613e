package paretojit.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An assembly file of the runtime as flat position-independent code, which begins with two offsets.
 *
 * @param first offset of what the file's first word names
 * @param second offset of what its second word names
 */
record EntryCode(byte[] bytes, int first, int second) {

  /** {@code entry.S}: the way in ({@code first}) and the way out of a trap ({@code second}). */
  static EntryCode entry() {
    return load("entry-x64.bin");
  }

  /** {@code fault.S}: the signal handler ({@code first}) and the registry's slot ({@code second}). */
  static EntryCode faultHandler() {
    return load("fault-x64.bin");
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
      byte[] bytes = in.readAllBytes();
      ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      return new EntryCode(bytes, header.getInt(0), header.getInt(4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
