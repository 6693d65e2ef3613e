package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.x64.Assembler;
import paretojit.emit.x64.Cond;
import paretojit.emit.x64.Mem;
import paretojit.emit.x64.Reg;
import paretojit.regalloc.Allocation;
import paretojit.regalloc.Location;
import paretojit.runtime.VmContext;

/**
 * The stack frame of one function.
 *
 * <pre>
 *   [rsp + 0]      outgoing arguments, operands of runtime calls
 *   [rsp + spills] spill slots
 *   [rsp + slots]  stack slots of the IR, 16-byte aligned
 *   [rsp + saved]  the context, if calls may change it
 *   ...            saved registers, return address, incoming arguments
 * </pre>
 */
final class Frame {
  /** Frames up to this size need no stack check in functions that call nobody. */
  private static final int SMALL_BYTES = 512;

  /** Frames up to this size fit below the limit, which leaves room for them. */
  private static final int NEAR_BYTES = 4096;

  private static final int[] SAVED_ORDER = {Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14};

  private int spills;
  private int slots;
  private int savedContext;
  private int bytes;
  private int saved;
  private int savedCount;
  private boolean hasCalls;
  private boolean savesContext;

  void layOut(Selector s, Allocation allocation) {
    hasCalls = s.calls.hasCalls;
    savesContext = s.calls.switchesContext;
    saved = allocation.usedRegisters() & Convention.CALLEE_SAVED;
    savedCount = Integer.bitCount(saved);
    spills = s.calls.outBytes;
    slots = spills + 8 * allocation.slotCount();
    if (s.memory.frameBytes() > 0) {
      slots = slots + 15 & -16;
    }
    savedContext = slots + s.memory.frameBytes() + 7 & -8;
    bytes = savedContext + (savesContext ? 8 : 0);
    boolean aligned = hasCalls || s.memory.frameBytes() > 0;
    if (aligned && (bytes + 8 * savedCount & 15) != 8) {
      bytes += 8; // The return address makes it a multiple of 16.
    }
  }

  /** Memory of a spill slot or home. */
  long memory(int location) {
    return Location.isHome(location)
        ? Mem.at(Convention.CONTEXT, VmContext.MEMORY0_BASE)
        : Mem.at(Reg.RSP, spills + 8 * (location - Location.FIRST_SLOT));
  }

  long stackSlot(int disp) {
    return Mem.at(Reg.RSP, slots + disp);
  }

  long out(int disp) {
    return Mem.at(Reg.RSP, disp);
  }

  long in(int disp) {
    return Mem.at(Reg.RSP, bytes + 8 * savedCount + 8 + disp);
  }

  long savedContext() {
    return Mem.at(Reg.RSP, savedContext);
  }

  /** Bytes of stack that the function takes, without its return address. */
  int totalBytes() {
    return bytes + 8 * savedCount;
  }

  /** Does the prologue check the stack? */
  boolean checksStack() {
    return hasCalls || bytes > SMALL_BYTES;
  }

  /** Writes the prologue but for the stack check's trap, which is jumped to when below. */
  void enter(Assembler a, int overflowLabel) {
    if (checksStack()) {
      int sp = Reg.RSP;
      if (bytes > NEAR_BYTES) {
        sp = Reg.RAX;
        a.rm(LEA64, sp, Mem.at(Reg.RSP, -bytes));
      }
      a.rm(CMP64, sp, Mem.at(Convention.CONTEXT, VmContext.STACK_LIMIT));
      a.jcc(Cond.B, overflowLabel);
    }
    for (int register : SAVED_ORDER) {
      if ((saved >>> register & 1) != 0) {
        a.r(PUSH, register);
      }
    }
    if (bytes > 0) {
      a.ri(SUB64, Reg.RSP, bytes);
    }
    if (savesContext) {
      a.mr(MOV64, savedContext(), Convention.CONTEXT);
    }
  }

  void leave(Assembler a) {
    if (bytes > 0) {
      a.ri(ADD64, Reg.RSP, bytes);
    }
    for (int k = SAVED_ORDER.length - 1; k >= 0; k--) {
      if ((saved >>> SAVED_ORDER[k] & 1) != 0) {
        a.r(POP, SAVED_ORDER[k]);
      }
    }
    a.op(RET);
  }
}
