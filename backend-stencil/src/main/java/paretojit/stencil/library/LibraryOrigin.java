package paretojit.stencil.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Where the library comes from, kept beside it.
 *
 * @param compiler its name and release
 * @param flags that it was given
 * @param buildSeconds wall time of compiling and reading all stencils, on all processors
 */
public record LibraryOrigin(String compiler, String flags, double buildSeconds) {
  /** The resource, beside this class. */
  public static final String RESOURCE = "x64.properties";

  public static LibraryOrigin load() {
    Properties properties = new Properties();
    try (InputStream in = LibraryOrigin.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new AssertionError("the stencil library was not built: no resource " + RESOURCE);
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LibraryOrigin(
        properties.getProperty("compiler"),
        properties.getProperty("flags"),
        Double.parseDouble(properties.getProperty("build_seconds")));
  }

  public void write(OutputStream out) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("compiler", compiler);
    properties.setProperty("flags", flags);
    properties.setProperty("build_seconds", Double.toString(buildSeconds));
    properties.store(out, null);
  }
}
