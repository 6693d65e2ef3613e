package paretojit.wasm;

import static paretojit.wasm.Kinds.BOTTOM;
import static paretojit.wasm.Kinds.EXTERNREF;
import static paretojit.wasm.Kinds.F32;
import static paretojit.wasm.Kinds.F64;
import static paretojit.wasm.Kinds.FUNCREF;
import static paretojit.wasm.Kinds.I32;
import static paretojit.wasm.Kinds.I64;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;

/**
 * Reads one function body after another: decodes, validates and builds SSA in the same pass.
 *
 * <p>Operands on the stack are packed ints, {@code value << 3 | kind}. Code that cannot be reached is
 * validated, but nothing is emitted for it: {@code reachable} is false and packed values are kinds
 * only. A reader is not thread-safe and keeps its arrays from function to function.
 */
public final class FunctionReader {
  /** Greatest number of locals of a function, parameters included; as in the browsers' engines. */
  public static final int MAX_LOCALS = 50_000;

  private static final int MAX_TABLE_TARGETS = 65_520;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final WasmModule module;
  private final byte[] bytes;
  private final ControlStack control = new ControlStack();
  private final SsaBuilder ssa = new SsaBuilder(control);
  private FunctionBuilder b = new FunctionBuilder("", Signature.of(List.of(), List.of()));
  private long instructionCount;

  private int pos;
  private int end;
  private int at;
  private boolean reachable;
  private byte[] results = Kinds.NONE;

  private int localCount;
  private byte[] localKinds = new byte[64];
  private int[] localValues = new int[64];

  private int[] stack = new int[64];
  private int height;

  /** Height of the stack below the innermost construct's operands. */
  private int base;

  private int[] operands = new int[16];
  private int[] labels = new int[16];
  private byte[] blockParams = Kinds.NONE;
  private byte[] blockResults = Kinds.NONE;

  public FunctionReader(WasmModule module) {
    this.module = module;
    this.bytes = module.bytes();
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
    b = builder;
    b.reset(module.functionName(module.importedFunctions() + index), module.signature(type));
    pos = module.bodyStart(index);
    end = module.bodyEnd(index);
    at = pos;
    results = module.typeResults(type);
    reachable = true;
    height = 0;
    base = 0;
    try {
      readLocals(module.typeParams(type));
      control.top = -1;
      control.push(ControlStack.FUNCTION, 0, true, Kinds.NONE, results);
      control.log[0] = 0;
      ssa.begin(b, bytes, pos, localKinds, localCount, localValues);
      readCode();
      ssa.finish();
    } catch (ArrayIndexOutOfBoundsException e) {
      throw pos > end || pos >= bytes.length ? unexpectedEnd() : e;
    } catch (WasmException e) {
      // Immediates are read without looking at the body's end; what was read there means nothing.
      throw pos > end && e.kind() != WasmException.Kind.LIMIT ? unexpectedEnd() : e;
    }
  }

  private WasmException unexpectedEnd() {
    return WasmException.malformed("unexpected end of section or function", end);
  }

  // ---- locals ----

  private void readLocals(byte[] params) {
    b.createEntry();
    localCount = 0;
    reserveLocals(params.length);
    for (int k = 0; k < params.length; k++) {
      localKinds[k] = params[k];
      localValues[k] = k << 3 | params[k];
    }
    localCount = params.length;
    int[] zeros = {-1, -1, -1, -1, -1, -1};
    for (long groups = u32(); groups > 0; groups--) {
      at = pos;
      long count = u32() & 0xffff_ffffL;
      int kind = Kinds.decode(bytes[pos] & 0xff, pos);
      pos++;
      if (count > MAX_LOCALS - localCount) {
        throw count + localCount > 0xffff_ffffL
            ? WasmException.malformed("too many locals", at)
            : WasmException.limit("too many locals: the limit is " + MAX_LOCALS, at);
      }
      reserveLocals((int) count);
      if (count > 0 && zeros[kind] < 0) {
        zeros[kind] = zero(kind);
      }
      Arrays.fill(localKinds, localCount, localCount + (int) count, (byte) kind);
      Arrays.fill(localValues, localCount, localCount + (int) count, zeros[kind]);
      localCount += (int) count;
    }
  }

