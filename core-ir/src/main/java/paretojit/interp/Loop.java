package paretojit.interp;

import static paretojit.ir.TrapCode.HEAP_OUT_OF_BOUNDS;
import static paretojit.ir.TrapCode.INTEGER_DIVISION_BY_ZERO;
import static paretojit.ir.TrapCode.INTEGER_OVERFLOW;

import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.runtime.Instance;
import paretojit.runtime.RawMemory;
import paretojit.runtime.Store;
import paretojit.runtime.VmContext;

/** The interpreter's loop: one big switch over {@link Bytecode}, and the calls between functions. */
final class Loop {
  private static final long U32 = 0xffff_ffffL;

  private Loop() {}

  /**
   * The loop. Operands are fetched ahead of the switch, whether an operation has them or not; those
   * that end in {@code break} have put a function to call into {@code target}.
   *
   * <p>HotSpot compiles no method of 8,000 bytes of bytecode or more; a test watches the size.
   */
  @SuppressWarnings("StatementSwitchToExpressionSwitch")
  static void run(Interpreter in, Instance instance, Translated entered, long[] results) {
    Store store = instance.store();
    int base = in.depth;
    Translated function = entered;
    int[] code = function.code();
    long[] r = in.registers;
    int fp = in.top;
    int pc = 0;
    long fuel = store.fuel();
    long context = instance.context();
    long memory = RawMemory.getLong(context + VmContext.MEMORY0_BASE);
    long memoryLength = RawMemory.getLong(context + VmContext.MEMORY0_LENGTH);
    long slots = in.enterFrame(store, function, fp);
    try {
      while (true) {
        int a = code[pc + 1];
        int b = code[pc + 2];
        int c = code[pc + 3];
        int target;
        switch (code[pc]) {
          case Bytecode.JUMP:
            pc = a;
            fuel = burn(fuel);
            continue;
          case Bytecode.BRNZ:
            pc = (int) r[fp + a] != 0 ? b : pc + 3;
            fuel = burn(fuel);
            continue;
          case Bytecode.BRZ:
            pc = (int) r[fp + a] == 0 ? b : pc + 3;
            fuel = burn(fuel);
            continue;
          case Bytecode.BR_EQ:
            pc = r[fp + a] == r[fp + b] ? c : pc + 4;
            fuel = burn(fuel);
            continue;
          case Bytecode.BR_NE:
            pc = r[fp + a] != r[fp + b] ? c : pc + 4;
            fuel = burn(fuel);
            continue;
          case Bytecode.BR_SLT:
            pc = r[fp + a] < r[fp + b] ? c : pc + 4;
            fuel = burn(fuel);
            continue;
          case Bytecode.BR_SGE:
            pc = r[fp + a] >= r[fp + b] ? c : pc + 4;
            fuel = burn(fuel);
            continue;
          case Bytecode.BR_ULT:
            pc = r[fp + a] + Long.MIN_VALUE < r[fp + b] + Long.MIN_VALUE ? c : pc + 4;
            fuel = burn(fuel);
            continue;
          case Bytecode.BR_UGE:
            pc = r[fp + a] + Long.MIN_VALUE >= r[fp + b] + Long.MIN_VALUE ? c : pc + 4;
            fuel = burn(fuel);
            continue;
          case Bytecode.BR_TABLE:
            pc = code[pc + 3 + (int) Math.min(r[fp + a] & U32, b - 1)];
            continue;
          case Bytecode.RETURN:
            if (--in.depth == base) {
              for (int k = 0; k < a; k++) {
                results[k] = r[fp + code[pc + 2 + k]];
              }
              return;
            }
            {
              Translated caller = in.callers[in.depth];
              int[] callerCode = caller.code();
              int callerFp = fp - caller.frameSize();
              int call = in.returnTo[in.depth];
              int to = call + 4 + callerCode[call + 2];
              for (int k = 0; k < a; k++) {
                r[callerFp + callerCode[to + k]] = r[fp + code[pc + 2 + k]];
              }
              if (function.slotBytes() != 0) {
                store.popSlots(slots);
              }
              slots = in.callerSlots[in.depth];
              function = caller;
              code = callerCode;
              fp = callerFp;
              pc = Calls.after(code, call);
            }
            continue;
          case Bytecode.CALL:
            target = a;
            break;
          case Bytecode.CALL_INDIRECT:
          case Bytecode.CALL_REF:
          case Bytecode.CALL_IMPORT:
            in.top = fp + function.frameSize();
            store.setFuel(fuel);
            target = in.callElsewhere(instance, code, pc, fp);
            fuel = store.fuel();
            memoryLength = RawMemory.getLong(context + VmContext.MEMORY0_LENGTH);
            r = in.registers;
            if (target < 0) {
              pc = Calls.after(code, pc);
              continue;
            }
            break;
          case Bytecode.TRAP:
            throw Cold.trap(a, b);
          case Bytecode.TRAPZ:
            if ((int) r[fp + a] == 0) {
              throw Cold.trap(b, c);
            }
            pc += 4;
            continue;
          case Bytecode.TRAPNZ:
            if ((int) r[fp + a] != 0) {
              throw Cold.trap(b, c);
            }
            pc += 4;
            continue;

          case Bytecode.MOVE:
            r[fp + a] = r[fp + b];
            pc += 3;
            continue;
          case Bytecode.CONST:
            r[fp + a] = b & U32 | (long) c << 32;
            pc += 4;
            continue;
          case Bytecode.SELECT:
            r[fp + a] = r[fp + ((int) r[fp + b] != 0 ? c : code[pc + 4])];
            pc += 5;
            continue;
          case Bytecode.AND:
            r[fp + a] = r[fp + b] & r[fp + c];
            pc += 4;
            continue;
          case Bytecode.OR:
            r[fp + a] = r[fp + b] | r[fp + c];
            pc += 4;
            continue;
          case Bytecode.XOR:
            r[fp + a] = r[fp + b] ^ r[fp + c];
            pc += 4;
            continue;
          case Bytecode.EQ:
            r[fp + a] = r[fp + b] == r[fp + c] ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.NE:
            r[fp + a] = r[fp + b] != r[fp + c] ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.SLT:
            r[fp + a] = r[fp + b] < r[fp + c] ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.SGE:
            r[fp + a] = r[fp + b] >= r[fp + c] ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.ULT:
            r[fp + a] = r[fp + b] + Long.MIN_VALUE < r[fp + c] + Long.MIN_VALUE ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.UGE:
            r[fp + a] = r[fp + b] + Long.MIN_VALUE >= r[fp + c] + Long.MIN_VALUE ? 1 : 0;
            pc += 4;
            continue;

          case Bytecode.ADD_32:
            r[fp + a] = (int) r[fp + b] + (int) r[fp + c];
            pc += 4;
            continue;
          case Bytecode.SUB_32:
            r[fp + a] = (int) r[fp + b] - (int) r[fp + c];
            pc += 4;
            continue;
          case Bytecode.MUL_32:
            r[fp + a] = (int) r[fp + b] * (int) r[fp + c];
            pc += 4;
            continue;
          case Bytecode.SHL_32:
            r[fp + a] = (int) r[fp + b] << (int) r[fp + c];
            pc += 4;
            continue;
          case Bytecode.USHR_32:
            r[fp + a] = (int) r[fp + b] >>> (int) r[fp + c];
            pc += 4;
            continue;
          case Bytecode.SSHR_32:
            r[fp + a] = (int) r[fp + b] >> (int) r[fp + c];
            pc += 4;
            continue;
          case Bytecode.ROTL_32:
            r[fp + a] = Integer.rotateLeft((int) r[fp + b], (int) r[fp + c]);
            pc += 4;
            continue;
          case Bytecode.ROTR_32:
            r[fp + a] = Integer.rotateRight((int) r[fp + b], (int) r[fp + c]);
            pc += 4;
            continue;
          case Bytecode.UDIV_32:
            {
              int divisor = (int) r[fp + c];
              if (divisor == 0) {
                throw new TrapException(INTEGER_DIVISION_BY_ZERO);
              }
              r[fp + a] = Integer.divideUnsigned((int) r[fp + b], divisor);
            }
            pc += 4;
            continue;
          case Bytecode.SDIV_32:
            {
              int divisor = (int) r[fp + c];
              int dividend = (int) r[fp + b];
              if (divisor == 0) {
                throw new TrapException(INTEGER_DIVISION_BY_ZERO);
              }
              if (divisor == -1 && dividend == Integer.MIN_VALUE) {
                throw new TrapException(INTEGER_OVERFLOW);
              }
              r[fp + a] = dividend / divisor;
            }
            pc += 4;
            continue;
          case Bytecode.UREM_32:
            {
              int divisor = (int) r[fp + c];
              if (divisor == 0) {
                throw new TrapException(INTEGER_DIVISION_BY_ZERO);
              }
              r[fp + a] = Integer.remainderUnsigned((int) r[fp + b], divisor);
            }
            pc += 4;
            continue;
          case Bytecode.SREM_32:
            {
              int divisor = (int) r[fp + c];
              if (divisor == 0) {
                throw new TrapException(INTEGER_DIVISION_BY_ZERO);
              }
              r[fp + a] = (int) r[fp + b] % divisor;
            }
            pc += 4;
            continue;
          case Bytecode.CLZ_32:
            r[fp + a] = Integer.numberOfLeadingZeros((int) r[fp + b]);
            pc += 3;
            continue;
          case Bytecode.CTZ_32:
            r[fp + a] = Integer.numberOfTrailingZeros((int) r[fp + b]);
            pc += 3;
            continue;
          case Bytecode.POPCNT_32:
            r[fp + a] = Integer.bitCount((int) r[fp + b]);
            pc += 3;
            continue;

          case Bytecode.ADD_64:
            r[fp + a] = r[fp + b] + r[fp + c];
            pc += 4;
            continue;
          case Bytecode.SUB_64:
            r[fp + a] = r[fp + b] - r[fp + c];
            pc += 4;
            continue;
          case Bytecode.MUL_64:
            r[fp + a] = r[fp + b] * r[fp + c];
            pc += 4;
            continue;
          case Bytecode.SHL_64:
            r[fp + a] = r[fp + b] << r[fp + c];
            pc += 4;
            continue;
          case Bytecode.USHR_64:
            r[fp + a] = r[fp + b] >>> r[fp + c];
            pc += 4;
            continue;
          case Bytecode.SSHR_64:
            r[fp + a] = r[fp + b] >> r[fp + c];
            pc += 4;
            continue;
          case Bytecode.ROTL_64:
            r[fp + a] = Long.rotateLeft(r[fp + b], (int) r[fp + c]);
            pc += 4;
            continue;
          case Bytecode.ROTR_64:
            r[fp + a] = Long.rotateRight(r[fp + b], (int) r[fp + c]);
            pc += 4;
            continue;
          case Bytecode.UDIV_64:
            {
              long divisor = r[fp + c];
              if (divisor == 0) {
                throw new TrapException(INTEGER_DIVISION_BY_ZERO);
              }
              r[fp + a] = Long.divideUnsigned(r[fp + b], divisor);
            }
            pc += 4;
            continue;
          case Bytecode.SDIV_64:
            {
              long divisor = r[fp + c];
              long dividend = r[fp + b];
              if (divisor == 0) {
                throw new TrapException(INTEGER_DIVISION_BY_ZERO);
              }
              if (divisor == -1 && dividend == Long.MIN_VALUE) {
                throw new TrapException(INTEGER_OVERFLOW);
              }
              r[fp + a] = dividend / divisor;
            }
            pc += 4;
            continue;
          case Bytecode.UREM_64:
            {
              long divisor = r[fp + c];
              if (divisor == 0) {
                throw new TrapException(INTEGER_DIVISION_BY_ZERO);
              }
              r[fp + a] = Long.remainderUnsigned(r[fp + b], divisor);
            }
            pc += 4;
            continue;
          case Bytecode.SREM_64:
            {
              long divisor = r[fp + c];
              if (divisor == 0) {
                throw new TrapException(INTEGER_DIVISION_BY_ZERO);
              }
              r[fp + a] = r[fp + b] % divisor;
            }
            pc += 4;
            continue;
          case Bytecode.CLZ_64:
            r[fp + a] = Long.numberOfLeadingZeros(r[fp + b]);
            pc += 3;
            continue;
          case Bytecode.CTZ_64:
            r[fp + a] = Long.numberOfTrailingZeros(r[fp + b]);
            pc += 3;
            continue;
          case Bytecode.POPCNT_64:
            r[fp + a] = Long.bitCount(r[fp + b]);
            pc += 3;
            continue;

          case Bytecode.SEXTEND_8:
            r[fp + a] = (byte) r[fp + b];
            pc += 3;
            continue;
          case Bytecode.SEXTEND_16:
            r[fp + a] = (short) r[fp + b];
            pc += 3;
            continue;
          case Bytecode.SEXTEND_32:
            r[fp + a] = (int) r[fp + b];
            pc += 3;
            continue;
          case Bytecode.ZEXTEND_32:
            r[fp + a] = r[fp + b] & U32;
            pc += 3;
            continue;

          case Bytecode.FADD_32:
            r[fp + a] = bits(float32(r[fp + b]) + float32(r[fp + c]));
            pc += 4;
            continue;
          case Bytecode.FSUB_32:
            r[fp + a] = bits(float32(r[fp + b]) - float32(r[fp + c]));
            pc += 4;
            continue;
          case Bytecode.FMUL_32:
            r[fp + a] = bits(float32(r[fp + b]) * float32(r[fp + c]));
            pc += 4;
            continue;
          case Bytecode.FDIV_32:
            r[fp + a] = bits(float32(r[fp + b]) / float32(r[fp + c]));
            pc += 4;
            continue;
          case Bytecode.FEQ_32:
            r[fp + a] = float32(r[fp + b]) == float32(r[fp + c]) ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.FLT_32:
            r[fp + a] = float32(r[fp + b]) < float32(r[fp + c]) ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.FLE_32:
            r[fp + a] = float32(r[fp + b]) <= float32(r[fp + c]) ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.FADD_64:
            r[fp + a] = bits(float64(r[fp + b]) + float64(r[fp + c]));
            pc += 4;
            continue;
          case Bytecode.FSUB_64:
            r[fp + a] = bits(float64(r[fp + b]) - float64(r[fp + c]));
            pc += 4;
            continue;
          case Bytecode.FMUL_64:
            r[fp + a] = bits(float64(r[fp + b]) * float64(r[fp + c]));
            pc += 4;
            continue;
          case Bytecode.FDIV_64:
            r[fp + a] = bits(float64(r[fp + b]) / float64(r[fp + c]));
            pc += 4;
            continue;
          case Bytecode.FEQ_64:
            r[fp + a] = float64(r[fp + b]) == float64(r[fp + c]) ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.FLT_64:
            r[fp + a] = float64(r[fp + b]) < float64(r[fp + c]) ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.FLE_64:
            r[fp + a] = float64(r[fp + b]) <= float64(r[fp + c]) ? 1 : 0;
            pc += 4;
            continue;
          case Bytecode.FSQRT_64:
            r[fp + a] = bits(Math.sqrt(float64(r[fp + b])));
            pc += 3;
            continue;
          case Bytecode.FNEG_64:
            r[fp + a] = r[fp + b] ^ Long.MIN_VALUE;
            pc += 3;
            continue;
          case Bytecode.FABS_64:
            r[fp + a] = r[fp + b] & Long.MAX_VALUE;
            pc += 3;
            continue;
          case Bytecode.FPROMOTE:
            r[fp + a] = bits((double) float32(r[fp + b]));
            pc += 3;
            continue;
          case Bytecode.FDEMOTE:
            r[fp + a] = bits((float) float64(r[fp + b]));
            pc += 3;
            continue;
          case Bytecode.F64_FROM_INT:
            r[fp + a] = bits((double) r[fp + b]);
            pc += 3;
            continue;

          case Bytecode.LOAD_32:
            r[fp + a] = RawMemory.getInt(memory + place(r[fp + b], c, memoryLength - 4));
            pc += 4;
            continue;
          case Bytecode.LOAD_64:
            r[fp + a] = RawMemory.getLong(memory + place(r[fp + b], c, memoryLength - 8));
            pc += 4;
            continue;
          case Bytecode.ULOAD_8:
            r[fp + a] = RawMemory.getByte(memory + place(r[fp + b], c, memoryLength - 1)) & 0xff;
            pc += 4;
            continue;
          case Bytecode.SLOAD_8:
            r[fp + a] = RawMemory.getByte(memory + place(r[fp + b], c, memoryLength - 1));
            pc += 4;
            continue;
          case Bytecode.ULOAD_16:
            r[fp + a] = RawMemory.getShort(memory + place(r[fp + b], c, memoryLength - 2)) & 0xffff;
            pc += 4;
            continue;
          case Bytecode.SLOAD_16:
            r[fp + a] = RawMemory.getShort(memory + place(r[fp + b], c, memoryLength - 2));
            pc += 4;
            continue;
          case Bytecode.ULOAD_32:
            r[fp + a] = RawMemory.getInt(memory + place(r[fp + b], c, memoryLength - 4)) & U32;
            pc += 4;
            continue;
          case Bytecode.STORE_8:
            RawMemory.putByte(memory + place(r[fp + b], c, memoryLength - 1), (byte) r[fp + a]);
            pc += 4;
            continue;
          case Bytecode.STORE_16:
            RawMemory.putShort(memory + place(r[fp + b], c, memoryLength - 2), (short) r[fp + a]);
            pc += 4;
            continue;
          case Bytecode.STORE_32:
            RawMemory.putInt(memory + place(r[fp + b], c, memoryLength - 4), (int) r[fp + a]);
            pc += 4;
            continue;
          case Bytecode.STORE_64:
            RawMemory.putLong(memory + place(r[fp + b], c, memoryLength - 8), r[fp + a]);
            pc += 4;
            continue;

          case Bytecode.GLOBAL_GET_32:
            r[fp + a] = RawMemory.getInt(context + b);
            pc += 3;
            continue;
          case Bytecode.GLOBAL_GET_64:
            r[fp + a] = RawMemory.getLong(context + b);
            pc += 3;
            continue;
          case Bytecode.GLOBAL_SET:
            RawMemory.putLong(context + b, r[fp + a]);
            pc += 3;
            continue;

          case Bytecode.STACK_ADDR:
            r[fp + a] = slots + (b & U32 | (long) c << 32);
            pc += 4;
            continue;
          case Bytecode.VMCTX:
            r[fp + a] = context;
            pc += 2;
            continue;
          default:
            pc += Cold.run(instance, code, pc, r, fp);
            memoryLength = RawMemory.getLong(context + VmContext.MEMORY0_LENGTH);
            continue;
        }
        // A call within the instance.
        fuel = burn(fuel);
        Translated callee = in.translated(target);
        in.callers[in.depth] = function;
        in.returnTo[in.depth] = pc;
        in.callerSlots[in.depth] = slots;
        int calleeFp = fp + function.frameSize();
        in.ensureRegisters(calleeFp + callee.frameSize());
        r = in.registers;
        for (int k = 0; k < b; k++) {
          r[calleeFp + k] = r[fp + code[pc + 4 + k]];
        }
        slots = in.enterFrame(store, callee, calleeFp);
        function = callee;
        code = callee.code();
        fp = calleeFp;
        pc = 0;
      }
    } catch (TrapException e) {
      throw Cold.located(e, function, pc);
    } finally {
      store.setFuel(fuel);
    }
  }

  /** Pays for a branch or call. */
  private static long burn(long fuel) {
    if (fuel <= 0) {
      throw new TrapException(TrapCode.INTERRUPT);
    }
    return fuel - 1;
  }

  /** Where an access lies in memory, if it ends within; {@code last} is the last place it fits. */
  private static long place(long address, int offset, long last) {
    long place = (address & U32) + (offset & U32);
    if (place > last) {
      throw new TrapException(HEAP_OUT_OF_BOUNDS);
    }
    return place;
  }

  private static float float32(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static double float64(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}
