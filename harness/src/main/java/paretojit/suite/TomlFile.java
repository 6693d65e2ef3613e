package paretojit.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * A TOML file as a tree of values, and the lines its tables and keys stand on.
 *
 * <p>The parser keeps no locations once a file is well-formed; {@link #line} finds them again in the
 * text, for messages.
 */
public final class TomlFile {
  private final String name;
  private final List<String> lines;
  private final JsonNode root;

  private TomlFile(String name, List<String> lines, JsonNode root) {
    this.name = name;
    this.lines = lines;
    this.root = root;
  }

  /**
   * Parses a file.
   *
   * @param name of the file, for messages
   * @throws SuiteFileException if it is not TOML
   */
  public static TomlFile parse(String name, String text) {
    try {
      return new TomlFile(name, text.lines().toList(), new TomlMapper().readTree(text));
    } catch (JacksonException e) {
      TokenStreamLocation location = e.getLocation();
      throw SuiteFileException.at(
          name, location == null ? 1 : Math.max(1, location.getLineNr()), e.getOriginalMessage());
    }
  }

  /** Another file as this one names it: beside this one, if it is the path of a file. */
  String sibling(String other) {
    return other.endsWith(".toml") ? Path.of(name).resolveSibling(other).toString() : other;
  }

  /** The values. */
  public JsonNode root() {
    return root;
  }

  /** An error at the header of the {@code index}-th {@code [[table]]}, counted from 0. */
  public SuiteFileException error(String table, int index, String message) {
    return SuiteFileException.at(name, line(table, index) + 1, message);
  }

  /** An error at a key of the {@code index}-th {@code [[table]]}, or its header without that key. */
  public SuiteFileException error(String table, int index, String key, String message) {
    Pattern assignment = Pattern.compile("\\s*\"?" + Pattern.quote(key) + "\"?\\s*[=.].*");
    int header = line(table, index);
    for (int i = header + 1; i < lines.size() && !lines.get(i).startsWith("["); i++) {
      if (assignment.matcher(lines.get(i)).matches()) {
        return SuiteFileException.at(name, i + 1, message);
      }
    }
    return error(table, index, message);
  }

  /** An error at a key outside any table. */
  public SuiteFileException error(String key, String message) {
    Pattern assignment = Pattern.compile("\\s*\"?" + Pattern.quote(key) + "\"?\\s*[=.].*");
    for (int i = 0; i < lines.size(); i++) {
      if (assignment.matcher(lines.get(i)).matches()) {
        return SuiteFileException.at(name, i + 1, message);
      }
    }
    return SuiteFileException.at(name, 1, message);
  }

  private int line(String table, int index) {
    Pattern header = Pattern.compile("\\s*\\[\\[\\s*" + Pattern.quote(table) + "\\s*]].*");
    int seen = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (header.matcher(lines.get(i)).matches() && seen++ == index) {
        return i;
      }
    }
    return 0;
  }
}
