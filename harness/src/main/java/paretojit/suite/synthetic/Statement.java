package paretojit.suite.synthetic;

import java.util.List;

/** What generated programs are made of; variables are 32-bit integers, by index. */
sealed interface Statement {
  /** {@code target = left operation right}. */
  record Assign(int target, Operation operation, int left, int right) implements Statement {}

  /** {@code target = variable operation constant}. */
  record AssignConstant(int target, Operation operation, int variable, int constant)
      implements Statement {}

  /** {@code if (variable & 1 << bit) then else otherwise}. */
  record If(int variable, int bit, List<Statement> then, List<Statement> otherwise)
      implements Statement {}

  /** {@code do body while (--counter != 0)}, with {@code counter = times} before. */
  record Loop(int counter, int times, List<Statement> body) implements Statement {}

  /** Operations that never trap, with their WebAssembly opcodes. */
  enum Operation {
    ADD(0x6a),
    SUB(0x6b),
    MUL(0x6c),
    AND(0x71),
    OR(0x72),
    XOR(0x73),
    SHL(0x74),
    SHR_S(0x75),
    SHR_U(0x76),
    ROTL(0x77);

    final int opcode;

    Operation(int opcode) {
      this.opcode = opcode;
    }

    int apply(int a, int b) {
      return switch (this) {
        case ADD -> a + b;
        case SUB -> a - b;
        case MUL -> a * b;
        case AND -> a & b;
        case OR -> a | b;
        case XOR -> a ^ b;
        case SHL -> a << b;
        case SHR_S -> a >> b;
        case SHR_U -> a >>> b;
        case ROTL -> Integer.rotateLeft(a, b);
      };
    }
  }
}
