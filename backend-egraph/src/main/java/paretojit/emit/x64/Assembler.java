package paretojit.emit.x64;

import java.util.Arrays;
import paretojit.emit.ConstantPool;
import paretojit.emit.SiteTable;

/**
 * Assembles functions one after another into one buffer: {@link Encoder}'s instructions, and what
 * needs to know where things end up, namely labels, branches, alignment, constants, jump tables,
 * relocations and marks.
 *
 * <pre>{@code
 * int entry = a.beginFunction();
 * int loop = a.newLabel();
 * a.bind(loop);
 * a.rm(ADDSD, XMM0, a.constant64(Double.doubleToRawLongBits(1.5)));
 * a.ri(SUB32, RDI, 1);
 * a.jcc(Cond.NE, loop);
 * a.op(RET);
 * int end = a.endFunction();
 * }</pre>
 *
 * <p><b>Branches.</b> A backward branch is as short as its distance allows when it is emitted. A
 * forward one is emitted long, and {@link #endFunction} shrinks it if its distance fits a byte, or
 * drops it if it leads to the next instruction. One pass decides, by the distances before any
 * shrinking. That is safe because code only ever moves closer together: alignment reserves its
 * worst case when emitted and is cut to size in the same pass. It is not optimal, as a branch whose
 * distance would only fit once others have shrunk stays long, but it is linear; the fixed point
 * (Szymanski, "Assembling code for machines with span-dependent instructions", CACM 21(4), 1978)
 * takes more passes for few more bytes. A second pass moves the code and patches it.
 *
 * <p>So <b>offsets are final only after {@code endFunction}</b>. Whoever wants to know where an
 * instruction went leaves a {@link #mark} or a label.
 *
 * <p>Offsets and alignments are relative to the start of the buffer: install code at an address
 * aligned to the largest alignment used, at least {@link #FUNCTION_ALIGNMENT}.
 */
public final class Assembler extends Encoder {
  /** Relocation: the 32 bits at the offset become symbol - (offset + 4) + what they hold. */
  public static final int REL32 = 0;

  /** The bytes that functions are aligned to; 16-byte constants need it too. */
  public static final int FUNCTION_ALIGNMENT = 16;

  private static final int UNBOUND = -1;
  private static final int INT3_BYTE = 0xCC;

  // Fixups: what in the current function depends on the final layout, in order of offset. Each is
  // an offset and a kind with a payload.
  private static final int KIND_SHIFT = 28;
  private static final int PAYLOAD = (1 << KIND_SHIFT) - 1;
  private static final int BIND = 0; // a label is here
  private static final int JMP = 1; // forward jmp to a label, long until endFunction
  private static final int JCC = 2; // forward jcc to a label, long until endFunction
  private static final int REL8 = 3; // 8-bit distance to a label
  private static final int REL32_LABEL = 4; // 32-bit distance to a label
  private static final int REL32_CONSTANT = 5; // 32-bit distance to a constant
  private static final int ALIGN = 6; // padding to a power of two: log2, or once decided, its bytes
  private static final int RELOCATION = 7; // entry of the relocation table
  private static final int MARK = 8; // entry of the mark table
  private static final int SHORT_JMP = 9; // a JMP that is to become two bytes
  private static final int SHORT_JCC = 10;
  private static final int DROPPED_JMP = 11; // a JMP to the next instruction
  private static final int DROPPED_JCC = 12;

  private final boolean relax;
  private final ConstantPool constants = new ConstantPool();
  private final SiteTable relocations = new SiteTable();
  private final SiteTable marks = new SiteTable();

  private int[] fixupOffset = new int[256];
  private int[] fixup = new int[256];
  private int fixupCount;

  private int[] labelOffset = new int[64];
  private int labelCount;

  /** Jump tables: for each its own label, its length, and its targets' labels. */
  private int[] tables = new int[64];

  private int tablesLength;

  private int functionStart;

  /** An assembler that shortens branches. */
  public Assembler() {
    this(true);
  }

  /** An assembler that shortens forward branches, or leaves them long, if {@code relax} is false. */
  public Assembler(boolean relax) {
    super(1 << 14);
    this.relax = relax;
  }

  // ---- Functions

