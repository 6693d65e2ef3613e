package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import java.util.List;
import paretojit.emit.x64.Assembler;
import paretojit.emit.x64.Cond;
import paretojit.emit.x64.Mem;
import paretojit.emit.x64.Reg;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.runtime.RuntimeCalls;
import paretojit.runtime.VmContext;

/**
 * The ways in and out of generated code.
 *
 * <pre>
 *   runtime --wrapper(context, long* buffer)--&gt; function     buffer slots to convention and back
 *   function --thunk--&gt; runtime call                          convention to slots and back
 * </pre>
 */
final class Thunks {
  private static final int CONTEXT = Convention.CONTEXT;

  private final Assembler a;

  Thunks(Assembler assembler) {
    this.a = assembler;
  }

  /**
   * Calls the runtime with operands at rsp; afterwards NE holds if a trap is recorded. All registers
   * that calls do not preserve are lost.
   */
  static void callRuntime(Assembler a, long packed) {
    a.rr(MOV64, Reg.RDI, CONTEXT);
    a.movImm(Reg.RSI, packed);
    a.rr(MOV64, Reg.RDX, Reg.RSP);
    a.m(CALL, Mem.at(CONTEXT, VmContext.RUNTIME_CALL));
    a.rr(TEST32, Reg.RAX, Reg.RAX);
  }

  /** Writes the thunk of an imported function; gives its offset. */
  int importThunk(int function, Signature signature) {
    CallShape shape = CallShape.of(signature);
    int slots = Math.max(shape.params().length, shape.results().length);
    int bytes = aligned(8 * slots);
    int offset = a.beginFunction();
    a.ri(SUB64, Reg.RSP, bytes);
    for (int k = 0; k < shape.params().length; k++) {
      int place = shape.params()[k];
      if (place < 0) {
        a.rm(MOV64, Reg.RAX, Mem.at(Reg.RSP, bytes + 8 + 8 * ~place));
        a.mr(MOV64, Mem.at(Reg.RSP, 8 * k), Reg.RAX);
      } else {
        storeSlot(signature.params().get(k), Mem.at(Reg.RSP, 8 * k), place);
      }
    }
    callRuntime(a, RuntimeCalls.pack(Op.CALL, function, 0));
    int trap = a.newLabel();
    a.jcc(Cond.NE, trap);
    for (int k = 0; k < shape.results().length; k++) {
      int place = shape.results()[k];
      Type type = signature.results().get(k);
      if (place < 0) {
        a.rm(type == Type.I32 ? MOV32 : MOV64, Reg.R11, Mem.at(Reg.RSP, 8 * k));
        a.mr(MOV64, Mem.at(Reg.RSP, bytes + 8 + 8 * ~place), Reg.R11);
      } else {
        loadSlot(type, place, Mem.at(Reg.RSP, 8 * k));
      }
    }
    a.ri(ADD64, Reg.RSP, bytes);
    a.op(RET);
    a.bind(trap);
    a.movImm(Reg.RDX, (long) function << 32 | 0xffff_ffffL); // No instruction of ours.
    a.movImm(Reg.RSI, VmContext.TRAP_RECORDED & 0xffff_ffffL);
    a.rr(MOV64, Reg.RDI, CONTEXT);
    a.m(JMP, Mem.at(CONTEXT, VmContext.TRAP_EXIT));
    a.endFunction();
    return offset;
  }

  /** Writes the wrapper of a function; gives its offset. */
  int wrapper(int function, Signature signature) {
    CallShape shape = CallShape.of(signature);
    int savedBuffer = 8 * shape.slots();
    int bytes = aligned(savedBuffer + 8);
    int offset = a.beginFunction();
    a.ri(SUB64, Reg.RSP, bytes);
    a.rr(MOV64, CONTEXT, Reg.RDI);
    a.mr(MOV64, Mem.at(Reg.RSP, savedBuffer), Reg.RSI);
    a.rr(MOV64, Reg.R10, Reg.RSI);
    passParameters(signature.params(), shape.params());
    a.callSymbol(function);
    a.rm(MOV64, Reg.R10, Mem.at(Reg.RSP, savedBuffer));
    for (int k = 0; k < shape.results().length; k++) {
      int place = shape.results()[k];
      if (place < 0) {
        a.rm(MOV64, Reg.R11, Mem.at(Reg.RSP, 8 * ~place));
        a.mr(MOV64, Mem.at(Reg.R10, 8 * k), Reg.R11);
      } else {
        storeSlot(signature.results().get(k), Mem.at(Reg.R10, 8 * k), place);
      }
    }
    a.ri(ADD64, Reg.RSP, bytes);
    a.op(RET);
    a.endFunction();
    return offset;
  }

  /** From the buffer at r10. */
  private void passParameters(List<Type> types, int[] places) {
    for (int k = 0; k < places.length; k++) {
      long slot = Mem.at(Reg.R10, 8 * k);
      if (places[k] < 0) {
        a.rm(types.get(k) == Type.I32 ? MOV32 : MOV64, Reg.R11, slot);
        a.mr(MOV64, Mem.at(Reg.RSP, 8 * ~places[k]), Reg.R11);
      } else {
        loadSlot(types.get(k), places[k], slot);
      }
    }
  }

  private void loadSlot(Type type, int register, long slot) {
    switch (type) {
      case I32 -> a.rm(MOV32, register, slot);
      case I64 -> a.rm(MOV64, register, slot);
      case F32 -> a.rm(MOVSS, register, slot);
      case F64 -> a.rm(MOVSD, register, slot);
    }
  }

  private void storeSlot(Type type, long slot, int register) {
    switch (type) {
      case I32, I64 -> a.mr(MOV64, slot, register);
      case F32 -> a.mr(MOVSS, slot, register);
      case F64 -> a.mr(MOVSD, slot, register);
    }
  }

  /** The least frame of that many bytes that leaves rsp a multiple of 16. */
  private static int aligned(int bytes) {
    return (bytes + 7 & -16) + 8;
  }
}
