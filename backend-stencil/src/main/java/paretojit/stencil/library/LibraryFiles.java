package paretojit.stencil.library;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a library are: its tables, its listing and its origin.
 *
 * @param folder that holds them, or null for the standard library, which lies beside this class
 */
public record LibraryFiles(@Nullable Path folder) {
  /** Those of the library built with the project. */
  public static LibraryFiles standard() {
    return new LibraryFiles(null);
  }

  InputStream open(String name) throws IOException {
    if (folder != null) {
      return Files.newInputStream(folder.resolve(name));
    }
    InputStream in = LibraryFiles.class.getResourceAsStream(name);
    if (in == null) {
      throw new FileNotFoundException("the stencil library was not built: no resource " + name);
    }
    return in;
  }
}
