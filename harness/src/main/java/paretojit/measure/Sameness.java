package paretojit.measure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import paretojit.suite.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What two runs must have in common before their times may stand in one table. */
public final class Sameness {
  /** Facts of {@code provenance.json} that move times. */
  private static final List<String> FACTS =
      List.of(
          "machine.cpu",
          "machine.arch",
          "software.java",
          "software.java_vendor",
          "software.worker_flags",
          "software.git_commit",
          "peers");

  private static final int LONGEST = 60;
  private static final JsonMapper JSON = new JsonMapper();

  private Sameness() {}

  /** How the machines and the software of two runs differ, a phrase each; empty if they are alike. */
  public static List<String> differences(Map<?, ?> provenance, Map<?, ?> other) {
    List<String> differences = new ArrayList<>();
    for (String fact : FACTS) {
      Object a = fact(provenance, fact);
      Object b = fact(other, fact);
      if (!Objects.equals(a, b)) {
        differences.add(difference(fact, a, b));
      }
    }
    return differences;
  }

  private static @Nullable Object fact(Map<?, ?> provenance, String path) {
    Object value = provenance;
    for (String name : path.split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  /** How two suites differ, a phrase each; empty if they are equal. */
  static List<String> differences(Suite suite, Suite other) {
    List<String> differences = new ArrayList<>();
    compare("", JSON.valueToTree(suite), JSON.valueToTree(other), differences);
    return differences;
  }

  private static void compare(String path, JsonNode a, JsonNode b, List<String> differences) {
    if (a.isObject() && b.isObject()) {
      Set<String> names = new TreeSet<>(a.propertyNames());
      names.addAll(b.propertyNames());
      for (String name : names) {
        compare(path.isEmpty() ? name : path + "." + name, a.path(name), b.path(name), differences);
      }
    } else if (a.isArray() && b.isArray()) {
      if (!a.equals(b)) {
        differences.add(path + " (" + onlyIn(a, b) + " against " + onlyIn(b, a) + ")");
      }
    } else if (!a.equals(b)) {
      differences.add(difference(path, a, b));
    }
  }

  /** The elements that the other list lacks; all of them if it is a matter of their order. */
  private static String onlyIn(JsonNode list, JsonNode other) {
    Set<String> own = texts(list);
    own.removeAll(texts(other));
    return shortened(own.isEmpty() ? list.toString() : own.toString());
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new LinkedHashSet<>();
    list.forEach(element -> texts.add(element.isString() ? element.stringValue() : "" + element));
    return texts;
  }

  private static String difference(String name, @Nullable Object a, @Nullable Object b) {
    return name + " (" + shortened("" + a) + " against " + shortened("" + b) + ")";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
