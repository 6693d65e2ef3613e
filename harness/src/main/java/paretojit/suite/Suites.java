package paretojit.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The suites that are shipped, and those in users' files. */
public final class Suites {
  /** Names of the shipped ones; each is a resource {@code suites/NAME.toml}. */
  public static final List<String> SHIPPED = List.of("quick", "peers", "smoke");

  private Suites() {}

  /** All shipped suites. */
  public static List<Suite> shipped() {
    return SHIPPED.stream().map(Suites::find).toList();
  }

  /**
   * A shipped suite by name, or one in a {@code .toml} file by path.
   *
   * @throws SuiteFileException if there is none, or its file is wrong
   */
  public static Suite find(String nameOrFile) {
    if (SHIPPED.contains(nameOrFile)) {
      return SuiteReader.read(nameOrFile, nameOrFile + ".toml", resource(nameOrFile));
    }
    if (!nameOrFile.endsWith(".toml")) {
      throw new SuiteFileException(
          "no suite '%s'; there are %s, and any .toml file of your own"
              .formatted(nameOrFile, String.join(", ", SHIPPED)));
    }
    Path file = Path.of(nameOrFile);
    String base = String.valueOf(file.getFileName());
    try {
      return SuiteReader.read(
          base.substring(0, base.length() - ".toml".length()), nameOrFile, Files.readString(file));
    } catch (IOException e) {
      throw new SuiteFileException(nameOrFile + ": cannot be read (" + e + ")");
    }
  }

  private static String resource(String name) {
    try (InputStream in = Suites.class.getResourceAsStream("/suites/" + name + ".toml")) {
      if (in == null) {
        throw new AssertionError("suites/" + name + ".toml is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
