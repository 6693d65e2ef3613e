package paretojit.wasm;

import java.io.Serial;

/** Text that is no module: what is wrong with it, and where. */
public final class WatException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /** Lines and columns count from 1; both are 0 when the place is not known. */
  public WatException(String message, int line, int column) {
    super(line == 0 ? message : "line " + line + ", column " + column + ": " + message);
    this.line = line;
    this.column = column;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
