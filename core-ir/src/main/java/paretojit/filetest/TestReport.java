package paretojit.filetest;

import java.util.List;

/** Numbers of outcomes, as the last line of {@code ./pareto test} prints them. */
public record TestReport(int passed, int failed, int skipped) {
  public static final TestReport EMPTY = new TestReport(0, 0, 0);

  public static TestReport of(List<TestOutcome> outcomes) {
    TestReport report = EMPTY;
    for (TestOutcome outcome : outcomes) {
      report = report.plus(outcome);
    }
    return report;
  }

  public TestReport plus(TestOutcome outcome) {
    return switch (outcome.status()) {
      case PASSED -> new TestReport(passed + 1, failed, skipped);
      case FAILED -> new TestReport(passed, failed + 1, skipped);
      case SKIPPED -> new TestReport(passed, failed, skipped + 1);
    };
  }

  public TestReport plus(TestReport other) {
    return new TestReport(passed + other.passed, failed + other.failed, skipped + other.skipped);
  }

  @Override
  public String toString() {
    return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
  }
}
