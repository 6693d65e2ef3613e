package paretojit.stencil.direct;

import static paretojit.stencil.direct.OpTable.DIGIT_MASK;
import static paretojit.stencil.direct.OpTable.DIGIT_SHIFT;

import java.util.Arrays;
import paretojit.ir.TrapCode;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.x64.Selector;
import paretojit.wasm.Kinds;
import paretojit.wasm.Opcodes;
import paretojit.wasm.WasmException;
import paretojit.wasm.WasmModule;

/**
 * Compiles the instructions that open, end and leave constructs.
 *
 * <p>Where ways meet, operands are at home: those below a construct from its start on (constants stay
 * constants), the results of a construct with a used label at its end. So a construct costs time by its
 * own operands only.
 */
final class Branches {
  private static final int MAX_TABLE_TARGETS = 65_520;
  private static final int NONE = -1;
  private static final int EMPTY_TYPE = 0x40;

  private final WasmModule module;
  private final Operands s;
  private final Output code;
  private final Labels labels;
  private final Conditions conditions;
  private final Frames frames;
  private final Selector selector;
  private byte[] results = Kinds.NONE;
  private byte[] blockParams = Kinds.NONE;
  private byte[] blockResults = Kinds.NONE;

  // Entries of jump tables to labels that are not bound yet: entry, table, next of the same label.
  private int[] useEntry = new int[16];
  private int[] useTable = new int[16];
  private int[] useNext = new int[16];
  private int uses;

  Branches(WasmModule module, Operands s, Conditions conditions, Frames frames) {
    this.module = module;
    this.s = s;
    this.code = s.code;
    this.labels = s.labels;
    this.conditions = conditions;
    this.frames = frames;
    this.selector = s.table.selector;
  }

  /** Opens the function's body, which is a construct too. */
  void begin(byte[] functionResults) {
    results = functionResults;
    uses = 0;
    labels.top = -1;
    labels.push(Labels.FUNCTION, 0, true, Kinds.NONE, results);
  }

  // ---- constructs ----

  /** Opens a construct of the type just read. */
  private int open(int construct) {
    s.checkTop(blockParams);
    int base = s.height - blockParams.length;
    if (s.reachable) {
      s.settle(s.base, s.height, true);
      if (construct != Labels.BLOCK) {
        s.moveHome(base, s.height);
      }
    }
    s.base = base;
    return labels.push(construct, base, s.reachable, blockParams, blockResults);
  }

  void block() {
    blockType();
    open(Labels.BLOCK);
  }

  void loop() {
    blockType();
    int depth = open(Labels.LOOP);
    labels.target[depth] = code.position;
  }

  /**
   * An if.
   *
   * @param isSet whether its condition is set already, else it is an operand
   */
  void condition(boolean isSet) {
    blockType();
    if (!isSet) {
      conditions.popOperand();
    }
    int depth = open(Labels.IF);
    if (s.reachable) {
      conditions.branch(false);
      labels.otherwise[depth] = code.taken;
    }
  }

  void otherwise() {
    int depth = labels.top;
    if (labels.construct[depth] != Labels.IF) {
      throw WasmException.malformed("else without if", s.at);
    }
    s.checkEnd(depth);
    if (s.reachable) {
      s.moveHome(s.base, s.height);
      code.emit(s.table.jump);
      link(depth);
    }
    labels.construct[depth] = Labels.ELSE;
    labels.polymorphic[depth] = false;
    s.height = s.base;
    s.reachable = labels.live[depth];
    if (s.reachable) {
      code.lead(labels.otherwise[depth], code.position);
      pushHomes(labels.params[depth]);
    } else {
      s.pushKinds(labels.params[depth]);
    }
  }

  /** Pushes operands that are at home, and nothing is in a register. */
  private void pushHomes(byte[] kinds) {
    s.free = s.registers;
    s.room(kinds.length);
    for (byte kind : kinds) {
      s.pushSlot(kind, s.home(s.height));
    }
  }