  private void reserveLocals(int more) {
    if (localCount + more > localKinds.length) {
      int capacity = Math.max(localKinds.length * 2, localCount + more);
      localKinds = Arrays.copyOf(localKinds, capacity);
      localValues = Arrays.copyOf(localValues, capacity);
    }
  }

  /** The initial value of locals of a kind. */
  private int zero(int kind) {
    Op op = kind == F32 ? Op.F32CONST : kind == F64 ? Op.F64CONST : Op.ICONST;
    return b.emit(op, Kinds.type(kind), 0, 0) << 3 | kind;
  }

  // ---- the main loop ----

  private void readCode() {
    int count = 0;
    while (control.top >= 0) {
      if (pos >= end) {
        throw unexpectedEnd();
      }
      at = pos;
      b.setSource(at);
      int opcode = bytes[pos++] & 0xff;
      count++;
      switch (opcode) {
        case Opcodes.LOCAL_GET -> localGet();
        case Opcodes.LOCAL_SET -> localSet();
        case Opcodes.LOCAL_TEE -> localTee();
        case Opcodes.I32_CONST -> constant(Op.ICONST, I32, s32());
        case Opcodes.I64_CONST -> constant(Op.ICONST, I64, s64());
        case Opcodes.F32_CONST ->
            constant(Op.F32CONST, F32, (int) INT.get(bytes, skip(Float.BYTES)));
        case Opcodes.F64_CONST ->
            constant(Op.F64CONST, F64, (long) LONG.get(bytes, skip(Double.BYTES)));
        case Opcodes.END -> {
          count--;
          end();
        }
        case Opcodes.ELSE -> {
          count--;
          otherwise();
        }
        case Opcodes.BLOCK -> block();
        case Opcodes.LOOP -> loop();
        case Opcodes.IF -> condition();
        case Opcodes.BR -> branch();
        case Opcodes.BR_IF -> branchIf();
        case Opcodes.BR_TABLE -> branchTable();
        case Opcodes.RETURN -> {
          checkTop(results);
          returnTop();
          unreachable();
        }
        case Opcodes.UNREACHABLE -> {
          if (reachable) {
            b.trap(TrapCode.UNREACHABLE, 0);
          }
          unreachable();
        }
        case Opcodes.NOP -> {}
        case Opcodes.CALL -> call();
        case Opcodes.CALL_INDIRECT -> callIndirect();
        case Opcodes.DROP -> popAny();
        case Opcodes.SELECT -> select();
        case Opcodes.SELECT_TYPED -> selectTyped();
        case Opcodes.GLOBAL_GET, Opcodes.GLOBAL_SET -> global(opcode);
        default -> {
          if (opcode >= Opcodes.FIRST_NUMERIC) {
            numeric(opcode);
          } else if (opcode >= Opcodes.FIRST_LOAD && opcode <= Opcodes.LAST_STORE) {
            memoryAccess(opcode);
          } else {
            rare(opcode);
          }
        }
      }
    }
    instructionCount += count;
    if (pos != end) {
      throw WasmException.malformed("unexpected content after the end of the function", pos);
    }
  }

  private void localGet() {
    int local = localIndex();
    push(reachable ? ssa.get(local) : localKinds[local]);
  }

  private void localSet() {
    int local = localIndex();
    int value = pop(localKinds[local]);
    if (reachable) {
      ssa.set(local, value);
    }
  }

  private void localTee() {
    int local = localIndex();
    int value = pop(localKinds[local]);
    if (reachable) {
      ssa.set(local, value);
      push(value);
    } else {
      push(localKinds[local]);
    }
  }

  private int localIndex() {
    int local = u32();
    if (Integer.compareUnsigned(local, localCount) >= 0) {
      throw unknown("local", local);
    }
    return local;
  }

