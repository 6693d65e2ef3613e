package paretojit.engine;

/**
 * An engine cannot compile or run this program, for a reason that is no fault of the program's. It
 * becomes a row in the results, never the end of a run.
 */
public final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what the missing thing in the field's own terms, for instance {@code "fma without the
   *     FMA extension"}
   */
  public Unsupported(String what) {
    super(what, null, false, false);
  }
}
