package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.x64.Cond;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.runtime.VmContext;

/**
 * Lowering rules for memories, globals, tables and stack slots.
 *
 * <p>A linear memory's address is an I32, zero-extended in its register. An access of {@code n}
 * bytes at {@code a + offset} checks {@code a + offset + n <= length} in 64 bits, which cannot
 * overflow: lea t, [a + offset + n]; cmp t, [context.length]; ja trap. With guard pages it checks
 * nothing: what lies beyond the end faults.
 */
final class MemoryRules {
  /** Number of the home of memory 0's base address: it can be read from the context any time. */
  static final int BASE_HOME = 0;

  private final Selector s;
  private final Machine m;
  private int base; // memory 0's base address, if the function wants it
  private int[] slotOffset = new int[4];
  private int frameBytes;

  MemoryRules(Selector selector) {
    this.s = selector;
    this.m = selector.m;
  }

  /** Forgets the last function and lays out the stack slots of this one. */
  void start() {
    base = 0;
    Function f = s.f();
    if (slotOffset.length < f.slotCount()) {
      slotOffset = new int[f.slotCount()];
    }
    frameBytes = 0;
    for (int k = 0; k < f.slotCount(); k++) {
      int align = Math.min(16, Math.max(1, f.slotAlign(k)));
      frameBytes = (frameBytes + align - 1 & -align) + f.slotSize(k);
      slotOffset[k] = frameBytes - f.slotSize(k);
    }
  }

  /** Bytes of the IR's stack slots. */
  int frameBytes() {
    return frameBytes;
  }

  /** At the function's entry: reads memory 0's base address, if it is wanted. */
  void loadBase() {
    if (base != 0) {
      m.atContext(VmContext.MEMORY0_BASE);
      m.rm(MOV64, base);
    }
  }

  // ---- Loads and stores

  void load(int i, int row32, int row64) {
    check(i, 0);
    int d = s.def(i);
    if (d == 0) {
      if (isGuarded(s.f().aux(i)) && !s.isReadInPlace(i)) {
        touch(i);
      }
      return; // Not wanted, or read in place by the instruction that wants it.
    }
    address(i);
    m.rm(
        switch (s.f().type(i)) {
          case I32 -> row32;
          case I64 -> row64;
          case F32 -> MOVSS;
          case F64 -> MOVSD;
        },
        d);
  }

  private boolean isGuarded(int mem) {
    return s.guarded && mem == 0;
  }

  /** Does an access whose value nobody wants, for the sake of its trap. */
  private void touch(int i) {
    address(i);
    m.rm(
        switch (Facts.accessBytes(s.f(), i, s.f().opcode(i))) {
          case 1 -> MOVZX32_8;
          case 2 -> MOVZX32_16;
          case 4 -> MOV32;
          default -> MOV64;
        },
        m.newInt());
  }

  /**
   * Stores.
   *
   * <pre>
   *   store(op(load(p), x), p)   -> op [p], x     for add sub and or xor
   *   store(const, p)            -> mov [p], imm
   *   store(ireduce(x), p)       -> mov [p], x32
   * </pre>
   *
   * @param narrowRow the store's row if the opcode decides it, else 0
   */
  void store(int i, int narrowRow) {
    int value = s.f().arg(i, 0);
    check(i, 1);
    if (narrowRow == 0 && updateInPlace(i, value)) {
      return;
    }
    int row = narrowRow != 0 ? narrowRow : rowOf(s.f().valueType(value));
    boolean isZeroFloat = s.defBy(value, Op.F64CONST) >= 0 && s.constOf(value) == 0;
    if (s.isImm32(value) || s.defBy(value, Op.F32CONST) >= 0 || isZeroFloat) {
      address(i);
      m.mi(integerRow(row), (int) s.constOf(value));
      return;
    }
    int v = s.f().valueType(value).isFloat() ? s.use(value) : s.useBits(value);
    address(i);
    m.mr(row, v);
  }