  private void constant(Op op, int kind, long value) {
    push(reachable ? b.emit(op, Kinds.type(kind), value, 0) << 3 | kind : kind);
  }

  private void numeric(int opcode) {
    int arity = Opcodes.arity(opcode);
    int in = Opcodes.in(opcode);
    int out = Opcodes.out(opcode);
    if (arity == 2) {
      int right = pop(in);
      int left = pop(in);
      if (reachable) {
        out |= b.emit(Opcodes.op(opcode), Kinds.type(out), 0, 0, left >> 3, right >> 3) << 3;
      }
      push(out);
    } else if (arity == 1) {
      int operand = pop(in);
      if (reachable) {
        out |= b.emit(Opcodes.op(opcode), Kinds.type(out), 0, 0, operand >> 3) << 3;
      }
      push(out);
    } else if (opcode == Opcodes.I32_EQZ) {
      isZero(I32);
    } else if (opcode == Opcodes.I64_EQZ) {
      isZero(I64);
    } else {
      rare(opcode);
    }
  }

  private void isZero(int kind) {
    int operand = pop(kind);
    push(reachable ? compareWithZero(operand) : I32);
  }

  private int compareWithZero(int operand) {
    int type = Kinds.type(operand & 7);
    int zero = b.emit(Op.ICONST, type, 0, 0);
    return b.emit(Op.ICMP_EQ, type, 0, 0, operand >> 3, zero) << 3 | I32;
  }

  private void memoryAccess(int opcode) {
    int align = u32();
    int memory = 0;
    if ((align & 0x40) != 0) {
      align &= ~0x40;
      memory = u32();
    }
    int offset = u32();
    checkMemory(memory);
    if (Integer.compareUnsigned(align, Opcodes.align(opcode)) > 0) {
      throw WasmException.invalid("alignment must not be larger than natural: 2^" + align, at);
    }
    long bytesOffset = offset & 0xffff_ffffL;
    if (opcode < Opcodes.FIRST_STORE) {
      int address = pop(I32);
      int out = Opcodes.out(opcode);
      if (reachable) {
        out |= b.emit(Opcodes.op(opcode), Kinds.type(out), bytesOffset, memory, address >> 3) << 3;
      }
      push(out);
    } else {
      int in = Opcodes.in(opcode);
      int value = pop(in);
      int address = pop(I32);
      if (reachable) {
        b.emit(Opcodes.op(opcode), Kinds.type(in), bytesOffset, memory, value >> 3, address >> 3);
      }
    }
  }

  private void select() {
    int condition = pop(I32);
    int right = popAny();
    int left = popAny();
    int kind = (left & 7) == BOTTOM ? right & 7 : left & 7;
    if (((right & 7) != kind && (right & 7) != BOTTOM) || kind == FUNCREF || kind == EXTERNREF) {
      throw mismatch(
          "select without a type has operands "
              + Kinds.text(left & 7)
              + " and "
              + Kinds.text(right & 7));
    }
    select(condition, left, right, kind);
  }

  private void selectTyped() {
    int count = u32();
    if (count != 1) {
      throw WasmException.invalid("invalid result arity: select of " + count + " types", at);
    }
    int kind = Kinds.decode(bytes[pos] & 0xff, pos);
    pos++;
    int condition = pop(I32);
    int right = pop(kind);
    int left = pop(kind);
    select(condition, left, right, kind);
  }

  private void select(int condition, int left, int right, int kind) {
    int value = 0;
    if (reachable) {
      value = b.emit(Op.SELECT, Kinds.type(kind), 0, 0, condition >> 3, left >> 3, right >> 3);
    }
    push(value << 3 | kind);
  }

