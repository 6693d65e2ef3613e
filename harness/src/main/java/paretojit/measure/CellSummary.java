package paretojit.measure;

import java.util.Map;
import java.util.Optional;
import paretojit.stats.Estimate;

/**
 * All visits to a cell, summed up.
 *
 * @param status {@code ok}, or the first other status of any visit
 * @param detail of that visit
 * @param estimates of metrics; empty if the status is not {@code ok}
 * @param draws bootstrap draws of the medians of timed metrics
 * @param phases median nanoseconds by phase
 * @param counts deterministic numbers that are no metric, by name
 */
public record CellSummary(
    Cell cell,
    String status,
    String detail,
    Map<Metric, Estimate> estimates,
    Map<Metric, double[]> draws,
    Map<String, Estimate> phases,
    Map<String, Long> counts) {

  public boolean isOk() {
    return status.equals(Status.OK);
  }

  /** The estimate of a metric, if it was measured. */
  public Optional<Estimate> estimate(Metric metric) {
    return Optional.ofNullable(estimates.get(metric));
  }
}
