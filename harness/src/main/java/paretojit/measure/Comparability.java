package paretojit.measure;

import static paretojit.measure.Comparability.Weight.NONE;
import static paretojit.measure.Comparability.Weight.OBSTACLE;
import static paretojit.measure.Comparability.Weight.REMARK;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import paretojit.suite.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What times must have in common before they may stand beside each other, by {@code provenance.json}.
 *
 * <pre>
 *   two runs against each other   one machine, one JDK; builds may differ, for that is the question
 *   parts of one run              machines of one kind, one build: merged shards, a run that goes on
 * </pre>
 *
 * Either way, differences are <em>obstacles</em>, which nobody passes without saying so ({@code
 * --force}), or <em>remarks</em>, which a reader is told.
 *
 * @param obstacles a phrase each; none if the times may stand beside each other
 * @param remarks a phrase each
 */
public record Comparability(List<String> obstacles, List<String> remarks) {
  private static final int LONGEST = 60;
  private static final JsonMapper JSON = new JsonMapper();

  enum Weight {
    NONE,
    REMARK,
    OBSTACLE
  }

  /**
   * A fact that may differ.
   *
   * @param ofRuns how much it weighs between runs
   * @param ofParts how much it weighs between parts of one run
   */
  private record Fact(String group, String name, String words, Weight ofRuns, Weight ofParts) {}

  private static final List<Fact> FACTS =
      List.of(
          new Fact("machine", "host", "host", OBSTACLE, NONE),
          new Fact("machine", "cpu", "processor", OBSTACLE, OBSTACLE),
          new Fact("machine", "arch", "architecture", OBSTACLE, OBSTACLE),
          new Fact("machine", "processors", "number of processors", REMARK, REMARK),
          new Fact("machine", "microcode", "microcode", REMARK, REMARK),
          new Fact("machine", "os", "kernel", REMARK, REMARK),
          new Fact("machine", "governor", "governor", REMARK, REMARK),
          new Fact("machine", "turbo_off", "turbo switched off", REMARK, REMARK),
          new Fact("software", "java", "JDK", OBSTACLE, OBSTACLE),
          new Fact("software", "java_vendor", "JDK's vendor", OBSTACLE, OBSTACLE),
          new Fact("software", "worker_flags", "workers' flags", REMARK, OBSTACLE),
          new Fact("software", "git_commit", "commit", NONE, OBSTACLE),
          new Fact("suite", "size", "size of the timed calls", OBSTACLE, NONE));

  public Comparability {
    obstacles = List.copyOf(obstacles);
    remarks = List.copyOf(remarks);
  }

  /** Of two runs, one against the other. */
  public static Comparability ofRuns(Map<?, ?> before, Map<?, ?> after) {
    return of(before, after, false);
  }

  /** Of parts that are to be one run. */
  public static Comparability ofParts(Map<?, ?> part, Map<?, ?> other) {
    return of(part, other, true);
  }

  /**
   * Of everything in one run, which may have been resumed elsewhere, or merged of parts that were, or
   * of parts from machines of different kinds: with lists in place of facts.
   */
  public static Comparability within(Map<?, ?> provenance) {
    List<String> obstacles = new ArrayList<>(resumed(provenance));
    if (provenance.get("parts") instanceof List<?> parts) {
      for (Object part : parts) {
        if (part instanceof Map<?, ?> facts) {
          obstacles.addAll(resumed(facts));
        }
      }
    }
    for (Fact fact : FACTS) {
      if (fact.group.equals("machine")
          && fact.ofParts == OBSTACLE
          && group(provenance, fact.group).get(fact.name) instanceof List<?> several) {
        obstacles.add("%s: %s".formatted(fact.words, shortened(several.toString())));
      }
    }
    return new Comparability(obstacles, List.of());
  }

  private static List<String> resumed(Map<?, ?> provenance) {
    return list(provenance.get("resumed"))
        .flatMap(
            entry -> entry instanceof Map<?, ?> map ? list(map.get("differences")) : Stream.of())
        .map(String::valueOf)
        .toList();
  }

  private static Stream<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream() : Stream.of();
  }

  /** Everything that differs. */
  public List<String> differences() {
    return Stream.concat(obstacles.stream(), remarks.stream()).toList();
  }

  private static Comparability of(Map<?, ?> before, Map<?, ?> after, boolean areParts) {
    List<String> obstacles = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (Fact fact : FACTS) {
      Weight weight = areParts ? fact.ofParts : fact.ofRuns;
      if (weight != NONE) {
        compare(
            fact.words,
            tree(group(before, fact.group).get(fact.name)),
            tree(group(after, fact.group).get(fact.name)),
            weight == OBSTACLE ? obstacles : remarks);
      }
    }
    (areParts ? obstacles : remarks).addAll(peers(group(before, "peers"), group(after, "peers")));
    return new Comparability(obstacles, remarks);
  }

  private static Map<?, ?> group(Map<?, ?> provenance, String name) {
    return provenance.get(name) instanceof Map<?, ?> group ? group : Map.of();
  }

  /** Releases of peers that both have. */
  private static List<String> peers(Map<?, ?> before, Map<?, ?> after) {
    List<String> differences = new ArrayList<>();
    before.forEach(
        (peer, release) -> {
          if (after.containsKey(peer)) {
            compare("" + peer, tree(release), tree(after.get(peer)), differences);
          }
        });
    return differences;
  }

  // ---- trees of facts ----

  /** How two suites differ, a phrase each; empty if they are equal. */
  public static List<String> differences(Suite suite, Suite other) {
    List<String> differences = new ArrayList<>();
    compare("", tree(suite), tree(other), differences);
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
        differences.add(path + ": " + onlyIn(a, b) + " and " + onlyIn(b, a));
      }
    } else if (!a.equals(b)) {
      differences.add("%s: %s and %s".formatted(path, shown(a), shown(b)));
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
    list.forEach(element -> texts.add(text(element)));
    return texts;
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.stringValue() : value.toString();
  }

  private static String shown(JsonNode value) {
    boolean isKnown = !value.isNull() && !value.isMissingNode();
    return isKnown ? "'" + shortened(text(value)) + "'" : "not known";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static JsonNode tree(@Nullable Object value) {
    return JSON.valueToTree(value);
  }
}