  private void global(int opcode) {
    int global = u32();
    if (Integer.compareUnsigned(global, module.globalCount()) >= 0) {
      throw unknown("global", global);
    }
    int kind = module.globalKind(global);
    if (opcode == Opcodes.GLOBAL_GET) {
      int value = reachable ? b.emit(Op.GLOBAL_GET, Kinds.type(kind), 0, global) : 0;
      push(value << 3 | kind);
    } else {
      if (!module.globalIsMutable(global)) {
        throw WasmException.invalid("immutable global: global is immutable: " + global, at);
      }
      int value = pop(kind);
      if (reachable) {
        b.emit(Op.GLOBAL_SET, Kinds.type(kind), 0, global, value >> 3);
      }
    }
  }

  // ---- control ----

  private void block() {
    blockType();
    checkTop(blockParams);
    int depth =
        control.push(
            ControlStack.BLOCK, height - blockParams.length, reachable, blockParams, blockResults);
    base = height - blockParams.length;
    ssa.openForward(depth);
  }

  private void loop() {
    int typeAt = pos;
    blockType();
    checkTop(blockParams);
    int depth =
        control.push(
            ControlStack.LOOP, height - blockParams.length, reachable, blockParams, blockResults);
    base = height - blockParams.length;
    if (!reachable) {
      ssa.skipLoop(depth, typeAt, end);
      return;
    }
    int header = b.createBlock();
    control.block[depth] = header;
    int entry = b.jump(header);
    ssa.openLoop(depth, entry, stack, height, typeAt, end);
    b.switchTo(header);
  }

  private void condition() {
    blockType();
    int condition = pop(I32);
    checkTop(blockParams);
    int depth =
        control.push(
            ControlStack.IF, height - blockParams.length, reachable, blockParams, blockResults);
    base = height - blockParams.length;
    ssa.openForward(depth);
    if (reachable) {
      int then = b.createBlock();
      int after = b.createBlock();
      control.block[depth] = after;
      // Should an else follow, it becomes the second target.
      control.elseEdge[depth] = b.brif(condition >> 3, then, after) + 1;
      control.elseValues[depth] = ssa.saveValues(stack, height, blockParams.length);
      b.switchTo(then);
    }
  }

  private void otherwise() {
    int depth = control.top;
    if (control.construct[depth] != ControlStack.IF) {
      throw WasmException.malformed("else without if", at);
    }
    checkEnd(depth);
    if (reachable) {
      jumpTo(depth);
    }
    byte[] params = control.params[depth];
    control.construct[depth] = ControlStack.ELSE;
    control.polymorphic[depth] = false;
    height = base;
    reachable = control.live[depth];
    if (reachable) {
      ssa.restoreValues(control.elseValues[depth], stack, height, params.length);
      height += params.length;
      ssa.rollBack(depth);
      int other = b.createBlock();
      b.setEdgeTarget(control.elseEdge[depth], other);
      b.switchTo(other);
    } else {
      pushKinds(params);
    }
  }

  private void end() {
    int depth = control.top;
    checkEnd(depth);
    byte[] kinds = control.results[depth];
    int construct = control.construct[depth];
    if (construct == ControlStack.FUNCTION) {
      endFunction();
      return;
    }
    if (construct == ControlStack.LOOP) {
      if (control.live[depth]) {
        ssa.closeLoop(depth);
      }
    } else {
      if (construct == ControlStack.IF) {
        endIf(depth);
      }
      if (control.edgeCount[depth] > 0) {
        if (reachable) {
          jumpTo(depth);
        }
        b.switchTo(control.block[depth]);
        ssa.merge(depth, kinds, stack, base);
        reachable = true;
      }
      ssa.closeForward(depth);
    }
    height = control.base[depth] + kinds.length;
    control.top = depth - 1;
    base = control.base[depth - 1];
  }

  /** An if without else passes its parameters on as results. */
  private void endIf(int depth) {
    if (!Arrays.equals(control.params[depth], control.results[depth])) {
      throw mismatch(
          "an if without else takes "
              + Kinds.text(control.params[depth])
              + " and gives "
              + Kinds.text(control.results[depth]));
    }
    if (control.live[depth]) {
      ssa.addSkippingEdge(depth, control.elseEdge[depth], control.elseValues[depth]);
    }
  }

