package paretojit.wasm.script;

import java.io.Serial;

/** A test script that cannot be read: what is wrong, and in which line. */
public final class ScriptException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int line;

  public ScriptException(String message, int line) {
    super("line " + line + ": " + message);
    this.line = line;
  }

  public int line() {
    return line;
  }
}
