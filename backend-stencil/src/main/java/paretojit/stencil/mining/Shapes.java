package paretojit.stencil.mining;

import paretojit.ir.Function;
import paretojit.ir.Op;

/**
 * What operations look like to a stencil: opcode, type, and of which kind their operands are.
 *
 * <p>An operand is {@code _}, a constant's class ({@code 0}, {@code 1..3}, {@code c} for what fits 32
 * bits, {@code wide}), or an operation.
 */
final class Shapes {
  private final Function f;

  Shapes(Function f) {
    this.f = f;
  }

  /** The instruction that an operand comes from and that is no constant, or -1. */
  int definer(int value) {
    int inst = f.valueDef(value);
    return inst < 0 || f.op(inst).isConst() ? -1 : inst;
  }

  /** An instruction with one operand spelled out. */
  String text(int inst, int nested, String nestedText) {
    StringBuilder out = new StringBuilder(name(inst)).append('(');
    for (int k = 0; k < f.argCount(inst); k++) {
      out.append(k == 0 ? "" : ", ").append(k == nested ? nestedText : operand(f.arg(inst, k)));
    }
    return out.append(')').toString();
  }

  String text(int inst) {
    return text(inst, -1, "");
  }

  private String name(int inst) {
    Op op = f.op(inst);
    String name = op.mnemonic().replace(' ', '_');
    if (op == Op.BRIF || f.argCount(inst) == 0) {
      return name;
    }
    boolean isStore = op.writes() && !op.isCall();
    int type = op.isCompare() || isStore ? f.valueTypeOrdinal(f.arg(inst, 0)) : f.typeOrdinal(inst);
    return type < 0 ? name : name + "." + paretojit.ir.Type.of(type);
  }

  private String operand(int value) {
    int inst = f.valueDef(value);
    if (inst < 0 || !f.op(inst).isConst()) {
      return "_";
    }
    long bits = f.imm(inst);
    if (bits == 0) {
      return "0";
    }
    if (f.op(inst) != Op.ICONST) {
      return "wide";
    }
    return bits >= 1 && bits <= 3 ? "1..3" : bits == (int) bits ? "c" : "wide";
  }
}