  private void endFunction() {
    if (reachable) {
      returnTop();
    }
    if (control.edgeCount[0] > 0) {
      b.switchTo(control.block[0]);
      ssa.merge(0, results, stack, 0);
      height = results.length;
      reachable = true;
      returnTop();
    }
    control.top = -1;
  }

  private void jumpTo(int depth) {
    int edge = b.jump(labelBlock(depth));
    ssa.addEdge(depth, edge, stack, height, control.labelKinds(depth).length);
  }

  private int labelBlock(int depth) {
    if (control.block[depth] == ControlStack.NONE) {
      control.block[depth] = b.createBlock();
    }
    return control.block[depth];
  }

  /** Reads a label; gives the depth of its construct. */
  private int label() {
    int label = u32();
    if (Integer.compareUnsigned(label, control.top) > 0) {
      throw unknown("label", label);
    }
    return control.top - label;
  }

  private void branch() {
    int depth = label();
    checkTop(control.labelKinds(depth));
    if (reachable) {
      if (depth == 0) {
        returnTop();
      } else {
        jumpTo(depth);
      }
    }
    unreachable();
  }

  private void branchIf() {
    int depth = label();
    int condition = pop(I32);
    byte[] kinds = control.labelKinds(depth);
    checkTop(kinds);
    if (reachable) {
      int next = b.createBlock();
      int edge = b.brif(condition >> 3, labelBlock(depth), next);
      ssa.addEdge(depth, edge, stack, height, kinds.length);
      b.switchTo(next);
    }
  }

  private void branchTable() {
    int count = u32();
    if (Integer.compareUnsigned(count, end - pos) > 0) {
      throw unexpectedEnd();
    }
    if (count > MAX_TABLE_TARGETS) {
      throw WasmException.limit("br_table with " + count + " labels", at);
    }
    int[] depths = new int[count + 1];
    for (int k = 0; k <= count; k++) {
      depths[k] = label();
    }
    int index = pop(I32);
    byte[] kinds = control.labelKinds(depths[count]);
    for (int k = 0; k <= count; k++) {
      byte[] other = control.labelKinds(depths[k]);
      if (other.length != kinds.length) {
        throw mismatch("br_table's labels take " + Kinds.text(other) + " and " + Kinds.text(kinds));
      }
      if (k == count || depths[k] != depths[count]) {
        checkLabel(other);
      }
    }
    if (reachable) {
      emitTable(index, depths, kinds.length);
    }
    unreachable();
  }

  private void emitTable(int index, int[] depths, int arity) {
    int[] blocks = new int[depths.length];
    for (int k = 0; k < depths.length; k++) {
      blocks[k] = labelBlock(depths[k]);
    }
    int first = b.brTable(index >> 3, blocks);
    if (control.top >= labels.length) {
      labels = new int[Math.max(labels.length * 2, control.top + 1)];
    }
    Arrays.fill(labels, 0, control.top + 1, 0);
    for (int k = 0; k < depths.length; k++) {
      int depth = depths[k];
      if (labels[depth]++ == 0) {
        ssa.addEdge(depth, first + k, stack, height, arity);
      } else {
        ssa.addSameEdge(depth, first + k);
      }
    }
  }

  /** What follows an unconditional branch is unreachable; its operands may be of any type. */
  private void unreachable() {
    reachable = false;
    height = base;
    control.polymorphic[control.top] = true;
  }

  private void returnTop() {
    if (reachable) {
      b.ret(takeTop(results.length));
    }
  }

  /** The values of the topmost operands. */
  private int[] takeTop(int count) {
    int[] values = new int[count];
    for (int k = 0; k < count; k++) {
      values[k] = stack[height - count + k] >> 3;
    }
    return values;
  }

