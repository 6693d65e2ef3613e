package paretojit.measure;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one visit to a cell gave: a line of the journal.
 *
 * @param fork number of the worker process, from 1
 * @param round number of the visit in that fork, from 1
 * @param status as {@link Status} has it; samples are there only if it is {@code ok}
 * @param detail what a reader should know about a status that is not {@code ok}, or empty
 * @param samples by {@link Metric#key()}, in the order taken
 * @param phases nanoseconds of single compilations by phase
 * @param counts deterministic numbers by metric or counter name
 */
public record Visit(
    Cell cell,
    int fork,
    int round,
    String status,
    String detail,
    Map<String, long[]> samples,
    Map<String, long[]> phases,
    Map<String, Long> counts) {

  public Visit {
    samples = new TreeMap<>(samples);
    phases = new TreeMap<>(phases);
    counts = new TreeMap<>(counts);
  }

  /** A visit without samples. */
  public static Visit failed(Task task, String status, String detail) {
    return new Visit(
        task.cell(), task.fork(), task.round(), status, detail, Map.of(), Map.of(), Map.of());
  }

  /** With these samples beside its own. */
  Visit withSamples(Metric metric, long[] values) {
    Map<String, long[]> more = new TreeMap<>(samples);
    more.put(metric.key(), values);
    return new Visit(cell, fork, round, status, detail, more, phases, counts);
  }

  public boolean isOk() {
    return status.equals(Status.OK);
  }

  public Task task() {
    return new Task(cell, fork, round);
  }
}
