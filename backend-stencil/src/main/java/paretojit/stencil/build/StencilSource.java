package paretojit.stencil.build;

import java.util.List;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.Family.Operand;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.OperandKind;

/**
 * Writes the C of a family's variants: one stencil per combination of operand kinds, around the
 * operation's function from the hand-written headers.
 */
final class StencilSource {
  static final List<String> HEADERS =
      List.of(
          "stencil.h", "integer.h", "float.h", "memory.h", "control.h", "flags.h", "supernodes.h");
  private static final String[] NAMES = {"a", "b", "c"};

  private final StringBuilder out = new StringBuilder();
  private int stencils;

  StencilSource() {
    HEADERS.forEach(header -> out.append("#include \"").append(header).append("\"\n"));
  }

  /** The symbol of a variant, which the object reader takes apart again. */
  static String symbol(Family family, int key) {
    return "s" + family.id() + "_" + Integer.toHexString(key);
  }

  int stencils() {
    return stencils;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  void addVariant(Family family, int key) {
    stencils++;
    out.append("STENCIL ").append(symbol(family, key)).append("(PARAMS) { UNDEFINED; ");
    List<Operand> operands = family.operands();
    Operand result = family.result();
    int inputs = 0;
    int last = operands.size() - 1;
    boolean isImmediate =
        family.has(Family.HAS_IMMEDIATE) && family.kind(key, last) == OperandKind.IMM;
    if (result != null && family.has(Family.REUSES_RESULT_FIRST)) {
      read(result, isImmediate, family.kind(key, 0), "SLOT_D", NAMES[inputs++]);
    }
    for (int k = result == null ? 0 : 1; k < operands.size(); k++) {
      int kind = family.kind(key, k);
      if (!isImmediate || k != last) {
        String slot = k - (result == null ? 0 : 1) == 0 ? "SLOT_A" : "SLOT_B";
        read(operands.get(k), isImmediate, kind, slot, NAMES[inputs++]);
      }
    }
    if (result != null && family.has(Family.REUSES_RESULT_LAST)) {
      read(result, false, family.kind(key, 0), "SLOT_D", NAMES[inputs++]);
    }
    String next = family.has(Family.KEEPS_TEMPS) || writesTemp(family, key) ? "KEEP" : "DROP";
    String form = isImmediate ? isApart(family, key) ? "_apart" : "_imm" : "";
    String call = call(family, inputs, form);
    switch (family.shape()) {
      case VALUE -> {
        write(operands.getFirst(), isImmediate && !isCompare(family), family.kind(key, 0), call);
        out.append("MUSTTAIL CONT(").append(next).append(");");
      }
      case EFFECT -> out.append(call).append("; MUSTTAIL CONT(").append(next).append(");");
      case TRAPPING_VALUE -> {
        out.append("t_")
            .append(operands.getFirst().type())
            .append(" d; int outcome = ")
            .append(call);
        out.append("; if (outcome == OK) { ");
        write(operands.getFirst(), false, family.kind(key, 0), "d");
        out.append("MUSTTAIL CONT(").append(next).append("); } ");
        traps(family);
      }
      case TRAPPING_EFFECT -> {
        out.append("int outcome = ").append(call);
        out.append("; if (outcome == OK) MUSTTAIL CONT(").append(next).append("); ");
        traps(family);
      }
      case BRANCH ->
          out.append("if (!").append(call).append(") MUSTTAIL CONT(DROP); MUSTTAIL TAKEN(DROP);");
      case JUMP -> out.append("MUSTTAIL TAKEN(DROP);");
      case TABLE -> out.append("JUMP_TABLE(a)");
      case GLUE -> throw new AssertionError("assembly is written by hand");
    }
    out.append(" }\n");
  }

  private static boolean writesTemp(Family family, int key) {
    Operand result = family.result();
    return result != null && result.type().isInt() && family.kind(key, 0) == OperandKind.TEMP;
  }

  private static boolean isApart(Family family, int key) {
    int operand = family.kind(key, 1);
    return family.has(Family.HAS_APART)
        && operand != OperandKind.SLOT
        && operand != family.kind(key, 0);
  }

  private static String call(Family family, int inputs, String form) {
    StringBuilder call = new StringBuilder(family.function()).append(form).append('(');
    String separator = "";
    if (family.has(Family.TAKES_CONTEXT)) {
      call.append("ctx");
      separator = ", ";
    }
    if (family.has(Family.TAKES_BASE)) {
      call.append(separator).append("base");
      separator = ", ";
    }
    if (family.has(Family.TAKES_FRAME)) {
      call.append(separator).append("fp");
      separator = ", ";
    }
    for (int k = 0; k < inputs; k++) {
      call.append(separator).append(NAMES[k]);
      separator = ", ";
    }
    if (family.shape() == Family.Shape.TRAPPING_VALUE) {
      call.append(separator).append("&d");
    }
    return call.append(')').toString();
  }

  private void traps(Family family) {
    List<HoleKind> traps = family.traps();
    for (int k = 0; k < traps.size(); k++) {
      String code = traps.get(k).name().substring("TRAP_".length());
      // The last one needs no test: the outcome is one of them.
      out.append(
          k == traps.size() - 1 ? "MUSTTAIL TRAP_" + code + "(LEAVE);" : "OR_TRAP(" + code + ")");
    }
  }

  /** True if the result is a truth value whatever the operands' type. */
  private static boolean isCompare(Family family) {
    return family.function().startsWith("icmp");
  }

  /** {@code isWhole}: as 64 bits, which are valid for an i32 too. */
  private void read(Operand operand, boolean isWhole, int kind, String slot, String name) {
    String type = isWhole ? "i64" : operand.type().toString();
    out.append("t_").append(type).append(' ').append(name).append(" = ");
    switch (kind) {
      case OperandKind.SLOT ->
          out.append("LOAD_").append(type).append('(').append(slot).append(')');
      case OperandKind.IMM -> out.append("IMM_").append(type);
      case OperandKind.WIDE -> out.append("WIDE_").append(type);
      default ->
          out.append("GET_").append(type).append('(').append(register(operand, kind)).append(')');
    }
    out.append("; ");
  }

  private void write(Operand operand, boolean isWhole, int kind, String value) {
    String type = isWhole ? "i64" : operand.type().toString();
    if (kind == OperandKind.SLOT) {
      out.append("PUT_").append(type).append("(SLOT_D, ").append(value);
    } else {
      out.append("SET_").append(type).append('(').append(register(operand, kind));
      out.append(", ").append(value);
    }
    out.append("); ");
  }

  private static String register(Operand operand, int kind) {
    boolean isVector = operand.type().isFloat();
    if (kind == OperandKind.TEMP) {
      return isVector ? "xt" : "t";
    }
    return (isVector ? "x" : "r") + kind;
  }
}
