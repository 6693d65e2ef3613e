package paretojit.interp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.runtime.VmContext;

/**
 * Translates a function into the interpreter's {@link Bytecode}, one block after the other in
 * layout order.
 *
 * <p>A branch takes its target position as an operand. An edge with arguments needs moves: those of
 * the edge that falls through follow the branch, those of others lie behind the last block.
 */
final class Translator {
  /** Operands are fetched ahead of need, so the code ends in a few zeros. */
  private static final int PADDING = 4;

  private static final int UNKNOWN_TARGET = -1;

  private final IrModule module;
  private final Function function;
  private final Registers registers;
  private final Moves moves = new Moves();
  private final int[] blockStart;
  private final long[] slotOffset;
  private int[] code = new int[256];
  private int[] instOf = new int[256];
  private int size;
  private int inst;

  /** Positions that hold a block id to be replaced by its start. */
  private int[] patches = new int[16];

  private int patchCount;

  /** A branch operand whose edge's moves are still to be emitted. */
  private record LateEdge(int operand, int edge, int inst) {}

  private final List<LateEdge> edgesLater = new ArrayList<>();
  private int[] sources = new int[16];
  private int[] destinations = new int[16];

  private Translator(IrModule module, Function function) {
    this.module = module;
    this.function = function;
    this.registers = new Registers(function);
    this.blockStart = new int[function.blockCount()];
    this.slotOffset = new long[function.slotCount()];
  }

  /** Translates a defined function of a module. */
  static Translated translate(IrModule module, int index) {
    return new Translator(module, module.function(index)).translate(index);
  }

  private Translated translate(int index) {
    long slotBytes = layOutSlots();
    for (int k = 0; k < function.layoutCount(); k++) {
      int block = function.layoutBlock(k);
      int next = k + 1 < function.layoutCount() ? function.layoutBlock(k + 1) : -1;
      blockStart[block] = size;
      for (inst = function.firstInst(block); inst < function.terminator(block); inst++) {
        translateInst();
      }
      translateTerminator(next);
    }
    translateLateEdges();
    for (int k = 0; k < patchCount; k++) {
      code[patches[k]] = blockStart[code[patches[k]]];
    }
    return new Translated(
        index,
        Arrays.copyOf(code, size + PADDING),
        Arrays.copyOf(instOf, size + PADDING),
        registers.frameSize(),
        registers.firstConstant(),
        registers.constants(),
        slotBytes,
        slotAlign());
  }

  private long layOutSlots() {
    long bytes = 0;
    for (int slot = 0; slot < slotOffset.length; slot++) {
      long align = function.slotAlign(slot);
      slotOffset[slot] = (bytes + align - 1) & -align;
      bytes = slotOffset[slot] + function.slotSize(slot);
    }
    return bytes;
  }

  private int slotAlign() {
    int align = 8;
    for (int slot = 0; slot < function.slotCount(); slot++) {
      align = Math.max(align, function.slotAlign(slot));
    }
    return align;
  }

  // ---- instructions ----

  private void translateInst() {
    Op op = function.op(inst);
    switch (op.format()) {
      case PLAIN -> translatePlain(op);
      case CONST -> translateConst();
      case LOAD, STORE -> translateAccess(op);
      case STACK_ADDR -> {
        long offset = slotOffset[function.aux(inst)] + function.imm(inst);
        emit(Bytecode.STACK_ADDR, result(), (int) offset, (int) (offset >> 32));
      }
      case NULLARY -> emit(Bytecode.VMCTX, result());
      case GLOBAL -> translateGlobal(op);
      case MEMORY, MEMORY_PAIR, TABLE, TABLE_PAIR, SEGMENT, FUNCTION -> translateRuntimeCall(op);
      case CALL -> {
        boolean imported = module.isImported(function.aux(inst));
        translateCall(imported ? Bytecode.CALL_IMPORT : Bytecode.CALL, 0);
      }
      case CALL_INDIRECT -> {
        translateCall(Bytecode.CALL_INDIRECT, 1);
        append(arg(0));
        append((int) function.imm(inst));
      }
      case CALL_REF -> {
        translateCall(Bytecode.CALL_REF, 1);
        append(arg(0));
      }
      case TRAP -> {
        int code = op == Op.TRAPZ ? Bytecode.TRAPZ : Bytecode.TRAPNZ;
        emit(code, arg(0), (int) function.imm(inst), function.aux(inst));
      }
      case JUMP, BRIF, BR_TABLE, RETURN -> throw new AssertionError(op + " inside a block");
    }
  }

