package paretojit.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Reads a suite's TOML file. Only {@code engines} has no default:
 *
 * <pre>
 * description = "one line"
 * workloads = ["*"]              # globs; exclude = [...] takes some out again
 * levels = ["O0", "O2"]
 * engines = ["stencil@x64", "egraph@x64"]
 * baseline = "stencil@x64"       # default: the first engine
 * size = "quick"                 # test, check, quick or paper
 * seed = 1
 * forks = 1                      # and the other fields of Suite.Effort
 * </pre>
 */
final class SuiteReader {
  private static final String DESCRIPTION = "description";
  private static final String WORKLOADS = "workloads";
  private static final String EXCLUDE = "exclude";
  private static final String LEVELS = "levels";
  private static final String ENGINES = "engines";
  private static final String BASELINE = "baseline";
  private static final String SIZE = "size";
  private static final String SEED = "seed";
  private static final List<String> EFFORT =
      List.of(
          "forks",
          "rounds",
          "budget_seconds",
          "warmup_seconds",
          "steady_seconds",
          "compile_iterations",
          "compile_millis",
          "run_iterations",
          "run_millis",
          "timeout_seconds");

  private final TomlFile toml;

  private SuiteReader(TomlFile toml) {
    this.toml = toml;
  }

  /**
   * Reads a suite.
   *
   * @param file its name, for messages
   * @throws SuiteFileException with line and suggestion
   */
  static Suite read(String name, String file, String text) {
    return new SuiteReader(TomlFile.parse(file, text)).read(name);
  }

  private Suite read(String name) {
    TreeSet<String> known = new TreeSet<>(EFFORT);
    known.addAll(List.of(DESCRIPTION, WORKLOADS, EXCLUDE, LEVELS, ENGINES, BASELINE, SIZE, SEED));
    for (String key : toml.root().propertyNames()) {
      if (!known.contains(key)) {
        throw toml.error(key, "unknown key '" + key + "'" + suggestion(key, known));
      }
    }
    List<String> engines = texts(ENGINES, List.of());
    if (engines.isEmpty()) {
      throw toml.error(ENGINES, "a suite needs engines = [\"…\"]; ./pareto engines lists them");
    }
    String baseline = text(BASELINE, engines.getFirst());
    if (!engines.contains(baseline)) {
      throw toml.error(BASELINE, "baseline '" + baseline + "' is not one of the engines");
    }
    return new Suite(
        name,
        text(DESCRIPTION, name),
        texts(WORKLOADS, List.of("*")),
        texts(EXCLUDE, List.of()),
        levels(),
        engines,
        baseline,
        size(),
        whole(SEED, 1, Long.MIN_VALUE, Long.MAX_VALUE),
        effort());
  }

  private Suite.Effort effort() {
    return new Suite.Effort(
        count("forks", 1, 1),
        count("rounds", 1, 1),
        count("budget_seconds", 0, 0),
        decimal("warmup_seconds", 5),
        decimal("steady_seconds", 1),
        count("compile_iterations", 50, 0),
        count("compile_millis", 200, 0),
        count("run_iterations", 10, 0),
        count("run_millis", 200, 0),
        count("timeout_seconds", 60, 1));
  }

  private List<InputLevel> levels() {
    List<InputLevel> levels = new ArrayList<>();
    for (String text : texts(LEVELS, List.of("O0", "O2"))) {
      levels.add(
          Arrays.stream(InputLevel.values())
              .filter(level -> level.name().equals(text))
              .findFirst()
              .orElseThrow(
                  () ->
                      toml.error(
                          LEVELS,
                          "no level '" + text + "'" + among(List.of(InputLevel.values())))));
    }
    return levels;
  }

  private WorkloadSize size() {
    String text = text(SIZE, WorkloadSize.QUICK.key());
    return Arrays.stream(WorkloadSize.values())
        .filter(size -> size.key().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                toml.error(
                    SIZE,
                    "no size '"
                        + text
                        + "'"
                        + among(
                            Arrays.stream(WorkloadSize.values()).map(WorkloadSize::key).toList())));
  }

  private static String among(List<?> values) {
    return "; there are " + String.join(", ", values.stream().map(Object::toString).toList());
  }

  // ---- values by type ----

  private String text(String key, String otherwise) {
    JsonNode value = toml.root().path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isString()) {
      throw toml.error(key, key + " wants a text in quotes");
    }
    return value.stringValue();
  }

  private List<String> texts(String key, List<String> otherwise) {
    JsonNode value = toml.root().path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (element.isString()) {
        texts.add(element.stringValue());
      }
    }
    if (!value.isArray() || texts.size() != value.size() || texts.isEmpty()) {
      throw toml.error(key, key + " wants a list of texts, as in [\"a\", \"b\"]");
    }
    return texts;
  }

  private int count(String key, int otherwise, int least) {
    return (int) whole(key, otherwise, least, Integer.MAX_VALUE);
  }

  private long whole(String key, long otherwise, long least, long most) {
    JsonNode value = toml.root().path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
      throw toml.error(key, key + " wants a whole number of at least " + least);
    }
    return value.longValue();
  }

  private double decimal(String key, double otherwise) {
    JsonNode value = toml.root().path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isNumber() || value.doubleValue() < 0) {
      throw toml.error(key, key + " wants a number of at least 0");
    }
    return value.doubleValue();
  }

  // ---- suggestions ----

  private static String suggestion(String key, TreeSet<String> known) {
    String nearest = known.first();
    for (String candidate : known) {
      nearest = distance(key, candidate) < distance(key, nearest) ? candidate : nearest;
    }
    return distance(key, nearest) <= 1 + key.length() / 3
        ? "; did you mean '" + nearest + "'?"
        : "; there are " + String.join(", ", known);
  }

  /** Levenshtein's edit distance, upper and lower case alike. */
  private static int distance(String a, String b) {
    String x = a.toLowerCase(Locale.ROOT);
    String y = b.toLowerCase(Locale.ROOT);
    int[] row = new int[y.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= x.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= y.length(); j++) {
        int substituted = diagonal + (x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[y.length()];
  }
}
