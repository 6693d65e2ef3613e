package paretojit.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import paretojit.measure.Metric;
import paretojit.suite.InputLevel;
import paretojit.suite.SuiteFileException;
import paretojit.suite.TomlFile;
import tools.jackson.databind.JsonNode;

/**
 * Reads a TOML file of claims:
 *
 * <pre>
 * run = ["quick"]                # for claims that say nothing else: arguments of ./pareto run,
 *                                # or results = "FOLDER" relative to this file
 * [[claim]]
 * text = "a sentence"
 * engine = "egraph@x64"
 * baseline = "stencil@x64"
 * level = "O2"
 * metric = "compile_nanos"       # any of summary.csv
 * expected = [2.5, 5.0]          # the ratio engine : baseline, a geometric mean over workloads
 * </pre>
 */
public final class ClaimsReader {
  private static final String TABLE = "claim";
  private static final String RUN = "run";
  private static final String RESULTS = "results";
  private static final List<String> KEYS =
      List.of("text", RUN, RESULTS, "engine", "baseline", "level", "metric", "expected");
  private static final List<String> TOP = List.of(RUN, RESULTS, TABLE);

  private final TomlFile toml;

  private ClaimsReader(TomlFile toml) {
    this.toml = toml;
  }

  /**
   * Reads claims.
   *
   * @param file its name, for messages
   * @throws SuiteFileException with the line
   */
  public static List<Claim> read(String file, String text) {
    return new ClaimsReader(TomlFile.parse(file, text)).read();
  }

  private List<Claim> read() {
    JsonNode root = toml.root();
    for (String key : root.propertyNames()) {
      if (!TOP.contains(key)) {
        throw toml.error(key, "unknown key '" + key + "'" + among(TOP));
      }
    }
    JsonNode tables = root.path(TABLE);
    if (!tables.isArray() || tables.isEmpty()) {
      throw toml.error(TABLE, "there is no [[claim]] in it");
    }
    List<Claim> claims = new ArrayList<>();
    for (int k = 0; k < tables.size(); k++) {
      claims.add(new TableReader(toml, k, tables.path(k)).read(root));
    }
    return claims;
  }

  private static String among(List<String> values) {
    return "; there are " + String.join(", ", values);
  }

  /** One [[claim]] table. */
  private record TableReader(TomlFile toml, int index, JsonNode table) {
    Claim read(JsonNode root) {
      for (String key : table.propertyNames()) {
        if (!KEYS.contains(key)) {
          throw error(key, "unknown key '" + key + "'" + among(KEYS));
        }
      }
      double[] expected = expected();
      return new Claim(
          text("text"),
          source(root),
          text("engine"),
          text("baseline"),
          named("level", List.of(InputLevel.values()), InputLevel::name),
          named("metric", Arrays.asList(Metric.values()), Metric::key),
          expected[0],
          expected[1]);
    }

    private Claim.Source source(JsonNode root) {
      boolean isOwn = table.has(RUN) || table.has(RESULTS);
      JsonNode from = isOwn ? table : root;
      JsonNode run = from.path(RUN);
      JsonNode results = from.path(RESULTS);
      if (run.isMissingNode() == results.isMissingNode()) {
        throw sourceError(
            root,
            RUN,
            "wanted either run = [\"SUITE\", …] or results = \"FOLDER\", here or at the top of the"
                + " file");
      }
      if (!results.isMissingNode()) {
        if (!results.isString()) {
          throw sourceError(root, RESULTS, "results wants a folder in quotes");
        }
        return new Claim.Source.Folder(results.stringValue());
      }
      List<String> arguments = new ArrayList<>();
      run.forEach(word -> arguments.add(word.isString() ? word.stringValue() : ""));
      if (!run.isArray() || arguments.isEmpty() || arguments.contains("")) {
        throw sourceError(
            root, RUN, "run wants a list of texts, as in [\"quick\", \"--levels\", \"O2\"]");
      }
      return new Claim.Source.Run(arguments);
    }

    /** At the claim, unless it is the file's default that is wrong. */
    private SuiteFileException sourceError(JsonNode root, String key, String message) {
      return !table.has(key) && root.has(key) ? toml.error(key, message) : error(key, message);
    }

    private double[] expected() {
      JsonNode value = table.path("expected");
      boolean isPair =
          value.isArray()
              && value.size() == 2
              && value.path(0).isNumber()
              && value.path(1).isNumber()
              && value.path(0).doubleValue() <= value.path(1).doubleValue();
      if (!isPair) {
        throw error(
            "expected", "expected wants the least and the greatest ratio, as in [2.5, 5.0]");
      }
      return new double[] {value.path(0).doubleValue(), value.path(1).doubleValue()};
    }

    private <T> T named(String key, List<T> values, Function<T, String> name) {
      String text = text(key);
      return values.stream()
          .filter(value -> name.apply(value).equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  error(
                      key,
                      "no " + key + " '" + text + "'" + among(values.stream().map(name).toList())));
    }

    private String text(String key) {
      JsonNode value = table.path(key);
      if (!value.isString() || value.stringValue().isBlank()) {
        throw error(key, key + " wants a text in quotes");
      }
      return value.stringValue();
    }

    private SuiteFileException error(String key, String message) {
      return toml.error(TABLE, index, key, message);
    }
  }
}
