package paretojit.interp;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.Instance;
import paretojit.runtime.LinearMemory;
import paretojit.runtime.RawMemory;
import paretojit.runtime.RuntimeCalls;

/** The operations that are not worth room in the interpreter's loop. */
final class Cold {
  private Cold() {}

  /** Runs the operation at {@code pc} and gives its length. */
  static int run(Instance instance, int[] code, int pc, long[] r, int fp) {
    return switch (code[pc]) {
      case Bytecode.EVAL -> eval(code, pc, r, fp);
      case Bytecode.ACCESS -> access(instance, code, pc, r, fp);
      case Bytecode.GLOBAL -> global(instance, code, pc, r, fp);
      case Bytecode.RUNTIME -> runtimeCall(instance, code, pc, r, fp);
      default -> throw new AssertionError("operation " + code[pc]);
    };
  }

  private static int eval(int[] code, int pc, long[] r, int fp) {
    Op op = Op.of(code[pc + 2]);
    Type result = Type.of(code[pc + 3] & 0xff);
    Type operand = Type.of(code[pc + 3] >> 8);
    long x = r[fp + code[pc + 4]];
    long y = r[fp + code[pc + 5]];
    long z = r[fp + code[pc + 6]];
    r[fp + code[pc + 1]] = op.eval(result, operand, x, y, z);
    return 7;
  }

  private static int global(Instance instance, int[] code, int pc, long[] r, int fp) {
    int register = fp + code[pc + 1];
    if (Op.of(code[pc + 2]) == Op.GLOBAL_SET) {
      instance.global(code[pc + 4]).set(r[register]);
    } else {
      r[register] = instance.global(code[pc + 4]).get();
    }
    return 5;
  }

  private static int runtimeCall(Instance instance, int[] code, int pc, long[] r, int fp) {
    int count = code[pc + 5];
    long[] values = new long[Math.max(1, count)];
    for (int k = 0; k < count; k++) {
      values[k] = r[fp + code[pc + 6 + k]];
    }
    RuntimeCalls.execute(instance, Op.of(code[pc + 2]), code[pc + 3], code[pc + 4], values);
    if (code[pc + 1] >= 0) {
      r[fp + code[pc + 1]] = values[0];
    }
    return 6 + count;
  }

  /** A load or store of native memory or of another memory than the first. */
  private static int access(Instance instance, int[] code, int pc, long[] r, int fp) {
    int register = fp + code[pc + 1];
    long address = r[fp + code[pc + 2]];
    Op op = Op.of(code[pc + 3]);
    Type type = Type.of(code[pc + 4]);
    int memory = code[pc + 5];
    if (memory == Function.NATIVE_MEMORY) {
      address += code[pc + 6] & 0xffff_ffffL | (long) code[pc + 7] << 32;
    } else {
      LinearMemory linear = instance.memory(memory);
      long place = (address & 0xffff_ffffL) + (code[pc + 6] & 0xffff_ffffL);
      if (place > linear.lengthBytes() - bytes(op, type)) {
        throw new TrapException(TrapCode.HEAP_OUT_OF_BOUNDS);
      }
      address = linear.base() + place;
    }
    if (op.format() == Op.Format.STORE) {
      store(op, type, address, r[register]);
    } else {
      r[register] = load(op, type, address);
    }
    return 8;
  }

  private static int bytes(Op op, Type type) {
    return switch (op) {
      case ULOAD8, SLOAD8, ISTORE8 -> 1;
      case ULOAD16, SLOAD16, ISTORE16 -> 2;
      case ULOAD32, SLOAD32, ISTORE32 -> 4;
      default -> type.bytes();
    };
  }

  private static long load(Op op, Type type, long address) {
    return switch (op) {
      case ULOAD8 -> RawMemory.getByte(address) & 0xff;
      case SLOAD8 -> RawMemory.getByte(address);
      case ULOAD16 -> RawMemory.getShort(address) & 0xffff;
      case SLOAD16 -> RawMemory.getShort(address);
      case ULOAD32 -> RawMemory.getInt(address) & 0xffff_ffffL;
      case SLOAD32 -> RawMemory.getInt(address);
      default -> type.bits() == 64 ? RawMemory.getLong(address) : RawMemory.getInt(address);
    };
  }

  private static void store(Op op, Type type, long address, long value) {
    switch (bytes(op, type)) {
      case 1 -> RawMemory.putByte(address, (byte) value);
      case 2 -> RawMemory.putShort(address, (short) value);
      case 4 -> RawMemory.putInt(address, (int) value);
      default -> RawMemory.putLong(address, value);
    }
  }

  static TrapException trap(int code, int user) {
    TrapCode trap = TrapCode.of(code);
    return new TrapException(trap, user, TrapException.UNKNOWN, TrapException.UNKNOWN, null);
  }

  /** Adds the place to a trap that has none yet. */
  static TrapException located(TrapException trap, Translated function, int pc) {
    if (trap.function() != TrapException.UNKNOWN) {
      return trap;
    }
    int inst = function.instOf()[pc];
    return new TrapException(trap.code(), trap.userCode(), function.index(), inst, trap.getCause());
  }
}
