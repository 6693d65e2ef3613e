package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;
import static paretojit.regalloc.Operand.defFixed;
import static paretojit.regalloc.Operand.useFixed;

import paretojit.emit.x64.Cond;
import paretojit.emit.x64.Reg;
import paretojit.ir.Function;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.runtime.RuntimeCalls;
import paretojit.runtime.VmContext;

/**
 * Lowering rules for calls of all kinds, and for the ends of the callee: entry and return.
 *
 * <p>Registers are passed by fixed operands, so that the register allocator makes all moves at once;
 * what does not fit into registers is stored to and loaded from the frame around the call.
 */
final class CallRules {
  private final Selector s;
  private final Machine m;
  private int[] vregs = new int[16];
  private int[] entryVregs = new int[16];
  private boolean entryIsTarget;
  private CallShape own = new CallShape(new int[0], new int[0], 0); // of the function itself
  int outBytes;
  boolean hasCalls;
  boolean switchesContext;

  CallRules(Selector selector) {
    this.s = selector;
    this.m = selector.m;
  }

  void start() {
    outBytes = 0;
    hasCalls = false;
    switchesContext = false;
    entryIsTarget = false;
    own = CallShape.of(s.f().signature());
  }

  // ---- Calls

  void direct(int i) {
    int callee = s.f().aux(i);
    CallShape shape = s.callShapes[s.module.functionSignatureIndex(callee)];
    arguments(i, 0, shape);
    m.transfer(Shape.CALL, callee, 0, true);
    results(i, shape);
    uses(shape);
    stackResults(i, shape);
  }

  void indirect(int i) {
    int reference = m.newInt();
    s.memory.tableElement(s.f().arg(i, 0), (int) s.f().imm(i));
    m.rm(MOV64, reference);
    throughReference(i, reference);
  }

  void byReference(int i) {
    throughReference(i, s.use(s.f().arg(i, 0)));
  }

  /** Checks for null and the signature; code and context come from the FuncRef, in rax. */
  private void throughReference(int i, int reference) {
    m.cmpStrict(TEST64, reference, reference);
    m.trapIf(Cond.E.code(), TrapCode.INDIRECT_CALL_TO_NULL.ordinal(), 0);
    long id = s.module.signatures().get(s.f().aux(i)).id();
    if (id == (int) id) {
      m.atBase(reference, VmContext.FUNC_REF_SIGNATURE);
      m.mi(CMP64, (int) id);
    } else {
      int t = m.newInt();
      m.constant(t, id);
      m.atBase(reference, VmContext.FUNC_REF_SIGNATURE);
      m.cmpMem(CMP64, t);
    }
    m.trapIf(Cond.NE.code(), TrapCode.BAD_SIGNATURE.ordinal(), 0);
    CallShape shape = s.callShapes[s.f().aux(i)];
    arguments(i, 1, shape);
    switchesContext = true;
    m.transfer(Shape.CALL_REF, 0, 0, true);
    results(i, shape);
    m.code.operand(useFixed(reference, Reg.RAX));
    uses(shape);
    stackResults(i, shape);
  }

  /** Gets the arguments' registers, and stores those that go on the stack. */
  private void arguments(int i, int firstArg, CallShape shape) {
    hasCalls = true;
    outBytes = Math.max(outBytes, 8 * shape.slots());
    int n = shape.params().length;
    if (vregs.length < n) {
      vregs = new int[2 * n];
    }
    for (int k = 0; k < n; k++) {
      vregs[k] = s.use(s.f().arg(i, firstArg + k));
    }
    for (int k = 0; k < n; k++) {
      int place = shape.params()[k];
      if (place < 0) {
        m.atOut(8 * ~place);
        m.mr(m.code.isFloat(vregs[k]) ? MOVSD : MOV64, vregs[k]);
      }
    }
  }

  private void results(int i, CallShape shape) {
    for (int k = 0; k < shape.results().length; k++) {
      int v = s.wanted(s.f().firstResult(i) + k);
      if (shape.results()[k] >= 0 && v != 0) {
        m.code.operand(defFixed(v, shape.results()[k]));
      }
    }
  }

