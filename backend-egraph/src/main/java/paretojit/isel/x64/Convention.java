package paretojit.isel.x64;

import static paretojit.emit.x64.Reg.*;

import java.util.List;
import paretojit.ir.Type;
import paretojit.regalloc.Location;
import paretojit.regalloc.RegisterFile;

/**
 * The internal calling convention: System V's registers, several results, and r15 for the context.
 *
 * <pre>
 *   parameters   rdi rsi rdx rcx r8 r9, xmm0..xmm7, then 8-byte stack slots
 *   results      rax rdx rcx rsi, xmm0..xmm3, then stack slots after those of the parameters
 *   preserved    rbx rbp r12 r13 r14; r15 is the context of the callee, and kept by it
 *   stack        rsp is a multiple of 16 at the call; slot k is at [rsp + 8k] then
 * </pre>
 *
 * I32 values are zero-extended in registers; the upper half of a slot is not looked at.
 */
final class Convention {
  /** Pinned: the context. */
  static final int CONTEXT = R15;

  /** The same register as Linux numbers it in a signal's context. */
  static final int CONTEXT_IN_SIGNAL = 7;

  /** Outside allocation: moves and expansions use it. */
  static final int SCRATCH_XMM = 15;

  private static final int[] INT_PARAMS = {RDI, RSI, RDX, RCX, R8, R9};
  private static final int[] INT_RESULTS = {RAX, RDX, RCX, RSI};
  private static final int FLOAT_PARAMS = 8;
  private static final int FLOAT_RESULTS = 4;

  static final int CALLEE_SAVED = 1 << RBX | 1 << RBP | 1 << R12 | 1 << R13 | 1 << R14;

  private static final int[] ORDER = order();

  static final RegisterFile REGISTERS =
      new RegisterFile(
          0xffff_ffff & ~(1 << RSP | 1 << CONTEXT | 1 << Location.FIRST_FLOAT + SCRATCH_XMM),
          CALLEE_SAVED,
          ORDER,
          Location.FIRST_FLOAT + SCRATCH_XMM);

  private Convention() {}

  /**
   * rbp comes last. As the base of a linear memory it made an interpreter loop 2.3 times as slow on
   * an AMD Zen: a processor that forwards stores to loads by the registers of their addresses expects
   * a frame behind rbp, whose offsets do not change.
   */
  private static int[] order() {
    int[] general = {RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11, RBX, R12, R13, R14, RBP};
    int[] order = new int[general.length + SCRATCH_XMM];
    System.arraycopy(general, 0, order, 0, general.length);
    for (int x = 0; x < SCRATCH_XMM; x++) {
      order[general.length + x] = Location.FIRST_FLOAT + x;
    }
    return order;
  }

  /**
   * Where values of the given types are passed: register number, or {@code ~slot} for the stack.
   *
   * @param firstSlot number of the first stack slot to use
   */
  static int[] places(List<Type> types, boolean results, int firstSlot) {
    int[] places = new int[types.size()];
    int ints = 0;
    int floats = 0;
    int slots = firstSlot;
    int maxInts = results ? INT_RESULTS.length : INT_PARAMS.length;
    int maxFloats = results ? FLOAT_RESULTS : FLOAT_PARAMS;
    for (int k = 0; k < places.length; k++) {
      if (types.get(k).isInt() && ints < maxInts) {
        places[k] = results ? INT_RESULTS[ints++] : INT_PARAMS[ints++];
      } else if (types.get(k).isFloat() && floats < maxFloats) {
        places[k] = floats++;
      } else {
        places[k] = ~slots++;
      }
    }
    return places;
  }

  /** Number of stack slots that {@code places} uses. */
  static int slots(int[] places) {
    int slots = 0;
    for (int place : places) {
      slots += place < 0 ? 1 : 0;
    }
    return slots;
  }
}
