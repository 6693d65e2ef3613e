package paretojit.regalloc;

/** Machine code and its allocation as text, for people who debug either. */
public final class Listing {
  private static final String[] ROLES = {"", "late ", "def ", "temp "};
  private static final String[] PHASES = {"arrive", "within", "leave"};

  private Listing() {}

  /** One line for each instruction, with the low byte of its head, and for each move. */
  public static String of(MachineCode code, Allocation allocation) {
    StringBuilder out = new StringBuilder();
    int move = 0;
    for (int b = 0; b < code.blockCount; b++) {
      block(out, code, allocation, b);
      for (int k = code.blockStart[b]; k < code.blockStart[b + 1]; k++) {
        while (move < allocation.moveCount() && allocation.moveGap(move) == k) {
          out.append(
              "         %s %s <- %s%n"
                  .formatted(
                      PHASES[allocation.movePhase(move)],
                      Location.toString(allocation.moveTo(move)),
                      Location.toString(allocation.moveFrom(move))));
          move++;
        }
        out.append("  %4d  shape %d".formatted(k, code.head[k] & 0xff));
        for (int o = code.operandStart[k]; o < code.operandStart[k + 1]; o++) {
          int operand = code.operands[o];
          out.append(
              "  %sv%d:%s"
                  .formatted(
                      ROLES[Operand.role(operand) >> 24],
                      Operand.vreg(operand),
                      Location.toString(allocation.location(o))));
        }
        out.append('\n');
      }
    }
    return out.toString();
  }

  private static void block(StringBuilder out, MachineCode code, Allocation allocation, int b) {
    out.append("block %d (depth %d):".formatted(b, code.depth[b]));
    for (int k = 0; k < code.paramCount[b]; k++) {
      int v = code.params[code.paramFirst[b] + k];
      out.append(" v%d:%s".formatted(v, Location.toString(allocation.firstLocation(v))));
    }
    for (int k = 0; k < code.edgeCount[b]; k++) {
      int e = code.edgeFirst[b] + k;
      out.append("  -> ").append(code.edgeTarget[e]).append('(');
      for (int a = code.edgeArgFirst[e]; a < code.edgeArgFirst[e + 1]; a++) {
        int arg = code.edgeArgs[a];
        out.append(arg < 0 ? " const" + ~arg : " v" + arg);
      }
      out.append(" )");
    }
    out.append('\n');
  }
}
