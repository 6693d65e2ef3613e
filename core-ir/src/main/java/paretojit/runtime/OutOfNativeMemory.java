package paretojit.runtime;

/** The system would not give this process memory or addresses. */
public final class OutOfNativeMemory extends IllegalStateException {
  private static final long serialVersionUID = 1;

  OutOfNativeMemory(String message) {
    super(message);
  }
}
