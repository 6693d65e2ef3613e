package paretojit.peer.llvm;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.peer.llvm.Declarations.Region;
import paretojit.runtime.RuntimeCalls;
import paretojit.runtime.VmContext;

/**
 * Lowers memories, globals, tables and stack slots.
 *
 * <p>An access of {@code n} bytes at {@code a + offset} of a linear memory checks {@code a + offset +
 * n <= length} in 64 bits, which cannot overflow. Lengths are read again at every access, for growth
 * changes them; addresses never change.
 */
final class MemoryLowering {
  private static final int PAGE_SHIFT = 16;
  private static final long UNSIGNED = 0xffff_ffffL;

  private final FunctionLowering l;
  private final LlvmContext c;
  private final Declarations d;
  private final IrBuilder b;

  private int runtimeSlots;
  private boolean usesMemory0;
  private boolean callsFunctions;
  private long runtimeBuffer;
  private long memory0;
  private long[] slots = new long[4];

  MemoryLowering(FunctionLowering lowering) {
    this.l = lowering;
    this.c = lowering.c;
    this.d = lowering.d;
    this.b = lowering.b;
  }

  // ---- before the first block

  void start() {
    runtimeSlots = 0;
    usesMemory0 = false;
    callsFunctions = false;
  }

  /** Notes what the function's first block has to prepare. */
  void scan(int i, Op op) {
    if (isRuntimeCall(op)) {
      runtimeSlots = Math.max(runtimeSlots, Math.max(1, l.f().argCount(i)));
    }
    callsFunctions |= op.isCall();
    usesMemory0 |= isAccess(op) && l.f().aux(i) == 0;
  }

  private static boolean isAccess(Op op) {
    return op.format() == Op.Format.LOAD || op.format() == Op.Format.STORE;
  }

  private static boolean isRuntimeCall(Op op) {
    return switch (op) {
      case MEMORY_GROW,
          MEMORY_FILL,
          MEMORY_COPY,
          MEMORY_INIT,
          DATA_DROP,
          TABLE_GROW,
          TABLE_FILL,
          TABLE_COPY,
          TABLE_INIT,
          ELEM_DROP ->
          true;
      default -> false;
    };
  }

  /** Prepares stack slots, the runtime's arguments and memory 0's address. */
  void enter() {
    Function f = l.f();
    if (slots.length < f.slotCount()) {
      slots = new long[f.slotCount()];
    }
    for (int k = 0; k < f.slotCount(); k++) {
      int align = Math.max(1, f.slotAlign(k));
      slots[k] = b.alloca(c.arrayType(c.i8, f.slotSize(k)));
      b.setAlignment(slots[k], align);
      b.clear(slots[k], f.slotSize(k), align);
    }
    if (runtimeSlots > 0) {
      runtimeBuffer = b.alloca(c.arrayType(c.i64, runtimeSlots));
    }
    if (usesMemory0) {
      memory0 = field(c.pointer, l.context(), VmContext.MEMORY0_BASE, Region.CONSTANT);
    }
  }

  /** A leaf without room of its own needs little stack; the limit leaves that much. */
  boolean needsStackCheck() {
    return callsFunctions || l.f().slotCount() > 0;
  }

  // ---- the opcodes

  void lower(int i, Op op) {
    Function f = l.f();
    switch (op) {
      case LOAD -> load(i, c.type(f.type(i)), f.type(i).bytes(), 0);
      case ULOAD8 -> load(i, c.i8, 1, Opcodes.ZEXT);
      case SLOAD8 -> load(i, c.i8, 1, Opcodes.SEXT);
      case ULOAD16 -> load(i, c.i16, 2, Opcodes.ZEXT);
      case SLOAD16 -> load(i, c.i16, 2, Opcodes.SEXT);
      case ULOAD32 -> load(i, c.i32, 4, Opcodes.ZEXT);
      case SLOAD32 -> load(i, c.i32, 4, Opcodes.SEXT);
      case STORE -> store(i, l.arg(i, 0), f.operandType(i).bytes());
      case ISTORE8 -> store(i, b.cast(Opcodes.TRUNC, l.arg(i, 0), c.i8), 1);
      case ISTORE16 -> store(i, b.cast(Opcodes.TRUNC, l.arg(i, 0), c.i16), 2);
      case ISTORE32 -> store(i, b.cast(Opcodes.TRUNC, l.arg(i, 0), c.i32), 4);
      case STACK_ADDR -> l.define(i, address(b.offsetBy(slots[f.aux(i)], f.imm(i))));
      case VMCTX -> l.define(i, address(l.context()));
      case GLOBAL_GET -> {
        long load = b.load(c.type(f.type(i)), global(f.aux(i)));
        d.mark(b, load, Region.GLOBAL);
        l.define(i, load);
      }
      case GLOBAL_SET -> d.mark(b, b.store(l.arg(i, 0), global(f.aux(i))), Region.GLOBAL);
      case MEMORY_SIZE -> {
        long pages = b.binary(Opcodes.LSHR, memoryLength(f.aux(i)), c.constInt(c.i64, PAGE_SHIFT));
        l.define(i, b.cast(Opcodes.TRUNC, pages, c.i32));
      }
      case TABLE_GET -> {
        long load = b.load(c.i64, tableElement(i, f.aux(i)));
        d.mark(b, load, Region.TABLE);
        l.define(i, load);
      }
      case TABLE_SET -> {
        long element = tableElement(i, f.aux(i));
        d.mark(b, b.store(l.arg(i, 1), element), Region.TABLE);
      }
      case TABLE_SIZE -> l.define(i, b.cast(Opcodes.TRUNC, tableLength(f.aux(i)), c.i32));
      case REF_FUNC -> {
        long refs = field(c.pointer, l.context(), VmContext.FUNC_REFS, Region.CONSTANT);
        l.define(i, address(b.offsetBy(refs, (long) VmContext.FUNC_REF_BYTES * f.aux(i))));
      }
      default -> {
        if (!isRuntimeCall(op)) {
          throw new AssertionError(op + " touches no memory");
        }
        runtime(i, op);
      }
    }
  }

