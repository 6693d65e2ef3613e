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

  CallSites(IrModule module) {
    this.module = module;
    List<Signature> signatures = module.signatures();
    this.conventions = new CallConvention[signatures.size()];
    for (int k = 0; k < conventions.length; k++) {
      conventions[k] = CallConvention.of(signatures.get(k));
    }
  }

  /** True if an instruction that no register survives is served by the runtime. */
  boolean isRuntimeCall(Function f, int inst) {
    int opcode = f.opcode(inst);
    return (Traits.of(opcode) & Traits.CALL) == 0
        || opcode == Op.CALL.ordinal() && module.isImported(f.aux(inst));
  }

  /** The convention of a call between stencil functions. */
  CallConvention convention(Function f, int inst) {
    return conventions[signature(f, inst)];
  }

  CallConvention convention(int function) {
    return conventions[module.functionSignatureIndex(function)];
  }

  long signatureId(int signature) {
    return module.signatures().get(signature).id();
  }

  private int signature(Function f, int inst) {
    return f.opcode(inst) == Op.CALL.ordinal()
        ? module.functionSignatureIndex(f.aux(inst))
        : f.aux(inst);
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
