package paretojit.stencil.x64;

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
  private static final Type[] TYPES = Type.values();

  public final StencilLibrary library;
  final CodeBuffer.Records records;
  public final int[] ids;

  // By opcode << 4 | type << 2 | operand type.
  private final int[] plain;
  private final int[] branch;
  private final int[] guardedMemory;
  private final int[] nativeMemory;
  private final int[] anyMemory;

  // By type.
  public final int[] move = new int[4];
  public final int[] select = new int[4];
  public final int[] selectNot = new int[4];
  public final int[] globalGet = new int[4];
  public final int[] globalSet = new int[4];
  public final int[] indirectGet = new int[4];
  public final int[] indirectSet = new int[4];

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
    this.plain = table("");
    this.branch = table("br_");
    this.guardedMemory = table("guarded_");
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

  private static int check(int base, int opcode) {
    if (base < 0) {
      throw new AssertionError("no stencils for " + Op.of(opcode));
    }
    return base;
  }
}
