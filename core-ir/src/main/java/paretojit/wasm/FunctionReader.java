package paretojit.wasm;

import java.util.Arrays;
import java.util.function.IntFunction;
import paretojit.ir.FunctionBuilder;

/**
 * Reads one function body after another: decodes, validates and builds SSA in the same pass.
 *
 * <p>Here are the main loop and the frequent instructions in their <em>usual</em> form: reachable, the
 * operands there and of the right types, immediates of few bytes. Each has a method that either reads
 * it or leaves everything as it is, for {@link PlainReader}, which can read any instruction and so
 * finds all errors. Code that cannot be reached is validated, but nothing is emitted for it. A reader
 * is not thread-safe and keeps its arrays from function to function.
 */
public final class FunctionReader {
  /** Greatest number of locals of a function, parameters included; as in the browsers' engines. */
  public static final int MAX_LOCALS = 50_000;

  /** No instruction in its usual form has more bytes. */
  private static final int LONGEST = 4;

  /** Code of which moving the instructions costs more than a few that nobody uses. */
  private static final int LARGE_BYTES = 300;

  private final WasmModule module;
  private final IntFunction<String> names;
  private final ControlStack control = new ControlStack();
  private final SsaBuilder ssa = new SsaBuilder(control);
  private final Body body;
  private final ConstructReader constructs;
  private final PlainReader plain;
  private final boolean hasMemory;
  private long instructionCount;

  private int localCount;
  private byte[] localKinds = new byte[64];

  public FunctionReader(WasmModule module) {
    this.module = module;
    this.names = module::functionName;
    this.body = new Body(module.bytes(), control);
    this.constructs = new ConstructReader(module, body, control, ssa);
    this.plain = new PlainReader(module, body, ssa, constructs);
    this.hasMemory = module.memoryCount() > 0;
  }

  /** Number of WebAssembly instructions read so far; {@code else} and {@code end} are none. */
  public long instructionCount() {
    return instructionCount;
  }

  /**
   * Reads the body of a defined function.
   *
   * @param index among the defined functions
   * @param builder is reset first; the caller takes the function from it
   * @throws WasmException if the body is malformed or invalid
   */
  public void read(int index, FunctionBuilder builder) {
    int type = module.definedType(index);
    builder.reset(names, module.importedFunctions() + index, module.signature(type));
    body.begin(builder, module.bodyStart(index), module.bodyEnd(index));
    try {
      byte[] params = module.typeParams(type);
      readLocals(params);
      constructs.begin(module.typeResults(type));
      ssa.begin(builder, body.bytes, body.pos, localKinds, localCount, params.length);
      plain.begin(localKinds, localCount);
      reserveZeros(params.length);
      readCode();
      ssa.finish();
    } catch (ArrayIndexOutOfBoundsException e) {
      throw body.pos > body.end || body.pos >= body.bytes.length ? body.unexpectedEnd() : e;
    } catch (WasmException e) {
      // Immediates are read without looking at the body's end; what was read there means nothing.
      throw body.pos > body.end && e.kind() != WasmException.Kind.LIMIT ? body.unexpectedEnd() : e;
    }
  }

  // ---- locals ----

  private void readLocals(byte[] params) {
    body.builder.createEntry();
    localCount = params.length;
    reserveLocals(0);
    System.arraycopy(params, 0, localKinds, 0, params.length);
    for (long groups = body.u32() & 0xffff_ffffL; groups > 0; groups--) {
      body.at = body.pos;
      long count = body.u32() & 0xffff_ffffL;
      int kind = Kinds.decode(body.bytes[body.pos] & 0xff, body.pos);
      body.pos++;
      if (count > MAX_LOCALS - localCount) {
        throw count + localCount > 0xffff_ffffL
            ? WasmException.malformed("too many locals", body.at)
            : WasmException.limit("too many locals: the limit is " + MAX_LOCALS, body.at);
      }
      reserveLocals((int) count);
      Arrays.fill(localKinds, localCount, localCount + (int) count, (byte) kind);
      localCount += (int) count;
    }
  }

  /**
   * Reading a local that was not assigned takes a constant in front of everything, one for each type:
   * where moving all instructions would take time, there is room for them.
   */
  private void reserveZeros(int arguments) {
    if (body.end - body.pos >= LARGE_BYTES) {
      int kinds = 0;
      for (int local = arguments; local < localCount; local++) {
        kinds |= 1 << localKinds[local];
      }
      body.builder.reserveConstants(Integer.bitCount(kinds));
    }
  }

  private void reserveLocals(int more) {
    if (localCount + more > localKinds.length) {
      localKinds = Arrays.copyOf(localKinds, Math.max(localKinds.length * 2, localCount + more));
    }
  }

  // ---- the main loop ----

