package paretojit.program;

/** A file that is no program, or one that asks for what it does not have. Fit for a user. */
public final class BadProgram extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: file, place in it where known, and what is wrong
   */
  public BadProgram(String message) {
    super(message, null, false, false);
  }
}