  private void blockType() {
    int start = pos;
    int code = bytes[pos] & 0xff;
    if (code == 0x40) {
      pos++;
      blockParams = Kinds.NONE;
      blockResults = Kinds.NONE;
    } else if (code >= 0x63 && code < 0x80) {
      pos++;
      blockParams = Kinds.NONE;
      blockResults = Kinds.single(Kinds.decode(code, start));
    } else {
      long type = Leb.signed(bytes, start, end, 33);
      pos += Leb.length(bytes, start);
      if (type < 0 || type >= module.typeCount()) {
        throw WasmException.invalid("unknown type " + type, start);
      }
      blockParams = module.typeParams((int) type);
      blockResults = module.typeResults((int) type);
    }
  }

  // ---- calls ----

  private void call() {
    int function = u32();
    if (Integer.compareUnsigned(function, module.functionCount()) >= 0) {
      throw unknown("function", function);
    }
    int type = module.functionType(function);
    popArguments(type, 0);
    emitCall(Op.CALL, type, 0, function, 0);
  }

  private void callIndirect() {
    int type = u32();
    int table = u32();
    checkTable(table);
    if (module.tableKind(table) != FUNCREF) {
      throw mismatch("call_indirect through a table of " + Kinds.text(module.tableKind(table)));
    }
    if (Integer.compareUnsigned(type, module.typeCount()) >= 0) {
      throw unknown("type", type);
    }
    int index = pop(I32);
    popArguments(type, 1);
    operands[0] = index >> 3;
    emitCall(Op.CALL_INDIRECT, type, table, type, 1);
  }

  /** Pops a function's arguments into {@code operands}, leaving room in front. */
  private void popArguments(int type, int room) {
    byte[] kinds = module.typeParams(type);
    int count = kinds.length;
    if (room + count > operands.length) {
      operands = new int[room + count];
    }
    for (int k = count - 1; k >= 0; k--) {
      operands[room + k] = pop(kinds[k]) >> 3;
    }
  }

  private void emitCall(Op op, int type, int immediate, int aux, int room) {
    byte[] kinds = module.typeResults(type);
    int first = 0;
    if (reachable) {
      int count = room + module.typeParams(type).length;
      first = b.call(op, module.signature(type), immediate, aux, operands, count);
    }
    for (int k = 0; k < kinds.length; k++) {
      push(reachable ? first + k << 3 | kinds[k] : kinds[k]);
    }
  }

  // ---- references, tables, bulk memory ----

  private void rare(int opcode) {
    switch (opcode) {
      case Opcodes.TABLE_GET -> {
        int table = tableIndex();
        effect(Op.TABLE_GET, 0, table, module.tableKind(table), I32);
      }
      case Opcodes.TABLE_SET -> {
        int table = tableIndex();
        effect(Op.TABLE_SET, 0, table, -1, I32, module.tableKind(table));
      }
      case Opcodes.MEMORY_SIZE -> effect(Op.MEMORY_SIZE, 0, memoryIndex(), I32);
      case Opcodes.MEMORY_GROW -> effect(Op.MEMORY_GROW, 0, memoryIndex(), I32, I32);
      case Opcodes.REF_NULL -> {
        int kind = Kinds.decodeReference(bytes[pos] & 0xff, pos);
        pos++;
        push(reachable ? b.emit(Op.ICONST, Kinds.type(kind), 0, 0) << 3 | kind : kind);
      }
      case Opcodes.REF_IS_NULL -> {
        int operand = popAny();
        int kind = operand & 7;
        if (kind != BOTTOM && !Kinds.isReference(kind)) {
          throw mismatch("expected a reference, got " + Kinds.text(kind));
        }
        push(reachable ? compareWithZero(operand) : I32);
      }
      case Opcodes.REF_FUNC -> {
        int function = u32();
        if (Integer.compareUnsigned(function, module.functionCount()) >= 0) {
          throw unknown("function", function);
        }
        if (!module.isDeclared(function)) {
          throw WasmException.invalid("undeclared function reference: function " + function, at);
        }
        effect(Op.REF_FUNC, 0, function, FUNCREF);
      }
      case Opcodes.PREFIX_MISC -> misc(u32() & 0xffff_ffffL);
      default -> throw Opcodes.unknown(opcode, at);
    }
  }