  private void translateConst() {
    if (!registers.resident[function.firstResult(inst)]) {
      long bits = Registers.constant(function, inst);
      emit(Bytecode.CONST, result(), (int) bits, (int) (bits >> 32));
    }
  }

  private void translatePlain(Op op) {
    if (registers.fused[inst]) {
      return;
    }
    if (op == Op.SELECT) {
      emit(Bytecode.SELECT, result(), arg(0), arg(1), arg(2));
      return;
    }
    boolean wide = function.operandType(inst).bits() == 64;
    int bytecode = Selection.plain(op, function.type(inst), wide);
    if (bytecode == Selection.EVAL) {
      int arity = function.argCount(inst);
      int types = function.typeOrdinal(inst) | function.operandType(inst).ordinal() << 8;
      emit(Bytecode.EVAL, result(), op.ordinal(), types);
      append(arg(0));
      append(arg(arity > 1 ? 1 : 0));
      append(arg(arity > 2 ? 2 : 0));
    } else if (function.argCount(inst) == 1) {
      emit(bytecode, result(), arg(0));
    } else if (Selection.isSwapped(op)) {
      emit(bytecode, result(), arg(1), arg(0));
    } else {
      emit(bytecode, result(), arg(0), arg(1));
    }
  }

  private void translateAccess(Op op) {
    boolean store = op.format() == Op.Format.STORE;
    int register = store ? arg(0) : result();
    int address = arg(store ? 1 : 0);
    Type type = function.type(inst);
    long offset = function.imm(inst);
    if (function.aux(inst) == 0) {
      // Offsets are unsigned and have 32 bits.
      emit(Selection.access(op, type), register, address, (int) offset);
    } else {
      emit(Bytecode.ACCESS, register, address, op.ordinal());
      append(type.ordinal());
      append(function.aux(inst));
      append((int) offset);
      append((int) (offset >> 32));
    }
  }

  private void translateGlobal(Op op) {
    int global = function.aux(inst);
    boolean set = op == Op.GLOBAL_SET;
    int register = set ? arg(0) : result();
    if (module.globalIsIndirect(global)) {
      emit(Bytecode.GLOBAL, register, op.ordinal(), function.typeOrdinal(inst));
      append(global);
    } else if (set) {
      emit(Bytecode.GLOBAL_SET, register, VmContext.globalOffset(global));
    } else {
      boolean wide = function.type(inst).bits() == 64;
      int get = wide ? Bytecode.GLOBAL_GET_64 : Bytecode.GLOBAL_GET_32;
      emit(get, register, VmContext.globalOffset(global));
    }
  }

  private void translateRuntimeCall(Op op) {
    int result = function.resultCount(inst) > 0 ? result() : -1;
    emit(Bytecode.RUNTIME, result, op.ordinal(), function.aux(inst), (int) function.imm(inst));
    appendArgs(0);
  }

  /** What all calls have in common; operands before the arguments proper are appended after. */
  private void translateCall(int bytecode, int firstArg) {
    int results = function.resultCount(inst);
    emit(bytecode, function.aux(inst), function.argCount(inst) - firstArg, results);
    for (int k = firstArg; k < function.argCount(inst); k++) {
      append(arg(k));
    }
    for (int k = 0; k < results; k++) {
      append(registers.of[function.firstResult(inst) + k]);
    }
  }

  // ---- terminators and edges ----