  private static int rowOf(Type type) {
    return switch (type) {
      case I32 -> MOV32;
      case I64 -> MOV64;
      case F32 -> MOVSS;
      case F64 -> MOVSD;
    };
  }

  private static int integerRow(int row) {
    return row == MOVSS ? MOV32 : row == MOVSD ? MOV64 : row;
  }

  private boolean updateInPlace(int i, int value) {
    int def = s.f().valueDef(value);
    if (def < 0 || s.f().valueType(value).isFloat() || !s.coverable(value, i)) {
      return false;
    }
    boolean wide = s.isWide(value);
    int row =
        switch (s.f().op(def)) {
          case IADD -> wide ? ADD64 : ADD32;
          case ISUB -> wide ? SUB64 : SUB32;
          case BAND -> wide ? AND64 : AND32;
          case BOR -> wide ? OR64 : OR32;
          case BXOR -> wide ? XOR64 : XOR32;
          default -> 0;
        };
    if (row == 0) {
      return false;
    }
    int loaded = s.f().arg(def, 0);
    int other = s.f().arg(def, 1);
    if (s.f().op(def).commutes() && !isSamePlace(loaded, i)) {
      int t = loaded;
      loaded = other;
      other = t;
    }
    if (!isSamePlace(loaded, i)) {
      return false;
    }
    s.setReadInPlace(s.f().valueDef(loaded));
    if (s.isImm32(other)) {
      address(i);
      m.mi(row, (int) s.constOf(other));
    } else {
      int v = s.useBits(other);
      address(i);
      m.mr(row, v);
    }
    return true;
  }

  /** Is {@code value} a load, needed by nobody else, from where {@code store} stores? */
  private boolean isSamePlace(int value, int store) {
    int load = s.defBy(value, Op.LOAD);
    return load >= 0
        && s.isInMemory(value, store)
        && s.f().arg(load, 0) == s.f().arg(store, 1)
        && s.f().imm(load) == s.f().imm(store)
        && s.f().aux(load) == s.f().aux(store);
  }

  // ---- Addresses

  /** Makes the place that load or store {@code i} accesses the current address. */
  void address(int i) {
    int pointer = s.f().arg(i, s.f().argCount(i) - 1);
    int mem = s.f().aux(i);
    long offset = s.f().imm(i);
    if (mem == Function.NATIVE_MEMORY) {
      nativeAddress(pointer, offset, i);
      return;
    }
    int memoryBase = mem == 0 ? base() : pairBase(VmContext.MEMORIES, mem);
    if (s.isIntConst(pointer)) {
      long at = (s.constOf(pointer) & 0xffff_ffffL) + offset;
      if (at == (int) at) {
        m.atBase(memoryBase, (int) at);
        return;
      }
    }
    if (offset == (int) offset) {
      scaledAddress(memoryBase, pointer, (int) offset);
    } else {
      m.atBaseIndex(memoryBase, plus(s.use(pointer), offset), 0, 0);
    }
  }

  /**
   * Makes {@code [base + pointer + disp]} the current address, with what the pointer is a sum of as
   * long as it cannot wrap around. What somebody needs in a register anyway is used as it is.
   *
   * <pre>
   *   iadd(x, const)    -> [base + x + disp + const]
   *   ishl(x, 1..3)     -> [base + x * 2..8 + disp]
   * </pre>
   */
  private void scaledAddress(int memoryBase, int pointer, int disp) {
    Function f = s.f();
    int index = pointer;
    int at = disp;
    int add = s.wanted(index) == 0 ? s.defBy(index, Op.IADD) : -1;
    if (add >= 0 && s.isIntConst(f.arg(add, 1))) {
      long constant = s.constOf(f.arg(add, 1)) & 0xffff_ffffL;
      long furthest = UpperBounds.of(f, f.arg(add, 0)) + constant;
      if (furthest <= 0xffff_ffffL && fits(at + constant)) {
        index = f.arg(add, 0);
        at += (int) constant;
      }
    }
    int scale = 0;
    int shift = s.wanted(index) == 0 ? s.defBy(index, Op.ISHL) : -1;
    if (shift >= 0 && s.isIntConst(f.arg(shift, 1))) {
      int count = (int) s.constOf(f.arg(shift, 1)) & 31;
      if (count <= 3 && UpperBounds.of(f, f.arg(shift, 0)) << count <= 0xffff_ffffL) {
        index = f.arg(shift, 0);
        scale = count;
      }
    }
    m.atBaseIndex(memoryBase, s.use(index), scale, at);
  }

