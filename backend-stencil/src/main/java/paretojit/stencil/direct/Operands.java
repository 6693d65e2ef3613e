package paretojit.stencil.direct;

import static paretojit.stencil.direct.OpTable.DIGIT_MASK;
import static paretojit.stencil.direct.OpTable.DIGIT_SHIFT;
import static paretojit.stencil.direct.OpTable.KIND_MASK;
import static paretojit.stencil.direct.OpTable.VECTOR_BIT;
import static paretojit.wasm.Kinds.BOTTOM;

import java.util.Arrays;
import paretojit.stencil.library.OperandKind;
import paretojit.wasm.Kinds;
import paretojit.wasm.Leb;
import paretojit.wasm.WasmException;

/**
 * Where the compiler is in a function's body, and the operand stack there: for every operand its kind
 * and where its value is.
 *
 * <p>An entry of {@link #stack} says what an operand is: the kind in the low three bits, the {@link
 * OperandKind} above, then a bit for the vector file. {@link #value} has the frame offset of a slot or
 * the bits of a constant, {@link #wide} all bits of a constant that is no 32-bit immediate. A local that
 * was read and not changed since is the slot of the local. Every height of the stack has a slot of its
 * own in the frame, its home.
 *
 * <p>While {@link #reachable} is false entries are kinds only, for there are no values.
 */
final class Operands {
  static final int SLOT = OperandKind.SLOT << DIGIT_SHIFT;
  static final int IMM = OperandKind.IMM << DIGIT_SHIFT;
  static final int WIDE = OperandKind.WIDE << DIGIT_SHIFT;

  /** Register or slot, of either file. */
  static final int PLACED = OperandKind.R | OperandKind.X | OperandKind.S;

  static final int VECTOR = 16;

  /** Beside each file's free registers: what the lowest free one is when none is, a slot. */
  static final int SENTINELS = OperandKind.S | OperandKind.S << VECTOR;

  /** Room behind the operands: for popped ones, and for one or two that are pushed unasked. */
  static final int SPARE = 16;

  private static final int FIRST_CAPACITY = 4_096;
  private static final int SLOT_BYTES = 8;

  final OpTable table;
  final Output code;
  final Labels labels;

  /** What is compiled: the module, for most functions. */
  byte[] bytes = {};

  /** Registers for temporaries: general ones in the lower half, vector ones in the upper. */
  final int registers;

  /** The next byte, the end of the body, and the start of the instruction being compiled. */
  int pos;

  int end;
  int at;

  boolean reachable;

  int[] stack = new int[FIRST_CAPACITY];
  int[] value = new int[FIRST_CAPACITY];
  long[] wide = new long[FIRST_CAPACITY];
  int height;

  /** Height of the stack below the innermost construct's operands. */
  int base;

  /** Registers that no operand is in, and {@link #SENTINELS}. */
  int free;

  /** Frame offset of the first operand's home. */
  int homes;

  /** How many homes are used. */
  int homesUsed;

  // Whether the current instruction uses the temporary of each file.
  private boolean generalTemp;
  private boolean vectorTemp;

  Operands(OpTable table, Output code, Labels labels, int registers) {
    this.table = table;
    this.code = code;
    this.labels = labels;
    int general = (1 << registers) - 1;
    int vector = (1 << Math.min(registers, OperandKind.VECTOR_REGISTERS)) - 1;
    this.registers = general | vector << VECTOR | SENTINELS;
  }

  /** Starts at a body. */
  void begin(byte[] newBytes, int start, int newEnd) {
    bytes = newBytes;
    pos = start;
    end = newEnd;
    at = start;
    reachable = true;
    height = 0;
    base = 0;
    free = registers;
    homesUsed = 0;
  }

