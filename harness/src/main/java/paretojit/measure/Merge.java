package paretojit.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import paretojit.suite.Suite;
import paretojit.suite.Workloads;
import tools.jackson.databind.json.JsonMapper;

/**
 * Several runs of one suite, such as its shards, as one.
 *
 * <pre>
 *   folders --Part.read--> conflict()?    different suites: no merge makes sense
 *                          objections()   different machines, tasks measured twice: not without being asked
 *                          missing()      workloads that no part has, or has only in part
 *                          write(folder)  journal.jsonl, provenance.json
 * </pre>
 */
public final class Merge {
  private static final JsonMapper JSON = new JsonMapper();

  private final List<Part> parts;
  private final Suite suite;
  private final List<Task> order;
  private final Map<Task, Visit> visits = new LinkedHashMap<>();
  private final List<String> disagreements = new ArrayList<>();

  /** A run to be merged. */
  public record Part(Path folder, Journal.Contents contents, Map<?, ?> provenance) {
    /**
     * Reads a results folder.
     *
     * @throws IOException if it is none
     */
    public static Part read(Path folder) throws IOException {
      boolean hasBegun = Files.exists(folder.resolve(Provenance.FILE));
      Map<?, ?> provenance = hasBegun ? Provenance.read(folder.toString()) : Map.of();
      return new Part(folder, Journal.read(folder), provenance);
    }

    /** A part of which nobody has measured anything yet has no provenance. */
    private boolean hasBegun() {
      return !provenance.isEmpty();
    }

    private String state() {
      return hasBegun() ? String.valueOf(provenance.get("state")) : "not begun";
    }

    private @Nullable String fact(String name) {
      Object value = provenance.get(name);
      return value == null ? null : value.toString();
    }
  }

  /**
   * A merge to be made.
   *
   * @param parts one or more; of several visits to one task the first counts
   */
  public Merge(List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.suite = parts.getFirst().contents().suite();
    this.order = Schedule.of(suite, suite.select(Workloads.shipped()));
    Map<Task, Path> from = new HashMap<>();
    for (Part part : parts) {
      for (Visit visit : part.contents().visits()) {
        add(visit, part.folder(), from);
      }
    }
  }

  private void add(Visit visit, Path folder, Map<Task, Path> from) {
    Visit first = visits.putIfAbsent(visit.task(), visit);
    Path owner = from.putIfAbsent(visit.task(), folder);
    // Within a folder the first counts, as everywhere; and a copy is no second opinion.
    if (first != null && !folder.equals(owner) && !text(first).equals(text(visit))) {
      disagreements.add(
          "%s and %s both measured %s (fork %d, round %d)"
              .formatted(owner, folder, visit.cell(), visit.fork(), visit.round()));
    }
  }

  private static String text(Visit visit) {
    return JSON.writeValueAsString(visit);
  }

  public Suite suite() {
    return suite;
  }

  /** Why the parts do not belong together, or null. */
  public @Nullable String conflict() {
    for (Part part : parts) {
      List<String> differences = Comparability.differences(suite, part.contents().suite());
      if (!differences.isEmpty()) {
        return "%s and %s are runs of different suites: %s"
            .formatted(parts.getFirst().folder(), part.folder(), String.join(", ", differences));
      }
    }
    return null;
  }

  /** What speaks against merging, a sentence each, though it could be done. */
  public List<String> objections() {
    List<String> objections = new ArrayList<>(differences(Comparability::obstacles));
    for (Part part : parts) {
      for (String difference : Comparability.within(part.provenance()).obstacles()) {
        objections.add(
            "%s was resumed on another machine or build: %s".formatted(part.folder(), difference));
      }
    }
    if (!disagreements.isEmpty()) {
      objections.add(
          disagreements.getFirst()
              + (disagreements.size() == 1
                  ? ""
                  : ", and so with %d other tasks".formatted(disagreements.size() - 1)));
    }
    return objections;
  }

  /** What a reader should know of the machines, though nothing speaks against merging. */
  public List<String> remarks() {
    return differences(Comparability::remarks);
  }

