package paretojit.stencil.library;

/**
 * A place in a stencil's bytes that the code generator fills.
 *
 * @param offset in bytes from the stencil's start
 * @param addend added to the value, or to the target of a distance (which counts from the hole)
 */
public record Hole(int offset, HoleKind kind, int addend) {
  /** No stencil is longer, so that an offset takes twelve bits. */
  public static final int LONGEST_STENCIL_BYTES = 0xfff;

  private static final int KIND_SHIFT = 12;
  private static final int ADDEND_SHIFT = 20;

  /** The packed form of library tables: offset, kind, addend from the lowest bits up. */
  public int pack() {
    if (offset > LONGEST_STENCIL_BYTES || addend < Byte.MIN_VALUE || addend > Byte.MAX_VALUE) {
      throw new AssertionError("hole out of range: " + this);
    }
    return offset | kind.ordinal() << KIND_SHIFT | addend << ADDEND_SHIFT;
  }

  public static Hole unpack(int packed) {
    return new Hole(offset(packed), HoleKind.of(kind(packed)), addend(packed));
  }

  /** The offset in a packed hole. */
  public static int offset(int packed) {
    return packed & LONGEST_STENCIL_BYTES;
  }

  /** The ordinal of a packed hole's kind. */
  public static int kind(int packed) {
    return packed >>> KIND_SHIFT & 0xff;
  }

  /** The addend in a packed hole. */
  public static int addend(int packed) {
    return packed >> ADDEND_SHIFT;
  }
}