  private void misc(long second) {
    if (second > Opcodes.TABLE_FILL) {
      throw Opcodes.unknownMisc(second, at);
    }
    int code = (int) second;
    switch (code) {
      case Opcodes.MEMORY_INIT -> {
        int segment = dataIndex();
        int memory = memoryIndex();
        effect(Op.MEMORY_INIT, segment, memory, -1, I32, I32, I32);
      }
      case Opcodes.DATA_DROP -> effect(Op.DATA_DROP, dataIndex(), 0, -1);
      case Opcodes.MEMORY_COPY -> {
        int to = memoryIndex();
        int from = memoryIndex();
        effect(Op.MEMORY_COPY, from, to, -1, I32, I32, I32);
      }
      case Opcodes.MEMORY_FILL -> effect(Op.MEMORY_FILL, 0, memoryIndex(), -1, I32, I32, I32);
      case Opcodes.TABLE_INIT -> {
        int segment = u32();
        int table = tableIndex();
        checkElements(segment);
        checkSameKind(module.tableKind(table), module.elementKind(segment));
        effect(Op.TABLE_INIT, segment, table, -1, I32, I32, I32);
      }
      case Opcodes.ELEM_DROP -> {
        int segment = u32();
        checkElements(segment);
        effect(Op.ELEM_DROP, segment, 0, -1);
      }
      case Opcodes.TABLE_COPY -> {
        int to = tableIndex();
        int from = tableIndex();
        checkSameKind(module.tableKind(to), module.tableKind(from));
        effect(Op.TABLE_COPY, from, to, -1, I32, I32, I32);
      }
      case Opcodes.TABLE_GROW -> {
        int table = tableIndex();
        effect(Op.TABLE_GROW, 0, table, I32, module.tableKind(table), I32);
      }
      case Opcodes.TABLE_SIZE -> effect(Op.TABLE_SIZE, 0, tableIndex(), I32);
      case Opcodes.TABLE_FILL -> {
        int table = tableIndex();
        effect(Op.TABLE_FILL, 0, table, -1, I32, module.tableKind(table), I32);
      }
      default -> {
        int out = Opcodes.saturatingOut(code);
        effect(Opcodes.saturating(code), 0, 0, out, Opcodes.saturatingIn(code));
      }
    }
  }

  /** An instruction with the given operands, and a result unless {@code out} is negative. */
  private void effect(Op op, long immediate, int aux, int out, int... in) {
    int type = Function.NO_TYPE;
    for (int k = in.length - 1; k >= 0; k--) {
      operands[k] = pop(in[k]) >> 3;
    }
    if (out >= 0) {
      type = Kinds.type(out);
    }
    int value = reachable ? b.emit(op, type, immediate, aux, operands, in.length) : 0;
    if (out >= 0) {
      push(value << 3 | out);
    }
  }

  private int memoryIndex() {
    int memory = u32();
    checkMemory(memory);
    return memory;
  }

  private void checkMemory(int memory) {
    if (Integer.compareUnsigned(memory, module.memoryCount()) >= 0) {
      throw unknown("memory", memory);
    }
  }

  private int tableIndex() {
    int table = u32();
    checkTable(table);
    return table;
  }

  private void checkTable(int table) {
    if (Integer.compareUnsigned(table, module.tableCount()) >= 0) {
      throw unknown("table", table);
    }
  }

  private int dataIndex() {
    int segment = u32();
    if (module.dataCount() < 0) {
      throw WasmException.malformed("data count section required", at);
    }
    if (Integer.compareUnsigned(segment, module.dataCount()) >= 0) {
      throw unknown("data segment", segment);
    }
    return segment;
  }

  private void checkElements(int segment) {
    if (Integer.compareUnsigned(segment, module.elementCount()) >= 0) {
      throw unknown("elem segment", segment);
    }
  }

  private void checkSameKind(int to, int from) {
    if (to != from) {
      throw mismatch("a table of " + Kinds.text(to) + " cannot take " + Kinds.text(from));
    }
  }

