package paretojit.emit.x64;

/**
 * A condition over the flags, in the order of the hardware's 4-bit codes (Intel SDM vol. 1, app. B).
 *
 * <p>After {@code cmp a, b}: L GE LE G are signed, B AE BE A unsigned. After {@code ucomisd a, b}:
 * A and AE are false when unordered, B BE and E true, and P says unordered.
 */
public enum Cond {
  O,
  NO,
  B,
  AE,
  E,
  NE,
  BE,
  A,
  S,
  NS,
  P,
  NP,
  L,
  GE,
  LE,
  G;

  private static final Cond[] ALL = values();

  /** The condition with hardware code {@code code}, 0 to 15. */
  public static Cond of(int code) {
    return ALL[code];
  }

  /** The hardware's 4-bit code. */
  public int code() {
    return ordinal();
  }

  /** The condition that holds exactly when this one does not. */
  public Cond negate() {
    return ALL[ordinal() ^ 1];
  }

  /** The condition that {@code cmp b, a} gives when {@code cmp a, b} gives this one. */
  public Cond swap() {
    return switch (this) {
      case E, NE -> this;
      case B -> A;
      case A -> B;
      case AE -> BE;
      case BE -> AE;
      case L -> G;
      case G -> L;
      case GE -> LE;
      case LE -> GE;
      case O, NO, S, NS, P, NP ->
          throw new AssertionError("the operands of " + this + " cannot be swapped");
    };
  }
}
