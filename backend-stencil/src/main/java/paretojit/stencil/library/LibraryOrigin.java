package paretojit.stencil.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where the library comes from, kept beside it.
 *
 * @param compiler its name and release
 * @param flags that it was given
 * @param buildSeconds wall time of compiling and reading all stencils, on all processors
 * @param digest of everything the library was made from
 * @param substitutes by family, how many of its stencils are the standard library's, because the
 *     gate refused this compiler's
 */
public record LibraryOrigin(
    String compiler,
    String flags,
    double buildSeconds,
    String digest,
    Map<String, Integer> substitutes) {
  /** The name of its file. */
  public static final String RESOURCE = "x64.properties";

  private static final String SUBSTITUTE = "substitutes.";

  public static LibraryOrigin load(LibraryFiles files) {
    Properties properties = new Properties();
    try (InputStream in = files.open(RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Integer> substitutes = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(SUBSTITUTE)) {
        substitutes.put(
            key.substring(SUBSTITUTE.length()), Integer.valueOf(properties.getProperty(key)));
      }
    }
    return new LibraryOrigin(
        properties.getProperty("compiler"),
        properties.getProperty("flags"),
        Double.parseDouble(properties.getProperty("build_seconds")),
        properties.getProperty("digest"),
        substitutes);
  }

  public void write(OutputStream out) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("compiler", compiler);
    properties.setProperty("flags", flags);
    properties.setProperty("build_seconds", Double.toString(buildSeconds));
    properties.setProperty("digest", digest);
    substitutes.forEach(
        (family, count) -> properties.setProperty(SUBSTITUTE + family, count.toString()));
    properties.store(out, null);
  }

  /** How many stencils are the standard library's. */
  public int substituteCount() {
    return substitutes.values().stream().mapToInt(Integer::intValue).sum();
  }
}
