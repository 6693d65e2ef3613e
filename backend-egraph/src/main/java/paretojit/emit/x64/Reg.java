package paretojit.emit.x64;

/**
 * Register numbers, 0 to 15 in each of the two classes, and their names.
 *
 * <p>The System V calling convention passes integers in rdi rsi rdx rcx r8 r9 and floats in xmm0 to
 * xmm7; rbx rbp and r12 to r15 belong to the caller.
 */
public final class Reg {
  public static final int RAX = 0;
  public static final int RCX = 1;
  public static final int RDX = 2;
  public static final int RBX = 3;
  public static final int RSP = 4;
  public static final int RBP = 5;
  public static final int RSI = 6;
  public static final int RDI = 7;
  public static final int R8 = 8;
  public static final int R9 = 9;
  public static final int R10 = 10;
  public static final int R11 = 11;
  public static final int R12 = 12;
  public static final int R13 = 13;
  public static final int R14 = 14;
  public static final int R15 = 15;

  public static final int XMM0 = 0;
  public static final int XMM1 = 1;
  public static final int XMM2 = 2;
  public static final int XMM3 = 3;
  public static final int XMM4 = 4;
  public static final int XMM5 = 5;
  public static final int XMM6 = 6;
  public static final int XMM7 = 7;
  public static final int XMM8 = 8;
  public static final int XMM9 = 9;
  public static final int XMM10 = 10;
  public static final int XMM11 = 11;
  public static final int XMM12 = 12;
  public static final int XMM13 = 13;
  public static final int XMM14 = 14;
  public static final int XMM15 = 15;

  private static final String[] LEGACY = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};

  private Reg() {}

  /** The name of general register {@code reg} seen {@code bytes} (1, 2, 4 or 8) wide: {@code r9d}. */
  public static String gpr(int reg, int bytes) {
    if (reg >= 8) {
      return "r"
          + reg
          + switch (bytes) {
            case 1 -> "b";
            case 2 -> "w";
            case 4 -> "d";
            default -> "";
          };
    }
    String name = LEGACY[reg];
    return switch (bytes) {
      case 1 -> reg < 4 ? name.charAt(0) + "l" : name + "l";
      case 2 -> name;
      case 4 -> "e" + name;
      default -> "r" + name;
    };
  }

  /** The name of vector register {@code reg}: {@code xmm3}. */
  public static String xmm(int reg) {
    return "xmm" + reg;
  }
}
