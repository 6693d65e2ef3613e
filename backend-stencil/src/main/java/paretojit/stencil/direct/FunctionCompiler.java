package paretojit.stencil.direct;

import static paretojit.stencil.direct.OpTable.DIGIT_MASK;
import static paretojit.stencil.direct.OpTable.DIGIT_SHIFT;
import static paretojit.stencil.direct.OpTable.KIND_MASK;
import static paretojit.stencil.direct.OpTable.VECTOR_BIT;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import paretojit.runtime.FaultSites;
import paretojit.runtime.VmContext;
import paretojit.stencil.library.OperandKind;
import paretojit.wasm.FunctionReader;
import paretojit.wasm.Kinds;
import paretojit.wasm.Opcodes;
import paretojit.wasm.WasmException;
import paretojit.wasm.WasmModule;

/**
 * Compiles one function body after another: decodes, validates and copies stencils in one loop.
 *
 * <p>The loop does the frequent cases of the frequent instructions itself, with what it needs in
 * variables of its own. Whenever something is not as expected it has done nothing yet, and leaves the
 * instruction to {@link General}.
 */
final class FunctionCompiler {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LEB_STOPS = 0x8080_8080;
  private static final int SLOT_BYTES = 8;
  private static final int EMPTY_TYPE = 0x40;

  // What the stencil emitted last branches to, beside the depth of a construct.
  private static final int NO_BRANCH = -1;
  private static final int OPENS_IF = -2;

  /** The loop reads on without looking whether bytes are there: this many at most for an instruction. */
  private static final int MOST_READ_BYTES = 16;

  private final WasmModule module;
  private final OpTable table;
  private final Operands s;
  private final Output code;
  private final Labels labels;
  private final Frames frames;
  private final Branches branches;
  private final General general;
  private final FaultSites faults;
  private final boolean guarded;
  private final boolean fuses;

  private final Calls calls;
  private final boolean hasMemory;
  private final int constantToTemp;

  /** The keys of moving an i32 from the temporary. */
  private final int fromTemp;

  /** By global: the keys of its read, of its write or -1, and its kind as an entry has it. */
  private final int[] globalGet;

  private final int[] globalSet;

  private final int[] globalEntry;

  private int[] localEntry = new int[64];
  private int localCount;
  private int firstLocal;

  FunctionCompiler(
      WasmModule module,
      Operands s,
      Frames frames,
      Branches branches,
      Calls calls,
      General general,
      FaultSites faults,
      boolean guarded,
      boolean fuses) {
    this.module = module;
    this.table = s.table;
    this.s = s;
    this.code = s.code;
    this.labels = s.labels;
    this.frames = frames;
    this.branches = branches;
    this.calls = calls;
    this.general = general;
    this.faults = faults;
    this.guarded = guarded;
    this.fuses = fuses;
    this.hasMemory = module.memoryCount() > 0;
    this.constantToTemp = table.move[OpTable.moveKey(Kinds.I32, OperandKind.TEMP, OperandKind.IMM)];
    this.fromTemp = table.selector.move[Kinds.type(Kinds.I64)] + OperandKind.TEMP;
    this.globalGet = new int[module.globalCount()];
    this.globalSet = new int[module.globalCount()];
    this.globalEntry = new int[module.globalCount()];
    for (int global = 0; global < globalGet.length; global++) {
      int kind = module.globalKind(global);
      globalGet[global] = table.globalGet(kind, module.globalIsIndirect(global));
      globalSet[global] =
          module.globalIsMutable(global)
              ? table.globalSet(Kinds.type(kind), module.globalIsIndirect(global))
              : -1;
      globalEntry[global] = OpTable.entryKind(kind);
    }
  }

