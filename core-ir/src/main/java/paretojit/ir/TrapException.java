package paretojit.ir;

import org.jspecify.annotations.Nullable;

/**
 * A trap, as Java code sees it. It carries no stack trace: the place that matters is the function
 * and the source position in the program that trapped.
 */
public final class TrapException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The function index or source position of a trap whose place is not known. */
  public static final int UNKNOWN = -1;

  private final TrapCode code;
  private final int userCode;
  private final int function;
  private final int source;

  public TrapException(TrapCode code) {
    this(code, 0, UNKNOWN, UNKNOWN, null);
  }

  /**
   * @param userCode number of a {@link TrapCode#USER} trap, else 0
   * @param function function index in its module, or {@link #UNKNOWN}; where a mid-end inlined the
   *     code that trapped, the function that it was inlined into
   * @param source instruction id of the trapping instruction in the compiled function, or {@link
   *     #UNKNOWN}
   */
  public TrapException(
      TrapCode code, int userCode, int function, int source, @Nullable Throwable cause) {
    super(code.message(), cause, false, false);
    this.code = code;
    this.userCode = userCode;
    this.function = function;
    this.source = source;
  }

  public TrapCode code() {
    return code;
  }

  public int userCode() {
    return userCode;
  }

  public int function() {
    return function;
  }

  public int source() {
    return source;
  }

  /** The trap's name in the text form: {@code heap_oob}, {@code user7}, …. */
  public String trapName() {
    return code == TrapCode.USER ? code.text() + userCode : code.text();
  }

  @Override
  public String getMessage() {
    String place = function == UNKNOWN ? "" : " in function " + function;
    return trapName() + ": " + code.message() + place;
  }
}