  // ---- the operand stack ----

  private void push(int packed) {
    if (height == stack.length) {
      stack = Arrays.copyOf(stack, height * 2);
    }
    stack[height++] = packed;
  }

  private void pushKinds(byte[] kinds) {
    for (byte kind : kinds) {
      push(kind);
    }
  }

  private int pop(int kind) {
    if (height > base) {
      int packed = stack[--height];
      if ((packed & 7) == kind || (packed & 7) == BOTTOM) {
        return packed;
      }
      throw mismatch("expected " + Kinds.text(kind) + ", got " + Kinds.text(packed & 7));
    }
    return popEmpty("expected " + Kinds.text(kind));
  }

  private int popAny() {
    return height > base ? stack[--height] : popEmpty("expected an operand");
  }

  private int popEmpty(String expected) {
    if (control.polymorphic[control.top]) {
      return BOTTOM;
    }
    throw mismatch(expected + ", got nothing");
  }

  /** Checks the topmost operands, which stay; afterwards they have just these kinds. */
  private void checkTop(byte[] kinds) {
    int count = kinds.length;
    if (count == 0) {
      return;
    }
    if (reachable) {
      if (height - base < count) {
        throw mismatch("expected " + Kinds.text(kinds) + ", got " + stackText());
      }
      for (int k = 0; k < count; k++) {
        if ((stack[height - count + k] & 7) != kinds[k]) {
          throw mismatch("expected " + Kinds.text(kinds) + ", got " + stackText());
        }
      }
    } else {
      for (int k = count - 1; k >= 0; k--) {
        pop(kinds[k]);
      }
      pushKinds(kinds);
    }
  }

  /** As {@link #checkTop}, but operands of any type stay so. */
  private void checkLabel(byte[] kinds) {
    if (reachable) {
      checkTop(kinds);
      return;
    }
    int count = kinds.length;
    int[] popped = new int[count];
    for (int k = count - 1; k >= 0; k--) {
      popped[k] = pop(kinds[k]);
    }
    for (int packed : popped) {
      push(packed);
    }
  }

  /** Checks that a construct ends with its results and nothing else. */
  private void checkEnd(int depth) {
    byte[] kinds = control.results[depth];
    checkTop(kinds);
    if (height - base != kinds.length) {
      throw mismatch(
          "expected " + Kinds.text(kinds) + " at the end of the block, got " + stackText());
    }
  }

  private String stackText() {
    byte[] kinds = new byte[Math.min(height - base, 16)];
    for (int k = 0; k < kinds.length; k++) {
      kinds[k] = (byte) (stack[height - kinds.length + k] & 7);
    }
    return (kinds.length < height - base ? "… " : "") + Kinds.text(kinds);
  }

  private WasmException mismatch(String details) {
    return WasmException.invalid("type mismatch: " + details, at);
  }

  private WasmException unknown(String what, int index) {
    return WasmException.invalid("unknown " + what + " " + Integer.toUnsignedString(index), at);
  }

  // ---- immediates ----

  private int u32() {
    int first = bytes[pos];
    if (first >= 0) {
      pos++;
      return first;
    }
    return longU32();
  }

  /** Steps over bytes of the body; gives their place. */
  private int skip(int count) {
    int place = pos;
    if (count > end - place) {
      throw unexpectedEnd();
    }
    pos = place + count;
    return place;
  }

  private int longU32() {
    int value = Leb.u32(bytes, pos, end);
    pos += Leb.length(bytes, pos);
    return value;
  }

  private int s32() {
    int first = bytes[pos];
    if (first >= 0) {
      pos++;
      return first << 25 >> 25;
    }
    return (int) longSigned(32);
  }

  private long s64() {
    int first = bytes[pos];
    if (first >= 0) {
      pos++;
      return first << 25 >> 25;
    }
    return longSigned(64);
  }

  private long longSigned(int width) {
    long value = Leb.signed(bytes, pos, end, width);
    pos += Leb.length(bytes, pos);
    return value;
  }
}
