package paretojit.toolchain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells a build step whether what it made last time is still good: a file that holds the digest of
 * everything the step was made from.
 *
 * <pre>
 * InputStamp stamp = InputStamp.of(target.resolve("step.stamp"), List.of(sources, classes), version);
 * if (!stamp.isCurrent()) {
 *   // ... make the outputs ...
 *   stamp.write();
 * }
 * </pre>
 *
 * @param file where the digest of the last successful run is kept
 * @param digest SHA-256 of the inputs of this run, in hexadecimal
 */
public record InputStamp(Path file, String digest) {
  /**
   * Digests the inputs.
   *
   * @param inputs files, and folders with all the files in them; one that does not exist counts as
   *     such. Name the classes of the step itself too, so that a change to the step runs it again.
   * @param settings anything else that the outputs depend on, such as a tool's version
   */
  public static InputStamp of(Path file, List<Path> inputs, String settings) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
    update(digest, settings.getBytes(StandardCharsets.UTF_8));
    for (Path input : inputs) {
      if (!Files.exists(input)) {
        update(digest, new byte[0]);
        continue;
      }
      try (Stream<Path> files = Files.walk(input)) {
        for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
          update(digest, input.relativize(path).toString().getBytes(StandardCharsets.UTF_8));
          update(digest, Files.readAllBytes(path));
        }
      }
    }
    return new InputStamp(file, HexFormat.of().formatHex(digest.digest()));
  }

  /** Whether the last successful run had these inputs. */
  public boolean isCurrent() throws IOException {
    return Files.exists(file) && Files.readString(file).equals(digest);
  }

  /** Notes that a run with these inputs has succeeded. */
  public void write() throws IOException {
    Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    Files.writeString(file, digest);
  }

  private static void update(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