  private void translateTerminator(int next) {
    switch (function.op(inst)) {
      case JUMP -> fallThrough(function.firstEdge(inst), next);
      case BRIF -> translateBrif(next);
      case BR_TABLE -> translateBrTable();
      case RETURN -> {
        emit(Bytecode.RETURN);
        appendArgs(0);
      }
      case TRAP -> emit(Bytecode.TRAP, (int) function.imm(inst), function.aux(inst));
      default -> throw new AssertionError(function.op(inst) + " ends a block");
    }
  }

  private void translateBrif(int next) {
    int ifTrue = function.firstEdge(inst);
    int ifFalse = ifTrue + 1;
    boolean invert = function.edgeTarget(ifTrue) == next;
    int taken = invert ? ifFalse : ifTrue;
    int other = invert ? ifTrue : ifFalse;

    int condition = function.arg(inst, 0);
    int def = function.valueDef(condition);
    if (def >= 0 && registers.fused[def]) {
      Op compare = invert ? function.op(def).negated() : function.op(def);
      int a = registers.of[function.arg(def, 0)];
      int b = registers.of[function.arg(def, 1)];
      boolean swapped = Selection.isSwapped(compare);
      emit(Selection.branch(compare), swapped ? b : a, swapped ? a : b);
    } else {
      emit(invert ? Bytecode.BRZ : Bytecode.BRNZ, registers.of[condition]);
    }
    int target = size;
    append(UNKNOWN_TARGET);
    fallThrough(other, next);
    aim(target, taken);
  }

  private void translateBrTable() {
    int count = function.edgeCount(inst);
    emit(Bytecode.BR_TABLE, arg(0), count);
    int first = size;
    for (int k = 0; k < count; k++) {
      append(UNKNOWN_TARGET);
    }
    for (int k = 0; k < count; k++) {
      aim(first + k, function.firstEdge(inst) + k);
    }
  }

  /** Makes a target operand lead to an edge: to its block, or to moves that then jump there. */
  private void aim(int operand, int edge) {
    if (function.edgeArgCount(edge) == 0) {
      code[operand] = function.edgeTarget(edge);
      patchLater(operand);
    } else {
      edgesLater.add(new LateEdge(operand, edge, inst));
    }
  }

  private void translateLateEdges() {
    for (LateEdge late : edgesLater) {
      inst = late.inst;
      code[late.operand] = size;
      fallThrough(late.edge, -1);
    }
  }

  /** Emits an edge's moves and, unless its target is {@code next}, a jump. */
  private void fallThrough(int edge, int next) {
    int target = function.edgeTarget(edge);
    int count = function.edgeArgCount(edge);
    if (count > sources.length) {
      sources = new int[2 * count];
      destinations = new int[2 * count];
    }
    for (int k = 0; k < count; k++) {
      sources[k] = registers.of[function.edgeArg(edge, k)];
      destinations[k] = registers.of[function.param(target, k)];
    }
    moves.order(
        destinations, sources, count, registers.scratch(), (d, a) -> emit(Bytecode.MOVE, d, a));
    if (target != next) {
      emit(Bytecode.JUMP, target);
      patchLater(size - 1);
    }
  }

  private void patchLater(int operand) {
    if (patchCount == patches.length) {
      patches = Arrays.copyOf(patches, 2 * patchCount);
    }
    patches[patchCount++] = operand;
  }

  // ---- output ----

  private int arg(int k) {
    return registers.of[function.arg(inst, k)];
  }

  private int result() {
    return registers.of[function.firstResult(inst)];
  }

  /** Appends the number of operands from {@code first} on and their registers. */
  private void appendArgs(int first) {
    append(function.argCount(inst) - first);
    for (int k = first; k < function.argCount(inst); k++) {
      append(arg(k));
    }
  }

  private void emit(int bytecode, int... operands) {
    reserve(1 + operands.length);
    instOf[size] = inst;
    code[size++] = bytecode;
    for (int operand : operands) {
      code[size++] = operand;
    }
  }

  private void append(int operand) {
    reserve(1);
    code[size++] = operand;
  }

  private void reserve(int more) {
    if (size + more > code.length) {
      int capacity = Math.max(2 * code.length, size + more);
      code = Arrays.copyOf(code, capacity);
      instOf = Arrays.copyOf(instOf, capacity);
    }
  }
}