  /** In what the parts differ from the first that was begun, a sentence for each that does. */
  private List<String> differences(Function<Comparability, List<String>> kind) {
    List<Part> begun = parts.stream().filter(Part::hasBegun).toList();
    List<String> sentences = new ArrayList<>();
    for (Part part : begun) {
      Part first = begun.getFirst();
      List<String> differences =
          kind.apply(Comparability.ofParts(first.provenance(), part.provenance()));
      if (!differences.isEmpty()) {
        sentences.add(
            "%s and %s differ in %s"
                .formatted(first.folder(), part.folder(), String.join("; ", differences)));
      }
    }
    return sentences;
  }

  /**
   * Workloads whose visits are not all there, in the suite's order. Later rounds may be missing if the
   * suite has a budget, for that is what a budget does.
   */
  public List<String> missing() {
    Set<String> missing = new HashSet<>();
    for (Task task : order) {
      boolean isDue = task.round() == 1 || suite.effort().budgetSeconds() == 0;
      if (isDue && !visits.containsKey(task)) {
        missing.add(task.cell().workload());
      }
    }
    return suite.workloads().stream().filter(missing::contains).toList();
  }

  /** Parts that had not come to their end, with how far they got. */
  public List<String> unfinished() {
    return parts.stream()
        .filter(part -> !part.state().equals("complete"))
        .map(part -> part.folder() + " (" + part.state() + ")")
        .toList();
  }

  public boolean isComplete() {
    return missing().isEmpty() && unfinished().isEmpty();
  }

  /** Whether all of a journal's visits are in this merge, so that nothing is lost with that journal. */
  public boolean contains(Journal.Contents other) {
    return other.visits().stream()
        .allMatch(
            visit -> {
              Visit mine = visits.get(visit.task());
              return mine != null && text(mine).equals(text(visit));
            });
  }

  /** Writes journal and provenance, from which everything else can be derived. */
  public void write(Path folder) throws IOException {
    List<Visit> sorted = new ArrayList<>();
    for (Task task : order) {
      Visit visit = visits.get(task);
      if (visit != null) {
        sorted.add(visit);
      }
    }
    Journal.replace(folder, suite, sorted);
    Provenance.of(provenance()).write(folder);
  }

  // ---- provenance ----

  private Map<String, @Nullable Object> provenance() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("state", isComplete() ? "complete" : "incomplete");
    facts.put("started", extreme("started", Comparator.naturalOrder()));
    facts.put("finished", extreme("finished", Comparator.reverseOrder()));
    facts.put("machine", common("machine"));
    facts.put("during", common("during"));
    facts.put("software", common("software"));
    facts.put("peers", common("peers"));
    facts.put("parts", parts.stream().map(Merge::summary).toList());
    facts.put("missing", missing());
    facts.put("suite", suite);
    facts.put("order", parts.stream().<Object>flatMap(part -> order(part).stream()).toList());
    return facts;
  }

  private static Map<String, @Nullable Object> summary(Part part) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    Shard shard = part.contents().shard();
    facts.put("folder", part.folder().toString());
    facts.put("shard", shard == null ? null : shard.toString());
    facts.put("state", part.state());
    for (String name : List.of("started", "finished", "resumed")) {
      facts.put(name, part.provenance().get(name));
    }
    facts.put(
        "host", part.provenance().get("machine") instanceof Map<?, ?> m ? m.get("host") : null);
    facts.put("visits", part.contents().visits().size());
    return facts;
  }

  private static List<?> order(Part part) {
    return part.provenance().get("order") instanceof List<?> order ? order : List.of();
  }

  /** The first of a time in all parts, in the order given; times are texts that sort. */
  private @Nullable String extreme(String name, Comparator<String> by) {
    return parts.stream().flatMap(part -> Stream.ofNullable(part.fact(name))).min(by).orElse(null);
  }

  /** A group of facts; where parts differ, the list of what they say. */
  private Map<String, @Nullable Object> common(String group) {
    Map<String, Set<@Nullable Object>> values = new LinkedHashMap<>();
    for (Part part : parts) {
      if (part.provenance().get(group) instanceof Map<?, ?> facts) {
        facts.forEach(
            (name, value) ->
                values
                    .computeIfAbsent(String.valueOf(name), key -> new LinkedHashSet<>())
                    .add(value));
      }
    }
    Map<String, @Nullable Object> common = new LinkedHashMap<>();
    values.forEach((name, all) -> common.put(name, all.size() == 1 ? all.iterator().next() : all));
    return common;
  }
}