  void end() {
    int depth = labels.top;
    s.checkEnd(depth);
    int construct = labels.construct[depth];
    if (construct == Labels.FUNCTION) {
      endFunction();
      return;
    }
    if (construct == Labels.IF) {
      endIf(depth);
    }
    if (labels.isUsed(depth)) {
      join(depth);
    }
    labels.top = depth - 1;
    s.base = labels.base[depth - 1];
  }

  /** An if without else passes its parameters on as results. */
  private void endIf(int depth) {
    if (!Arrays.equals(labels.params[depth], labels.results[depth])) {
      throw s.mismatch(
          "an if without else takes "
              + Kinds.text(labels.params[depth])
              + " and gives "
              + Kinds.text(labels.results[depth]));
    }
  }

  /**
   * Ends a construct without parameters or results, with no operand on the stack.
   *
   * @return whether branches lead here
   */
  boolean endPlainly(int depth) {
    boolean isUsed = labels.isUsed(depth);
    if (isUsed) {
      bind(depth);
    }
    labels.top = depth - 1;
    s.base = labels.base[depth - 1];
    return isUsed;
  }

  /**
   * Behind an unconditional branch: reads the ends of constructs without parameters or results up to
   * one that other branches lead to.
   *
   * @return whether there was one, so that what follows can be reached
   */
  boolean endUnreachable() {
    unreachable();
    while (s.bytes[s.pos] == Opcodes.END && labels.isPlain(labels.top)) {
      s.pos++;
      s.height = labels.base[labels.top];
      if (endPlainly(labels.top)) {
        s.reachable = true;
        s.free = s.registers;
        return true;
      }
    }
    return false;
  }

  /** The label of a construct's end: all ways to it meet here. */
  private void join(int depth) {
    if (s.reachable) {
      s.moveHome(s.base, s.height);
    }
    bind(depth);
    s.height = s.base;
    s.reachable = true;
    pushHomes(labels.results[depth]);
  }

  /** Lets all branches to the end of a construct lead here. */
  void bind(int depth) {
    if (labels.construct[depth] == Labels.IF) {
      code.lead(labels.otherwise[depth], code.position);
    }
    code.bind(labels.target[depth]);
    for (int use = labels.tableUses[depth]; use != NONE; use = useNext[use]) {
      code.setInt(useEntry[use], code.position - useTable[use]);
    }
  }

  private void endFunction() {
    if (labels.isUsed(0)) {
      join(0);
    }
    if (s.reachable) {
      frames.returnTop(results.length);
    }
    labels.top = -1;
  }

  // ---- branches ----

  // ---- plain cases ----

  /**
   * Compiles an instruction that opens, ends or leaves constructs where no operands are in the way: the
   * constructs have neither parameters nor results, and the stack has none of theirs.
   *
   * @return false if it is no such case; nothing has been done then, or the code that follows cannot be
   *     reached
   */
  boolean plain(int opcode) {
    return switch (opcode) {
      case Opcodes.BLOCK -> plainBlock(Labels.BLOCK);
      case Opcodes.LOOP -> plainBlock(Labels.LOOP);
      case Opcodes.END -> plainEnd();
      case Opcodes.ELSE -> plainElse();
      case Opcodes.BR -> plainBranch();
      case Opcodes.RETURN -> plainReturn();
      default -> throw new AssertionError(opcode);
    };
  }

  private boolean plainBlock(int construct) {
    if (s.bytes[s.pos + 1] != EMPTY_TYPE || s.height != s.base) {
      return false;
    }
    int depth = labels.push(construct, s.height, true, Kinds.NONE, Kinds.NONE);
    if (construct == Labels.LOOP) {
      labels.target[depth] = code.position;
    }
    s.pos += 2;
    return true;
  }

