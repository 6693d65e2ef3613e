package paretojit.measure;

import paretojit.suite.InputLevel;

/**
 * What is measured: one program at one level on one engine.
 *
 * @param workload its name
 * @param engine an engine id
 */
public record Cell(String workload, InputLevel level, String engine) {
  @Override
  public String toString() {
    return workload + " " + level + " " + engine;
  }
}
