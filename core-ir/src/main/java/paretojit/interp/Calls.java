package paretojit.interp;

import static paretojit.ir.TrapCode.BAD_SIGNATURE;
import static paretojit.ir.TrapCode.INDIRECT_CALL_TO_NULL;
import static paretojit.ir.TrapCode.TABLE_OUT_OF_BOUNDS;

import paretojit.ir.TrapException;
import paretojit.runtime.Instance;
import paretojit.runtime.RawMemory;
import paretojit.runtime.Table;
import paretojit.runtime.VmContext;

/** The operands of call operations: {@code x n m a*n d*m}, then what only some kinds have. */
final class Calls {
  private Calls() {}

  /** Position after the call at {@code pc}. */
  static int after(int[] code, int pc) {
    int extra =
        switch (code[pc]) {
          case Bytecode.CALL_INDIRECT -> 2;
          case Bytecode.CALL_REF -> 1;
          default -> 0;
        };
    return extras(code, pc) + extra;
  }

  /** Position of the operands that only some kinds of calls have. */
  private static int extras(int[] code, int pc) {
    return pc + 4 + code[pc + 2] + code[pc + 3];
  }

  /** The checked FuncRef address that an indirect call or a call by reference leads to. */
  static long reference(Instance instance, int[] code, int pc, long[] registers, int fp) {
    int extras = extras(code, pc);
    long operand = registers[fp + code[extras]];
    long reference =
        code[pc] == Bytecode.CALL_REF
            ? operand
            : element(instance.table(code[extras + 1]), operand & 0xffff_ffffL);
    if (reference == 0) {
      throw new TrapException(INDIRECT_CALL_TO_NULL);
    }
    long wanted = instance.module().signatures().get(code[pc + 1]).id();
    if (RawMemory.getLong(reference + VmContext.FUNC_REF_SIGNATURE) != wanted) {
      throw new TrapException(BAD_SIGNATURE);
    }
    return reference;
  }

  private static long element(Table table, long index) {
    if (index >= table.length()) {
      throw new TrapException(TABLE_OUT_OF_BOUNDS);
    }
    return table.get(index);
  }
}
