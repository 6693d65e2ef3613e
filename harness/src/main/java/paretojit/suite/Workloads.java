package paretojit.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The workloads of a manifest, {@code workloads.toml}, in its order.
 *
 * <p>A manifest is a list of tables, all of whose keys are required:
 *
 * <pre>
 * [[workload]]
 * name = "matmul"
 * file = "matmul.c"
 * family = "linear-algebra"
 * description = "dense matrix products of 40 x 40 doubles"
 * test = { n = 2, checksum = 911900747 }    # and so for every WorkloadSize
 * </pre>
 */
public final class Workloads {
  /** The manifest's file name, beside the C files and beside the compiled modules. */
  public static final String MANIFEST = "workloads.toml";

  private static final String RESOURCES = "/workloads/";
  private static final String TABLE = "workload";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Set<String> TEXT_KEYS =
      new TreeSet<>(List.of("name", "file", "family", "description"));

  private final List<Workload> all;

  private Workloads(List<Workload> all) {
    this.all = List.copyOf(all);
  }

  /** The workloads this program was built with. */
  public static Workloads shipped() {
    return parse(MANIFEST, new String(resource(MANIFEST), StandardCharsets.UTF_8));
  }

  /**
   * Reads a manifest.
   *
   * @param file its name, for messages
   * @throws SuiteFileException naming file and line if it is not as described above
   */
  public static Workloads parse(String file, String text) {
    TomlFile toml = TomlFile.parse(file, text);
    for (String key : toml.root().propertyNames()) {
      if (!key.equals(TABLE)) {
        throw new SuiteFileException(
            file + ": unknown key '" + key + "'; a manifest has [[" + TABLE + "]] only");
      }
    }
    JsonNode tables = toml.root().path(TABLE);
    List<Workload> workloads = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tables.size(); i++) {
      Workload workload = new TableReader(toml, i, tables.get(i)).read();
      if (!names.add(workload.name())) {
        throw toml.error(TABLE, i, "name", "a second workload named '" + workload.name() + "'");
      }
      workloads.add(workload);
    }
    if (workloads.isEmpty()) {
      throw new SuiteFileException(file + ": no [[" + TABLE + "]]");
    }
    return new Workloads(workloads);
  }

  /** All of them, in the manifest's order. */
  public List<Workload> all() {
    return all;
  }

  /** The workload of that name. */
  public Optional<Workload> named(String name) {
    return all.stream().filter(workload -> workload.name().equals(name)).findFirst();
  }

  /**
   * Those whose names match a glob such as {@code query-*}, in the manifest's order.
   *
   * @throws java.util.regex.PatternSyntaxException if it is not a glob
   */
  public List<Workload> matching(String glob) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    return all.stream().filter(workload -> matcher.matches(Path.of(workload.name()))).toList();
  }

  /** The WebAssembly module of a shipped workload at a level. */
  public static byte[] module(Workload workload, InputLevel level) {
    return resource(workload.moduleName(level));
  }

  private static byte[] resource(String name) {
    try (InputStream in = Workloads.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new AssertionError(RESOURCES + name + " is not on the class path: build again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One [[workload]] table. */
  private record TableReader(TomlFile toml, int index, JsonNode table) {
    Workload read() {
      for (String key : table.propertyNames()) {
        if (!TEXT_KEYS.contains(key) && !isSize(key)) {
          Set<String> known = new TreeSet<>(TEXT_KEYS);
          for (WorkloadSize size : WorkloadSize.values()) {
            known.add(size.key());
          }
          throw error(key, "unknown key; there are " + String.join(", ", known));
        }
      }
      String name = text("name");
      if (!NAME.matcher(name).matches()) {
        throw error("name", "'" + name + "' is not of lower-case words joined by hyphens");
      }
      String file = text("file");
      if (!file.endsWith(".c")) {
        throw error("file", "'" + file + "' is not a C file");
      }
      return new Workload(name, file, text("family"), text("description"), calls());
    }

    private Map<WorkloadSize, Workload.Call> calls() {
      Map<WorkloadSize, Workload.Call> calls = new EnumMap<>(WorkloadSize.class);
      int last = 0;
      for (WorkloadSize size : WorkloadSize.values()) {
        String key = size.key();
        JsonNode call = table.path(key);
        JsonNode n = call.path("n");
        JsonNode checksum = call.path("checksum");
        if (call.size() != 2 || !n.canConvertToInt() || !checksum.canConvertToInt()) {
          throw error(key, "wanted { n = INTEGER, checksum = INTEGER }, both of 32 bits");
        }
        if (n.intValue() <= last) {
          throw error(key, "n = " + n.intValue() + " does not grow from size to size");
        }
        last = n.intValue();
        calls.put(size, new Workload.Call(last, checksum.intValue()));
      }
      return calls;
    }

    private String text(String key) {
      JsonNode value = table.path(key);
      if (!value.isString() || value.stringValue().isBlank()) {
        throw error(key, "wanted a text");
      }
      return value.stringValue();
    }

    private SuiteFileException error(String key, String message) {
      return toml.error(TABLE, index, key, TABLE + "." + key + ": " + message);
    }

    private static boolean isSize(String key) {
      for (WorkloadSize size : WorkloadSize.values()) {
        if (size.key().equals(key)) {
          return true;
        }
      }
      return false;
    }
  }
}
