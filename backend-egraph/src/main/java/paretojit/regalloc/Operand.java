package paretojit.regalloc;

/**
 * Operands of machine instructions as packed ints: which virtual register, in what role, and where
 * it must be.
 *
 * <pre>
 *   bits 0-23 virtual register    24-25 role    26-27 place    28-31 number of a fixed register
 * </pre>
 *
 * <p>Within an instruction, in order of time: moves into fixed registers, the read of {@link #USE}
 * and {@link #LATE} operands, the write of {@link #DEF} operands. A {@code LATE} use is still
 * needed while results are written, so no result shares its register; a {@link #TEMP} is needed from
 * before the reads until after the writes.
 */
public final class Operand {
  // Roles.
  public static final int USE = 0;
  public static final int LATE = 1 << 24;
  public static final int DEF = 2 << 24;
  public static final int TEMP = 3 << 24;

  // Places.
  /** Any register of the class. */
  public static final int REGISTER = 0;

  /** A register, or the register's spill slot (uses only). */
  public static final int ANY = 1 << 26;

  /** One register; a move brings the value there, or from there if it is a definition. */
  public static final int FIXED = 2 << 26;

  /** (Definitions.) The register of the instruction's first use, copied there if need be. */
  public static final int REUSE = 3 << 26;

  static final int ROLE_MASK = 3 << 24;
  static final int PLACE_MASK = 3 << 26;
  static final int VREG_MASK = (1 << 24) - 1;
  private static final int FIXED_SHIFT = 28;

  /** Stands for no value in a clobber of a general register. */
  public static final int NO_INT = 0;

  /** Stands for no value in a clobber of a vector register. */
  public static final int NO_FLOAT = 1;

  /** The first virtual register with a value. */
  public static final int FIRST_VREG = 2;

  private Operand() {}

  public static int use(int vreg) {
    return vreg;
  }

  /** A use that may be read from its spill slot. */
  public static int useAny(int vreg) {
    return vreg | ANY;
  }

  public static int late(int vreg) {
    return vreg | LATE;
  }

  public static int lateAny(int vreg) {
    return vreg | LATE | ANY;
  }

  public static int useFixed(int vreg, int register) {
    return vreg | FIXED | (register & 15) << FIXED_SHIFT;
  }

  public static int lateFixed(int vreg, int register) {
    return vreg | LATE | FIXED | (register & 15) << FIXED_SHIFT;
  }

  public static int def(int vreg) {
    return vreg | DEF;
  }

  public static int defReuse(int vreg) {
    return vreg | DEF | REUSE;
  }

  public static int defFixed(int vreg, int register) {
    return vreg | DEF | FIXED | (register & 15) << FIXED_SHIFT;
  }

  public static int temp(int vreg) {
    return vreg | TEMP;
  }

  /** The instruction destroys a register; {@code none} is {@link #NO_INT} or {@link #NO_FLOAT}. */
  public static int clobber(int none, int register) {
    return none | TEMP | FIXED | (register & 15) << FIXED_SHIFT;
  }

  public static int vreg(int operand) {
    return operand & VREG_MASK;
  }

  static int role(int operand) {
    return operand & ROLE_MASK;
  }

  static int place(int operand) {
    return operand & PLACE_MASK;
  }

  /** Number of the fixed register within its class. */
  static int fixedRegister(int operand) {
    return operand >>> FIXED_SHIFT;
  }
}
