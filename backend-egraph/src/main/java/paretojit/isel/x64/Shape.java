package paretojit.isel.x64;

/**
 * What a machine instruction's operands are, and so how the emitter writes it. Letters are operands,
 * destination first, as in the encoder's methods: {@code R} register (or its spill slot, where the
 * operand says so), {@code M} memory, {@code I} immediate. {@code U} in front: the destination is
 * copied from the first source ("update").
 *
 * <p>The address mode, its scale and the number of the operand that is its base stand beside the
 * shape in the instruction's head.
 */
final class Shape {
  static final int NOTHING = 0;
  static final int RR = 2;
  static final int RM = 3;
  static final int MR = 4;
  static final int RI = 5;
  static final int MI = 6;
  static final int COPY = 7; // destination, source: only the copy of U
  static final int UR = 8;
  static final int URR = 9;
  static final int URM = 10;
  static final int URI = 11;
  static final int RRR = 12;
  static final int RRM = 13;
  static final int RRI = 14;
  static final int RRRI = 16;
  static final int CONST = 17; // any 64-bit constant; flags are kept
  static final int ZERO = 18; // flags are lost
  static final int FLOAT_ZERO = 19;
  static final int SHIFT_CL = 20;
  static final int FMA = 21; // destination, addend, two factors

  // Control.
  static final int ENTRY = 24;
  static final int JUMP = 25;
  static final int BRANCH = 26; // imm: condition; edge 0 if it holds, else edge 1
  static final int TABLE = 27; // index, two temporaries
  static final int RETURN = 28;
  static final int TRAP = 29; // disp: trap code; row: user code
  static final int TRAP_IF = 30; // and imm: condition
  static final int CALL = 31; // disp: function
  static final int CALL_REF = 32; // FuncRef in rax
  static final int CALL_RUNTIME = 33; // imm: packed operation

  // Expanded by Expansions.
  static final int SETCC = 40; // imm: condition
  static final int FLOAT_SELECT = 41; // destination, if true, if false; imm: condition
  static final int DIVIDE = 42; // row: div or idiv
  static final int SIGNED_REMAINDER = 43;
  static final int CHECK_OVERFLOW = 44; // dividend, divisor: traps on MIN / -1
  static final int MULTIPLY_HIGH = 45;
  static final int MIN_MAX = 46;
  static final int INT_TO_FLOAT = 47;
  static final int UNSIGNED_TO_FLOAT = 48;
  static final int FLOAT_TO_INT = 49; // imm: flags of FloatToInt

  // Address modes.
  static final int NO_MEMORY = 0;
  static final int BASE = 1;
  static final int BASE_INDEX = 2;
  static final int INDEX = 3; // a scaled index alone, of no memory
  static final int CONTEXT = 4;
  static final int FRAME = 5; // stack slots of the IR
  static final int OUT = 6; // area for outgoing arguments
  static final int IN = 7; // area for incoming arguments
  static final int CONST32 = 8; // the constant is in imm
  static final int CONST64 = 9;
  static final int CONST128 = 10; // both halves are imm

  private static final int MODE_SHIFT = 8;
  private static final int SCALE_SHIFT = 12;
  private static final int BASE_SHIFT = 14;

  private Shape() {}

  /** A head without memory operand. */
  static int head(int shape) {
    return shape;
  }

  /** A head whose memory operand has its base (or index) at operand number {@code baseOperand}. */
  static int head(int shape, int mode, int scaleLog2, int baseOperand) {
    return shape | mode << MODE_SHIFT | scaleLog2 << SCALE_SHIFT | baseOperand << BASE_SHIFT;
  }

  static int shape(int head) {
    return head & 0xff;
  }

  static int mode(int head) {
    return head >>> MODE_SHIFT & 15;
  }

  static int scaleLog2(int head) {
    return head >>> SCALE_SHIFT & 3;
  }

  static int baseOperand(int head) {
    return head >>> BASE_SHIFT & 15;
  }
}
