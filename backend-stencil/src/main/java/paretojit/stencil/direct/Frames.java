package paretojit.stencil.direct;

import static paretojit.stencil.direct.OpTable.DIGIT_MASK;
import static paretojit.stencil.direct.OpTable.DIGIT_SHIFT;

import java.util.Arrays;
import java.util.List;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.runtime.VmContext;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.x64.CallConvention;
import paretojit.stencil.x64.Loc;
import paretojit.wasm.Kinds;
import paretojit.wasm.WasmModule;

/**
 * Frames of functions: prologue, returns, and the ways out of traps behind the code.
 *
 * <pre>
 *   fp -> outgoing area   as large as any call of the module needs it
 *         a slot for the context during indirect calls
 *         locals
 *         homes of operands, as many as were used
 *         return address, and above it the caller's outgoing area
 * </pre>
 *
 * <p>The size is known at the function's end only: it is then added to the holes that depend on it.
 */
final class Frames {
  private static final int SLOT_BYTES = 8;
  private static final int RETURN_ADDRESS_BYTES = 8;
  private static final int LARGEST_RUNTIME_CALL_BYTES = 3 * SLOT_BYTES;

  private final Operands s;
  private final Output code;
  private final CallConvention[] conventions;
  private final int outgoingBytes;

  private CallConvention convention = CallConvention.of(Signature.of(List.of(), List.of()));

  private int function;

  /** By trap hole: how many instructions of the function have such ones. */
  private final int[] sitesOfKind = new int[HoleKind.values().length];

  /** By trap hole: jumps to the function's way out for it, see {@link Output#link}. */
  private final int[] waysOut = new int[HoleKind.values().length];

  Frames(WasmModule module, Operands s) {
    this.s = s;
    this.code = s.code;
    this.conventions = new CallConvention[module.typeCount()];
    int outgoing = LARGEST_RUNTIME_CALL_BYTES;
    for (int type = 0; type < conventions.length; type++) {
      conventions[type] = CallConvention.of(module.signature(type));
      outgoing = Math.max(outgoing, conventions[type].stackBytes());
    }
    for (int function = 0; function < module.importedFunctions(); function++) {
      int type = module.functionType(function);
      int slots = Math.max(module.typeParams(type).length, module.typeResults(type).length);
      outgoing = Math.max(outgoing, SLOT_BYTES * slots);
    }
    this.outgoingBytes = outgoing;
    Arrays.fill(waysOut, Output.NO_HOLE);
  }

  CallConvention convention(int type) {
    return conventions[type];
  }

  /** Offset of the slot that keeps the context during an indirect call. */
  int contextSlot() {
    return outgoingBytes;
  }

  int localSlot(int local) {
    return outgoingBytes + SLOT_BYTES * (1 + local);
  }

  /** Emits the beginning of a function: makes its frame, stores its parameters, clears its locals. */
  void enter(int newFunction, int type, byte[] params, int localCount) {
    function = newFunction;
    convention = conventions[type];
    s.homes = localSlot(localCount);
    code.values[Output.OFFSET] = 0;
    code.emitBeyondFrame(s.table.prologue, Output.OFFSET);
    for (int k = 0; k < params.length; k++) {
      int place = convention.params()[k];
      code.values[Output.SLOT_D] = localSlot(k);
      int key = OpTable.moveKey(params[k], OperandKind.SLOT, Loc.kind(place));
      if (Loc.isSlot(place)) {
        code.values[Output.SLOT_A] = RETURN_ADDRESS_BYTES + Loc.offset(place);
        code.emitBeyondFrame(s.table.move[key], Output.SLOT_A);
      } else {
        code.emit(s.table.move[key]);
      }
    }
    code.values[Output.IMM32] = 0;
    int clear = s.table.move[OpTable.moveKey(Kinds.I64, OperandKind.SLOT, OperandKind.IMM)];
    for (int k = params.length; k < localCount; k++) {
      code.values[Output.SLOT_D] = localSlot(k);
      code.emit(clear);
    }
  }

