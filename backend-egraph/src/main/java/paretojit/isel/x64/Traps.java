package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import java.util.Arrays;
import paretojit.emit.x64.Assembler;
import paretojit.emit.x64.Mem;
import paretojit.emit.x64.Reg;
import paretojit.ir.TrapCode;
import paretojit.runtime.VmContext;

/**
 * The traps of one function, out of line after its code: for each place a stub that says where, for
 * each code a tail that leaves.
 */
final class Traps {
  private static final int CODES = TrapCode.values().length;

  /** In place of a trap code: the runtime has recorded the trap, but not where. */
  static final int RECORDED = CODES;

  private static final int KINDS = CODES + 1;

  private static final int NO_LABEL = -1;

  private final Assembler a;
  private int count;
  private int[] label = new int[16];
  private int[] code = new int[16];
  private int[] source = new int[16];
  private int[] user = new int[16];
  // By code; then by code again for those with a user code.
  private final int[] tails = new int[2 * KINDS];

  Traps(Assembler assembler) {
    this.a = assembler;
  }

  void start() {
    count = 0;
    Arrays.fill(tails, NO_LABEL);
  }

  /** The label to jump to for a trap of IR instruction {@code atSource}. */
  int at(int trapCode, int userCode, int atSource) {
    for (int k = Math.max(0, count - 4); k < count; k++) {
      if (source[k] == atSource && code[k] == trapCode && user[k] == userCode) {
        return label[k];
      }
    }
    if (count == label.length) {
      label = Arrays.copyOf(label, count * 2);
      code = Arrays.copyOf(code, count * 2);
      source = Arrays.copyOf(source, count * 2);
      user = Arrays.copyOf(user, count * 2);
    }
    label[count] = a.newLabel();
    code[count] = trapCode;
    source[count] = atSource;
    user[count] = userCode;
    return label[count++];
  }

  private int tail(int index) {
    if (tails[index] == NO_LABEL) {
      tails[index] = a.newLabel();
    }
    return tails[index];
  }

  /** Writes all stubs and tails. */
  void write(int functionIndex) {
    for (int k = 0; k < count; k++) {
      a.bind(label[k]);
      if (user[k] != 0) {
        a.movImm(Reg.RCX, user[k] & 0xffff_ffffL);
      }
      a.movImm(Reg.RDX, source[k] & 0xffff_ffffL);
      a.jmp(tail(user[k] != 0 ? KINDS + code[k] : code[k]));
    }
    for (int k = 0; k < tails.length; k++) {
      if (tails[k] != NO_LABEL) {
        a.bind(tails[k]);
        writeTail(k, functionIndex);
      }
    }
  }

  private void writeTail(int index, int functionIndex) {
    if (index == RECORDED) {
      a.movImm(Reg.RSI, VmContext.TRAP_RECORDED & 0xffff_ffffL);
    } else {
      if (index < KINDS) {
        a.zero(Reg.RCX);
      }
      a.movImm(Reg.RSI, index % KINDS);
    }
    if (functionIndex != 0) {
      a.movImm(Reg.RAX, (long) functionIndex << 32);
      a.rr(OR64, Reg.RDX, Reg.RAX);
    }
    a.rr(MOV64, Reg.RDI, Convention.CONTEXT);
    a.m(JMP, Mem.at(Convention.CONTEXT, VmContext.TRAP_EXIT));
  }
}
