package paretojit.stencil.direct;

import paretojit.engine.Bounds;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.x64.Selector;
import paretojit.wasm.Kinds;
import paretojit.wasm.Opcodes;

/**
 * What WebAssembly's opcodes become, as arrays by opcode: the shape that says how an instruction is
 * compiled, the kinds of its operands, and where its stencils' keys start.
 */
final class OpTable {
  // Shapes: what the main loop does itself comes first; the rest goes to the general code.
  static final int GENERAL = 0;
  static final int LOCAL_GET = 1;
  static final int BINARY = 2;
  static final int UNARY = 3;
  static final int LOAD = 4;
  static final int STORE = 5;
  static final int LOCAL_SET = 6;
  static final int LOCAL_TEE = 7;
  static final int GLOBAL_GET = 8;
  static final int GLOBAL_SET = 9;
  static final int COMPARE = 10;
  static final int IS_ZERO = 11;
  static final int IF = 12;
  static final int BR_IF = 13;
  static final int DROP = 14;
  static final int CALL = 15;

  /** What opens, ends or leaves constructs: plain cases of it, see {@link Branches#plain}. */
  static final int PLAIN = 16;

  /** An operation whose result replaces its first operand; general code. */
  static final int IN_PLACE = 17;

  private static final int OPCODES = 256;

  // The parts of an info, which are those of the arrays.
  static final int SHAPE_MASK = 31;
  static final int IN_AT = 5;
  static final int OUT_AT = 8;
  static final int ALIGN_AT = 16;
  static final int BYTES_AT = 18;
  static final int BASE_AT = 32;

  /** Entries of the operand stack: kind in bits 0 to 2, operand kind in 3 to 6, file in 7. */
  static final int KIND_MASK = 7;

  static final int DIGIT_SHIFT = 3;
  static final int DIGIT_MASK = 15;
  static final int VECTOR_BIT = 1 << 7;

  final Selector selector;

  /** Stencils by key. */
  final int[] ids;

  /** What the main loop wants to know of an opcode, in one number. */
  final long[] info = new long[OPCODES];

  final byte[] shape = new byte[OPCODES];
  final byte[] in = new byte[OPCODES];

  /** Kind of the result, with the file's bit, as in an entry. */
  final int[] out = new int[OPCODES];

  /** Start of the keys of the operation, of the comparison that branches, and of its negation. */
  final int[] base = new int[OPCODES];

  final int[] branch = new int[OPCODES];
  final int[] branchNot = new int[OPCODES];
  final int[] negated = new int[OPCODES];
  final int[] accessBytes = new int[OPCODES];

  /** Greatest alignment of a load or store, as a power of two. */
  final byte[] align = new byte[OPCODES];

  /** For stores of constants: the keys of the integer store with the same bytes. */
  final int[] bitStore = new int[OPCODES];

  /** For accesses to other memories than the first. */
  final int[] anyBase = new int[OPCODES];

  /** Moves, by kind, place written and place read: see {@link #moveKey}. */
  final int[] move = new int[8 << 8];

  // Stencils without operands.
  final int jump;
  final int prologue;
  final int ret;
  final int call;
  final int callRef;
  final int runtime;
  final int trapAt;
  final int trapSite;
  final int trap;
  final int enter;
  final int callEntered;

  /** The keys of branching on an operand. */
  final int brZero;

  final int brNonzero;

  OpTable(Selector selector, Output.Records records, Bounds bounds) {
    this.selector = selector;
    this.ids = records.ids();
    int[] number = records.number();
    jump = number[selector.jump];
    prologue = number[selector.prologue];
    ret = number[selector.ret];
    call = number[selector.call];
    callRef = number[selector.callRef];
    runtime = number[selector.runtime];
    trapAt = number[selector.trapAt];
    trapSite = number[selector.trapSite];
    trap = number[selector.trap];
    enter = number[selector.enter];
    callEntered = number[selector.callEntered];
    brZero = selector.brZero;
    brNonzero = selector.brNonzero;
    for (int opcode = Opcodes.FIRST_NUMERIC; opcode <= Opcodes.LAST_NUMERIC; opcode++) {
      numeric(opcode);
    }
    isZero(Opcodes.I32_EQZ, Type.I32, Kinds.I32);
    isZero(Opcodes.I64_EQZ, Type.I64, Kinds.I64);
    for (int opcode = Opcodes.FIRST_LOAD; opcode <= Opcodes.LAST_STORE; opcode++) {
      memory(opcode, bounds == Bounds.GUARD);
    }
    shapes();
    moves();
    for (int opcode = 0; opcode < OPCODES; opcode++) {
      info[opcode] = info(opcode);
    }
  }

  private long info(int opcode) {
    return shape[opcode]
        | in[opcode] << IN_AT
        | out[opcode] << OUT_AT
        | align[opcode] << ALIGN_AT
        | accessBytes[opcode] << BYTES_AT
        | (long) base[opcode] << BASE_AT;
  }

  private void shapes() {
    shape[Opcodes.LOCAL_GET] = LOCAL_GET;
    shape[Opcodes.LOCAL_SET] = LOCAL_SET;
    shape[Opcodes.LOCAL_TEE] = LOCAL_TEE;
    shape[Opcodes.GLOBAL_GET] = GLOBAL_GET;
    shape[Opcodes.GLOBAL_SET] = GLOBAL_SET;
    shape[Opcodes.IF] = IF;
    shape[Opcodes.BR_IF] = BR_IF;
    shape[Opcodes.DROP] = DROP;
    shape[Opcodes.CALL] = CALL;
    for (int opcode :
        new int[] {
          Opcodes.BLOCK, Opcodes.LOOP, Opcodes.ELSE, Opcodes.END, Opcodes.BR, Opcodes.RETURN
        }) {
      shape[opcode] = PLAIN;
    }
  }