  /** Returns the topmost operands. */
  void returnTop(int count) {
    int first = s.height - count;
    if (count > 1) {
      // So that no result overwrites another.
      for (int k = first; k < s.height; k++) {
        if (Operands.isRegister(s.stack[k])) {
          s.moveHome(k);
        }
      }
    }
    for (int k = 0; k < count; k++) {
      moveResult(first + k, convention.results()[k]);
    }
    code.values[Output.OFFSET] = 0;
    code.emitBeyondFrame(s.table.ret, Output.OFFSET);
  }

  private void moveResult(int height, int place) {
    int entry = s.stack[height];
    int from = entry >> DIGIT_SHIFT & DIGIT_MASK;
    if (Loc.isSlot(place)) {
      code.values[Output.SLOT_D] = RETURN_ADDRESS_BYTES + Loc.offset(place);
      code.values[Output.SLOT_A] = s.value[height];
      code.values[Output.IMM32] = s.value[height];
      code.imm64 = s.wide[height];
      int key = OpTable.moveKey(entry & OpTable.KIND_MASK, OperandKind.SLOT, from);
      code.emitBeyondFrame(s.table.move[key], Output.SLOT_D);
    } else if (from != place) {
      s.move(place, 0, height);
    }
  }

  // ---- traps ----

  /** Emits an unconditional trap. */
  void trap(TrapCode trap) {
    trapAt(s.at, trap.ordinal());
  }

  /** The way out of one instruction. */
  private void trapAt(int inst, int trapCode) {
    code.inst = inst;
    wayOut(s.table.trapAt, trapCode, inst);
  }

  private void wayOut(int stencil, int trapCode, int inst) {
    code.values[Output.IMM32] = trapCode;
    code.values[Output.OFFSET] = 0;
    code.imm64 = (long) function << 32 | inst;
    code.emit(stencil);
  }

  /** Emits what stands behind a function's code, and fills in the frame's size. */
  void leave() {
    int traps = code.traps;
    Arrays.fill(sitesOfKind, 0);
    for (int k = 0; k < traps; k++) {
      sitesOfKind[code.trapKind(k)] += k > 0 && code.sameTrap(k - 1, k) ? 0 : 1;
    }
    for (int k = 0; k < traps; k++) {
      code.bindTrap(k);
      if (k + 1 < traps && code.sameTrap(k, k + 1)) {
        continue;
      }
      int inst = code.trapInst(k);
      int kind = code.trapKind(k);
      if (sitesOfKind[kind] == 1) {
        trapAt(inst, trapCode(HoleKind.of(kind)));
      } else {
        code.inst = inst;
        code.values[Output.IMM32] = inst;
        code.emit(s.table.trapSite);
        waysOut[kind] = code.link(code.taken, waysOut[kind]);
      }
    }
    if (traps > 1) {
      for (int kind = 0; kind < waysOut.length; kind++) {
        if (waysOut[kind] != Output.NO_HOLE) {
          code.bind(waysOut[kind]);
          waysOut[kind] = Output.NO_HOLE;
          wayOut(s.table.trap, trapCode(HoleKind.of(kind)), 0);
        }
      }
    }
    int bytes = s.homes + SLOT_BYTES * s.homesUsed;
    // With the return address above it the frame keeps the stack 16-aligned.
    code.addFrameBytes((bytes + 7 & -16) + RETURN_ADDRESS_BYTES);
  }

  /** The code that the trap exit gets for a kind of hole. */
  private static int trapCode(HoleKind kind) {
    return switch (kind) {
      case TRAP_RECORDED -> VmContext.TRAP_RECORDED;
      case TRAP_STACK_OVERFLOW -> TrapCode.STACK_OVERFLOW.ordinal();
      // The others stand in the order of TrapCode.
      default -> kind.ordinal() - HoleKind.TRAP_INTEGER_DIVISION_BY_ZERO.ordinal();
    };
  }
}
