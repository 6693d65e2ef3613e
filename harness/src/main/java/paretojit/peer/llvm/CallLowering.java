package paretojit.peer.llvm;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.peer.llvm.Declarations.Region;
import paretojit.runtime.RawMemory;
import paretojit.runtime.VmContext;

/** Lowers calls. A function's context is its first parameter; several results are a structure. */
final class CallLowering {
  private final FunctionLowering l;
  private final LlvmContext c;
  private final Declarations d;
  private final IrBuilder b;
  private final MemoryLowering memory;

  CallLowering(FunctionLowering lowering, MemoryLowering memoryLowering) {
    this.l = lowering;
    this.c = lowering.c;
    this.d = lowering.d;
    this.b = lowering.b;
    this.memory = memoryLowering;
  }

  void lower(int i, Op op) {
    Function f = l.f();
    switch (op) {
      case CALL -> {
        Signature signature = d.module.functionSignature(f.aux(i));
        results(i, signature, call(i, 0, d.function(f.aux(i)), l.context()));
      }
      case CALL_INDIRECT -> {
        long reference = b.load(c.pointer, memory.tableElement(i, (int) f.imm(i)));
        d.mark(b, reference, Region.TABLE);
        throughReference(i, reference);
      }
      case CALL_REF -> throughReference(i, b.cast(Opcodes.INT_TO_PTR, l.arg(i, 0), c.pointer));
      default -> throw new AssertionError(op + " is no call");
    }
  }

  /** Checks for null and the signature; code and context come from the FuncRef. */
  private void throughReference(int i, long reference) {
    Signature signature = d.module.signatures().get(l.f().aux(i));
    long isNull =
        b.icmp(Opcodes.EQ, b.cast(Opcodes.PTR_TO_INT, reference, c.i64), c.constInt(c.i64, 0));
    l.trapIf(i, isNull, TrapCode.INDIRECT_CALL_TO_NULL);
    long id = field(c.i64, reference, VmContext.FUNC_REF_SIGNATURE);
    long differs = b.icmp(Opcodes.NE, id, c.constInt(c.i64, signature.id()));
    l.trapIf(i, differs, TrapCode.BAD_SIGNATURE);
    long code = field(c.pointer, reference, VmContext.FUNC_REF_CODE);
    long context = field(c.pointer, reference, VmContext.FUNC_REF_CONTEXT);
    results(i, signature, call(i, 1, new Callee(d.functionType(signature), code), context));
  }

  private long field(long type, long reference, int offset) {
    return d.loadField(b, type, reference, offset, Region.CONSTANT);
  }

  private long call(int i, int firstArg, Callee callee, long context) {
    int count = 1 + l.f().argCount(i) - firstArg;
    long args = c.scratch(count);
    RawMemory.putLong(args, context);
    for (int k = 1; k < count; k++) {
      RawMemory.putLong(args + 8L * k, l.arg(i, firstArg + k - 1));
    }
    return b.call(callee, args, count);
  }

  private void results(int i, Signature signature, long call) {
    int count = signature.results().size();
    for (int k = 0; k < count; k++) {
      l.defineResult(i, k, count == 1 ? call : b.extract(call, k));
    }
  }
}
