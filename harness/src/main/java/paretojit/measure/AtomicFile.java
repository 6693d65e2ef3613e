package paretojit.measure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that appear complete or not at all: written under another name and then renamed. */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes what a file holds. */
  @FunctionalInterface
  public interface Content<T> {
    void writeTo(T out) throws IOException;
  }

  /** Writes a text file in UTF-8. */
  public static void write(Path file, Content<Writer> content) throws IOException {
    replace(
        file,
        partial -> {
          try (Writer writer = Files.newBufferedWriter(partial, StandardCharsets.UTF_8)) {
            content.writeTo(writer);
          }
        });
  }

  /** Writes a binary file. */
  public static void writeBytes(Path file, Content<OutputStream> content) throws IOException {
    replace(
        file,
        partial -> {
          try (OutputStream out = Files.newOutputStream(partial)) {
            content.writeTo(out);
          }
        });
  }

  private static void replace(Path file, Content<Path> content) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      content.writeTo(partial);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
