package paretojit.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The assembled {@code entry.S}: flat position-independent code that begins with the offsets of its
 * two entry points.
 */
record EntryCode(byte[] bytes, int enterOffset, int trapExitOffset) {
  private static final String RESOURCE = "entry-x64.bin";

  static EntryCode load() {
    String machine = System.getProperty("os.arch");
    if (!machine.equals("amd64")) {
      throw new UnsupportedOperationException(
          "native code runs on x86-64 only, and this machine is " + machine);
    }
    try (InputStream in = EntryCode.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new AssertionError(RESOURCE + " is not on the class path; the build makes it");
      }
      byte[] bytes = in.readAllBytes();
      ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      return new EntryCode(bytes, header.getInt(0), header.getInt(4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