  private long field(long type, long pointer, int offset, Region region) {
    return d.loadField(b, type, pointer, offset, region);
  }

  private long address(long pointer) {
    return b.cast(Opcodes.PTR_TO_INT, pointer, c.i64);
  }

  // ---- loads and stores

  /** {@code extension} is how to widen, or 0. */
  private void load(int i, long type, int bytes, int extension) {
    long load = b.load(type, place(i, 0, bytes));
    finishAccess(i, load);
    l.define(i, extension == 0 ? load : b.cast(extension, load, c.type(l.f().type(i))));
  }

  private void store(int i, long value, int bytes) {
    finishAccess(i, b.store(value, place(i, 1, bytes)));
  }

  private void finishAccess(int i, long access) {
    b.setAlignment(access, 1);
    if (l.f().aux(i) != Function.NATIVE_MEMORY) {
      d.mark(b, access, Region.HEAP);
    }
  }

  /** Checks an access and gives its place as a pointer. */
  private long place(int i, int pointerArg, int bytes) {
    int memory = l.f().aux(i);
    long offset = l.f().imm(i);
    long pointer = l.arg(i, pointerArg);
    if (memory == Function.NATIVE_MEMORY) {
      long sum = offset == 0 ? pointer : b.binary(Opcodes.ADD, pointer, c.constInt(c.i64, offset));
      return b.cast(Opcodes.INT_TO_PTR, sum, c.pointer);
    }
    long base = memory == 0 ? memory0 : pairBase(VmContext.MEMORIES, memory);
    if (l.isConst(i, pointerArg)) {
      long at = (l.constOf(i, pointerArg) & UNSIGNED) + offset;
      check(i, memory, c.constInt(c.i64, at + bytes));
      return b.offsetBy(base, at);
    }
    long wide = b.cast(Opcodes.ZEXT, pointer, c.i64);
    check(i, memory, b.binary(Opcodes.ADD, wide, c.constInt(c.i64, offset + bytes)));
    return b.offsetBy(b.offset(base, wide), offset);
  }

  private void check(int i, int memory, long end) {
    long beyond = b.icmp(Opcodes.UGT, end, memoryLength(memory));
    l.trapIf(i, beyond, TrapCode.HEAP_OUT_OF_BOUNDS);
  }

  private long memoryLength(int memory) {
    return memory == 0
        ? field(c.i64, l.context(), VmContext.MEMORY0_LENGTH, Region.LENGTH)
        : pairLength(VmContext.MEMORIES, memory);
  }

  // ---- what hangs on the context

  private long pairs(int array) {
    return field(c.pointer, l.context(), array, Region.CONSTANT);
  }

  private long pairBase(int array, int index) {
    int offset = VmContext.PAIR_BYTES * index + VmContext.PAIR_BASE;
    return field(c.pointer, pairs(array), offset, Region.CONSTANT);
  }

  private long pairLength(int array, int index) {
    int offset = VmContext.PAIR_BYTES * index + VmContext.PAIR_LENGTH;
    return field(c.i64, pairs(array), offset, Region.LENGTH);
  }

  private long global(int global) {
    int offset = VmContext.globalOffset(global);
    return d.module.globalIsIndirect(global)
        ? field(c.pointer, l.context(), offset, Region.CONSTANT)
        : b.offsetBy(l.context(), offset);
  }

  private long tableLength(int table) {
    return pairLength(VmContext.TABLES, table);
  }

  /** Checks the table index that is argument 0 of {@code i}; gives the element's place. */
  long tableElement(int i, int table) {
    long index = b.cast(Opcodes.ZEXT, l.arg(i, 0), c.i64);
    long beyond = b.icmp(Opcodes.UGE, index, tableLength(table));
    l.trapIf(i, beyond, TrapCode.TABLE_OUT_OF_BOUNDS);
    long bytes = b.binary(Opcodes.MUL, index, c.constInt(c.i64, VmContext.ELEMENT_BYTES));
    return b.offset(pairBase(VmContext.TABLES, table), bytes);
  }

  // ---- the runtime

  private void runtime(int i, Op op) {
    Function f = l.f();
    for (int k = 0; k < f.argCount(i); k++) {
      b.store(l.arg(i, k), b.offsetBy(runtimeBuffer, 8L * k));
    }
    long packed = RuntimeCalls.pack(op, f.aux(i), f.imm(i));
    d.callRuntime(b, l.context(), packed, runtimeBuffer);
    if (f.resultCount(i) == 1) {
      l.define(i, b.load(c.type(f.type(i)), runtimeBuffer));
    }
  }
}