  /** Makes room for so many operands more and {@link #SPARE} ones. */
  void room(int more) {
    int most = height + more + SPARE;
    if (most > stack.length) {
      stack = Arrays.copyOf(stack, 2 * most);
      value = Arrays.copyOf(value, 2 * most);
      wide = Arrays.copyOf(wide, 2 * most);
    }
  }

  // ---- typing ----

  /** Pops an operand of a kind; its entry stays behind, at {@link #height}. */
  int pop(int kind) {
    if (height > base) {
      int entry = stack[--height];
      if ((entry & KIND_MASK) == kind || (entry & KIND_MASK) == BOTTOM) {
        return entry;
      }
      throw mismatch("expected " + Kinds.text(kind) + ", got " + Kinds.text(entry & KIND_MASK));
    }
    return popEmpty("expected " + Kinds.text(kind));
  }

  int popAny() {
    return height > base ? stack[--height] : popEmpty("expected an operand");
  }

  private int popEmpty(String expected) {
    if (labels.polymorphic[labels.top]) {
      return BOTTOM;
    }
    throw mismatch(expected + ", got nothing");
  }

  void push(int entry) {
    stack[height++] = entry;
  }

  void pushKinds(byte[] kinds) {
    room(kinds.length);
    for (byte kind : kinds) {
      push(kind);
    }
  }

