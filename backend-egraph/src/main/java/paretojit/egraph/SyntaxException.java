package paretojit.egraph;

/** Text that cannot be read, with the place where it goes wrong. */
public final class SyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient SExpr.Position position;
  private final String problem;

  /** An error at a position; {@link #getMessage} starts with {@code source:line:column:}. */
  public SyntaxException(SExpr.Position position, String problem) {
    super(position + ": " + problem);
    this.position = position;
    this.problem = problem;
  }

  /** Where. */
  public SExpr.Position position() {
    return position;
  }

  /** What, without the position. */
  public String problem() {
    return problem;
  }
}
