package paretojit.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads a suite's TOML file. Only {@code engines} has no default:
 *
 * <pre>
 * extends = "quick"              # another suite, whose keys hold where this file has none
 * description = "one line"
 * note = "what readers of the results should know"
 * workloads = ["*"]              # globs; exclude = [...] takes some out again
 * levels = ["O0", "O2"]
 * engines = ["stencil:regs=$regs@x64", "egraph@x64"]
 * baseline = "egraph@x64"        # default: the first engine
 * size = "quick"                 # test, check, quick or paper
 * seed = 1
 * forks = 1                      # and the other fields of Suite.Effort
 *
 * [axes]                         # engines above that say $regs stand for one engine for each value
 * regs = [0, 4, 8]
 * </pre>
 */
final class SuiteReader {
  private static final String EXTENDS = "extends";
  private static final String DESCRIPTION = "description";
  private static final String NOTE = "note";
  private static final String WORKLOADS = "workloads";
  private static final String EXCLUDE = "exclude";
  private static final String LEVELS = "levels";
  private static final String ENGINES = "engines";
  private static final String AXES = "axes";
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
          "jmh",
          "fresh_workers",
          "cold_starts",
          "timeout_seconds");

  private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z][A-Za-z0-9_]*)");

  /** The file asked for, the one it extends, and so on. */
  private final List<TomlFile> files;

  private SuiteReader(List<TomlFile> files) {
    this.files = files;
  }

  /**
   * Reads a suite.
   *
   * @param file its name, for messages
   * @param others finds the files that are extended; it throws if there is none of a name
   * @throws SuiteFileException with line and suggestion
   */
  static Suite read(String name, String file, String text, Function<String, TomlFile> others) {
    List<TomlFile> files = new ArrayList<>(List.of(TomlFile.parse(file, text)));
    Set<String> seen = new HashSet<>();
    for (JsonNode base = extended(files); !base.isMissingNode(); base = extended(files)) {
      TomlFile last = files.getLast();
      if (!base.isString()) {
        throw last.error(EXTENDS, "extends wants the name of a suite in quotes");
      }
      String other = last.sibling(base.stringValue());
      if (!seen.add(other)) {
        throw last.error(EXTENDS, "suite '" + other + "' extends itself");
      }
      try {
        files.add(others.apply(other));
      } catch (SuiteFileException e) {
        throw last.error(EXTENDS, String.valueOf(e.getMessage()));
      }
    }
    return new SuiteReader(files).read(name);
  }

  private static JsonNode extended(List<TomlFile> files) {
    return files.getLast().root().path(EXTENDS);
  }

  private Suite read(String name) {
    files.forEach(SuiteReader::checkKeys);
    List<String> patterns = texts(ENGINES, List.of());
    if (patterns.isEmpty()) {
      throw error(ENGINES, "a suite needs engines = [\"…\"]; ./pareto engines lists them");
    }
    Map<String, List<String>> axes = axes();
    List<String> engines =
        patterns.stream().flatMap(pattern -> expand(pattern, axes).stream()).distinct().toList();
    for (String axis : axes.keySet()) {
      if (patterns.stream().noneMatch(pattern -> variables(pattern).contains(axis))) {
        throw error(AXES, "no engine says $" + axis);
      }
    }
    String baseline = text(BASELINE, engines.getFirst());
    if (!engines.contains(baseline)) {
      throw error(BASELINE, "baseline '" + baseline + "' is not one of the engines");
    }
    return new Suite(
        name,
        text(DESCRIPTION, name),
        text(NOTE, ""),
        texts(WORKLOADS, List.of("*")),
        texts(EXCLUDE, List.of()),
        levels(),
        engines,
        axes,
        baseline,
        size(),
        whole(SEED, 1, Long.MIN_VALUE, Long.MAX_VALUE),
        effort());
  }

  private static void checkKeys(TomlFile toml) {
    TreeSet<String> known = new TreeSet<>(EFFORT);
    known.addAll(
        List.of(
            EXTENDS,
            DESCRIPTION,
            NOTE,
            WORKLOADS,
            EXCLUDE,
            LEVELS,
            ENGINES,
            AXES,
            BASELINE,
            SIZE,
            SEED));
    for (String key : toml.root().propertyNames()) {
      if (!known.contains(key)) {
        throw toml.error(key, "unknown key '" + key + "'" + suggestion(key, known));
      }
    }
  }

  // ---- axes ----

  private Map<String, List<String>> axes() {
    Map<String, List<String>> axes = new TreeMap<>();
    JsonNode table = value(AXES);
    for (String axis : table.propertyNames()) {
      List<String> values = new ArrayList<>();
      for (JsonNode element : table.path(axis)) {
        values.add(element.asString());
      }
      if (!table.path(axis).isArray() || values.isEmpty()) {
        throw error(AXES, "axis " + axis + " wants a list of values, as in [0, 4, 8]");
      }
      axes.put(axis, values);
    }
    return axes;
  }

  /** The engines that a pattern stands for, the last variable varying fastest. */
  private List<String> expand(String pattern, Map<String, List<String>> axes) {
    List<String> engines = List.of(pattern);
    for (String variable : variables(pattern)) {
      List<String> values = axes.get(variable);
      if (values == null) {
        throw error(
            ENGINES,
            "engine '%s': no axis '%s'%s"
                .formatted(
                    pattern,
                    variable,
                    axes.isEmpty() ? "; there is no table [axes]" : among(axes.keySet())));
      }
      engines =
          engines.stream()
              .flatMap(engine -> values.stream().map(value -> replace(engine, variable, value)))
              .toList();
    }
    return engines;
  }

  private static String replace(String engine, String variable, String value) {
    return VARIABLE
        .matcher(engine)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(match.group(1).equals(variable) ? value : match.group()));
  }

  private static List<String> variables(String pattern) {
    return VARIABLE.matcher(pattern).results().map(m -> m.group(1)).distinct().toList();
  }

  // ---- files ----

  /** What the first file that has a key says. */
  private JsonNode value(String key) {
    return file(key).root().path(key);
  }

  private TomlFile file(String key) {
    return files.stream().filter(f -> f.root().has(key)).findFirst().orElse(files.getFirst());
  }

  private SuiteFileException error(String key, String message) {
    return file(key).error(key, message);
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
        flag("jmh"),
        flag("fresh_workers"),
        count("cold_starts", 0, 0),
        count("timeout_seconds", 60, 1));
  }

  private List<InputLevel> levels() {
    List<InputLevel> levels = new ArrayList<>();
    for (String text : texts(LEVELS, List.of("O0", "O2"))) {
      levels.add(
          Arrays.stream(InputLevel.values())
              .filter(level -> level.name().equalsIgnoreCase(text))
              .findFirst()
              .orElseThrow(
                  () ->
                      error(
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
                error(
                    SIZE,
                    "no size '"
                        + text
                        + "'"
                        + among(
                            Arrays.stream(WorkloadSize.values()).map(WorkloadSize::key).toList())));
  }

  private static String among(Collection<?> values) {
    return "; there are " + String.join(", ", values.stream().map(Object::toString).toList());
  }

  // ---- values by type ----

  private String text(String key, String otherwise) {
    JsonNode value = value(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isString()) {
      throw error(key, key + " wants a text in quotes");
    }
    return value.stringValue();
  }

  private List<String> texts(String key, List<String> otherwise) {
    JsonNode value = value(key);
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
      throw error(key, key + " wants a list of texts, as in [\"a\", \"b\"]");
    }
    return texts;
  }

  private int count(String key, int otherwise, int least) {
    return (int) whole(key, otherwise, least, Integer.MAX_VALUE);
  }

  private long whole(String key, long otherwise, long least, long most) {
    JsonNode value = value(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
      throw error(key, key + " wants a whole number of at least " + least);
    }
    return value.longValue();
  }

  private double decimal(String key, double otherwise) {
    JsonNode value = value(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isNumber() || value.doubleValue() < 0) {
      throw error(key, key + " wants a number of at least 0");
    }
    return value.doubleValue();
  }

  private boolean flag(String key) {
    JsonNode value = value(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw error(key, key + " wants true or false");
    }
    return value.asBoolean(false);
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