  /** Starts a function at an aligned offset, which it returns. All labels are forgotten. */
  public int beginFunction() {
    int padding = -size() & (FUNCTION_ALIGNMENT - 1);
    reserve();
    for (int i = 0; i < padding; i++) {
      put(INT3_BYTE, 1);
    }
    fixupCount = 0;
    labelCount = 0;
    tablesLength = 0;
    constants.clear();
    functionStart = size();
    return functionStart;
  }

  /** Lays the function out, with its constants and tables after it; returns the offset of its end. */
  public int endFunction() {
    int codeEnd = size() - decideLayout();
    int dataEnd = layOutTables(constants.layOut(codeEnd));
    moveAndPatch(codeEnd);
    writeData(dataEnd);
    return size();
  }

  /** Forgets all code, relocations and marks, and keeps the memory. */
  public void reset() {
    setSize(0);
    relocations.truncate(0);
    marks.truncate(0);
  }

  /**
   * Places that need the distance to a symbol; the kind is {@link #REL32}, so that code stays
   * position-independent.
   */
  public SiteTable relocations() {
    return relocations;
  }

  /** Places that {@link #mark} was called at. */
  public SiteTable marks() {
    return marks;
  }

  /**
   * Resolves every {@link #REL32} relocation whose symbol has been assembled into this buffer, and
   * removes it from the table; {@code offsets[symbol]} is negative for those elsewhere.
   */
  public void resolveWithin(int[] offsets) {
    int kept = 0;
    for (int i = 0; i < relocations.count(); i++) {
      int symbol = relocations.value(i);
      boolean here = symbol >= 0 && symbol < offsets.length && offsets[symbol] >= 0;
      if (relocations.kind(i) == REL32 && here) {
        int site = relocations.offset(i);
        patch32(site, offsets[symbol] - (site + 4) + read32(site));
      } else {
        relocations.copyEntry(i, kept++);
      }
    }
    relocations.truncate(kept);
  }

  // ---- Labels and branches

  /** A new label of this function, to be bound once. */
  public int newLabel() {
    if (labelCount == labelOffset.length) {
      labelOffset = Arrays.copyOf(labelOffset, labelCount * 2);
    }
    labelOffset[labelCount] = UNBOUND;
    return labelCount++;
  }

  /** Makes {@code count} new labels with consecutive numbers and returns the first. */
  public int newLabels(int count) {
    int first = labelCount;
    labelCount += count;
    if (labelCount > labelOffset.length) {
      labelOffset = Arrays.copyOf(labelOffset, Math.max(labelCount, labelOffset.length * 2));
    }
    Arrays.fill(labelOffset, first, labelCount, UNBOUND);
    return first;
  }

  /** Binds {@code label} to the next instruction. */
  public void bind(int label) {
    assert labelOffset[label] == UNBOUND : "label " + label + " is bound twice";
    labelOffset[label] = size();
    fix(size(), BIND, label);
  }

  /** Where {@code label} is; final after {@link #endFunction}, until the next function begins. */
  public int offset(int label) {
    return labelOffset[label];
  }

  /** Jumps to {@code label}. */
  public void jmp(int label) {
    branch(label, JMP, 0xEB, 0xE9, 1);
  }

  /** Jumps to {@code label} if {@code cond} holds. */
  public void jcc(Cond cond, int label) {
    int code = cond.code();
    branch(label, JCC, 0x70 | code, 0x800F | code << 8, 2);
  }

  /** Calls {@code label} of this function. */
  public void call(int label) {
    reserve();
    put(0xE8, 5);
    fix(size() - 4, REL32_LABEL, label);
  }

  private void branch(
      int label, int forward, int shortOpcode, int longOpcode, int longOpcodeBytes) {
    reserve();
    int target = labelOffset[label];
    int distance = target - (size() + 2);
    if (target == UNBOUND) {
      fix(size(), forward, label);
      put(longOpcode, longOpcodeBytes + 4);
      if (!relax) {
        fixupOffset[fixupCount - 1] = size() - 4;
        fixup[fixupCount - 1] = REL32_LABEL << KIND_SHIFT | label;
      }
    } else if (distance >= Byte.MIN_VALUE) {
      put(shortOpcode, 2);
      fix(size() - 1, REL8, label);
    } else {
      put(longOpcode, longOpcodeBytes + 4);
      fix(size() - 4, REL32_LABEL, label);
    }
  }

