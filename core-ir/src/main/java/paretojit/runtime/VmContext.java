package paretojit.runtime;

import paretojit.ir.Op;
import paretojit.ir.TrapCode;

/**
 * The native ABI: every byte offset that generated code, the entry assembly and the runtime agree
 * on. This class is the only place that spells them; {@link AbiHeader} renders them for C and
 * assembly.
 *
 * <p>All structures are native memory, little-endian, 8-byte aligned:
 *
 * <pre>
 *  store     one per {@link Store}: where to unwind to, stack limits, the pending trap
 *  context   one per {@link Instance}: what generated code reaches from its context register
 *  FuncRef   one per function of an instance: what a funcref value points at
 *  memory    {base, length in bytes}          one per memory of an instance
 *  table     {elements, length in elements}   one per table of an instance
 *  faults    one per process: which faults are traps; see {@link FaultRegistry}
 * </pre>
 *
 * <p>Addresses of contexts, FuncRefs, linear memories and tables never change once made.
 */
public final class VmContext {
  // The context.
  /** Address of the store structure. */
  public static final int STORE = 0;

  /** Address of byte 0 of memory 0; never moves. */
  public static final int MEMORY0_BASE = 8;

  /** Length of memory 0 in bytes; changes when it grows. */
  public static final int MEMORY0_LENGTH = 16;

  /** Generated functions trap with STACK_OVERFLOW when their stack pointer is below this. */
  public static final int STACK_LIMIT = 24;

  /** Code address of the trap exit: rdi = context, esi = trap code, rdx = place, ecx = user. */
  public static final int TRAP_EXIT = 32;

  /** Code address of {@code long runtimeCall(context, packed, args)}; see {@link RuntimeCalls}. */
  public static final int RUNTIME_CALL = 40;

  /** Address of the array of {base, length} pairs, one per memory. */
  public static final int MEMORIES = 48;

  /** Address of the array of {elements, length} pairs, one per table. */
  public static final int TABLES = 56;

  /** Address of the array of FuncRefs, by function index. */
  public static final int FUNC_REFS = 64;

  /** Address of the next context of the same store, or 0. */
  public static final int NEXT_CONTEXT = 72;

  /** The instance's number in its store (int). */
  public static final int INSTANCE_ID = 80;

  /** First global slot; global g lies at {@code GLOBALS + 8 * g}. */
  public static final int GLOBALS = 256;

  /** Bytes of one global slot; i32 and f32 use the low 4 bytes. */
  public static final int GLOBAL_BYTES = 8;

  // A {base, length} or {elements, length} pair.
  public static final int PAIR_BASE = 0;
  public static final int PAIR_LENGTH = 8;
  public static final int PAIR_BYTES = 16;

  /** Bytes of one table element: the address of a FuncRef or an externref handle; 0 is null. */
  public static final int ELEMENT_BYTES = 8;

  // A FuncRef.
  /** Code address in the internal convention of the store's engine; 0 under the interpreter. */
  public static final int FUNC_REF_CODE = 0;

  /** Address of the context the function runs in. */
  public static final int FUNC_REF_CONTEXT = 8;

  /** Structural signature id (long), compared by indirect calls. */
  public static final int FUNC_REF_SIGNATURE = 16;

  /** Function index within its instance (int). */
  public static final int FUNC_REF_FUNCTION = 24;

  /** Number of its instance in the store (int). */
  public static final int FUNC_REF_INSTANCE = 28;

  public static final int FUNC_REF_BYTES = 32;

  // The store.
  /** Stack pointer of the innermost active entry, where a trap unwinds to; 0 when none is active. */
  public static final int STORE_EXIT_SP = 0;

  /** Bytes of native stack that generated code may use below its outermost entry. */
  public static final int STORE_STACK_BUDGET = 8;

  /** Lowest stack address generated code may reach on the current thread. */
  public static final int STORE_STACK_LOW = 16;

  /** The stack limit all contexts of the store carry now. */
  public static final int STORE_STACK_LIMIT = 24;

  /** Address of the first context of the store, or 0. */
  public static final int STORE_FIRST_CONTEXT = 32;

  /** Ordinal of the pending trap's TrapCode (int). */
  public static final int STORE_TRAP_CODE = 40;

  /** User trap number (int). */
  public static final int STORE_TRAP_USER = 44;

  /** Place of the pending trap: function index in the high half, IR instruction in the low. */
  public static final int STORE_TRAP_PLACE = 48;

  /** The store's number among those that share its runtime call stub (int). */
  public static final int STORE_NUMBER = 56;

  /** Code address of the runtime call in Java. */
  public static final int STORE_UPCALL = 64;

  /** Code addresses of the C library's functions. */
  public static final int STORE_MEMMOVE = 72;

  public static final int STORE_MEMSET = 80;

  public static final int STORE_BYTES = 88;

  // Runtime calls on memory 0 that need no Java code, as RuntimeCalls.pack has them.
  public static final int PACKED_MEMORY_COPY = Op.MEMORY_COPY.ordinal();
  public static final int PACKED_MEMORY_FILL = Op.MEMORY_FILL.ordinal();

  /** The trap code that tells the trap exit "already recorded in the store". */
  public static final int TRAP_RECORDED = -1;

  /** The trap code of a fault that is a trap; the place is the code address of the instruction. */
  public static final int TRAP_FAULT = -2;

  /** The trap code with which the entry code refuses to go deeper. */
  public static final int TRAP_STACK_OVERFLOW = TrapCode.STACK_OVERFLOW.ordinal();

  // The fault registry.
  /** Address of the signal handler that faults of no concern to us go to. */
  public static final int FAULT_OTHERS = 0;

  /** Address and number of the entries of code that may fault. */
  public static final int FAULT_CODES = 8;

  public static final int FAULT_CODE_COUNT = 16;

  /** Address and number of the entries of memories whose reservations it may fault in. */
  public static final int FAULT_MEMORIES = 24;

  public static final int FAULT_MEMORY_COUNT = 32;
  public static final int FAULT_REGISTRY_BYTES = 40;

  // An entry of either list: a range of addresses, empty if the entry is not in use.
  public static final int FAULT_BEGIN = 0;
  public static final int FAULT_END = 8;

  /** Number of the register that holds the context, in the order of Linux's ucontext (int). */
  public static final int FAULT_CONTEXT_REGISTER = 16;

  public static final int FAULT_ENTRY_BYTES = 24;

  /** The place of a trap that no function raised. */
  public static final int NO_PLACE = -1;

  private VmContext() {}

  /** Byte offset of global {@code g}'s slot in a context. */
  public static int globalOffset(int g) {
    return GLOBALS + GLOBAL_BYTES * g;
  }

  /** Bytes of the context of a module with that many globals. */
  public static long contextBytes(int globals) {
    return GLOBALS + (long) GLOBAL_BYTES * globals;
  }
}