  /** The kind of a value with the bit of its register file. */
  static int entryKind(int kind) {
    return kind == Kinds.F32 || kind == Kinds.F64 ? kind | VECTOR_BIT : kind;
  }

  /** The keys of reading a global. */
  int globalGet(int kind, boolean indirect) {
    return (indirect ? selector.indirectGet : selector.globalGet)[Kinds.type(kind)];
  }

  /** The keys of writing a global that holds values of a type. */
  int globalSet(int type, boolean indirect) {
    return (indirect ? selector.indirectSet : selector.globalSet)[type];
  }

  static int slotEntry(int kind) {
    return entryKind(kind) | OperandKind.SLOT << DIGIT_SHIFT;
  }

  private void numeric(int opcode) {
    int arity = Opcodes.arity(opcode);
    if (arity == 0) {
      return;
    }
    Op op = Opcodes.op(opcode);
    int from = Kinds.type(Opcodes.in(opcode));
    int to = Kinds.type(Opcodes.out(opcode));
    in[opcode] = (byte) Opcodes.in(opcode);
    out[opcode] = entryKind(Opcodes.out(opcode));
    if (op.isIntCompare() || op.isFloatCompare()) {
      compare(opcode, op, from);
      return;
    }
    base[opcode] = selector.plain(op.ordinal(), to, from);
    if (arity == 1) {
      shape[opcode] = UNARY;
    } else {
      shape[opcode] =
          switch (op) {
            case IADD, ISUB, IMUL, BAND, BOR, BXOR, ISHL, USHR, SSHR, FADD, FSUB, FMUL, FDIV ->
                BINARY;
            default -> IN_PLACE;
          };
    }
  }

  private void compare(int opcode, Op op, int type) {
    shape[opcode] = COMPARE;
    base[opcode] = selector.plain(op.ordinal(), type, type);
    negated[opcode] = selector.plain(op.negated().ordinal(), type, type);
    branch[opcode] = selector.branch(op.ordinal(), type);
    branchNot[opcode] = selector.branch(op.negated().ordinal(), type);
  }

  private void isZero(int opcode, Type type, int kind) {
    compare(opcode, Op.ICMP_EQ, type.ordinal());
    shape[opcode] = IS_ZERO;
    in[opcode] = (byte) kind;
    out[opcode] = entryKind(Kinds.I32);
  }

  private void memory(int opcode, boolean guarded) {
    Op op = Opcodes.op(opcode);
    boolean isStore = opcode >= Opcodes.FIRST_STORE;
    int kind = isStore ? Opcodes.in(opcode) : Opcodes.out(opcode);
    int type = Kinds.type(kind);
    int bytes = accessBytes(op, type);
    accessBytes[opcode] = bytes;
    align[opcode] = (byte) Opcodes.align(opcode);
    shape[opcode] = (byte) (isStore ? STORE : LOAD);
    in[opcode] = (byte) kind;
    out[opcode] = entryKind(kind);
    if (isStore) {
      // Narrow stores take their low bits from a register of either width.
      boolean narrow = bytes < 4;
      op = op == Op.ISTORE32 ? Op.STORE : op;
      type = narrow ? Type.I64.ordinal() : opcode == 0x3e ? Type.I32.ordinal() : type;
      int bits = narrow || bytes == 8 ? Type.I64.ordinal() : Type.I32.ordinal();
      bitStore[opcode] = access(op, bits, guarded);
    }
    base[opcode] = access(op, type, guarded);
    anyBase[opcode] = selector.anyMemory(op.ordinal(), type);
  }

  private int access(Op op, int type, boolean guarded) {
    return guarded
        ? selector.guardedMemory(op.ordinal(), type)
        : selector.plain(op.ordinal(), type, type);
  }

  private static int accessBytes(Op op, int type) {
    return switch (op) {
      case ULOAD8, SLOAD8, ISTORE8 -> 1;
      case ULOAD16, SLOAD16, ISTORE16 -> 2;
      case ULOAD32, SLOAD32, ISTORE32 -> 4;
      default -> Type.of(type).bytes();
    };
  }

  private void moves() {
    for (int kind = 0; kind < Kinds.COUNT; kind++) {
      for (int to = 0; to <= OperandKind.TEMP; to++) {
        for (int from = 0; from <= OperandKind.WIDE; from++) {
          move[moveKey(kind, to, from)] = moveStencil(kind, to, from);
        }
      }
    }
  }

  private int moveStencil(int kind, int to, int from) {
    Type type = Type.of(Kinds.type(kind));
    if (type == Type.I32 && from == OperandKind.IMM) {
      return ids[selector.constI32 + (to << 4 | from)];
    }
    boolean betweenSlots = to == OperandKind.SLOT && from == OperandKind.SLOT;
    int family = selector.move[betweenSlots ? Type.I64.ordinal() : type.ordinal()];
    return ids[family + (to << 4 | from)];
  }

  static int moveKey(int kind, int to, int from) {
    return kind << 8 | to << 4 | from;
  }
}
