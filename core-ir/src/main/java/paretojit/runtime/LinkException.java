package paretojit.runtime;

/** A module could not be instantiated: an import is missing or of the wrong type. */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LinkException(String message) {
    super(message);
  }
}
