package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.x64.Assembler;
import paretojit.emit.x64.Mem;
import paretojit.ir.Function;
import paretojit.ir.Type;
import paretojit.regalloc.Allocation;
import paretojit.regalloc.Location;

/** Writes the register allocator's moves. Registers and slots move whole, as 64 bits. */
final class MoveWriter {
  private final Assembler a;
  private final Frame frame;
  private final Selector s;
  private Allocation allocation = new Allocation();
  private int nextMove;

  /**
   * @param selector knows the function, whose constants moves may name
   */
  MoveWriter(Assembler assembler, Frame frame, Selector selector) {
    this.a = assembler;
    this.frame = frame;
    this.s = selector;
  }

  /** Starts on a function. */
  void start(Allocation allocated) {
    allocation = allocated;
    nextMove = 0;
  }

  /** Passes over the moves before instruction {@code inst}: those of blocks that are left out. */
  void skipTo(int inst) {
    while (nextMove < allocation.moveCount() && allocation.moveGap(nextMove) < inst) {
      nextMove++;
    }
  }

  /** Where {@link #goTo} finds the moves that come next. */
  int position() {
    return nextMove;
  }

  /** Goes on at a move, which may have been written before. */
  void goTo(int move) {
    nextMove = move;
  }

  /** Writes the moves that go before instruction {@code inst}; tells whether there are any. */
  boolean write(int inst) {
    int first = nextMove;
    while (nextMove < allocation.moveCount() && allocation.moveGap(nextMove) == inst) {
      int from = allocation.moveFrom(nextMove);
      int to = allocation.moveTo(nextMove);
      if (allocation.isSwap(nextMove)) {
        a.rr(XCHG64, to, from);
      } else if (Location.isConstant(from)) {
        constant(~from, to);
      } else {
        copy(from, to);
      }
      nextMove++;
    }
    return nextMove > first;
  }

  /** Copies between any two locations that are no constants; keeps the flags. */
  void copy(int from, int to) {
    if (from == to) {
      return;
    }
    boolean fromMemory = Location.isMemory(from);
    if (Location.isMemory(to)) {
      long slot = frame.memory(to);
      if (fromMemory) {
        // Both addresses are taken at the same rsp: pop adds before it stores.
        a.m(PUSH_MEM, frame.memory(from));
        a.m(POP_MEM, slot);
      } else {
        a.mr(isFloat(from) ? MOVSD : MOV64, slot, from & 15);
      }
    } else if (fromMemory) {
      a.rm(isFloat(to) ? MOVSD : MOV64, to & 15, frame.memory(from));
    } else if (isFloat(to)) {
      a.rr(isFloat(from) ? MOVAPS : MOVQ_TO, to & 15, from & 15);
    } else {
      a.rr(isFloat(from) ? MOVQ_FROM : MOV64, to & 15, from & 15);
    }
  }

  private static boolean isFloat(int register) {
    return register >= Location.FIRST_FLOAT;
  }

  /** Constants move on edges only, where no flags are live. */
  private void constant(int inst, int to) {
    Function function = s.f();
    Type type = function.type(inst);
    long bits = type.bits() == 64 ? function.imm(inst) : function.imm(inst) & 0xffff_ffffL;
    if (Location.isMemory(to)) {
      long slot = frame.memory(to);
      if (bits == (int) bits) {
        a.mi(MOV64, slot, (int) bits);
      } else {
        a.mi(MOV32, slot, (int) bits);
        a.mi(MOV32, Mem.plus(slot, 4), (int) (bits >>> 32));
      }
    } else if (!isFloat(to)) {
      if (bits == 0) {
        a.zero(to);
      } else {
        a.movImm(to, bits);
      }
    } else if (bits == 0) {
      a.rr(XORPS, to & 15, to & 15);
    } else if (type == Type.F64) {
      a.rm(MOVSD, to & 15, a.constant64(bits));
    } else {
      a.rm(MOVSS, to & 15, a.constant32((int) bits));
    }
  }
}
