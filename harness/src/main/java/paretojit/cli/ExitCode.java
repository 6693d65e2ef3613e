package paretojit.cli;

/** What the process's exit status means. */
final class ExitCode {
  static final int OK = 0;

  /** Bad input or usage; or a test failed. */
  static final int BAD_INPUT = 1;

  /** The program trapped. */
  static final int TRAP = 2;

  /** The engine and the oracle disagree. */
  static final int MISMATCH = 3;

  /** {@code diff} found that something became worse. */
  static final int REGRESSION = 4;

  private ExitCode() {}
}
