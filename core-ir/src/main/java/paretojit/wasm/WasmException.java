package paretojit.wasm;

import java.io.Serial;

/**
 * A module that cannot be taken in: what is wrong with it, and at which byte.
 *
 * <p>Messages begin with the words of the specification's test suite where it has a case for the
 * error ({@code type mismatch}, {@code unexpected end}, …); details follow after a colon.
 */
public final class WasmException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Why a module is refused. */
  public enum Kind {
    /** The bytes do not spell a module. */
    MALFORMED,
    /** A module that breaks the rules of validation. */
    INVALID,
    /** It uses a proposal that is not supported. */
    UNSUPPORTED,
    /** It is larger than this implementation allows. */
    LIMIT
  }

  private final Kind kind;
  private final String reason;
  private final int byteOffset;

  /** An error at {@code byteOffset}, counted from the start of the module. */
  public WasmException(Kind kind, String message, int byteOffset) {
    super(message + " (at byte " + byteOffset + ")");
    this.kind = kind;
    this.reason = message;
    this.byteOffset = byteOffset;
  }

  /** The error for bytes that spell nothing. */
  public static WasmException malformed(String message, int byteOffset) {
    return new WasmException(Kind.MALFORMED, message, byteOffset);
  }

  /** The error for what validation forbids. */
  public static WasmException invalid(String message, int byteOffset) {
    return new WasmException(Kind.INVALID, message, byteOffset);
  }

  /** The error for an index of something that does not exist. */
  public static WasmException unknown(String what, int index, int byteOffset) {
    return invalid("unknown " + what + " " + Integer.toUnsignedString(index), byteOffset);
  }

  /** The error for what this implementation has no room for. */
  public static WasmException limit(String message, int byteOffset) {
    return new WasmException(Kind.LIMIT, message, byteOffset);
  }

  /** The error for a feature of a proposal beyond those supported. */
  static WasmException proposal(String proposal, String feature, int byteOffset) {
    return new WasmException(
        Kind.UNSUPPORTED, "unsupported proposal " + proposal + ": " + feature, byteOffset);
  }

  public Kind kind() {
    return kind;
  }

  /** Offset of the offending byte or instruction from the start of the module. */
  public int byteOffset() {
    return byteOffset;
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }
}
