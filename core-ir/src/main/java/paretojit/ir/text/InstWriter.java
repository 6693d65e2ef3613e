package paretojit.ir.text;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;

/** Writes single instructions of one function. */
final class InstWriter {
  private final Function f;
  private final StringBuilder out;

  InstWriter(Function f, StringBuilder out) {
    this.f = f;
    this.out = out;
  }

  /** Appends {@code v2 = iadd v0, v1}, without indentation or line end. */
  void write(int inst) {
    int results = f.resultCount(inst);
    for (int k = 0; k < results; k++) {
      out.append(k == 0 ? "v" : ", v").append(f.firstResult(inst) + k);
    }
    if (results > 0) {
      out.append(" = ");
    }
    Op op = f.op(inst);
    writeMnemonic(op, inst);
    writeOperands(op, inst);
  }

  /** Comparisons spell their condition as an operand, so a type goes before it. */
  private void writeMnemonic(Op op, int inst) {
    out.append(op.mnemonic());
    if (hasSuffix(op)) {
      out.append('.').append(f.type(inst));
    }
  }

  /** True if the result's type is spelled, because the operands do not tell it. */
  static boolean hasSuffix(Op op) {
    boolean untold = op.typing().hasResult() && op.typing().operands().indexOf('T') < 0;
    return untold
        && switch (op.format()) {
          case PLAIN -> !op.isCompare();
          case CONST -> op == Op.ICONST;
          case LOAD, STACK_ADDR, GLOBAL -> true;
          case STORE,
              NULLARY,
              MEMORY,
              MEMORY_PAIR,
              TABLE,
              TABLE_PAIR,
              SEGMENT,
              FUNCTION,
              CALL,
              CALL_INDIRECT,
              CALL_REF,
              JUMP,
              BRIF,
              BR_TABLE,
              RETURN,
              TRAP ->
              false;
        };
  }

  private void writeOperands(Op op, int inst) {
    long imm = f.imm(inst);
    int aux = f.aux(inst);
    switch (op.format()) {
      case PLAIN, RETURN -> values(" ", inst, 0);
      case CONST ->
          out.append(' ')
              .append(Literals.format(TextType.of(f.valueType(f.firstResult(inst))), imm));
      case LOAD -> {
        memory(aux);
        address(inst, 0);
      }
      case STORE -> {
        memory(aux);
        out.append(" v").append(f.arg(inst, 0)).append(',');
        address(inst, 1);
      }
      case STACK_ADDR -> {
        out.append(" ss").append(aux);
        offset(imm);
      }
      case NULLARY -> {}
      case GLOBAL -> {
        values(" ", inst, 0);
        out.append(f.argCount(inst) == 0 ? " " : ", ").append("global").append(aux);
      }
      case MEMORY -> entity("mem", aux, inst);
      case MEMORY_PAIR -> {
        out.append(" mem").append(aux).append(',');
        entity(op == Op.MEMORY_COPY ? "mem" : "data", imm, inst);
      }
      case TABLE -> entity("table", aux, inst);
      case TABLE_PAIR -> {
        out.append(" table").append(aux).append(',');
        entity(op == Op.TABLE_COPY ? "table" : "elem", imm, inst);
      }
      case SEGMENT -> entity(op == Op.DATA_DROP ? "data" : "elem", imm, inst);
      case FUNCTION -> entity("fn", aux, inst);
      case CALL -> {
        out.append(" fn").append(aux);
        arguments(inst, 0);
      }
      case CALL_INDIRECT -> {
        out.append(" sig").append(aux).append(", table").append(imm).append(", v");
        out.append(f.arg(inst, 0));
        arguments(inst, 1);
      }
      case CALL_REF -> {
        out.append(" sig").append(aux).append(", v").append(f.arg(inst, 0));
        arguments(inst, 1);
      }
      case JUMP -> {
        out.append(' ');
        edge(f.firstEdge(inst));
      }
      case BRIF -> {
        values(" ", inst, 0);
        out.append(", ");
        edge(f.firstEdge(inst));
        out.append(", ");
        edge(f.firstEdge(inst) + 1);
      }
      case BR_TABLE -> branchTable(inst);
      case TRAP -> {
        values(" ", inst, 0);
        TrapCode code = TrapCode.of((int) imm);
        out.append(f.argCount(inst) == 0 ? " " : ", ").append(code.text());
        if (code == TrapCode.USER) {
          out.append(aux);
        }
      }
    }
  }

  private void values(String before, int inst, int from) {
    for (int k = from; k < f.argCount(inst); k++) {
      out.append(k == from ? before : ", ").append('v').append(f.arg(inst, k));
    }
  }

  private void entity(String kind, long index, int inst) {
    out.append(' ').append(kind).append(index);
    values(", ", inst, 0);
  }

  private void memory(int aux) {
    if (aux != Function.NATIVE_MEMORY) {
      out.append(" mem").append(aux);
    }
  }

  private void address(int inst, int k) {
    out.append(" v").append(f.arg(inst, k));
    offset(f.imm(inst));
  }

  private void offset(long offset) {
    if (offset != 0) {
      out.append(offset > 0 ? "+" : "").append(offset);
    }
  }

  private void arguments(int inst, int from) {
    out.append('(');
    values("", inst, from);
    out.append(')');
  }

  private void edge(int edge) {
    out.append("block").append(f.edgeTarget(edge));
    if (f.edgeArgCount(edge) > 0) {
      out.append('(');
      for (int k = 0; k < f.edgeArgCount(edge); k++) {
        out.append(k == 0 ? "v" : ", v").append(f.edgeArg(edge, k));
      }
      out.append(')');
    }
  }

  /** CLIF puts the default first: {@code br_table v0, block3, [block1, block2]}. */
  private void branchTable(int inst) {
    values(" ", inst, 0);
    int first = f.firstEdge(inst);
    int last = first + f.edgeCount(inst) - 1;
    out.append(", ");
    edge(last);
    out.append(", [");
    for (int e = first; e < last; e++) {
      out.append(e == first ? "" : ", ");
      edge(e);
    }
    out.append(']');
  }
}