  /**
   * Appends the code of a function.
   *
   * @param function its index, for traps
   * @throws WasmException if the body is malformed or invalid
   */
  void compile(int function, int type, byte[] bytes, int bodyStart, int bodyEnd) {
    s.begin(bytes, bodyStart, bodyEnd);
    code.begin();
    code.inst = bodyStart;
    try {
      byte[] params = module.typeParams(type);
      readLocals(params);
      firstLocal = frames.localSlot(0);
      general.begin(localEntry, localCount, firstLocal);
      branches.begin(module.typeResults(type));
      frames.enter(function, type, params, localCount);
      while (labels.top >= 0) {
        compileReachable();
        compileUnreachable();
      }
      if (s.pos != s.end) {
        throw WasmException.malformed("unexpected content after the end of the function", s.pos);
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw s.pos > s.end || s.pos >= s.bytes.length ? s.unexpectedEnd() : e;
    } catch (WasmException e) {
      // Immediates are read without looking at the body's end; what was read there means nothing.
      throw s.pos > s.end && e.kind() != WasmException.Kind.LIMIT ? s.unexpectedEnd() : e;
    }
    frames.leave();
  }

  // ---- locals ----

  private void readLocals(byte[] params) {
    localCount = params.length;
    reserveLocals(0);
    for (int k = 0; k < params.length; k++) {
      localEntry[k] = OpTable.slotEntry(params[k]);
    }
    for (long groups = s.u32() & 0xffff_ffffL; groups > 0; groups--) {
      s.at = s.pos;
      long count = s.u32() & 0xffff_ffffL;
      int kind = Kinds.decode(s.bytes[s.pos] & 0xff, s.pos);
      s.pos++;
      if (count > FunctionReader.MAX_LOCALS - localCount) {
        throw count + localCount > 0xffff_ffffL
            ? WasmException.malformed("too many locals", s.at)
            : WasmException.limit(
                "too many locals: the limit is " + FunctionReader.MAX_LOCALS, s.at);
      }
      reserveLocals((int) count);
      Arrays.fill(localEntry, localCount, localCount + (int) count, OpTable.slotEntry(kind));
      localCount += (int) count;
    }
  }

  private void reserveLocals(int more) {
    if (localCount + more > localEntry.length) {
      localEntry = Arrays.copyOf(localEntry, Math.max(localEntry.length * 2, localCount + more));
    }
  }

  // ---- the main loop ----

  private void compileUnreachable() {
    while (!s.reachable && labels.top >= 0) {
      compileOne();
    }
  }

  private void compileOne() {
    if (s.pos >= s.end) {
      throw s.unexpectedEnd();
    }
    s.room(0);
    s.at = s.pos++;
    general.compile(s.bytes[s.at] & 0xff);
  }

  /** Compiles until the function ends or what follows cannot be reached. */
  private void compileReachable() {
    while (s.reachable && labels.top >= 0) {
      fast();
      compileOne();
    }
  }

  /** Whether an operand is, or might be, the value of the local with that slot. */
  private boolean isPending(int from, int to, int offset) {
    int[] value = s.value;
    for (int k = from; k < to; k++) {
      if (value[k] == offset) {
        return true;
      }
    }
    return false;
  }

  /**
   * Compiles instructions up to one that {@link General} has to do.
   *
   * <p>Every case either leaves the loop without having changed anything, or sets the number of a
   * stencil that is emitted at the end of the loop's body, the only place of that kind: so the method
   * stays small enough for HotSpot to compile it well.
   */
  private void fast() {
    byte[] bytes = s.bytes;
    int end = Math.min(s.end, bytes.length - MOST_READ_BYTES);
    long[] infos = table.info;
    int[] stack = s.stack;
    int[] value = s.value;
    int[] values = code.values;
    int[] ids = table.ids;
    int[] locals = localEntry;
    int localCount = this.localCount;
    int firstLocal = this.firstLocal;
    int homes = s.homes;
    int base = s.base;
    int pos = s.pos;
    int height = s.height;
    int free = s.free;
    int at = code.position;
    // No instruction here pushes more operands than it has bytes.
    int limit = Math.min(end, pos + stack.length - Operands.SPARE - height);
    loop:
    while (pos < limit && at + Output.ROOM_BYTES <= code.code.length) {
      int opcode = bytes[pos] & 0xff;
      while (true) {
        if (opcode == Opcodes.LOCAL_GET) {
          int local = bytes[pos + 1];
          if (local < 0 || local >= localCount) {
            break;
          }
          stack[height] = locals[local];
          value[height++] = firstLocal + SLOT_BYTES * local;
          pos += 2;
        } else if (opcode == Opcodes.I32_CONST) {
          int x = (int) INT.get(bytes, pos + 1);
          int stop = ~x & LEB_STOPS;
          if (stop == 0) {
            break;
          }
          int bitCount = Integer.numberOfTrailingZeros(stop) + 1;
          int length = bitCount >> 3;
          int unused = Integer.SIZE - bitCount + length;
          stack[height] = Kinds.I32 | Operands.IMM;
          value[height++] = leb(x, stop) << unused >> unused;
          pos += 1 + length;
        } else {
          break;
        }
        if (pos >= limit) {
          break loop;
        }
        opcode = bytes[pos] & 0xff;
      }
      long info = infos[opcode];
      int next = pos + 1;
      int stencil;
      int branch = NO_BRANCH;
      emission:
      {
        // What an instruction with a result leaves to the end of this block.
        int key;
        int shift;
        int rest;
        int freed;
        int out = (int) info >> OpTable.OUT_AT & 0xff;
        switch ((int) info & OpTable.SHAPE_MASK) {
          case OpTable.LOCAL_GET -> {
            int high = bytes[pos + 2];
            int local = bytes[pos + 1] & 0x7f | high << 7;
            if (high < 0 || bytes[pos + 1] >= 0 || local >= localCount) {
              break loop;
            }
            stack[height] = locals[local];
            value[height++] = firstLocal + SLOT_BYTES * local;
            pos += 3;
            continue;
          }
          case OpTable.BINARY -> {
            rest = height - 2;
            if (rest < base) {
              break loop;
            }
            int a = stack[rest];
            int b = stack[rest + 1];
            int kind = (int) info >> OpTable.IN_AT & KIND_MASK;
            if (((a ^ kind | b ^ kind) & KIND_MASK) != 0) {
              break loop;
            }
            freed = free | 1 << (a >> DIGIT_SHIFT) | 1 << (b >> DIGIT_SHIFT);
            key =
                (int) (info >> OpTable.BASE_AT)
                    + ((a >> DIGIT_SHIFT & DIGIT_MASK) << 4 | b >> DIGIT_SHIFT & DIGIT_MASK);
            shift = 8;
            if ((a & Operands.IMM) == Operands.IMM) {
              if ((b & Operands.IMM) == Operands.IMM || kind != Kinds.I32) {
                break loop;
              }
              values[Output.IMM32] = value[rest];
              at = code.emit(constantToTemp, at);
              key += OperandKind.TEMP - OperandKind.IMM << 4;
            }
            int low = value[rest + 1];
            values[Output.SLOT_A] = value[rest];
            values[Output.SLOT_B] = low;
            values[Output.IMM32] = low;
            code.imm8 = low;
            code.imm64 = s.wide[rest + 1];
          }
          case OpTable.UNARY -> {
            rest = height - 1;
            if (rest < base) {
              break loop;
            }
            int a = stack[rest];
            if ((a & KIND_MASK) != ((int) info >> OpTable.IN_AT & KIND_MASK)) {
              break loop;
            }
            freed = free | 1 << (a >> DIGIT_SHIFT);
            key = (int) (info >> OpTable.BASE_AT) + (a >> DIGIT_SHIFT & DIGIT_MASK);
            shift = 4;
            values[Output.SLOT_A] = value[rest];
          }
          case OpTable.LOAD, OpTable.STORE -> {
            int isStore = ((int) info & OpTable.SHAPE_MASK) - OpTable.LOAD;
            rest = height - 1 - isStore;
            int x = (int) INT.get(bytes, next + 1);
            int stop = ~x & LEB_STOPS;
            if (rest < base
                || (bytes[next] & 0xff) > ((int) info >> OpTable.ALIGN_AT & 3)
                || stop == 0
                || !hasMemory
                || (stack[rest] & KIND_MASK) != Kinds.I32) {
              break loop;
            }
            int v = stack[height - 1];
            if (isStore != 0
                && ((v & KIND_MASK) != ((int) info >> OpTable.IN_AT & KIND_MASK)
                    || (v & Operands.WIDE) == Operands.WIDE)) {
              break loop;
            }
            int offset = leb(x, stop);
            next += (Integer.numberOfTrailingZeros(stop) >> 3) + 2;
            int a = stack[rest];
            freed = free | 1 << (a >> DIGIT_SHIFT);
            int address = a >> DIGIT_SHIFT & DIGIT_MASK;
            if (address == OperandKind.IMM) {
              values[Output.IMM32] = value[rest];
              at = code.emit(constantToTemp, at);
              address = OperandKind.TEMP;
            }
            values[Output.OFFSET] = offset;
            values[Output.END] = offset + ((int) info >> OpTable.BYTES_AT & 15);
            if (guarded) {
              faults.add(at, pos);
            }
            key = (int) (info >> OpTable.BASE_AT) + address;
            if (isStore != 0) {
              int low = value[rest + 1];
              values[Output.SLOT_A] = low;
              values[Output.SLOT_B] = value[rest];
              values[Output.IMM32] = low;
              code.imm8 = low;
              int digit = v >> DIGIT_SHIFT & DIGIT_MASK;
              if (digit == OperandKind.IMM) {
                key = table.bitStore[opcode] + address;
              }
              stencil = ids[key + (digit << 4)];
              free = freed | 1 << (v >> DIGIT_SHIFT);
              height = rest;
              break emission;
            }
            values[Output.SLOT_A] = value[rest];
            shift = 4;
          }
          case OpTable.LOCAL_SET, OpTable.LOCAL_TEE -> {
            rest = height - 1;
            int local = bytes[next++];
            if (local < 0) {
              int high = bytes[next++];
              local = local & 0x7f | high << 7;
            }
            if (rest < base || local < 0 || local >= localCount) {
              break loop;
            }
            int v = stack[rest];
            int offset = firstLocal + SLOT_BYTES * local;
            if (((v ^ locals[local]) & KIND_MASK) != 0
                || rest > base && isPending(base, rest, offset)) {
              break loop;
            }
            values[Output.SLOT_D] = offset;
            values[Output.SLOT_A] = value[rest];
            values[Output.IMM32] = value[rest];
            code.imm64 = s.wide[rest];
            int from = v >> DIGIT_SHIFT & DIGIT_MASK;
            stencil = table.move[(v & KIND_MASK) << 8 | OperandKind.SLOT << 4 | from];
            if (opcode == Opcodes.LOCAL_SET) {
              height = rest;
              free |= 1 << (v >> DIGIT_SHIFT);
            }
            break emission;
          }
          case OpTable.GLOBAL_GET -> {
            int global = bytes[next++];
            if (global < 0 || global >= globalGet.length) {
              break loop;
            }
            rest = height;
            freed = free;
            key = globalGet[global];
            shift = 0;
            out = globalEntry[global];
            values[Output.OFFSET] = VmContext.globalOffset(global);
          }
          case OpTable.GLOBAL_SET -> {
            int global = bytes[next++];
            rest = height - 1;
            if (global < 0 || global >= globalSet.length || globalSet[global] < 0 || rest < base) {
              break loop;
            }
            int v = stack[rest];
            int digit = v >> DIGIT_SHIFT & DIGIT_MASK;
            if (((v ^ globalEntry[global]) & KIND_MASK) != 0 || digit == OperandKind.WIDE) {
              break loop;
            }
            values[Output.OFFSET] = VmContext.globalOffset(global);
            values[Output.SLOT_A] = value[rest];
            values[Output.IMM32] = value[rest];
            stencil = ids[globalSet[global] + digit];
            height = rest;
            free |= 1 << (v >> DIGIT_SHIFT);
            break emission;
          }
          case OpTable.IS_ZERO, OpTable.COMPARE -> {
            // A comparison with zero has no second operand on the stack.
            int count = 2 - (((int) info & OpTable.SHAPE_MASK) - OpTable.COMPARE);
            rest = height - count;
            if (rest < base) {
              break loop;
            }
            int a = stack[rest];
            int b = count == 2 ? stack[rest + 1] : a & KIND_MASK | Operands.IMM;
            int low = count == 2 ? value[rest + 1] : 0;
            int kind = (int) info >> OpTable.IN_AT & KIND_MASK;
            if (((a ^ kind | b ^ kind) & KIND_MASK) != 0) {
              break loop;
            }
            int operands = (a >> DIGIT_SHIFT & DIGIT_MASK) << 4 | b >> DIGIT_SHIFT & DIGIT_MASK;
            freed = free | 1 << (a >> DIGIT_SHIFT) | 1 << (b >> DIGIT_SHIFT);
            values[Output.SLOT_A] = value[rest];
            values[Output.SLOT_B] = low;
            values[Output.IMM32] = low;
            code.imm8 = low;
            int negated = 0;
            int user = bytes[next];
            if (fuses) {
              if (user == Opcodes.I32_EQZ) {
                negated = 1;
                user = bytes[++next];
              }
              if (user == Opcodes.BR_IF) {
                int label = bytes[next + 1];
                branch = labels.top - label;
                stencil = ids[(negated == 0 ? table.branch : table.branchNot)[opcode] + operands];
                if (label < 0 || branch < 0 || labels.arity[branch] != 0 || stencil < 0) {
                  break loop;
                }
                height = rest;
                free = freed;
                next += 2;
                break emission;
              }
              if (user == Opcodes.IF) {
                branch = OPENS_IF;
                stencil = ids[(negated == 0 ? table.branchNot : table.branch)[opcode] + operands];
                if (bytes[next + 1] != EMPTY_TYPE || rest != base || stencil < 0) {
                  break loop;
                }
                height = rest;
                free = freed;
                next += 2;
                break emission;
              }
              if (user == Opcodes.I32_EQZ || user == Opcodes.SELECT) {
                break loop;
              }
            }
            int family = negated == 0 ? (int) (info >> OpTable.BASE_AT) : table.negated[opcode];
            int compare = ids[family + (OperandKind.TEMP << 8 | operands)];
            if (compare < 0) {
              break loop;
            }
            at = code.emit(compare, at);
            key = fromTemp;
            shift = 4;
          }
          case OpTable.IF, OpTable.BR_IF -> {
            rest = height - 1;
            boolean isIf = opcode == Opcodes.IF;
            int immediate = bytes[next++];
            if (rest < base) {
              break loop;
            }
            int a = stack[rest];
            stencil =
                ids[(isIf ? table.brZero : table.brNonzero) + (a >> DIGIT_SHIFT & DIGIT_MASK)];
            if ((a & KIND_MASK) != Kinds.I32 || stencil < 0) {
              break loop;
            }
            if (isIf) {
              if (rest != base || immediate != EMPTY_TYPE) {
                break loop;
              }
              branch = OPENS_IF;
            } else {
              branch = labels.top - immediate;
              if (immediate < 0 || branch < 0 || labels.arity[branch] != 0) {
                break loop;
              }
            }
            values[Output.SLOT_A] = value[rest];
            height = rest;
            free |= 1 << (a >> DIGIT_SHIFT);
            break emission;
          }
          case OpTable.DROP -> {
            if (height == base) {
              break loop;
            }
            free |= 1 << (stack[--height] >> DIGIT_SHIFT);
            pos = next;
            continue;
          }
          case OpTable.CALL -> {
            s.at = pos;
            s.pos = next;
            s.height = height;
            s.free = free;
            code.position = at;
            code.inst = pos;
            calls.call();
            pos = s.pos;
            height = s.height;
            free = s.free;
            at = code.position;
            stack = s.stack;
            value = s.value;
            limit = Math.min(end, pos + stack.length - Operands.SPARE - height);
            continue;
          }
          case OpTable.PLAIN -> {
            s.pos = pos;
            s.height = height;
            s.free = free;
            code.position = at;
            code.inst = pos;
            boolean isDone = branches.plain(opcode);
            pos = s.pos;
            height = s.height;
            free = s.free;
            at = code.position;
            base = s.base;
            if (isDone) {
              continue;
            }
            break loop;
          }
          default -> {
            break loop;
          }
        }
        // The result goes into the local that the next instruction sets, else to a register or
        // home.
        int entry;
        int place;
        int above = rest + 1;
        int peek = bytes[next];
        int local = bytes[next + 1];
        if ((peek == Opcodes.LOCAL_SET || peek == Opcodes.LOCAL_TEE)
            && local >= 0
            && local < localCount
            && ((locals[local] ^ out) & KIND_MASK) == 0
            && (rest == base || !isPending(base, rest, firstLocal + SLOT_BYTES * local))) {
          place = firstLocal + SLOT_BYTES * local;
          entry = locals[local];
          next += 2;
          above = rest + peek - Opcodes.LOCAL_SET;
        } else {
          int file = (out & VECTOR_BIT) >> DIGIT_SHIFT;
          int d = Integer.numberOfTrailingZeros(freed >>> file);
          freed = freed & ~(1 << d + file) | Operands.SENTINELS;
          entry = out | d << DIGIT_SHIFT;
          place = homes + SLOT_BYTES * rest;
          if (d == OperandKind.SLOT) {
            s.homesUsed = Math.max(s.homesUsed, above);
          }
        }
        stencil = ids[key + ((entry >> DIGIT_SHIFT & DIGIT_MASK) << shift)];
        if (stencil < 0) {
          break loop;
        }
        values[Output.SLOT_D] = place;
        stack[rest] = entry;
        value[rest] = place;
        height = above;
        free = freed;
      }
      code.inst = pos;
      at = code.put(stencil, at);
      pos = next;
      if (branch != NO_BRANCH) {
        if (branch == OPENS_IF) {
          int depth = labels.push(Labels.IF, height, true, Kinds.NONE, Kinds.NONE);
          labels.otherwise[depth] = code.taken;
        } else {
          branches.link(branch);
        }
      }
    }
    s.pos = pos;
    s.height = height;
    s.free = free;
    code.position = at;
  }

  /** The bits of a number of at most four bytes, given where bytes end it. */
  private static int leb(int fourBytes, int stops) {
    int x = fourBytes & (stops ^ stops - 1);
    return x & 0x7f | x >>> 1 & 0x3f80 | x >>> 2 & 0x1f_c000 | x >>> 3 & 0xfe0_0000;
  }
}