  /** Here is the switch, not in a method of its own: the JIT inlines more below a loop. */
  private void readCode() {
    int count = 0;
    while (control.top >= 0) {
      if (body.reachable) {
        count += readUsual();
      }
      plain.read();
      count++;
    }
    instructionCount += count - constructs.takeEnds();
    if (body.pos != body.end) {
      throw WasmException.malformed("unexpected content after the end of the function", body.pos);
    }
  }

  /**
   * Reads on until an instruction is not in its usual form; gives how many were. The switch is in the
   * loop, not in a method of its own, for below a loop the JIT inlines more.
   */
  private int readUsual() {
    int count = 0;
    int pos = body.pos;
    int next = pos;
    int stop = Math.min(body.end, body.bytes.length - LONGEST);
    while (pos < stop) {
      long info = Opcodes.info(body.bytes[pos]);
      switch (Opcodes.usual(info)) {
        case Opcodes.USUAL_GET -> next = localGet(pos);
        case Opcodes.USUAL_SET -> next = localSet(info, pos);
        case Opcodes.USUAL_CONSTANT -> next = constant(info, pos);
        case Opcodes.USUAL_NUMERIC -> next = numeric(info, pos);
        case Opcodes.USUAL_ACCESS -> next = access(info, pos);
        case Opcodes.USUAL_EQZ -> next = isZero(info, pos);
        default -> {}
      }
      if (next == pos) {
        break;
      }
      pos = next;
      count++;
    }
    body.pos = pos;
    return count;
  }

  private int localGet(int pos) {
    int local = body.bytes[pos + 1];
    if (Integer.compareUnsigned(local, localCount) >= 0) {
      return pos;
    }
    body.push(ssa.get(local));
    return pos + 2;
  }

  /** {@code local.set} and {@code local.tee}. */
  private int localSet(long info, int pos) {
    int local = body.bytes[pos + 1];
    if (Integer.compareUnsigned(local, localCount) >= 0 || !body.has(localKinds[local])) {
      return pos;
    }
    ssa.set(local, body.stack[body.height - 1]);
    body.height -= Opcodes.arguments(info);
    return pos + 2;
  }

  private int isZero(long info, int pos) {
    if (!body.has(Opcodes.kind(info))) {
      return pos;
    }
    body.builder.setSource(pos);
    body.stack[body.height - 1] = body.compareWithZero(body.stack[body.height - 1]);
    return pos + 1;
  }

  /** An integer of one to three bytes. */
  private int constant(long info, int pos) {
    byte[] bytes = body.bytes;
    int value = bytes[pos + 1];
    int next = pos + 2;
    if (value >= 0) {
      value = value << 25 >> 25;
    } else {
      value = value & 0x7f | bytes[pos + 2] << 7;
      next = pos + 3;
      if (value >= 0) {
        value = value << 18 >> 18;
      } else {
        value = value & 0x3fff | bytes[pos + 3] << 14;
        next = pos + 4;
        if (value < 0) {
          return pos;
        }
        value = value << 11 >> 11;
      }
    }
    FunctionBuilder builder = body.builder;
    builder.setSource(pos);
    int type = Opcodes.type(info);
    body.push(builder.operation(Opcodes.ir(info), type, value, 0, 0, 0, 0, 1) << 3 | type);
    return next;
  }

  /** An operation on one or two numbers. */
  private int numeric(long info, int pos) {
    return operate(info, pos, 0) ? pos + 1 : pos;
  }

  /** A load or store with an offset of one or two bytes. */
  private int access(long info, int pos) {
    byte[] bytes = body.bytes;
    int offset = bytes[pos + 2];
    int next = pos + 3;
    if (offset < 0) {
      offset = offset & 0x7f | bytes[pos + 3] << 7;
      next = pos + 4;
    }
    boolean usual =
        offset >= 0
            && hasMemory
            && Integer.compareUnsigned(bytes[pos + 1], Opcodes.align(info)) <= 0
            && operate(info, pos, offset);
    return usual ? next : pos;
  }

  /**
   * Takes one or two operands, appends the instruction and leaves its result if there is one: for all the
   * same steps, as tables say, for there is no foretelling which it is. Does nothing, and says so, if
   * the operands are not there or of other kinds.
   */
  private boolean operate(long info, int pos, int immediate) {
    int[] stack = body.stack;
    int height = body.height;
    int top = stack[height - 1];
    int below = stack[height - 2];
    int at = height - Opcodes.arguments(info);
    if ((Opcodes.wrongKinds(info, top & 7 | (below & 7) << 3) | (at - body.base) >> 31) != 0) {
      return false;
    }
    FunctionBuilder builder = body.builder;
    builder.setSource(pos);
    int type = Opcodes.type(info);
    int results = Opcodes.results(info);
    int value =
        builder.operation(
            Opcodes.ir(info),
            type,
            immediate,
            0,
            Opcodes.arguments(info),
            (Opcodes.topFirst(info) ? top : below) >> 3,
            (Opcodes.topFirst(info) ? below : top) >> 3,
            results);
    stack[at] = value << 3 | type; // Where there is no result, nobody will look.
    body.height = at + results;
    return true;
  }
}
