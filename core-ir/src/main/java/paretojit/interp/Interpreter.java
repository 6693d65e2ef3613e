package paretojit.interp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.Code;
import paretojit.runtime.Instance;
import paretojit.runtime.RawMemory;
import paretojit.runtime.Store;
import paretojit.runtime.VmContext;

/**
 * A module to be run one operation at a time: its translated functions and the stack they run on.
 * What {@link Loop} computes is what every compiler must compute.
 *
 * <p>Functions are translated to {@link Bytecode} when they are first called. Frames lie on one
 * stack of registers, so calls within an instance need no recursion in Java; calls that leave it
 * (to hosts and other instances) come back through {@link #invoke}.
 */
final class Interpreter implements Code {
  private static final int MAX_DEPTH = 20_000;
  private static final int MAX_REGISTERS = 16 << 20;

  private final IrModule module;
  private final @Nullable Translated[] functions;

  // The stack, which the loop works on.

  /** The registers of all active frames, one frame after the other; replaced when it grows. */
  long[] registers = new long[4096];

  /** For every active call: the calling function, where its call is, and its stack slots. */
  Translated[] callers = new Translated[64];

  int[] returnTo = new int[64];
  long[] callerSlots = new long[64];

  /** Number of active frames. */
  int depth;

  /** First register above the frames that were active when control last left the loop. */
  int top;

  Interpreter(IrModule module) {
    this.module = module;
    this.functions = new Translated[module.functionCount()];
  }

  @Override
  public IrModule module() {
    return module;
  }

  @Override
  public String convention() {
    return "interpreted";
  }

  @Override
  public long functionAddress(int function) {
    return 0;
  }

  @Override
  public void invoke(Instance instance, int function, long[] args, long[] results) {
    int oldDepth = depth;
    int oldTop = top;
    Store store = instance.store();
    long oldSlots = store.pushSlots(0);
    try {
      Translated callee = translated(function);
      ensureRegisters(top + callee.frameSize());
      putArguments(function, args);
      Loop.run(this, instance, callee, results);
    } catch (StackOverflowError e) {
      throw new TrapException(TrapCode.STACK_OVERFLOW, 0, function, TrapException.UNKNOWN, null);
    } finally {
      depth = oldDepth;
      top = oldTop;
      store.popSlots(oldSlots);
    }
  }

  /** Copies arguments into the registers at {@link #top}, sign-extending those of 32 bits. */
  private void putArguments(int function, long[] args) {
    List<Type> params = module.functionSignature(function).params();
    for (int k = 0; k < params.size(); k++) {
      registers[top + k] = params.get(k).bits() == 32 ? (int) args[k] : args[k];
    }
  }

  Translated translated(int function) {
    Translated known = functions[function];
    if (known == null) {
      known = Translator.translate(module, function);
      functions[function] = known;
    }
    return known;
  }

  /** Makes a frame: counts it, copies the constants in, and gives the address of its stack slots. */
  long enterFrame(Store store, Translated callee, int fp) {
    if (depth == MAX_DEPTH) {
      throw new TrapException(TrapCode.STACK_OVERFLOW);
    }
    depth++;
    if (depth == callers.length) {
      callers = Arrays.copyOf(callers, 2 * depth);
      returnTo = Arrays.copyOf(returnTo, 2 * depth);
      callerSlots = Arrays.copyOf(callerSlots, 2 * depth);
    }
    long[] constants = callee.constants();
    System.arraycopy(constants, 0, registers, fp + callee.firstConstant(), constants.length);
    if (callee.slotBytes() == 0) {
      return 0;
    }
    long align = callee.slotAlign();
    long address = store.pushSlots((int) ((callee.slotBytes() + align + 7) / 8));
    return (address + align - 1) & -align;
  }

  void ensureRegisters(int count) {
    if (count > registers.length) {
      if (count > MAX_REGISTERS) {
        throw new TrapException(TrapCode.STACK_OVERFLOW);
      }
      registers = Arrays.copyOf(registers, Math.max(count, 2 * registers.length));
    }
  }

  /**
   * Finds out what an indirect or imported call calls. A function of this instance is left to the
   * caller and its index returned; any other is called here, and the result is -1.
   */
  int callElsewhere(Instance instance, int[] code, int pc, int fp) {
    int function = code[pc + 1];
    Instance owner = instance;
    if (code[pc] != Bytecode.CALL_IMPORT) {
      long reference = Calls.reference(instance, code, pc, registers, fp);
      function = RawMemory.getInt(reference + VmContext.FUNC_REF_FUNCTION);
      int id = RawMemory.getInt(reference + VmContext.FUNC_REF_INSTANCE);
      if (id == instance.id() && !module.isImported(function)) {
        return function;
      }
      owner = instance.store().instance(id);
    }
    long[] args = new long[code[pc + 2]];
    long[] results = new long[code[pc + 3]];
    for (int k = 0; k < args.length; k++) {
      args[k] = registers[fp + code[pc + 4 + k]];
    }
    owner.invoke(function, args, results);
    for (int k = 0; k < results.length; k++) {
      registers[fp + code[pc + 4 + args.length + k]] = results[k];
    }
    return -1;
  }
}
