package paretojit.runtime;

/** The program asked to end. Thrown out of {@link Instance#invoke}; not an error in itself. */
public final class ProcExit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  public ProcExit(int status) {
    super("exit status " + status, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
