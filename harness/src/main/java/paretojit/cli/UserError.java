package paretojit.cli;

/** Something a user can mend: ends the command with one line on standard error and status 1. */
final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and where, then what to do
   */
  UserError(String message) {
    super(message);
  }

  UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
