package paretojit.stencil.x64;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import paretojit.engine.OpCosts;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.StencilLibrary;

/**
 * From opcode and types to the start of the family's keys in the stencil library, as arrays.
 *
 * <p>Families are found by name ({@code iadd_i32}, {@code fcvt_to_sint_i64_f32}, {@code
 * native_load_f64}), so that a new stencil needs no entry here.
 */
public final class Selector {
  private static final int NONE = -1;
  private static final String GUARDED = "guarded_";
  private static final Type[] TYPES = Type.values();

  public final StencilLibrary library;
  final CodeBuffer.Records records;
  public final int[] ids;

  /** Bytes of the longest stencil that leaves a memory's bounds to guard pages. */
  final int longestGuardedBytes;

  // By opcode << 4 | type << 2 | operand type.
  private final int[] plain;
  private final int[] branch;
  private final int[] guardedMemory;
  private final int[] nativeMemory;
  private final int[] anyMemory;
  private final int[] ofLoad;

  // By opcode of a comparison.
  final int[] set = new int[Op.count()];
  final int[] choose = new int[Op.count()];
  final int[] branchOnFlags = new int[Op.count()];
  private final int[] branchOnZero = new int[Op.count() << 1];

  // By type.
  public final int[] move = new int[4];
  public final int[] select = new int[4];
  public final int[] selectNot = new int[4];
  public final int[] globalGet = new int[4];
  public final int[] globalSet = new int[4];
  public final int[] indirectGet = new int[4];
  public final int[] indirectSet = new int[4];

  final int[] flagsCompare = new int[2];
  final int[] flagsTest = new int[2];
  final int[] flagsZero = new int[2];
  final int[] flagsLoad = new int[2];
  final int[] rotate = new int[2];

  // By distance of the shift.
  final int[] sumOfShift = new int[4];
  final int[] shiftAndAdd = new int[4];

  private final @Nullable OpCosts[] costs = new OpCosts[4];

  final int sumWithConstant;
  final int flagsByte;
  public final int constI32;
  public final int addWide;
  public final int zeroExtend;
  public final int brNonzero;
  public final int brZero;
  public final int brTable;
  public final int trapz;
  public final int trapnz;
  public final int jump;
  public final int stackAddr;
  public final int vmctx;
  public final int memorySize;
  public final int anyMemorySize;
  public final int tableSize;
  public final int tableGet;
  public final int tableSet;
  public final int refFunc;
  public final int checkIndirect;
  public final int checkRef;

  // Stencils without operands.
  public final int prologue;
  public final int ret;
  public final int call;
  public final int callRef;
  public final int runtime;
  public final int trapAt;
  public final int trapSite;
  public final int trap;
  public final int enter;
  public final int callEntered;

  Selector(StencilLibrary library) {
    this.library = library;
    this.records = CodeBuffer.Records.of(library);
    this.ids = library.ids();
    this.longestGuardedBytes = longest(library);
    this.plain = table("");
    this.branch = table("br_");
    this.guardedMemory = table(GUARDED);
    this.nativeMemory = table("native_");
    this.anyMemory = table("any_");
    for (Type type : TYPES) {
      int t = type.ordinal();
      move[t] = library.base("move_" + (type == Type.I32 ? Type.I64 : type));
      Type selected = type == Type.I32 ? Type.I64 : type;
      select[t] = library.base("select_" + selected);
      selectNot[t] = library.base("select_not_" + selected);
      globalGet[t] = library.base("global_get_" + type);
      globalSet[t] = library.base("global_set_" + type);
      indirectGet[t] = library.base("indirect_get_" + type);
      indirectSet[t] = library.base("indirect_set_" + type);
    }
    ofLoad = loads();
    conditions();
    sums();
    sumWithConstant = library.base("sum_imm_i32");
    flagsByte = library.base("flags_uload8_i32");
    constI32 = library.base("move_i32");
    addWide = library.base("add_wide_i64");
    zeroExtend = library.base("uextend_i64_i32");
    brNonzero = library.base("br_nonzero");
    brZero = library.base("br_zero");
    brTable = library.base("br_table");
    trapz = library.base("trapz_i32");
    trapnz = library.base("trapnz_i32");
    jump = glue("jump");
    stackAddr = library.base("stack_addr_i64");
    vmctx = library.base("vmctx_i64");
    memorySize = library.base("memory_size_i32");
    anyMemorySize = library.base("any_memory_size_i32");
    tableSize = library.base("table_size_i32");
    tableGet = library.base("table_get_i64");
    tableSet = library.base("table_set_i64");
    refFunc = library.base("ref_func_i64");
    checkIndirect = library.base("check_indirect_i64");
    checkRef = library.base("check_ref_i64");
    prologue = glue("glue_prologue");
    ret = glue("glue_return");
    call = glue("glue_call");
    callRef = glue("glue_call_ref");
    runtime = glue("glue_runtime");
    trapAt = glue("glue_trap_at");
    trapSite = glue("glue_trap_site");
    trap = glue("glue_trap");
    enter = glue("glue_enter");
    callEntered = glue("glue_call_entered");
  }

