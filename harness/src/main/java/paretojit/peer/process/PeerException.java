package paretojit.peer.process;

/** A peer's process died, or broke the protocol. */
public final class PeerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PeerException(String message) {
    super(message, null, false, false);
  }
}
