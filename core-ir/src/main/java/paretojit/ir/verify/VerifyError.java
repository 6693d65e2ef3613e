package paretojit.ir.verify;

/**
 * A rule of the IR that a function breaks.
 *
 * @param function name of the function
 * @param place block and instruction, as {@code block2, inst 17}
 * @param source position in the input the instruction came from, or -1
 * @param message what is wrong
 */
public record VerifyError(String function, String place, int source, String message) {
  @Override
  public String toString() {
    String from = source < 0 ? "" : " (source " + source + ")";
    return "%" + function + ": " + place + from + ": " + message;
  }
}
