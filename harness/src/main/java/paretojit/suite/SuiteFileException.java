package paretojit.suite;

/** A TOML file of workloads or suites is wrong; the message says where and is fit for a user. */
public final class SuiteFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SuiteFileException(String message) {
    super(message);
  }

  /** As {@code FILE:LINE: MESSAGE}, with lines counted from 1. */
  public static SuiteFileException at(String file, int line, String message) {
    return new SuiteFileException(file + ":" + line + ": " + message);
  }
}