  /** What operations cost in this library, made at first use; see {@link StencilCosts#of}. */
  synchronized OpCosts costs(boolean pinned, boolean immediates) {
    int k = (pinned ? 2 : 0) | (immediates ? 1 : 0);
    OpCosts known = costs[k];
    if (known == null) {
      known = StencilCosts.of(library, pinned, immediates);
      costs[k] = known;
    }
    return known;
  }

  private static int longest(StencilLibrary library) {
    int longest = 0;
    for (Family family : library.catalog().families()) {
      if (family.has(Family.TAKES_BASE) && family.traps().isEmpty()) {
        for (int key = 0; key < family.keySpan(); key++) {
          int id = library.find(family, key);
          if (id >= 0) {
            longest = Math.max(longest, library.codeStart()[id + 1] - library.codeStart()[id]);
          }
        }
      }
    }
    return longest;
  }

  /** Operations on what is in memory. */
  private int[] loads() {
    int[] table = new int[Op.count() << 4];
    Arrays.fill(table, NONE);
    for (Op op : Op.values()) {
      for (Type type : TYPES) {
        String name = op.mnemonic() + "_load_" + type;
        if (library.catalog().find(name) != null) {
          table[index(op.ordinal(), type.ordinal(), type.ordinal())] = library.base(name);
        }
      }
    }
    return table;
  }

  private void conditions() {
    for (Op op : Op.values()) {
      if (op.isIntCompare()) {
        String condition = Catalog.condition(op);
        set[op.ordinal()] = library.base("set_" + condition);
        choose[op.ordinal()] = library.base("choose_" + condition);
        branchOnFlags[op.ordinal()] = glue("br_flags_" + condition);
      }
      for (int t = 0; t < 2; t++) {
        String name = "br_" + Catalog.condition(op) + "_zero_" + TYPES[t];
        boolean exists = op.isIntCompare() && library.catalog().find(name) != null;
        branchOnZero[op.ordinal() << 1 | t] = exists ? library.base(name) : NONE;
      }
    }
    for (int t = 0; t < 2; t++) {
      flagsCompare[t] = library.base("flags_cmp_" + TYPES[t]);
      flagsTest[t] = library.base("flags_test_" + TYPES[t]);
      flagsZero[t] = library.base("flags_zero_" + TYPES[t]);
      flagsLoad[t] = library.base("flags_load_" + TYPES[t]);
      rotate[t] = library.base("rotate_" + TYPES[t]);
    }
  }

  private void sums() {
    for (int k = 1; k < sumOfShift.length; k++) {
      sumOfShift[k] = library.base("sum_shl" + k + "_i32");
      shiftAndAdd[k] = library.base("shl" + k + "_imm_i32");
    }
  }

  private int glue(String name) {
    return library.find(library.catalog().family(name), 0);
  }

  private int[] table(String prefix) {
    int[] table = new int[Op.values().length << 4];
    for (Op op : Op.values()) {
      for (Type to : TYPES) {
        for (Type from : TYPES) {
          String name = prefix + Catalog.name(op, to);
          Family family = library.catalog().find(name + "_" + from);
          if (family == null) {
            family = library.catalog().find(name);
          }
          table[index(op.ordinal(), to.ordinal(), from.ordinal())] =
              family == null ? NONE : library.base(family.name());
        }
      }
    }
    return table;
  }

  private static int index(int opcode, int type, int operandType) {
    return opcode << 4 | type << 2 | operandType;
  }

  /** The family of a pure or trapping operation. */
  public int plain(int opcode, int type, int operandType) {
    return check(plain[index(opcode, type, operandType)], opcode);
  }

  /** The family of a comparison that branches. */
  public int branch(int opcode, int type) {
    return check(branch[index(opcode, type, type)], opcode);
  }

  public int guardedMemory(int opcode, int type) {
    return check(guardedMemory[index(opcode, type, type)], opcode);
  }

  public int nativeMemory(int opcode, int type) {
    return check(nativeMemory[index(opcode, type, type)], opcode);
  }

  public int anyMemory(int opcode, int type) {
    return check(anyMemory[index(opcode, type, type)], opcode);
  }

  /** The family of an operation on what is in memory. */
  int ofLoad(int opcode, int type) {
    return check(ofLoad[index(opcode, type, type)], opcode);
  }

  /** The family of a branch by a comparison with zero, or a negative number if there is none. */
  int branchOnZero(int opcode, int type) {
    return type < 2 ? branchOnZero[opcode << 1 | type] : NONE;
  }

  private static int check(int base, int opcode) {
    if (base < 0) {
      throw new AssertionError("no stencils for " + Op.of(opcode));
    }
    return base;
  }
}
