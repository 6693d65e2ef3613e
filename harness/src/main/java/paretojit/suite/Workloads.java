package paretojit.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
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
import java.util.stream.Stream;
import paretojit.suite.synthetic.SyntheticProgram;
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

  /** How the names of users' files end. */
  private static final String USERS = ".wasm";

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

  /** The workload of that name: of the manifest, a generated one, or a user's {@code .wasm} file. */
  public Optional<Workload> named(String name) {
    if (name.endsWith(USERS)) {
      return Optional.of(ofUser(name));
    }
    return all.stream()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .or(() -> SyntheticProgram.named(name).map(program -> generated(name, program)));
  }

  /**
   * Those whose names match a glob such as {@code query-*}, in the manifest's order; with {@code
   * synthetic/} before it, generated ones. The path of a {@code .wasm} file is that file.
   *
   * @throws java.util.regex.PatternSyntaxException if it is not a glob
   */
  public List<Workload> matching(String glob) {
    if (glob.endsWith(USERS)) {
      return List.of(ofUser(glob));
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    if (glob.startsWith(SyntheticProgram.PREFIX)) {
      return Stream.concat(Stream.of(glob), SyntheticProgram.names().stream())
          .distinct()
          .filter(name -> matcher.matches(Path.of(name)))
          .flatMap(name -> named(name).stream())
          .toList();
    }
    return all.stream().filter(workload -> matcher.matches(Path.of(workload.name()))).toList();
  }

  private static Workload ofUser(String path) {
    return new Workload(
        path, new Workload.Source.OfUser(Path.of(path)), "file", "a module to compile", Map.of());
  }

  /** Calls of generated programs do about the same work, whatever their size. */
  private static Workload generated(String name, SyntheticProgram program) {
    Map<WorkloadSize, Workload.Call> calls = new EnumMap<>(WorkloadSize.class);
    int last = 0;
    for (WorkloadSize size : WorkloadSize.values()) {
      int n = Math.max(last + 1, work(size) / program.size());
      last = n;
      calls.put(size, new Workload.Call(n, program.checksum(n)));
    }
    return new Workload(
        name, new Workload.Source.Generated(program), "synthetic", program.description(), calls);
  }

  /**
   * Instructions of a generated program that a call of a size goes through, about: less than in
   * others, because the checksums are worked out whenever one is named.
   */
  private static int work(WorkloadSize size) {
    return switch (size) {
      case TEST -> 3_000;
      case CHECK -> 30_000;
      case QUICK -> 1_000_000;
      case PAPER -> 4_000_000;
    };
  }

  /** The WebAssembly module of a workload at one of its levels. */
  public static byte[] module(Workload workload, InputLevel level) {
    return switch (workload.source()) {
      case Workload.Source.OfC _ -> resource(workload.moduleName(level));
      case Workload.Source.Generated(SyntheticProgram program) -> program.wasm();
      case Workload.Source.OfUser(Path file) -> {
        try {
          yield Files.readAllBytes(file);
        } catch (IOException e) {
          throw new SuiteFileException(file + ": cannot be read (" + e + ")");
        }
      }
    };
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
      return new Workload(
          name, new Workload.Source.OfC(file), text("family"), text("description"), calls());
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
