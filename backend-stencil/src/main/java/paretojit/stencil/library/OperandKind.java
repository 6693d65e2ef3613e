package paretojit.stencil.library;

/**
 * Where an operand of a stencil is: the four-bit digits of a stencil's key.
 *
 * <p>General and vector operands use the same numbers, each in its own register file; which file is
 * meant follows from the operand's type. A set of kinds is a bit mask.
 */
public final class OperandKind {
  /** Pinned general registers are kinds 0 to 7. */
  public static final int GENERAL_REGISTERS = 8;

  /** Pinned vector registers are kinds 0 to 6. */
  public static final int VECTOR_REGISTERS = 7;

  /** A frame slot, its offset in a hole. */
  public static final int SLOT = 8;

  /** The temporary register of the operand's file, alive between stencils of one instruction. */
  public static final int TEMP = 9;

  /** A 32-bit immediate, sign-extended where the operand is wider. */
  public static final int IMM = 10;

  /** An immediate of the operand's full width. */
  public static final int WIDE = 11;

  /** Any pinned general register. */
  public static final int R = (1 << GENERAL_REGISTERS) - 1;

  /** Any pinned vector register. */
  public static final int X = (1 << VECTOR_REGISTERS) - 1;

  public static final int S = 1 << SLOT;
  public static final int T = 1 << TEMP;
  public static final int I = 1 << IMM;
  public static final int W = 1 << WIDE;

  private static final String[] GENERAL = {"r14", "r15", "rdi", "rsi", "rcx", "r8", "r9", "r11"};

  private OperandKind() {}

  /** The kind as listings show it: a register's name, {@code slot}, {@code temp}, {@code imm}. */
  public static String text(int kind, boolean isVector) {
    return switch (kind) {
      case SLOT -> "slot";
      case TEMP -> isVector ? "xmm7" : "rax";
      case IMM -> "imm";
      case WIDE -> "wide";
      default -> isVector ? "xmm" + kind : GENERAL[kind];
    };
  }
}
