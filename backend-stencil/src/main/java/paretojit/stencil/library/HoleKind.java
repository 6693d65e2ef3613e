package paretojit.stencil.library;

import java.util.Arrays;
import java.util.Optional;

/**
 * What goes into a hole. The constants are named as the symbols of the C sources; the order is that
 * of the emitter's cases: 32-bit numbers first, then the other widths, then code distances.
 */
public enum HoleKind {
  SLOT_D(Width.NUMBER),
  SLOT_A(Width.NUMBER),
  SLOT_B(Width.NUMBER),
  SLOT_C(Width.NUMBER),
  OFFSET(Width.NUMBER),
  END(Width.NUMBER),
  IMM32(Width.NUMBER),
  IMM8(Width.BYTE),
  IMM64(Width.LONG),
  /** The stencil that follows. */
  CONT(Width.DISTANCE),
  /** The target of a branch or call. */
  TAKEN(Width.DISTANCE),
  /** The jump table. */
  TABLE(Width.DISTANCE),
  /** The way out for a trap, one per code in the order of TrapCode. */
  TRAP_INTEGER_DIVISION_BY_ZERO(Width.DISTANCE),
  TRAP_INTEGER_OVERFLOW(Width.DISTANCE),
  TRAP_BAD_CONVERSION_TO_INTEGER(Width.DISTANCE),
  TRAP_HEAP_OUT_OF_BOUNDS(Width.DISTANCE),
  TRAP_TABLE_OUT_OF_BOUNDS(Width.DISTANCE),
  TRAP_INDIRECT_CALL_TO_NULL(Width.DISTANCE),
  TRAP_BAD_SIGNATURE(Width.DISTANCE),
  TRAP_STACK_OVERFLOW(Width.DISTANCE),
  /** The trap of a trap instruction, whose code is the instruction's. */
  TRAP_EXPLICIT(Width.DISTANCE),
  /** A trap that the runtime has recorded already. */
  TRAP_RECORDED(Width.DISTANCE);

  /** How many bytes a hole has, and whether they hold a value or a distance from the hole. */
  public enum Width {
    NUMBER(4),
    BYTE(1),
    LONG(8),
    DISTANCE(4);

    private final int bytes;

    Width(int bytes) {
      this.bytes = bytes;
    }

    public int bytes() {
      return bytes;
    }
  }

  private static final HoleKind[] VALUES = values();

  private final Width width;

  HoleKind(Width width) {
    this.width = width;
  }

  public static HoleKind of(int ordinal) {
    return VALUES[ordinal];
  }

  /** The kind that a symbol of the C sources stands for. */
  public static Optional<HoleKind> ofSymbol(String symbol) {
    return Arrays.stream(VALUES).filter(kind -> kind.name().equals(symbol)).findFirst();
  }

  public Width width() {
    return width;
  }

  public boolean isTrap() {
    return ordinal() >= TRAP_INTEGER_DIVISION_BY_ZERO.ordinal();
  }
}
