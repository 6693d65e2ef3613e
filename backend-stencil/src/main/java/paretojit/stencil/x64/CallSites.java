package paretojit.stencil.x64;

import java.util.List;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;

/** What the instructions of a module's functions call, and how. */
final class CallSites {
  private final IrModule module;
  private final CallConvention[] conventions;
  private final boolean[] leavesStencils = new boolean[Op.values().length];

  CallSites(IrModule module) {
    this.module = module;
    List<Signature> signatures = module.signatures();
    this.conventions = new CallConvention[signatures.size()];
    for (int k = 0; k < conventions.length; k++) {
      conventions[k] = CallConvention.of(signatures.get(k));
    }
    for (Op op :
        List.of(
            Op.CALL,
            Op.CALL_INDIRECT,
            Op.CALL_REF,
            Op.MEMORY_GROW,
            Op.MEMORY_FILL,
            Op.MEMORY_COPY,
            Op.MEMORY_INIT,
            Op.DATA_DROP,
            Op.TABLE_GROW,
            Op.TABLE_FILL,
            Op.TABLE_COPY,
            Op.TABLE_INIT,
            Op.ELEM_DROP)) {
      leavesStencils[op.ordinal()] = true;
    }
  }

  /** True if no register survives the instruction. */
  boolean clobbers(Function f, int inst) {
    return leavesStencils[f.opcode(inst)];
  }

  /** True if the instruction is served by the runtime rather than by generated code. */
  boolean isRuntimeCall(Function f, int inst) {
    return clobbers(f, inst)
        && (!f.op(inst).isCall() || f.op(inst) == Op.CALL && module.isImported(f.aux(inst)));
  }

  /** The convention of a call between stencil functions. */
  CallConvention convention(Function f, int inst) {
    return conventions[signature(f, inst)];
  }

  CallConvention convention(int function) {
    return conventions[module.functionSignatureIndex(function)];
  }

  Signature functionSignature(int function) {
    return module.functionSignature(function);
  }

  long signatureId(int signature) {
    return module.signatures().get(signature).id();
  }

  private int signature(Function f, int inst) {
    return f.op(inst) == Op.CALL ? module.functionSignatureIndex(f.aux(inst)) : f.aux(inst);
  }

  /** Bytes at the frame's start that the instruction needs for arguments and results. */
  int outgoingBytes(Function f, int inst) {
    if (isRuntimeCall(f, inst)) {
      return 8 * Math.max(f.argCount(inst), f.resultCount(inst));
    }
    return convention(f, inst).stackBytes();
  }

  /** Where a result is right after its call. */
  int resultPlace(Function f, int inst, int result) {
    return isRuntimeCall(f, inst) ? Loc.slot(8 * result) : convention(f, inst).results()[result];
  }

  boolean isImported(int function) {
    return module.isImported(function);
  }

  boolean globalIsIndirect(int global) {
    return module.globalIsIndirect(global);
  }
}
