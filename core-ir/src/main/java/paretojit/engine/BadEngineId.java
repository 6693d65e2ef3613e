package paretojit.engine;

/** An engine id is malformed or names an engine, option or value that does not exist. */
public final class BadEngineId extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or a few lines: what is wrong, then what exists
   */
  public BadEngineId(String message) {
    super(message, null, false, false);
  }
}