  private void uses(CallShape shape) {
    for (int k = 0; k < shape.params().length; k++) {
      if (shape.params()[k] >= 0) {
        m.code.operand(useFixed(vregs[k], shape.params()[k]));
      }
    }
  }

  private void stackResults(int i, CallShape shape) {
    for (int k = 0; k < shape.results().length; k++) {
      int value = s.f().firstResult(i) + k;
      int place = shape.results()[k];
      if (place < 0 && s.wanted(value) != 0) {
        m.atOut(8 * ~place);
        m.rm(loadRow(s.f().valueType(value)), s.wanted(value));
      }
    }
  }

  private static int loadRow(Type type) {
    return switch (type) {
      case I32 -> MOV32;
      case I64 -> MOV64;
      case F32 -> MOVSS;
      case F64 -> MOVSD;
    };
  }

  /** An operation that the runtime does: operands to the frame, one call, the result back. */
  void runtime(int i) {
    Function f = s.f();
    hasCalls = true;
    int n = f.argCount(i);
    outBytes = Math.max(outBytes, 8 * Math.max(1, n));
    for (int k = 0; k < n; k++) {
      int v = s.use(f.arg(i, k));
      m.atOut(8 * k);
      m.mr(MOV64, v);
    }
    m.transfer(Shape.CALL_RUNTIME, 0, RuntimeCalls.pack(f.op(i), f.aux(i), f.imm(i)), true);
    if (f.resultCount(i) == 1 && s.def(i) != 0) {
      m.atOut(0);
      m.rm(loadRow(f.type(i)), s.def(i));
    }
  }

  // ---- The callee's side

  void ret(int i) {
    CallShape shape = own;
    int n = shape.results().length;
    if (vregs.length < n) {
      vregs = new int[2 * n];
    }
    for (int k = 0; k < n; k++) {
      vregs[k] = s.use(s.f().arg(i, k));
    }
    for (int k = 0; k < n; k++) {
      int place = shape.results()[k];
      if (place < 0) {
        m.atIn(8 * ~place);
        m.mr(m.code.isFloat(vregs[k]) ? MOVSD : MOV64, vregs[k]);
      }
    }
    m.transfer(Shape.RETURN, 0, 0, false);
    for (int k = 0; k < n; k++) {
      if (shape.results()[k] >= 0) {
        m.code.operand(useFixed(vregs[k], shape.results()[k]));
      }
    }
  }

  /** The entry block is a branch target: its parameters get their first values over an edge. */
  void passParameters() {
    entryIsTarget = true;
    int ir = s.f().entry();
    int n = s.f().paramCount(ir);
    if (entryVregs.length < n) {
      entryVregs = new int[2 * n];
    }
    for (int k = 0; k < n; k++) {
      int param = s.f().param(ir, k);
      entryVregs[k] = s.wanted(param) == 0 ? 0 : m.code.newVreg(s.f().valueType(param).isFloat());
      m.code.addEdgeArg(entryVregs[k]);
    }
  }

  /** At the start of the code: the parameters arrive. */
  void entry() {
    Function f = s.f();
    CallShape shape = own;
    m.transfer(Shape.ENTRY, 0, 0, false);
    for (int k = 0; k < shape.params().length; k++) {
      if (shape.params()[k] >= 0 && parameter(k) != 0) {
        m.code.operand(defFixed(parameter(k), shape.params()[k]));
      }
    }
    for (int k = 0; k < shape.params().length; k++) {
      int place = shape.params()[k];
      if (place < 0 && parameter(k) != 0) {
        m.atIn(8 * ~place);
        m.rm(loadRow(f.signature().params().get(k)), parameter(k));
      }
    }
  }

  private int parameter(int k) {
    return entryIsTarget ? entryVregs[k] : s.wanted(s.f().param(s.f().entry(), k));
  }
}
