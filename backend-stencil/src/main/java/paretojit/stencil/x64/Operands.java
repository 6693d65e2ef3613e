package paretojit.stencil.x64;

import paretojit.ir.Function;
import paretojit.ir.Type;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.OperandKind;

/**
 * Operands of the stencil being put together: finds each value's kind, sets its holes, and moves
 * values between places. A constant that a stencil cannot take as it is goes through the temporary
 * or, if that one is taken, through a temporary slot.
 */
final class Operands implements ParallelMoves.Sink {
  static final int SLOT_D = HoleKind.SLOT_D.ordinal();
  static final int SLOT_A = HoleKind.SLOT_A.ordinal();
  static final int SLOT_B = HoleKind.SLOT_B.ordinal();
  static final int SLOT_C = HoleKind.SLOT_C.ordinal();
  static final int OFFSET = HoleKind.OFFSET.ordinal();
  static final int END = HoleKind.END.ordinal();
  static final int IMM32 = HoleKind.IMM32.ordinal();

  /** Register or slot, of either file. */
  static final int PLACED = OperandKind.R | OperandKind.X | OperandKind.S;

  private static final int I32 = Type.I32.ordinal();
  private static final int I64 = Type.I64.ordinal();
  private static final int FIRST_FLOAT = Type.F32.ordinal();

  private final Selector selector;
  private final int[] ids;
  private final CodeBuffer code;
  private final int[] values;
  private final boolean immediates;

  private Function function;
  private int[] loc = {};
  private int firstTempSlot;

  /** By file: whether the current instruction uses the temporary. */
  private boolean generalTempTaken;

  private boolean vectorTempTaken;
  private int tempSlots;

  Operands(Selector selector, CodeBuffer code, Function any, boolean immediates) {
    this.selector = selector;
    this.ids = selector.ids;
    this.code = code;
    this.values = code.values;
    this.function = any;
    this.immediates = immediates;
  }

  void begin(Function f, int[] places, int tempSlotOffset) {
    function = f;
    loc = places;
    firstTempSlot = tempSlotOffset;
  }

  /** Frees the temporaries for a new instruction. */
  void beginInst() {
    generalTempTaken = false;
    vectorTempTaken = false;
    tempSlots = 0;
  }

  /** Notes that the temporary of a type's file is in use until the next instruction. */
  void takeTemp(int type) {
    if (type < FIRST_FLOAT) {
      generalTempTaken = true;
    } else {
      vectorTempTaken = true;
    }
  }

  private boolean tempTaken(int type) {
    return type < FIRST_FLOAT ? generalTempTaken : vectorTempTaken;
  }

  int tempSlot(int k) {
    return firstTempSlot + 8 * k;
  }

  /** Whether constants may be in the code. */
  boolean hasImmediates() {
    return immediates;
  }

  boolean isConstant(int value) {
    return loc[value] == Loc.CONSTANT;
  }

  /** Whether a value is the integer constant zero, and constants may be in the code. */
  boolean isImmediateZero(int value) {
    return immediates
        && loc[value] == Loc.CONSTANT
        && bits(value) == 0
        && function.valueType(value).isInt();
  }

  /** Bits of a constant value. */
  long bits(int value) {
    return function.imm(function.valueDef(value));
  }

  /**
   * Makes a value an operand.
   *
   * @param allowed kinds the stencil has at this operand
   * @param slotHole hole for the slot's offset, if it is one
   * @return its kind
   */
  int use(int value, int allowed, int slotHole) {
    int place = loc[value];
    if (place == Loc.CONSTANT) {
      return useConstant(bits(value), function.valueTypeOrdinal(value), allowed, slotHole);
    }
    int kind = Loc.kind(place);
    if (kind == OperandKind.SLOT) {
      values[slotHole] = Loc.offset(place);
    }
    return kind;
  }

  int useConstant(long bits, int type, int allowed, int slotHole) {
    if (immediates && type < FIRST_FLOAT && (allowed & OperandKind.I) != 0 && fits(bits, type)) {
      values[IMM32] = (int) bits;
      code.imm8 = (int) bits;
      return OperandKind.IMM;
    }
    if (immediates && (allowed & OperandKind.W) != 0) {
      values[IMM32] = (int) bits;
      code.imm64 = bits;
      return OperandKind.WIDE;
    }
    if ((allowed & OperandKind.T) != 0 && !tempTaken(type)) {
      takeTemp(type);
      loadConstant(Loc.TEMP, bits, type);
      return OperandKind.TEMP;
    }
    int slot = tempSlot(tempSlots++);
    loadConstant(Loc.slot(slot), bits, type);
    values[slotHole] = slot;
    return OperandKind.SLOT;
  }

  private static boolean fits(long bits, int type) {
    return type == I32 || bits == (int) bits;
  }

  /** Kind of a place a stencil writes; sets its hole. */
  int define(int place) {
    int kind = Loc.kind(place);
    if (kind == OperandKind.SLOT) {
      values[SLOT_D] = Loc.offset(place);
    }
    return kind;
  }

  /** Copies a value, constant or not, to a place. */
  void copy(int to, int value, int type) {
    int from = loc[value];
    if (from == Loc.CONSTANT) {
      loadConstant(to, bits(value), type);
    } else {
      move(to, from, type);
    }
  }

  @Override
  public void move(int to, int from, int type) {
    if (to == from) {
      return;
    }
    int base = selector.move[type];
    if (Loc.isSlot(from)) {
      values[SLOT_A] = Loc.offset(from);
      if (Loc.isSlot(to)) {
        base = selector.move[I64];
      }
    }
    code.emit(ids[base + (define(to) << 4 | Loc.kind(from))]);
  }

  @Override
  public void constant(int to, int value, int type) {
    loadConstant(to, bits(value), type);
  }

  private void loadConstant(int to, long bits, int type) {
    int kind = define(to) << 4;
    values[IMM32] = (int) bits;
    code.imm64 = bits;
    if (type == I32) {
      code.emit(ids[selector.constI32 + (kind | OperandKind.IMM)]);
    } else {
      boolean isNarrow = type == I64 && bits == (int) bits;
      int from = isNarrow ? OperandKind.IMM : OperandKind.WIDE;
      code.emit(ids[selector.move[type] + (kind | from)]);
    }
  }
}