  /** Pads with no-operations to a multiple of {@code 1 << log2} bytes, at most 64. */
  public void align(int log2) {
    assert log2 <= 6 : "alignment of " + (1L << log2) + " bytes";
    int multiple = 1 << log2;
    if (relax) {
      fix(size(), ALIGN, log2);
      nop(multiple - 1);
    } else {
      nop(-size() & (multiple - 1));
    }
  }

  // ---- Symbols and marks

  /** Calls a symbol: another function of the module, or whatever the installer knows. */
  public void callSymbol(int symbol) {
    reserve();
    put(0xE8, 5);
    relocate(size() - 4, REL32, symbol);
  }

  /** Jumps to a symbol. */
  public void jmpSymbol(int symbol) {
    reserve();
    put(0xE9, 5);
    relocate(size() - 4, REL32, symbol);
  }

  /**
   * Records the current offset with a kind and value of the caller's: a trap site before the
   * instruction that may trap, a return address after a call, a source position. Returns the index
   * of the entry in {@link #marks}.
   */
  public int mark(int kind, int value) {
    int entry = marks.add(size(), kind, value);
    fix(size(), MARK, entry);
    return entry;
  }

  // ---- Data

  /** A memory operand with 32 constant bits, such as a float's. */
  public long constant32(int bits) {
    return Mem.constant(constants.intern(2, bits, 0));
  }

  /** A memory operand with 64 constant bits, such as a double's. */
  public long constant64(long bits) {
    return Mem.constant(constants.intern(3, bits, 0));
  }

  /** A 16-byte aligned memory operand with 128 constant bits. */
  public long constant128(long low, long high) {
    return Mem.constant(constants.intern(4, low, high));
  }

  /**
   * A table of 32-bit distances from its own start to the labels {@code targets[from, to)}, placed
   * after the function. Returns the label of its start, for {@code lea table, [label]; movsxd
   * index, [table + index * 4]; add index, table; jmp index}.
   */
  public int jumpTable(int[] targets, int from, int to) {
    int count = to - from;
    int needed = tablesLength + count + 2;
    if (needed > tables.length) {
      tables = Arrays.copyOf(tables, Math.max(needed, tables.length * 2));
    }
    int label = newLabel();
    tables[tablesLength] = label;
    tables[tablesLength + 1] = count;
    System.arraycopy(targets, from, tables, tablesLength + 2, count);
    tablesLength = needed;
    return label;
  }

  // ---- Fixups

  @Override
  void ripReference(long mem, int site) {
    int id = Mem.disp(mem);
    switch (Mem.kind(mem)) {
      case Mem.LABEL -> fix(site, REL32_LABEL, id);
      case Mem.CONSTANT -> fix(site, REL32_CONSTANT, id);
      case Mem.SYMBOL -> relocate(site, REL32, id);
      default -> throw new AssertionError("kind of memory operand " + Mem.kind(mem));
    }
  }

  private void relocate(int site, int kind, int symbol) {
    fix(site, RELOCATION, relocations.add(site, kind, symbol));
  }

  private void fix(int offset, int kind, int payload) {
    if (fixupCount == fixup.length) {
      fixup = Arrays.copyOf(fixup, fixupCount * 2);
      fixupOffset = Arrays.copyOf(fixupOffset, fixupCount * 2);
    }
    fixupOffset[fixupCount] = offset;
    fixup[fixupCount++] = kind << KIND_SHIFT | payload;
  }

  /**
   * First pass over the fixups: decides which branches shrink and how wide alignment is, and moves
   * labels, relocations and marks to their final offsets. Returns how many bytes the code loses.
   */
  private int decideLayout() {
    int lost = 0;
    for (int i = 0; i < fixupCount; i++) {
      int at = fixupOffset[i];
      int payload = fixup[i] & PAYLOAD;
      switch (fixup[i] >>> KIND_SHIFT) {
        case BIND -> labelOffset[payload] = at - lost;
        case JMP -> lost += decideBranch(i, payload, 5, SHORT_JMP, DROPPED_JMP);
        case JCC -> lost += decideBranch(i, payload, 6, SHORT_JCC, DROPPED_JCC);
        case ALIGN -> {
          int mask = (1 << payload) - 1;
          int padding = lost - at & mask;
          fixup[i] = ALIGN << KIND_SHIFT | padding << 8 | mask - padding;
          lost += mask - padding;
        }
        case RELOCATION -> relocations.moveDown(payload, lost);
        case MARK -> marks.moveDown(payload, lost);
        default -> {} // a distance: nothing to decide
      }
    }
    return lost;
  }

