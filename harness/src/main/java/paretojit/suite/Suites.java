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
  public static final List<String> SHIPPED =
      List.of(
          "quick",
          "peers",
          "paper",
          "warmup",
          "scaling",
          "startup",
          "throughput",
          "ablation-stencil",
          "ablation-egraph",
          "smoke");

  private static final String TOML = ".toml";

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
    String base = String.valueOf(Path.of(nameOrFile).getFileName());
    String name = base.endsWith(TOML) ? base.substring(0, base.length() - TOML.length()) : base;
    return SuiteReader.read(name, fileName(nameOrFile), text(nameOrFile), Suites::extended);
  }

  private static TomlFile extended(String nameOrFile) {
    return TomlFile.parse(fileName(nameOrFile), text(nameOrFile));
  }

  private static String fileName(String nameOrFile) {
    return nameOrFile.endsWith(TOML) ? nameOrFile : nameOrFile + TOML;
  }

  private static String text(String nameOrFile) {
    if (SHIPPED.contains(nameOrFile)) {
      return resource(nameOrFile);
    }
    if (!nameOrFile.endsWith(TOML)) {
      throw new SuiteFileException(
          "no suite '%s'; there are %s, and any .toml file of your own"
              .formatted(nameOrFile, String.join(", ", SHIPPED)));
    }
    try {
      return Files.readString(Path.of(nameOrFile));
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