  private void nativeAddress(int pointer, long offset, int root) {
    long disp = offset;
    int p = pointer;
    int slot = s.defBy(p, Op.STACK_ADDR);
    if (slot >= 0 && fits(disp + s.f().imm(slot) + slotOffset[s.f().aux(slot)])) {
      m.atFrame((int) (disp + s.f().imm(slot) + slotOffset[s.f().aux(slot)]));
      return;
    }
    if (s.defBy(p, Op.VMCTX) >= 0 && fits(disp)) {
      m.atContext((int) disp);
      return;
    }
    int add = s.defBy(p, Op.IADD);
    if (add >= 0
        && s.coverable(p, root)
        && s.isImm32(s.f().arg(add, 1))
        && fits(disp + s.constOf(s.f().arg(add, 1)))) {
      disp += s.constOf(s.f().arg(add, 1));
      p = s.f().arg(add, 0);
      add = s.defBy(p, Op.IADD);
    }
    if (!fits(disp)) {
      m.atBase(plus(s.use(p), disp), 0);
    } else if (add >= 0 && s.coverable(p, root)) {
      indexed(s.f().arg(add, 0), s.f().arg(add, 1), (int) disp, root);
    } else {
      m.atBase(s.use(p), (int) disp);
    }
  }

  private static boolean fits(long disp) {
    return disp == (int) disp;
  }

  /** {@code [a + b + disp]}, where {@code b} may be shifted left by 1 to 3. */
  private void indexed(int a, int b, int disp, int root) {
    int shift = s.defBy(b, Op.ISHL);
    if (shift >= 0 && s.coverable(b, root) && s.isIntConst(s.f().arg(shift, 1))) {
      long by = s.constOf(s.f().arg(shift, 1));
      if (by >= 1 && by <= 3) {
        int va = s.use(a);
        m.atBaseIndex(va, s.use(s.f().arg(shift, 0)), (int) by, disp);
        return;
      }
    }
    int va = s.use(a);
    m.atBaseIndex(va, s.use(b), 0, disp);
  }

  private int plus(int index, long offset) {
    int t = m.newInt();
    int sum = m.newInt();
    m.constant(t, offset);
    m.urr(ADD64, sum, t, index);
    return sum;
  }

  private int base() {
    if (base == 0) {
      base = m.newInt();
      m.code.setHome(base, BASE_HOME);
    }
    return base;
  }

  /** The base of the {@code index}-th of the pairs that the context points to at {@code array}. */
  private int pairBase(int array, int index) {
    int pairs = contextWord(array);
    int d = m.newInt();
    m.atBase(pairs, VmContext.PAIR_BYTES * index + VmContext.PAIR_BASE);
    m.rm(MOV64, d);
    return d;
  }

  private int contextWord(int offset) {
    int d = m.newInt();
    m.atContext(offset);
    m.rm(MOV64, d);
    return d;
  }

  /** Makes the length of a memory (bytes) or table (elements) the current address. */
  private void atLength(int array, int index) {
    if (array == VmContext.MEMORIES && index == 0) {
      m.atContext(VmContext.MEMORY0_LENGTH);
    } else {
      int pairs = contextWord(array);
      m.atBase(pairs, VmContext.PAIR_BYTES * index + VmContext.PAIR_LENGTH);
    }
  }