  private boolean plainEnd() {
    int depth = labels.top;
    if (!labels.isPlain(depth) || s.height != s.base) {
      return false;
    }
    if (endPlainly(depth)) {
      s.free = s.registers;
    }
    s.pos++;
    return true;
  }

  private boolean plainElse() {
    int depth = labels.top;
    boolean isPlain = labels.construct[depth] == Labels.IF && labels.isPlain(depth);
    if (!isPlain || s.height != s.base) {
      return false;
    }
    code.emit(s.table.jump);
    link(depth);
    code.lead(labels.otherwise[depth], code.position);
    labels.otherwise[depth] = Output.NO_HOLE;
    labels.construct[depth] = Labels.ELSE;
    s.free = s.registers;
    s.pos++;
    return true;
  }

  private boolean plainBranch() {
    int label = s.bytes[s.pos + 1];
    int depth = labels.top - label;
    if (label < 0 || depth <= 0 || labels.arity[depth] != 0) {
      return false;
    }
    code.emit(s.table.jump);
    link(depth);
    s.pos += 2;
    return endUnreachable();
  }

  private boolean plainReturn() {
    int count = results.length;
    if (count > 1
        || count == 1
            && (s.height == s.base || (s.stack[s.height - 1] & OpTable.KIND_MASK) != results[0])) {
      return false;
    }
    frames.returnTop(count);
    s.pos++;
    return endUnreachable();
  }

  /** Lets the jump just emitted go to a label. */
  void link(int depth) {
    if (labels.construct[depth] == Labels.LOOP) {
      code.lead(code.taken, labels.target[depth]);
    } else {
      labels.target[depth] = code.link(code.taken, labels.target[depth]);
    }
  }

  /** Reads a label; gives the depth of its construct. */
  private int label() {
    int label = s.u32();
    if (Integer.compareUnsigned(label, labels.top) > 0) {
      throw s.unknown("label", label);
    }
    return labels.top - label;
  }

  /** Copies the topmost operands to where a label has them; the stack stays as it is. */
  private void copyTo(int depth) {
    int count = labels.arity[depth];
    for (int k = 0; k < count; k++) {
      int from = s.height - count + k;
      int home = s.home(labels.base[depth] + k);
      boolean isThere = isSlot(s.stack[from]) && s.value[from] == home;
      if (!isThere) {
        // Homes below are written only: an operand's own lies no lower than that of its copy.
        s.move(OperandKind.SLOT, home, from);
      }
    }
  }

  private static boolean isSlot(int entry) {
    return (entry >> DIGIT_SHIFT & DIGIT_MASK) == OperandKind.SLOT;
  }

  void branch() {
    int depth = label();
    s.checkTop(labels.kinds(depth));
    if (s.reachable) {
      if (depth == 0) {
        frames.returnTop(results.length);
      } else {
        copyTo(depth);
        code.emit(s.table.jump);
        link(depth);
      }
    }
    unreachable();
  }

  /**
   * A br_if.
   *
   * @param isSet whether its condition is set already, else it is an operand
   */
  void branchIf(boolean isSet) {
    int depth = label();
    if (!isSet) {
      conditions.popOperand();
    }
    s.checkTop(labels.kinds(depth));
    if (!s.reachable) {
      return;
    }
    int count = labels.arity[depth];
    if (s.height - count == labels.base[depth]) {
      s.moveHome(s.height - count, s.height);
      count = 0;
    }
    if (count == 0) {
      conditions.branch(true);
      link(depth);
    } else {
      conditions.branch(false);
      int around = code.taken;
      copyTo(depth);
      code.emit(s.table.jump);
      link(depth);
      code.lead(around, code.position);
    }
  }