  /** Checks the topmost operands, which stay; afterwards they have just these kinds. */
  void checkTop(byte[] kinds) {
    int count = kinds.length;
    if (count == 0) {
      return;
    }
    if (reachable) {
      if (height - base < count) {
        throw mismatch("expected " + Kinds.text(kinds) + ", got " + stackText());
      }
      for (int k = 0; k < count; k++) {
        if ((stack[height - count + k] & KIND_MASK) != kinds[k]) {
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
  void checkLabel(byte[] kinds) {
    if (reachable) {
      checkTop(kinds);
      return;
    }
    int count = kinds.length;
    int[] popped = new int[count];
    for (int k = count - 1; k >= 0; k--) {
      popped[k] = pop(kinds[k]);
    }
    room(count);
    for (int entry : popped) {
      push(entry);
    }
  }

  /** Checks that a construct ends with its results and nothing else. */
  void checkEnd(int depth) {
    byte[] kinds = labels.results[depth];
    checkTop(kinds);
    if (height - base != kinds.length) {
      throw mismatch(
          "expected " + Kinds.text(kinds) + " at the end of the block, got " + stackText());
    }
  }

  private String stackText() {
    byte[] kinds = new byte[Math.min(height - base, 16)];
    for (int k = 0; k < kinds.length; k++) {
      kinds[k] = (byte) (stack[height - kinds.length + k] & KIND_MASK);
    }
    return (kinds.length < height - base ? "… " : "") + Kinds.text(kinds);
  }

  WasmException mismatch(String details) {
    return WasmException.invalid("type mismatch: " + details, at);
  }

  WasmException unknown(String what, int index) {
    return WasmException.unknown(what, index, at);
  }

  WasmException unexpectedEnd() {
    return WasmException.malformed("unexpected end of section or function", end);
  }

  // ---- immediates ----

  int u32() {
    int first = bytes[pos];
    if (first >= 0) {
      pos++;
      return first;
    }
    int second = bytes[pos + 1];
    if (second >= 0) {
      pos += 2;
      return first & 0x7f | second << 7;
    }
    int value = Leb.u32(bytes, pos, end);
    pos += Leb.length(bytes, pos);
    return value;
  }

  long signed(int width) {
    long value = Leb.signed(bytes, pos, end, width);
    pos += Leb.length(bytes, pos);
    return value;
  }

  /** Steps over bytes of the body; gives their place. */
  int skip(int count) {
    int place = pos;
    if (count > end - place) {
      throw unexpectedEnd();
    }
    pos = place + count;
    return place;
  }

  // ---- places ----

  /** The home of the operand at a height. */
  int home(int height) {
    homesUsed = Math.max(homesUsed, height + 1);
    return homes + SLOT_BYTES * height;
  }

  static boolean isRegister(int entry) {
    return (entry >> DIGIT_SHIFT & DIGIT_MASK) < OperandKind.SLOT;
  }

  static boolean isConstant(int entry) {
    return (entry >> DIGIT_SHIFT & DIGIT_MASK) >= OperandKind.IMM;
  }

  /** Lets other operands have the register of an operand, if it is in one. */
  void release(int entry) {
    free |= 1 << (entry >> DIGIT_SHIFT);
  }

  /** A free register for an operand of a kind, or its slot, as the entry that says so. */
  int takePlace(int entryKind) {
    int file = (entryKind & VECTOR_BIT) >> DIGIT_SHIFT;
    int digit = Integer.numberOfTrailingZeros(free >>> file);
    free = free & ~(1 << digit + file) | SENTINELS;
    return entryKind | digit << DIGIT_SHIFT;
  }

  /** Pushes the result of the instruction: its entry is where the stencil is to put it. */
  int pushResult(int entryKind) {
    int entry = takePlace(entryKind);
    stack[height] = entry;
    if (!isRegister(entry)) {
      value[height] = home(height);
    }
    code.values[Output.SLOT_D] = value[height];
    height++;
    return entry >> DIGIT_SHIFT & DIGIT_MASK;
  }

  void pushConstant(int kind, long bits) {
    boolean isNarrow = kind != Kinds.F32 && kind != Kinds.F64 && bits == (int) bits;
    stack[height] = OpTable.entryKind(kind) | (isNarrow ? IMM : WIDE);
    value[height] = (int) bits;
    wide[height++] = bits;
  }

  /** Pushes what is in a slot. */
  void pushSlot(int kind, int offset) {
    stack[height] = OpTable.slotEntry(kind);
    value[height++] = offset;
  }

  // ---- moves ----

  /**
   * Moves the operand at a height to a register or slot; its entry stays.
   *
   * @param digit where to, as an {@link OperandKind}
   * @param offset of the slot, if it is one
   */
  void move(int digit, int offset, int height) {
    int entry = stack[height];
    int from = entry >> DIGIT_SHIFT & DIGIT_MASK;
    code.values[Output.SLOT_D] = offset;
    if (from >= OperandKind.IMM) {
      code.values[Output.IMM32] = value[height];
      code.imm64 = wide[height];
    } else {
      code.values[Output.SLOT_A] = value[height];
    }
    code.emit(table.move[OpTable.moveKey(entry & KIND_MASK, digit, from)]);
  }

  /** Moves an operand home, unless it is there. */
  void moveHome(int height) {
    int entry = stack[height];
    int home = home(height);
    int slot = OpTable.slotEntry(entry & KIND_MASK);
    if (entry == slot && value[height] == home) {
      return;
    }
    move(OperandKind.SLOT, home, height);
    release(entry);
    stack[height] = slot;
    value[height] = home;
  }

  /** Moves operands home. */
  void moveHome(int from, int to) {
    for (int k = from; k < to; k++) {
      moveHome(k);
    }
  }

  /**
   * Before a construct or a call: moves the operands between two heights home. Constants stay, since
   * they are the same on all ways.
   *
   * @param locals whether to move locals too, which may change
   */
  void settle(int from, int to, boolean locals) {
    for (int k = from; k < to; k++) {
      if (isRegister(stack[k]) || locals && !isConstant(stack[k])) {
        moveHome(k);
      }
    }
  }

  /** Before a local changes: gives operands that are its old value a place of their own. */
  void saveLocal(int offset) {
    for (int k = base; k < height; k++) {
      if ((stack[k] & SLOT) == SLOT && value[k] == offset && !isConstant(stack[k])) {
        int entry = takePlace(stack[k] & ~(DIGIT_MASK << DIGIT_SHIFT));
        if (isRegister(entry)) {
          move(entry >> DIGIT_SHIFT & DIGIT_MASK, 0, k);
          stack[k] = entry;
        } else {
          moveHome(k);
        }
      }
    }
  }

  // ---- operands of stencils ----

  void beginInst() {
    generalTemp = false;
    vectorTemp = false;
  }

  /**
   * Makes the operand at a height, popped or not, one of the stencil being put together. A constant
   * that the stencil cannot take goes through the temporary or the operand's home.
   *
   * @param allowed kinds that the stencil has at this operand
   * @param slotHole hole for the slot's offset, if it is one
   * @return its operand kind
   */
  int use(int height, int allowed, int slotHole) {
    int entry = stack[height];
    int digit = entry >> DIGIT_SHIFT & DIGIT_MASK;
    if (digit >= OperandKind.IMM) {
      return useConstant(height, digit, allowed, slotHole);
    }
    if (digit == OperandKind.SLOT) {
      code.values[slotHole] = value[height];
    }
    return digit;
  }

  /** As {@link #use}, but a constant of any kind is taken for the integer that has its bits. */
  int useBits(int height, int allowed, int slotHole) {
    int entry = stack[height];
    if (isConstant(entry)) {
      int kind = entry & KIND_MASK;
      boolean isShort = kind == Kinds.I32 || kind == Kinds.F32;
      boolean isImmediate = (entry >> DIGIT_SHIFT & DIGIT_MASK) == OperandKind.IMM;
      boolean isNarrow = isShort || isImmediate || wide[height] == value[height];
      stack[height] = (isShort ? Kinds.I32 : Kinds.I64) | (isNarrow ? IMM : WIDE);
    }
    return use(height, allowed, slotHole);
  }

  private int useConstant(int height, int digit, int allowed, int slotHole) {
    if ((allowed & 1 << digit) != 0) {
      code.values[Output.IMM32] = value[height];
      code.imm8 = value[height];
      code.imm64 = wide[height];
      return digit;
    }
    boolean isVector = (stack[height] & VECTOR_BIT) != 0;
    if ((allowed & OperandKind.T) != 0 && !(isVector ? vectorTemp : generalTemp)) {
      takeTemp(isVector);
      move(OperandKind.TEMP, 0, height);
      return OperandKind.TEMP;
    }
    int home = home(height);
    move(OperandKind.SLOT, home, height);
    code.values[slotHole] = home;
    return OperandKind.SLOT;
  }

  /** A free register for an operand that is not pushed yet, or the temporary if there is none. */
  int takeWork(int kind) {
    int entry = takePlace(OpTable.entryKind(kind));
    if (isRegister(entry)) {
      return entry >> DIGIT_SHIFT & DIGIT_MASK;
    }
    takeTemp(kind == Kinds.F32 || kind == Kinds.F64);
    return OperandKind.TEMP;
  }

  /** Pushes what is in a register taken before; from the temporary it moves home. */
  void pushWork(int kind, int digit) {
    if (digit == OperandKind.TEMP) {
      int home = home(height);
      code.values[Output.SLOT_D] = home;
      code.emit(table.move[OpTable.moveKey(kind, OperandKind.SLOT, digit)]);
      pushSlot(kind, home);
    } else {
      push(OpTable.entryKind(kind) | digit << DIGIT_SHIFT);
    }
  }

  /** Swaps the operand at a height with the one above. */
  void swap(int height) {
    int entry = stack[height];
    int low = value[height];
    long bits = wide[height];
    stack[height] = stack[height + 1];
    value[height] = value[height + 1];
    wide[height] = wide[height + 1];
    stack[height + 1] = entry;
    value[height + 1] = low;
    wide[height + 1] = bits;
  }

  /** Notes that the temporary of a file is in use until the next instruction. */
  void takeTemp(boolean isVector) {
    if (isVector) {
      vectorTemp = true;
    } else {
      generalTemp = true;
    }
  }
}
