package paretojit.filetest;

import java.nio.file.Path;

/**
 * What became of one check in a test file on one engine.
 *
 * @param line 1-based line of the check; 0 if it is about the file as a whole
 * @param engine id of the engine; empty if none had a part in it
 * @param check what was checked, as the file spells it
 * @param detail for failures what was expected and what came, for skips the reason, else empty
 */
public record TestOutcome(
    Path file, int line, String engine, String check, Status status, String detail) {
  public enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }

  public static TestOutcome passed(Path file, int line, String engine, String check) {
    return new TestOutcome(file, line, engine, check, Status.PASSED, "");
  }

  public static TestOutcome failed(
      Path file, int line, String engine, String check, String expected, String got) {
    String detail = "expected " + expected + ", got " + got;
    return new TestOutcome(file, line, engine, check, Status.FAILED, detail);
  }

  public static TestOutcome skipped(
      Path file, int line, String engine, String check, String reason) {
    return new TestOutcome(file, line, engine, check, Status.SKIPPED, reason);
  }

  /** One line: {@code file:line: [engine] check: detail}. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line : file.toString();
    String by = engine.isEmpty() ? "" : " [" + engine + "]";
    String tail = detail.isEmpty() ? "" : ": " + detail;
    return place + ":" + by + " " + check + tail;
  }
}