  /** Decides forward branch {@code i}, whose label has not been moved yet; returns bytes lost. */
  private int decideBranch(int i, int label, int longBytes, int whenShort, int whenDropped) {
    int distance = target(label) - (fixupOffset[i] + longBytes);
    if (distance == 0) {
      fixup[i] = whenDropped << KIND_SHIFT;
      return longBytes;
    }
    if (distance <= Byte.MAX_VALUE) {
      fixup[i] = whenShort << KIND_SHIFT | label;
      return longBytes - 2;
    }
    return 0;
  }

  /**
   * Second pass: writes every distance, and closes the gaps. Distances are written where the code
   * still is, and code is moved, at most once, when a gap after it is reached.
   */
  private void moveAndPatch(int codeEnd) {
    int from = functionStart; // code below has been moved
    int to = functionStart;
    for (int i = 0; i < fixupCount; i++) {
      int at = fixupOffset[i];
      int moved = at - (from - to);
      int payload = fixup[i] & PAYLOAD;
      switch (fixup[i] >>> KIND_SHIFT) {
        case JMP -> patch32(at + 1, target(payload) - (moved + 5));
        case JCC -> patch32(at + 2, target(payload) - (moved + 6));
        case REL8 -> patch8(at, target(payload) - (moved + 1));
        case REL32_LABEL -> patch32(at, target(payload) - (moved + 4) + read32(at));
        case REL32_CONSTANT -> patch32(at, constants.offset(payload) - (moved + 4) + read32(at));
        case SHORT_JMP -> {
          moveDown(from, at, to);
          patch8(moved, 0xEB);
          patch8(moved + 1, target(payload) - (moved + 2));
          from = at + 5;
          to = moved + 2;
        }
        case SHORT_JCC -> {
          int shortOpcode = read8(at + 1) - 0x10; // 0F 8x becomes 7x
          moveDown(from, at, to);
          patch8(moved, shortOpcode);
          patch8(moved + 1, target(payload) - (moved + 2));
          from = at + 6;
          to = moved + 2;
        }
        case DROPPED_JMP -> {
          moveDown(from, at, to);
          from = at + 5;
          to = moved;
        }
        case DROPPED_JCC -> {
          moveDown(from, at, to);
          from = at + 6;
          to = moved;
        }
        case ALIGN -> {
          int padding = payload >>> 8;
          int gap = payload & 0xFF;
          moveDown(from, at, to);
          patchNops(moved, padding);
          from = at + padding + gap;
          to = moved + padding;
        }
        default -> {} // labels, relocations and marks have been moved already
      }
    }
    moveDown(from, size(), to);
    setSize(codeEnd);
  }

  private int target(int label) {
    int offset = labelOffset[label];
    if (offset == UNBOUND) {
      throw new AssertionError("label " + label + " is used and never bound");
    }
    return offset;
  }

  /** Gives the jump tables offsets from {@code start} on; returns the offset after the last. */
  private int layOutTables(int start) {
    int at = start;
    for (int t = 0; t < tablesLength; t += 2 + tables[t + 1]) {
      at = at + 3 & ~3;
      labelOffset[tables[t]] = at;
      at += 4 * tables[t + 1];
    }
    return at;
  }

  /** Writes constants and tables after the code, which ends at {@code size()}. */
  private void writeData(int dataEnd) {
    int codeEnd = size();
    reserve(dataEnd - codeEnd);
    for (int i = codeEnd; i < dataEnd; i++) {
      patch8(i, INT3_BYTE); // only what pads the data keeps it
    }
    for (int i = 0; i < constants.count(); i++) {
      setSize(constants.offset(i));
      put(constants.low(i), Math.min(constants.widthBytes(i), 8));
      if (constants.widthBytes(i) == 16) {
        put(constants.high(i), 8);
      }
    }
    for (int t = 0; t < tablesLength; t += 2 + tables[t + 1]) {
      int table = labelOffset[tables[t]];
      for (int k = 0; k < tables[t + 1]; k++) {
        patch32(table + 4 * k, target(tables[t + 2 + k]) - table);
      }
    }
    setSize(dataEnd);
  }
}