  /** The bounds check of load or store {@code i}, unless an earlier one covers it. */
  private void check(int i, int pointerArg) {
    int mem = s.f().aux(i);
    if (mem == Function.NATIVE_MEMORY || isGuarded(mem) || s.facts.isProved(i)) {
      return;
    }
    int pointer = s.f().arg(i, pointerArg);
    long end = s.f().imm(i) + Facts.accessBytes(s.f(), i, s.f().opcode(i));
    int trap = TrapCode.HEAP_OUT_OF_BOUNDS.ordinal();
    if (s.isIntConst(pointer)) {
      long last = (s.constOf(pointer) & 0xffff_ffffL) + end;
      if (fits(last)) {
        atLength(VmContext.MEMORIES, mem);
        m.mi(CMP64, (int) last);
        m.trapIf(Cond.B.code(), trap, 0);
        return;
      }
    }
    int a = s.use(pointer);
    int t;
    if (fits(end)) {
      t = m.newInt();
      m.atBase(a, (int) end);
      m.rm(LEA64, t);
    } else {
      t = plus(a, end);
    }
    atLength(VmContext.MEMORIES, mem);
    m.cmpMem(CMP64, t);
    m.trapIf(Cond.A.code(), trap, 0);
  }

  /** {@code memory_size}: bytes to pages of 64 KiB. */
  void size(int i) {
    int bytes = m.newInt();
    atLength(VmContext.MEMORIES, s.f().aux(i));
    m.rm(MOV64, bytes);
    m.uri(SHR64, s.def(i), bytes, 16);
  }

  // ---- The frame and the context

  void stackAddress(int i) {
    m.atFrame((int) s.f().imm(i) + slotOffset[s.f().aux(i)]);
    m.rm(LEA64, s.def(i));
  }

  void context(int i) {
    m.atContext(0);
    m.rm(LEA64, s.def(i));
  }

  void globalGet(int i) {
    int d = s.def(i);
    if (d != 0) {
      atGlobal(s.f().aux(i));
      m.rm(rowOf(s.f().type(i)), d);
    }
  }

  void globalSet(int i) {
    int value = s.f().arg(i, 0);
    int v = s.use(value);
    atGlobal(s.f().aux(i));
    m.mr(rowOf(s.f().valueType(value)), v);
  }

  private void atGlobal(int global) {
    int offset = VmContext.globalOffset(global);
    if (s.module.globalIsIndirect(global)) {
      m.atBase(contextWord(offset), 0);
    } else {
      m.atContext(offset);
    }
  }

  void refFunc(int i) {
    int refs = contextWord(VmContext.FUNC_REFS);
    m.atBase(refs, VmContext.FUNC_REF_BYTES * s.f().aux(i));
    m.rm(LEA64, s.def(i));
  }

  // ---- Tables

  void tableGet(int i) {
    tableElement(s.f().arg(i, 0), s.f().aux(i));
    if (s.def(i) != 0) {
      m.rm(MOV64, s.def(i));
    }
  }

  void tableSet(int i) {
    int v = s.use(s.f().arg(i, 1));
    tableElement(s.f().arg(i, 0), s.f().aux(i));
    m.mr(MOV64, v);
  }

  void tableSize(int i) {
    if (s.def(i) != 0) {
      atLength(VmContext.TABLES, s.f().aux(i));
      m.rm(MOV32, s.def(i));
    }
  }

  /** Checks a table index and makes the element's place the current address. */
  void tableElement(int indexValue, int table) {
    int index = s.use(indexValue);
    int tables = contextWord(VmContext.TABLES);
    int pair = VmContext.PAIR_BYTES * table;
    m.atBase(tables, pair + VmContext.PAIR_LENGTH);
    m.cmpMem(CMP64, index);
    m.trapIf(Cond.AE.code(), TrapCode.TABLE_OUT_OF_BOUNDS.ordinal(), 0);
    int elements = m.newInt();
    m.atBase(tables, pair + VmContext.PAIR_BASE);
    m.rm(MOV64, elements);
    m.atBaseIndex(elements, index, 3, 0);
  }
}
