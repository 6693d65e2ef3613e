package paretojit.toolchain;

/** LLVM's tools could not be had, or one of them failed; the message is fit for a user. */
public final class ToolchainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ToolchainException(String message) {
    super(message);
  }

  public ToolchainException(String message, Throwable cause) {
    super(message, cause);
  }
}