  void branchTable() {
    int count = s.u32();
    if (Integer.compareUnsigned(count, s.end - s.pos) > 0) {
      throw s.unexpectedEnd();
    }
    if (count > MAX_TABLE_TARGETS) {
      throw WasmException.limit("br_table with " + count + " labels", s.at);
    }
    int[] depths = new int[count + 1];
    for (int k = 0; k <= count; k++) {
      depths[k] = label();
    }
    s.pop(Kinds.I32);
    int index = s.height;
    byte[] kinds = labels.kinds(depths[count]);
    for (int k = 0; k <= count; k++) {
      byte[] other = labels.kinds(depths[k]);
      if (other.length != kinds.length) {
        throw s.mismatch(
            "br_table's labels take " + Kinds.text(other) + " and " + Kinds.text(kinds));
      }
      if (k == count || depths[k] != depths[count]) {
        s.checkLabel(other);
      }
    }
    if (s.reachable) {
      emitTable(index, depths, kinds.length);
    }
    unreachable();
  }

  private void emitTable(int index, int[] depths, int arity) {
    int count = depths.length - 1;
    int kind = s.use(index, Operands.PLACED | OperandKind.T, Output.SLOT_A);
    code.values[Output.IMM32] = count;
    code.emit(s.table.ids[selector.brTable + kind]);
    int otherwise = code.taken;
    code.align(Integer.BYTES);
    code.lead(code.table, code.position);
    int table = code.position;
    for (int k = 0; k < count; k++) {
      code.emitInt(0);
    }
    if (arity > 0) {
      stubs(depths, table, otherwise);
      return;
    }
    for (int k = 0; k < count; k++) {
      useTable(depths[k], table, table + Integer.BYTES * k);
    }
    code.taken = otherwise;
    link(depths[count]);
  }

  private void useTable(int depth, int table, int entry) {
    if (labels.construct[depth] == Labels.LOOP) {
      code.setInt(entry, labels.target[depth] - table);
      return;
    }
    if (uses == useEntry.length) {
      useEntry = Arrays.copyOf(useEntry, 2 * uses);
      useTable = Arrays.copyOf(useTable, 2 * uses);
      useNext = Arrays.copyOf(useNext, 2 * uses);
    }
    useEntry[uses] = entry;
    useTable[uses] = table;
    useNext[uses] = labels.tableUses[depth];
    labels.tableUses[depth] = uses++;
  }

  /** A table to labels with operands: each way there copies them first. */
  private void stubs(int[] depths, int table, int otherwise) {
    int count = depths.length - 1;
    int[] stub = new int[labels.top + 1];
    Arrays.fill(stub, NONE);
    for (int k = 0; k <= count; k++) {
      int depth = depths[k];
      if (stub[depth] == NONE) {
        stub[depth] = code.position;
        copyTo(depth);
        code.emit(s.table.jump);
        link(depth);
      }
      if (k < count) {
        code.setInt(table + Integer.BYTES * k, stub[depth] - table);
      } else {
        code.lead(otherwise, stub[depth]);
      }
    }
  }

  void returns() {
    s.checkTop(results);
    if (s.reachable) {
      frames.returnTop(results.length);
    }
    unreachable();
  }

  void trap() {
    if (s.reachable) {
      frames.trap(TrapCode.UNREACHABLE);
    }
    unreachable();
  }

  /** What follows an unconditional branch is unreachable; its operands may be of any type. */
  private void unreachable() {
    s.reachable = false;
    s.height = s.base;
    labels.polymorphic[labels.top] = true;
  }

  private void blockType() {
    int start = s.pos;
    int first = s.bytes[start] & 0xff;
    if (first == EMPTY_TYPE) {
      s.pos++;
      blockParams = Kinds.NONE;
      blockResults = Kinds.NONE;
    } else if (first >= 0x63 && first < 0x80) {
      s.pos++;
      blockParams = Kinds.NONE;
      blockResults = Kinds.single(Kinds.decode(first, start));
    } else {
      long type = s.signed(33);
      if (type < 0 || type >= module.typeCount()) {
        throw WasmException.invalid("unknown type " + type, start);
      }
      blockParams = module.typeParams((int) type);
      blockResults = module.typeResults((int) type);
    }
  }
}
