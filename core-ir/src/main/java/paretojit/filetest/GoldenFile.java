package paretojit.filetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A file that holds a test's input and, as comments behind it, what must come of it.
 *
 * <pre>
 *   function %f(i32) -> i32 {        input, for any reader of the format
 *   ...
 *   }
 *
 *   ;; expect aegraph                one section for each thing made of it
 *   ; function %f(i32) -> i32 {
 *   ; ...
 * </pre>
 *
 * <p>{@code -Dpareto.bless=true} rewrites the sections instead of comparing: the one command after a
 * change that is meant, {@code mvn test -Dpareto.bless=true}. Read the difference before committing.
 */
public final class GoldenFile {
  private static final String BLESS = "pareto.bless";
  private static final String HEADING = ";; expect";
  private static final String PREFIX = ";";

  private final Path path;
  private final String input;
  private final Map<String, String> sections = new LinkedHashMap<>();

  private GoldenFile(Path path, String input) {
    this.path = path;
    this.input = input;
  }

  /** True if expectations are to be rewritten. */
  public static boolean isBlessing() {
    return Boolean.getBoolean(BLESS);
  }

  public static GoldenFile read(Path path) {
    List<String> lines = text(path).lines().toList();
    int end = 0;
    while (end < lines.size() && !lines.get(end).startsWith(HEADING)) {
      end++;
    }
    GoldenFile file = new GoldenFile(path, join(lines.subList(0, end)).strip() + "\n");
    String section = "";
    List<String> body = new ArrayList<>();
    for (String line : lines.subList(end, lines.size())) {
      if (line.startsWith(HEADING)) {
        section = line.substring(HEADING.length()).strip();
        body = new ArrayList<>();
      } else if (line.startsWith(PREFIX)) {
        body.add(line.substring(line.startsWith("; ") ? 2 : 1));
      }
      file.sections.put(section, join(body));
    }
    return file;
  }

  private static String text(Path path) {
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }

  private static String join(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** The golden files of a folder whose name ends with {@code suffix}, sorted. */
  public static List<Path> list(Path folder, String suffix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + folder, e);
    }
  }

  /** What comes before the first expectation. */
  public String input() {
    return input;
  }

  /**
   * Compares with a section, or rewrites it.
   *
   * @param section the word after {@code ;; expect}; may be empty
   * @throws AssertionError with the first lines that differ
   */
  public void check(String section, String actual) {
    String expected = sections.getOrDefault(section, "");
    String wanted = normalize(actual);
    if (wanted.equals(expected)) {
      return;
    }
    if (!isBlessing()) {
      throw new AssertionError(difference(path + ", section '" + section + "'", expected, wanted));
    }
    sections.put(section, wanted);
    StringBuilder text = new StringBuilder(input);
    sections.forEach(
        (name, body) -> {
          text.append('\n').append((HEADING + " " + name).strip()).append('\n');
          body.lines().forEach(line -> text.append(("; " + line).strip()).append('\n'));
        });
    write(path, text.toString());
  }

  /** Compares a whole file with a generated text, or rewrites it. */
  public static void checkFile(Path path, String actual) {
    String expected = Files.exists(path) ? text(path) : "";
    if (actual.equals(expected)) {
      return;
    }
    if (!isBlessing()) {
      throw new AssertionError(difference(path.toString(), expected, actual));
    }
    write(path, actual);
  }

  private static void write(Path path, String text) {
    try {
      Files.writeString(path, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + path, e);
    }
  }

  /** No blank lines around, no blanks at the ends of lines: what a section can hold. */
  private static String normalize(String text) {
    return join(text.strip().lines().map(String::stripTrailing).toList());
  }

  private static String difference(String what, String expected, String actual) {
    List<String> wanted = expected.lines().toList();
    List<String> found = actual.lines().toList();
    int line = 0;
    while (line < wanted.size()
        && line < found.size()
        && wanted.get(line).equals(found.get(line))) {
      line++;
    }
    return "%s differs in line %d:\n  expected: %s\n  actual:   %s\n(-D%s=true accepts the actual text)"
        .formatted(what, line + 1, at(wanted, line), at(found, line), BLESS);
  }

  private static String at(List<String> lines, int line) {
    return line < lines.size() ? lines.get(line) : "(the end)";
  }
}
